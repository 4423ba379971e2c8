// What a training will do: everything is checked and counted here, before anything is written.
import { gigabytes, option, SocraticError, say, systemMemory, usingOption } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { architectureOf, checkLora } from '../engine/model/index.ts';
import { checkDevice } from '../engine/runtime/index.ts';
import type { MemoryEstimate } from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { assertMemory, estimateMemory, type RoleSequences } from './memory-check.ts';
import { newRecord } from './new-record.ts';
import { fewProblemsWarning } from './plan-warnings.ts';
import { type PromptFormat, plainFormat, promptFormat } from './prompt-format.ts';
import { findRun } from './run-claim.ts';
import type { RunRecord } from './run-directory.ts';
import type { RunContext, RunOptions } from './run-options.ts';
import { selectProblems } from './run-problems.ts';
import { makeSequences, warnOfLongSequences } from './run-sequences.ts';
import { stopPoint } from './stop-point.ts';
import { createStudent, type Student } from './student.ts';

/** A training that can be done: the student is there, and `out` is free or holds the run that is resumed. */
export interface PreparedRun {
  /** The dataset is without the problems that lack what is required of all. */
  readonly options: RunOptions;
  readonly student: Student;
  /** The problems that are trained on. */
  readonly problems: readonly Problem[];
  /** The record with which the run begins, or goes on; of a finished run its last one. */
  readonly record: RunRecord;
  readonly isResumed: boolean;
}

/** What a training will do. */
export interface TrainingPlan extends PreparedRun {
  /** The format of `sequences`: the run's own, or a provisional one where it is still to be chosen. */
  readonly prompt: PromptFormat;
  /** Of every role, in training order. */
  readonly sequences: ReadonlyMap<RoleName, RoleSequences>;
  readonly memory: ReadonlyMap<RoleName, MemoryEstimate>;
}

/** Finds problems and student, and checks that they, the options and what is in `out` fit together. */
export async function prepareRun(asked: RunOptions, context: RunContext): Promise<PreparedRun> {
  const { reporter, signal } = context;
  await checkDevice(asked.device ?? 'cpu');
  const selected = selectProblems(asked, reporter);
  const { dataset, train } = selected;
  const options = { ...asked, dataset };
  await stopPoint(signal);
  const student = await usingOption('student', () => createStudent(options.student, dataset.train, context));
  assertSettings(options, student);
  if (options.optimizer.patience !== null && dataset.validation.length === 0) {
    reporter.warn(
      'There are no validation problems: the last weights are kept, not the best, and training does not stop early.',
    );
  }
  await stopPoint(signal);
  const fresh = newRecord(options, student, selected);
  const few = fewProblemsWarning(fresh);
  if (few !== null) reporter.warn(few);
  const previous = usingOption('out', () => findRun(options, fresh, reporter));
  const prepared = { options, student, problems: train.problems, isResumed: previous !== null };
  if (previous === null) return { ...prepared, record: fresh };
  if (previous.status === 'trained') return { ...prepared, record: previous };
  const before = previous.settings.threads;
  if (before !== options.threads) {
    reporter.warn(
      say`${option('threads')} was ${String(before)} and is now ${options.threads}: sums are rounded in another order, so the numbers will be close to those of a run without the interruption, but not the same.`,
    );
  }
  const { createdAt, models, prompt, promptChoice } = previous;
  return { ...prepared, record: { ...fresh, createdAt, models, prompt, promptChoice } };
}

/** Makes the sequences of a prepared run and estimates its memory. Throws `memory-insufficient`. */
export async function planTraining(prepared: PreparedRun, context: RunContext): Promise<TrainingPlan> {
  const { options, student, problems, record } = prepared;
  const { tokenizer } = student;
  const prompt = record.prompt ?? provisionalFormat(options.prompt, student);
  const sequences = await makeSequences(options, problems, { tokenizer, prompt }, context.signal);
  const memory = checkMemory(prepared, sequences, context);
  if (options.longSequences === undefined) {
    warnOfLongSequences(options, student.config, sequences, context.reporter);
  }
  await stopPoint(context.signal);
  return { ...prepared, prompt, sequences, memory };
}

/** Throws `option-unused`, `lora-targets` and `lora-rank` for settings that the student has no use for. */
function assertSettings({ optimizer }: RunOptions, { config }: Student): void {
  if (optimizer.dropout > 0 && !architectureOf(config).hasDropout) {
    throw new SocraticError(
      'option-unused',
      say`${option('dropout')} has no effect here: ${config.architecture} models have no dropout. Leave it out.`,
      { subject: { option: 'dropout' } },
    );
  }
  if (optimizer.lora) checkLora(config, optimizer.lora);
}

/** The format in which sequences are counted before one has been chosen: the formats differ by a few tokens. */
function provisionalFormat(asked: RunOptions['prompt'], { tokenizer }: Student): PromptFormat {
  return asked === 'auto'
    ? plainFormat(tokenizer)
    : usingOption('student', () => promptFormat(asked, tokenizer));
}

/** Says what every role's training is estimated to take; throws `memory-insufficient` where that is not there. */
function checkMemory(
  { options, student: { config, base } }: PreparedRun,
  roles: ReadonlyMap<RoleName, RoleSequences>,
  { reporter }: RunContext,
): ReadonlyMap<RoleName, MemoryEstimate> {
  const { optimizer, seed, threads, device = 'cpu', availableMemory = systemMemory().available } = options;
  const check = { config, settings: optimizer, seed, threads, device, roles, pretrained: base !== null };
  const estimates = estimateMemory(check);
  const onGpu = device !== 'cpu'; // what is there is not the process's, and the runtime does not say how much there is
  if (availableMemory !== null && !onGpu) assertMemory(estimates, availableMemory, check);
  const most = Math.max(...[...estimates.values()].map(({ bytes }) => bytes));
  const unknown = availableMemory === null ? 'not compared' : `${gigabytes(availableMemory)} available`;
  const left = onGpu ? 'most of it on the GPU, not compared' : unknown;
  reporter.info(`Memory: about ${gigabytes(most)} at its highest, ${left}.`);
  return estimates;
}
