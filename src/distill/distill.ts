// One run: problems become sequences, sequences train the strategy's one or two models, and a run directory keeps it all.
import { existsSync } from 'node:fs';
import {
  childModule,
  gigabytes,
  InterruptedError,
  type Reporter,
  required,
  runChildTask,
  systemMemory,
  UsageError,
} from '../common/index.ts';
import type { AnswerType, Problem } from '../data/index.ts';
import { adaptedLayers, architectureOf, loadModel, saveModel } from '../engine/model/index.ts';
import { checkDevice, type Device } from '../engine/runtime/index.ts';
import type { LoopSettings, RunLength, TrainingSequence } from '../engine/train/index.ts';
import { fingerprintOf, readModelFiles } from '../engine/weights/index.ts';
import {
  type PairMode,
  problemsWith,
  type RationaleStyle,
  type Requirement,
  type RoleName,
  type StrategyName,
  selectTrainable,
  sequencesFor,
  strategyOf,
} from '../strategy/index.ts';
import { choosePrompt } from './choose-prompt.ts';
import {
  estimateMemory,
  type MemoryCheckOptions,
  type RoleSequences,
  refuseWithoutMemory,
} from './memory-check.ts';
import { readMetrics } from './metrics.ts';
import { cardOf } from './model-card.ts';
import { type PromptFormat, plainFormat, promptFormat } from './prompt-format.ts';
import {
  type ModelRecord,
  type RunRecord,
  readRunRecord,
  runFiles,
  writeRunRecord,
} from './run-directory.ts';
import { prepareDirectory, refuseOtherRun, refuseTakenDirectory, removeTemporaries } from './run-place.ts';
import { tokenizeSegments, writeSequences } from './sequence-files.ts';
import type { OptimizerSettings } from './settings.ts';
import { createStudent, type Student } from './student.ts';
import type { TrainMessage, TrainOutput, TrainTask } from './train-child.ts';
import { gitRevision, packageVersions } from './versions.ts';

export interface DistillOptions {
  readonly dataset: {
    readonly name: string;
    readonly path: string;
    readonly sha256: string;
    /** Where the steps come from that a teacher wrote; `sha256` covers them. */
    readonly annotations?: NonNullable<RunRecord['dataset']['annotations']>;
    readonly train: readonly Problem[];
    readonly validation: readonly Problem[];
  };
  readonly strategy: StrategyName;
  readonly mode: PairMode;
  readonly style: RationaleStyle;
  /** A preset, such as `scratch:tiny`, a model directory, a GGUF file or a hub id. */
  readonly student: string;
  /** How problems are put to it: `auto` takes the format under which the untrained student's validation loss is lower. */
  readonly prompt: PromptFormat['kind'] | 'auto';
  readonly seed: number;
  readonly optimizer: OptimizerSettings;
  /** Only problems that have this, whatever the strategy needs: strategies are then compared on the same ones. */
  readonly require?: Requirement;
  /** Train on the first so many problems that the strategy can use. */
  readonly limit?: number;
  /** How long each model is trained. */
  readonly lengthOf: (role: RoleName) => RunLength;
  readonly threads: number;
  /** Where the models are trained. Default cpu. */
  readonly device?: Device;
  readonly checkpointSeconds: number;
  /** The run directory. */
  readonly out: string;
  /** Go on with the run in `out`, which must have been started with the same options and data. */
  readonly resume: boolean;
  /** Replace a run that is in `out`. */
  readonly force: boolean;
  /** Bytes that a training may take: what the system has available where it is left out; null: as much as it wants. */
  readonly availableMemory?: number | null;
}

export interface DistillContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
  readonly forceSignal?: AbortSignal;
}

/**
 * Trains every model of the strategy and returns the run's record. Throws `rationale-missing`, `student-unknown`, `out-exists`,
 * `device-unavailable` (UsageError), `memory-insufficient`, `checkpoint-mismatch`, `training-diverged`, and InterruptedError once the
 * state is saved after a stop request.
 */
export async function distill(
  { dataset: whole, ...rest }: DistillOptions,
  context: DistillContext,
): Promise<RunRecord> {
  const options = { ...rest, dataset: withRequired(whole, rest.require) };
  const { device = 'cpu' } = options;
  await checkDevice(device);
  const { dataset, strategy, out } = options;
  const { reporter } = context;
  const trainable = selectTrainable(strategy, dataset.train, { dataset: dataset.name, split: 'train' });
  const train = { ...trainable, problems: trainable.problems.slice(0, options.limit) };
  for (const { reason, count } of train.leftOut) {
    reporter.warn(
      `${count.toLocaleString('en-US')} of ${dataset.train.length.toLocaleString('en-US')} train problems are left out: ${reason}.`,
    );
  }
  const student = await createStudent(options.student, dataset.train, context);
  if (options.optimizer.dropout > 0 && !architectureOf(student.config).hasDropout) {
    throw new UsageError(
      'option-unused',
      `--dropout: ${student.config.architecture} models have no dropout. Leave it out.`,
    );
  }
  if (options.optimizer.lora) adaptedLayers(student.config, options.optimizer.lora); // refuses unknown targets
  if (options.optimizer.patience !== null && dataset.validation.length === 0) {
    reporter.warn(
      'There are no validation problems: the last weights are kept, not the best, and training does not stop early.',
    );
  }
  const roleNames = strategyOf(strategy)
    .roles(options.mode)
    .map(({ name }) => name);
  let record: RunRecord = {
    format: 1,
    strategy,
    mode: options.mode,
    style: options.style,
    student: options.student,
    base: student.base && {
      path: student.base.path,
      fingerprint: fingerprintOf(student.base.path),
      name: student.base.origin.name,
      licence: student.base.origin.licence,
    },
    prompt: null,
    promptChoice: null,
    seed: options.seed,
    status: 'training',
    createdAt: new Date().toISOString(),
    dataset: {
      name: dataset.name,
      path: dataset.path,
      sha256: dataset.sha256,
      ...(dataset.annotations === undefined ? {} : { annotations: dataset.annotations }),
      answerType: commonAnswerType(train.problems),
      trainProblems: train.problems.length,
      leftOut: [...train.leftOut],
      rationaleSource: train.rationaleSource,
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
  const previous = options.resume && existsSync(runFiles.record(out)) ? readRunRecord(out) : null;
  if (previous) {
    refuseOtherRun(out, previous, record);
    removeTemporaries(out);
    if (previous.status === 'trained') return previous;
    const { createdAt, models, prompt, promptChoice } = previous;
    record = { ...record, createdAt, models, prompt, promptChoice };
  } else refuseTakenDirectory(options);
  const { tokenizer } = student;
  const firstPrompt = record.prompt ?? provisionalFormat(options.prompt, tokenizer);
  let sequences = makeSequences(options, train.problems, { tokenizer, prompt: firstPrompt });
  const memory = checkMemory(options, context, { ...student, roles: sequences });
  if (!previous) prepareDirectory(options);
  if (record.prompt === null) {
    writeRunRecord(out, record);
    record = { ...record, ...(await decidePrompt(options, context, student)) };
  }
  writeRunRecord(out, record);

  const prompt = required(record.prompt ?? undefined, 'prompt format');
  if (prompt.kind !== firstPrompt.kind)
    sequences = makeSequences(options, train.problems, { tokenizer, prompt });
  writeSequenceFiles(out, sequences);
  if (keepsBase(options)) saveBase(options, { ...student, record, prompt });
  for (const role of sequences.keys()) {
    const done = record.models[role];
    const result = keepsBase(options) ? runFiles.adapter(out, role) : runFiles.model(out, role);
    if (done && existsSync(result)) {
      reporter.info(`${role} is trained already (${done.steps} steps).`);
      continue;
    }
    const { peakMemory, model, finished } = await trainRole(
      options,
      context,
      { ...student, record, prompt },
      role,
    );
    const { bytes, parts } = required(memory.get(role), `estimate of ${role}`);
    const measured = { ...model, memory: { estimatedBytes: bytes, measuredBytes: peakMemory, parts } };
    const models = { ...record.models, [role]: measured };
    record = { ...record, models, status: finished ? 'training' : 'interrupted' };
    writeRunRecord(out, record);
    if (!finished) {
      throw new InterruptedError(
        `Stopped after step ${model.steps} of ${model.totalSteps} of ${role}; its state is in ${out}. Run the same command with --resume to go on.`,
      );
    }
  }
  record = { ...record, status: 'trained' };
  writeRunRecord(out, record);
  return record;
}

/** Whether the run's models are adapters on one model: those of a pair, so that it takes the memory of one. */
const keepsBase = ({ strategy, optimizer }: DistillOptions) =>
  optimizer.lora !== null && strategy === 'socratic';

/** Writes the model that the pair's adapters belong to. */
function saveBase(
  { out, student }: DistillOptions,
  { base, config, tokenizerFiles, prompt, record }: Student & { prompt: PromptFormat; record: RunRecord },
): void {
  if (existsSync(runFiles.base(out))) return;
  const { path, origin } = required(base ?? undefined, `the weights of ${student}`);
  saveModel(runFiles.base(out), config, loadModel(readModelFiles(path)).weights, {
    tokenizer: tokenizerFiles,
    stopToken: prompt.stop.id,
    extraFiles: cardOf(record, origin, 'base'),
  });
}

/** The dataset, without the problems that lack what is required of all. */
function withRequired(
  dataset: DistillOptions['dataset'],
  require: Requirement | undefined,
): DistillOptions['dataset'] {
  if (require === undefined) return dataset;
  const [train, validation] = [dataset.train, dataset.validation].map((all) => problemsWith(require, all));
  return { ...dataset, train: train ?? [], validation: validation ?? [] };
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
  { optimizer, seed, device, availableMemory = systemMemory().available }: DistillOptions,
  { reporter }: DistillContext,
  { config, base, roles }: Pick<Student, 'config' | 'base'> & Pick<MemoryCheckOptions, 'roles'>,
) {
  const check = { config, settings: optimizer, seed, roles, pretrained: base !== null };
  const estimates = estimateMemory(check);
  const onGpu = device === 'webgpu'; // its memory is not the process's, and WebGPU does not say how much there is
  if (availableMemory !== null && !onGpu) refuseWithoutMemory(estimates, availableMemory, check);
  const most = Math.max(...[...estimates.values()].map(({ bytes }) => bytes));
  const unknown = availableMemory === null ? 'not compared' : `${gigabytes(availableMemory)} available`;
  const left = onGpu ? 'nearly all of it on the GPU, not compared' : unknown;
  reporter.info(`Memory: about ${gigabytes(most)} at its highest, ${left}.`);
  return estimates;
}

/** The training and validation sequences of every role, tokenized; the roles in training order. */
function makeSequences(
  options: DistillOptions,
  problems: readonly Problem[],
  coding: Parameters<typeof tokenizeSegments>[0],
): Map<RoleName, RoleSequences> {
  const { dataset, strategy, mode, style } = options;
  const made = new Map<RoleName, { train: TrainingSequence[]; validation: TrainingSequence[] }>();
  const add = (split: 'train' | 'validation', of: readonly Problem[]) => {
    for (const problem of of) {
      for (const { role, segments } of sequencesFor(strategy, problem, { mode, style })) {
        const sequences = made.get(role) ?? { train: [], validation: [] };
        made.set(role, sequences);
        sequences[split].push(tokenizeSegments(coding, problem.id, segments));
      }
    }
  };
  add('train', problems);
  add('validation', dataset.validation);
  return made;
}

function writeSequenceFiles(out: string, made: ReadonlyMap<RoleName, RoleSequences>): void {
  for (const [role, { train, validation }] of made) {
    writeSequences(runFiles.sequences(out, role, 'train'), train);
    writeSequences(runFiles.sequences(out, role, 'validation'), validation);
  }
}

async function trainRole(
  options: DistillOptions,
  { reporter, signal, forceSignal }: DistillContext,
  { config, tokenizerFiles, base, prompt, record }: Student & { prompt: PromptFormat; record: RunRecord },
  role: RoleName,
): Promise<{ model: Omit<ModelRecord, 'memory'>; finished: boolean; peakMemory: number }> {
  const { out } = options;
  const settings: LoopSettings = { ...options.optimizer, ...options.lengthOf(role), seed: options.seed };
  const name = role === 'student' ? options.strategy : `${options.strategy} ${role}`;
  let totalSteps = 0;
  let validationLoss: number | null = null;
  let trainProblems = 0;
  const onMessage = (message: TrainMessage) => {
    if (message.type === 'start') {
      totalSteps = message.totalSteps;
      trainProblems = message.sequences;
      validationLoss = lastValidationLoss(out, role);
      if (message.stepsDone > 0) reporter.info(`${name}: going on after step ${message.stepsDone}.`);
      if (message.tooLong > 0) {
        reporter.warn(
          `${name}: ${message.tooLong} sequences are longer than the context of ${config.contextLength} tokens and are left out.`,
        );
      }
      return;
    }
    const { step, loss } = message.metrics;
    validationLoss = message.metrics.validationLoss ?? validationLoss;
    const validation = validationLoss === null ? '' : `, validation ${validationLoss.toFixed(3)}`;
    reporter.progress(name, { done: step, total: totalSteps, note: `loss ${loss.toFixed(3)}${validation}` });
  };
  const task: TrainTask = {
    role,
    config,
    base: base?.path ?? null,
    settings,
    threads: options.threads,
    device: options.device ?? 'cpu',
    trainSequences: runFiles.sequences(out, role, 'train'),
    validationSequences: runFiles.sequences(out, role, 'validation'),
    metrics: runFiles.metrics(out),
    checkpoints: runFiles.checkpoints(out, role),
    checkpointSeconds: options.checkpointSeconds,
    resume: options.resume,
    modelDirectory: keepsBase(options) ? null : runFiles.model(out, role),
    adapter: settings.lora && {
      directory: runFiles.adapter(out, role),
      base: base?.origin.name ?? options.student,
    },
    tokenizerFiles,
    stopToken: prompt.stop.id,
    extraFiles: cardOf(record, base?.origin ?? null, role),
  };
  const result = await runChildTask<TrainTask, TrainMessage, TrainOutput>(
    childModule(import.meta.url, './train-child'),
    task,
    { onMessage, ...(signal ? { signal } : {}), ...(forceSignal ? { forceSignal } : {}) },
  );
  const { step: steps, finished, peakMemory, bestLoss, ...rest } = result;
  // of the weights that are kept
  const lossThere = bestLoss ?? validationLoss;
  return {
    model: { ...rest, steps, validationLoss: lossThere, sequences: trainProblems },
    finished,
    peakMemory,
  };
}

/** The loss on validation sequences that was measured last, by an earlier start. */
function lastValidationLoss(out: string, role: RoleName): number | null {
  const measured = readMetrics(runFiles.metrics(out)).filter(({ model }) => model === role);
  return measured.findLast(({ validationLoss }) => validationLoss !== undefined)?.validationLoss ?? null;
}

function commonAnswerType(problems: readonly Problem[]): AnswerType {
  const count = (type: AnswerType) => problems.filter(({ answerType }) => answerType === type).length;
  const types: readonly AnswerType[] = ['number', 'boolean', 'text'];
  return types.reduce((best, type) => (count(type) > count(best) ? type : best));
}
