// One run: problems become sequences, sequences train the strategy's one or two models, and a run directory keeps it all.
import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  describeSystemError,
  gigabytes,
  InterruptedError,
  isSystemError,
  recoverDirectory,
  required,
  SocraticError,
  systemMemory,
} from '../common/index.ts';
import { architectureOf, checkLora } from '../engine/model/index.ts';
import { checkDevice } from '../engine/runtime/index.ts';
import { fingerprintOf } from '../engine/weights/index.ts';
import { strategyOf, type TrainableProblems } from '../strategy/index.ts';
import { choosePrompt } from './choose-prompt.ts';
import { ClaimedPlace } from './claimed-place.ts';
import type { DistillContext, DistillOptions } from './distill-options.ts';
import { estimateMemory, type MemoryCheckOptions, refuseWithoutMemory } from './memory-check.ts';
import { type PromptFormat, plainFormat, promptFormat } from './prompt-format.ts';
import { type RunRecord, readRunRecord, runFiles, writeRunRecord } from './run-directory.ts';
import { lockRun } from './run-lock.ts';
import { recoverRun, refuseOtherRun, refuseTakenDirectory } from './run-place.ts';
import { commonAnswerType, selectProblems } from './run-problems.ts';
import { makeSequences, warnOfLongSequences, writeSequenceFiles } from './run-sequences.ts';
import { createStudent, type Student } from './student.ts';
import { resultOf, saveBase, trainRole } from './train-role.ts';
import { gitRevision, packageVersions } from './versions.ts';

/**
 * Trains every model of the strategy and returns the run's record. A start that fails before its first step leaves `out` as it
 * was. Throws `rationale-missing`, `student-unknown`, `out-exists`, `device-unavailable` (SocraticError), `memory-insufficient`,
 * `checkpoint-mismatch`, `training-diverged`, `system` (a full disk), and InterruptedError once the state is saved after a stop
 * request.
 */
export async function distill(asked: DistillOptions, context: DistillContext): Promise<RunRecord> {
  await checkDevice(asked.device ?? 'cpu');
  const unlock = lockRun(asked.out);
  try {
    return await distillLocked(asked, context);
  } finally {
    unlock();
  }
}

async function distillLocked(asked: DistillOptions, context: DistillContext): Promise<RunRecord> {
  const { reporter } = context;
  const { dataset, train } = selectProblems(asked, reporter);
  const options = { ...asked, dataset };
  const { out } = options;
  const student = await createStudent(options.student, dataset.train, context);
  checkSettings(options, student);
  if (options.optimizer.patience !== null && dataset.validation.length === 0) {
    reporter.warn(
      'There are no validation problems: the last weights are kept, not the best, and training does not stop early.',
    );
  }
  let record = newRecord(options, student, train);
  recoverDirectory(out);
  const previous = options.resume && existsSync(runFiles.record(out)) ? readRunRecord(out) : null;
  if (previous) {
    refuseOtherRun(out, previous, record);
    recoverRun(out);
    if (previous.status === 'trained') return previous;
    const before = previous.settings.threads;
    if (before !== options.threads) {
      reporter.warn(
        `--threads was ${before} and is now ${options.threads}: sums are rounded in another order, so the numbers will be close to those of a run without the interruption, not the same.`,
      );
    }
    const { createdAt, models, prompt, promptChoice } = previous;
    record = { ...record, createdAt, models, prompt, promptChoice };
  } else refuseTakenDirectory(options);
  const place = previous ? null : new ClaimedPlace(out);
  const directory = place?.directory ?? out;
  try {
    const { tokenizer } = student;
    const firstPrompt = record.prompt ?? provisionalFormat(options.prompt, tokenizer);
    let sequences = makeSequences(options, train.problems, { tokenizer, prompt: firstPrompt });
    const memory = checkMemory(options, context, { ...student, roles: sequences });
    if (options.longSequences === undefined)
      warnOfLongSequences(options, student.config, sequences, reporter);

    const running = { ...context }; // reads the signal: from here on a stop leaves something to clear away or to save
    if (record.prompt === null) {
      writeRunRecord(directory, record);
      record = { ...record, ...(await decidePrompt(options, running, student)) };
    }
    writeRunRecord(directory, record);
    const prompt = required(record.prompt ?? undefined, 'prompt format');
    if (prompt.kind !== firstPrompt.kind)
      sequences = makeSequences(options, train.problems, { tokenizer, prompt });
    writeSequenceFiles(directory, sequences);
    saveBase(options, directory, { ...student, record, prompt });
    for (const role of sequences.keys()) {
      const done = record.models[role];
      if (done && existsSync(resultOf(options, role))) {
        reporter.info(`${role} is trained already (${done.steps} steps).`);
      } else {
        const pupil = { ...student, record, prompt };
        const trained = await trainRole(options, running, pupil, role, place);
        const { peakMemory, model, finished } = trained;
        if (!finished && model.steps === 0 && place?.open) throw new InterruptedError('No step was done.');
        const { bytes, parts } = required(memory.get(role), `estimate of ${role}`);
        const used = { estimatedBytes: bytes, measuredBytes: peakMemory, parts };
        const onCpu = (options.device ?? 'cpu') === 'cpu'; // elsewhere one is of the device and the other of the process
        const models = { ...record.models, [role]: { ...model, memory: onCpu ? used : null } };
        record = { ...record, models, status: finished ? 'training' : 'interrupted' };
        writeRunRecord(out, record);
        if (!finished) {
          throw new InterruptedError(
            `Stopped after step ${model.steps} of ${model.totalSteps} of ${role}; its state is in ${out}. Run the same command with --resume to go on.`,
          );
        }
      }
      // The model is there and on record: nothing goes on from its checkpoints any more.
      rmSync(runFiles.checkpoints(out, role), { recursive: true, force: true });
    }
    rmSync(dirname(runFiles.checkpoints(out, 'student')), { recursive: true, force: true });
    record = { ...record, status: 'trained' };
    writeRunRecord(out, record);
    return record;
  } catch (error) {
    throw leaveBehind(error, out, record, place);
  }
}

/** Leaves `out` as a failure should: as it was where no step was done, else as a run to go on with. Returns what to throw. */
function leaveBehind(error: unknown, out: string, record: RunRecord, place: ClaimedPlace | null): unknown {
  if (place?.open) {
    place.abandon();
    if (!(error instanceof InterruptedError)) return error;
    return new InterruptedError('Stopped before the first step: nothing was changed.', { cause: error });
  }
  if (error instanceof InterruptedError && record.status === 'training')
    writeRunRecord(out, { ...record, status: 'interrupted' });
  if (!isSystemError(error)) return error;
  return new SocraticError(
    'system',
    `${describeSystemError(error)}\nThe training is in ${out}, as of its last checkpoint: the same command with --resume goes on from there.`,
    { cause: error, subject: { path: out } },
  );
}

/** Throws `option-unused`, `lora-targets` and `lora-rank` for settings that the student has no use for. */
function checkSettings({ optimizer }: DistillOptions, { config }: Student): void {
  if (optimizer.dropout > 0 && !architectureOf(config).hasDropout) {
    throw new SocraticError(
      'option-unused',
      `--dropout: ${config.architecture} models have no dropout. Leave it out.`,
    );
  }
  if (optimizer.lora) checkLora(config, optimizer.lora);
}

/** The record of a run that is about to begin. */
function newRecord(
  options: DistillOptions,
  { base }: Student,
  { problems, leftOut, rationaleSource }: TrainableProblems,
): RunRecord {
  const { dataset, strategy, mode, style, student, seed, device = 'cpu' } = options;
  const roleNames = strategyOf(strategy)
    .roles(mode)
    .map(({ name }) => name);
  return {
    format: 1,
    strategy,
    mode,
    style,
    student,
    base: base && {
      path: base.path,
      fingerprint: fingerprintOf(base.path),
      name: base.origin.name,
      licence: base.origin.licence,
    },
    prompt: null,
    promptChoice: null,
    seed,
    status: 'training',
    createdAt: new Date().toISOString(),
    dataset: {
      name: dataset.name,
      path: dataset.path,
      sha256: dataset.sha256,
      ...(dataset.annotations === undefined ? {} : { annotations: dataset.annotations }),
      answerType: commonAnswerType(problems),
      trainProblems: problems.length,
      leftOut: [...leftOut],
      rationaleSource,
    },
    settings: {
      ...options.optimizer,
      length: Object.fromEntries(roleNames.map((role) => [role, options.lengthOf(role)])),
      threads: options.threads,
      prompt: options.prompt,
      device,
      ...(options.require === undefined ? {} : { require: options.require }),
    },
    versions: packageVersions(),
    gitRevision: gitRevision(),
    models: {},
  };
}

/** The format that was asked for, or the better one on validation. */
async function decidePrompt(
  options: DistillOptions,
  context: DistillContext,
  student: Student,
): Promise<Pick<RunRecord, 'prompt' | 'promptChoice'>> {
  if (options.prompt !== 'auto')
    return { prompt: promptFormat(options.prompt, student.tokenizer), promptChoice: null };
  const { format, losses } = await choosePrompt(
    { student, validation: options.dataset.validation, threads: options.threads },
    context,
  );
  return { prompt: format, promptChoice: losses };
}

/** The format under which sequences are counted before it has been chosen: the formats differ by a few tokens. */
function provisionalFormat(asked: DistillOptions['prompt'], tokenizer: Student['tokenizer']): PromptFormat {
  return asked === 'auto' ? plainFormat(tokenizer) : promptFormat(asked, tokenizer);
}

/** Says what every role's training is estimated to take; throws `memory-insufficient` where that is not there. */
function checkMemory(
  { optimizer, seed, threads, device = 'cpu', availableMemory = systemMemory().available }: DistillOptions,
  { reporter }: DistillContext,
  { config, base, roles }: Pick<Student, 'config' | 'base'> & Pick<MemoryCheckOptions, 'roles'>,
) {
  const check = { config, settings: optimizer, seed, threads, device, roles, pretrained: base !== null };
  const estimates = estimateMemory(check);
  const onGpu = device !== 'cpu'; // what is there is not the process's, and the runtime does not say how much there is
  if (availableMemory !== null && !onGpu) refuseWithoutMemory(estimates, availableMemory, check);
  const most = Math.max(...[...estimates.values()].map(({ bytes }) => bytes));
  const unknown = availableMemory === null ? 'not compared' : `${gigabytes(availableMemory)} available`;
  const left = onGpu ? 'most of it on the GPU, not compared' : unknown;
  reporter.info(`Memory: about ${gigabytes(most)} at its highest, ${left}.`);
  return estimates;
}
