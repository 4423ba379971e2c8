// One model of a run: trained in a process of its own from the run's sequence files, with progress and what its record says.
import { existsSync } from 'node:fs';
import { childModule, InterruptedError, option, required, runChildTask, say } from '../common/index.ts';
import { readModelFiles, type SaveAdapterOptions, saveModel, storedWeights } from '../engine/model/index.ts';
import { guessingLoss, type LoopSettings } from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { adapterBase } from './adapter-base.ts';
import type { ClaimedPlace } from './claimed-place.ts';
import { readMetrics } from './metrics.ts';
import { adapterCard, type CardRecord, cardOf } from './model-card.ts';
import { outcomeWarning } from './outcome.ts';
import { fewStepsWarning, tooLongWarning } from './plan-warnings.ts';
import type { PromptFormat } from './prompt-format.ts';
import { type ModelRecord, type RunRecord, runFiles } from './run-directory.ts';
import type { RunContext, RunOptions } from './run-options.ts';
import { titleOf } from './run-sequences.ts';
import type { Student } from './student.ts';
import type { TrainMessage, TrainOutput, TrainTask } from './train-child.ts';

/** A student as a run trains it. */
export type RunStudent = Student & { readonly prompt: PromptFormat; readonly record: RunRecord };

export interface TrainedRole {
  readonly model: Omit<ModelRecord, 'memory'>;
  /** False when it was stopped on request; its state is then in a checkpoint. */
  readonly finished: boolean;
  readonly peakMemory: number;
}

/** Whether the run's models are adapters on one model: those of a pair, so that it takes the memory of one. */
const keepsBase = ({ strategy, optimizer }: RunOptions) => optimizer.lora !== null && strategy === 'socratic';

/** Where a role's training leaves its result: a model, or only an adapter. */
export function resultOf(options: RunOptions, role: RoleName): string {
  return keepsBase(options) ? runFiles.adapter(options.out, role) : runFiles.model(options.out, role);
}

/** Writes the model that the pair's adapters belong to into the run at `directory`; nothing where there is none. */
export function saveBase(
  options: RunOptions,
  directory: string,
  { base, config, tokenizerFiles, prompt, record }: RunStudent,
): void {
  const { student } = options;
  if (!keepsBase(options) || existsSync(runFiles.base(directory))) return;
  const { path, origin } = required(base ?? undefined, `the weights of ${student}`);
  saveModel(runFiles.base(directory), config, storedWeights(readModelFiles(path), config), {
    tokenizer: tokenizerFiles,
    stopToken: prompt.stop.id,
    extraFiles: cardOf(record, origin, 'base'),
  });
}

/**
 * Trains a role from its newest checkpoint, or from the start. A new run is put into its `place` after the first step, before the child
 * process writes anything: its paths are those of the run in its place.
 */
export async function trainRole(
  options: RunOptions,
  { reporter, signal }: RunContext,
  student: RunStudent,
  role: RoleName,
  place: ClaimedPlace | null,
): Promise<TrainedRole> {
  const { out, strategy } = options;
  const { contextLength } = student.config;
  const name = titleOf(strategy, role);
  let totalSteps = 0;
  let validationLoss: number | null = null;
  let sequences = 0;
  let answer: (message: unknown) => void = () => undefined;
  const onMessage = (message: TrainMessage) => {
    if (message.type === 'first-step-done') {
      place?.settle(reporter);
      answer('in-place');
      return;
    }
    if (message.type === 'checkpoint-damaged') {
      const { path, problem, resumedStep } = message;
      reporter.warn(
        `${name}: the checkpoint ${path} is damaged and was removed: ${problem} The training goes on from the one before it, after step ${resumedStep}.`,
      );
      return;
    }
    if (message.type === 'start') {
      const { stepsDone, tooLong } = message;
      totalSteps = message.totalSteps;
      sequences = message.sequences;
      if (stepsDone > 0) validationLoss = lastValidationLoss(out, role);
      const few = stepsDone === 0 ? fewStepsWarning(name, totalSteps, options.lengthOf(role)) : null;
      if (few !== null) reporter.warn(few);
      if (stepsDone > 0) reporter.info(`${name}: going on after step ${stepsDone}.`);
      const long = tooLongWarning(name, tooLong, contextLength);
      if (long !== null) reporter.warn(long);
      // The clock of the progress starts here, not after the first step.
      if (stepsDone < totalSteps) reporter.progress(name, { done: stepsDone, total: totalSteps });
      return;
    }
    const { step, loss } = message.metrics;
    validationLoss = message.metrics.validationLoss ?? validationLoss;
    const validation = validationLoss === null ? '' : `, validation ${validationLoss.toFixed(3)}`;
    reporter.progress(name, { done: step, total: totalSteps, note: `loss ${loss.toFixed(3)}${validation}` });
  };
  const result = await runChildTask<TrainTask, TrainMessage, TrainOutput>(
    childModule(import.meta.url, './train-child'),
    taskOf(options, student, role, place?.open ? place.directory : null),
    { onMessage, onStart: (send) => (answer = send), ...(signal ? { signal } : {}) },
  ).catch((error: unknown) => {
    throw error instanceof InterruptedError ? stoppedOutside(error, name, out) : error;
  });
  const { step: steps, finished, peakMemory, bestLoss, ...rest } = result;
  // of the weights that are kept
  const lossThere = bestLoss ?? validationLoss;
  const guessing = guessingLoss(student.config);
  const model = { ...rest, steps, validationLoss: lossThere, guessingLoss: guessing, sequences };
  const warning = finished ? outcomeWarning(name, model) : null;
  if (warning) reporter.warn(warning);
  return { model, finished, peakMemory };
}

/** `newRun`: where a run is that is not in its place yet. */
function taskOf(options: RunOptions, student: RunStudent, role: RoleName, newRun: string | null): TrainTask {
  const { out } = options;
  const { config, tokenizerFiles, base, prompt, record } = student;
  const unchanged = { ...record, unchanged: true };
  const settings: LoopSettings = { ...options.optimizer, ...options.lengthOf(role), seed: options.seed };
  return {
    role,
    config,
    base: base?.path ?? null,
    settings,
    threads: options.threads,
    device: options.device ?? 'cpu',
    trainSequences: runFiles.sequences(newRun ?? out, role, 'train'),
    validationSequences: runFiles.sequences(newRun ?? out, role, 'validation'),
    isInPlace: newRun === null,
    metrics: runFiles.metrics(out),
    checkpoints: runFiles.checkpoints(out, role),
    checkpointSeconds: options.checkpointSeconds,
    resume: options.resume,
    modelDirectory: keepsBase(options) ? null : runFiles.model(out, role),
    adapter: settings.lora && adapterOf(options, student, role, record),
    tokenizerFiles,
    stopToken: prompt.stop.id,
    extraFiles: cardOf(record, base?.origin ?? null, role),
    unchangedFiles: {
      model: cardOf(unchanged, base?.origin ?? null, role),
      adapter: settings.lora ? adapterOf(options, student, role, unchanged).extraFiles : {},
    },
  };
}

/** Where an adapter is saved, and what it says of itself. */
function adapterOf(
  options: RunOptions,
  { base }: RunStudent,
  role: RoleName,
  record: CardRecord,
): SaveAdapterOptions & {
  readonly directory: string;
  readonly extraFiles: Readonly<Record<string, string>>;
} {
  const { out, student } = options;
  const { path, origin } = required(base ?? undefined, `the weights of ${student}`);
  const belongsTo = adapterBase(student, path, keepsBase(options) ? runFiles.base(out) : null);
  return {
    directory: runFiles.adapter(out, role),
    base: belongsTo.nameOrPath,
    revision: belongsTo.revision,
    extraFiles: { 'README.md': adapterCard(record, origin, role, belongsTo) },
  };
}

/** Stopped while the process of the training was being started. */
function stoppedOutside(error: InterruptedError, name: string, out: string): InterruptedError {
  return new InterruptedError(
    say`Stopped before a step of ${name}. What was trained before is in ${out}. To go on, start it again with ${option('resume', true)}.`,
    { cause: error },
  );
}

/** The loss on validation sequences that was measured last, by an earlier start. */
function lastValidationLoss(out: string, role: RoleName): number | null {
  const measured = readMetrics(runFiles.metrics(out)).filter(({ model }) => model === role);
  return measured.findLast(({ validationLoss }) => validationLoss !== undefined)?.validationLoss ?? null;
}
