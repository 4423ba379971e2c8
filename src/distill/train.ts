// Training as one call: from problems and the name of a student to a run directory.
import { type Message, silentReporter, usingOption } from '../common/index.ts';
import { type ResolvedData, resolveData } from '../data/index.ts';
import type { RunLength } from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { annotatedDataset } from './annotated-dataset.ts';
import { assertTrainOptions } from './check-train-options.ts';
import { outcomeWarnings } from './outcome.ts';
import { planWarnings } from './plan-warnings.ts';
import type { RunRecord } from './run-directory.ts';
import type { RunDataset, RunOptions } from './run-options.ts';
import { loraLearningRate, type OptimizerSettings, settingsFor } from './settings.ts';
import { stopPoint } from './stop-point.ts';
import { startDefaultsFor, type TrainOptions, trainDefaults } from './train-options.ts';
import { resultOf } from './train-role.ts';
import { trainRun } from './train-run.ts';

/** The run's record, and where things are. */
export interface TrainResult extends RunRecord {
  /** The run directory. */
  readonly run: string;
  /** Where each model is, by its role: a model directory, or for a pair of adapters each one's directory. */
  readonly directories: Readonly<Partial<Record<RoleName, string>>>;
  /** How many test problems the data has: what the run can be evaluated on. */
  readonly testProblems: number;
  /**
   * Warnings about the plan (few problems or optimizer steps, problems that the strategy leaves out) and the outcome (a student that training
   * did not improve, one that learned its problems by heart, a training that diverged).
   */
  readonly warnings: readonly string[];
}

/**
 * Trains every model of a strategy and writes a run directory. Only `data`, `strategy`, `student` and `out` are required.
 *
 * ```ts
 * const run = await train({ data: 'data/mine', strategy: 'cot', student: 'scratch:tiny', out: 'runs/mine' });
 * console.log(run.models.student?.finalLoss);
 * ```
 *
 * A start that fails before its first step leaves `out` as it was. A training that was interrupted goes on with `resume: true`, and ends
 * bit for bit as if nothing had happened. Throws a SocraticError: `invalid-value`, `option-unused`, `rationale-missing`,
 * `student-unknown`, `student-unusable`, `annotations-unmatched`, `out-exists`, `out-in-use`, `nothing-to-resume`,
 * `checkpoint-mismatch`, `device-unavailable`, `memory-insufficient`, `training-diverged`, `system` (a full disk), and what reading
 * the data and the student throws. Throws InterruptedError after `signal` was aborted, once the state is saved.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  assertTrainOptions(options);
  const { out, reporter = silentReporter, signal } = options;
  const data = await usingOption('data', () => resolveData(options.data, { reporter }));
  await stopPoint(signal);
  const run = runOptionsOf(options, datasetOf(data, options));
  const record = await trainRun(run, { reporter, signal });
  const roles = Object.keys(record.models) as RoleName[];
  return {
    run: out,
    ...record,
    directories: Object.fromEntries(roles.map((role) => [role, resultOf(run, role)])),
    testProblems: data.splits.test.length,
    warnings: runWarnings(record).map(String),
  };
}

/** The warnings about a finished run: its plan, then what came of it. */
export function runWarnings(record: RunRecord): Message[] {
  return [...planWarnings(record), ...outcomeWarnings(record)];
}

function datasetOf(
  data: ResolvedData,
  { annotations, strategy, reporter = silentReporter }: TrainOptions,
): RunDataset {
  const { name, path, sha256, splits } = data;
  const dataset = { name, path, sha256, train: splits.train, validation: splits.validation };
  if (annotations === undefined) return dataset;
  return usingOption('annotations', () => annotatedDataset(dataset, annotations, strategy, reporter));
}

/** The options with every default in its place. */
function runOptionsOf(options: TrainOptions, dataset: RunDataset): RunOptions {
  const { strategy, student, out, guidance, require, limit, ignoreMemory } = options;
  const startDefaults = startDefaultsFor(student);
  const length = lengthOf(options);
  return {
    dataset,
    strategy,
    mode: options.mode ?? trainDefaults.mode,
    style: options.style ?? trainDefaults.style,
    student,
    prompt: options.prompt ?? startDefaults.prompt,
    seed: options.seed ?? trainDefaults.seed,
    optimizer: optimizerOf(options),
    lengthOf: () => length,
    threads: options.threads ?? trainDefaults.threads,
    device: options.device ?? trainDefaults.device,
    checkpointSeconds: options.checkpointSeconds ?? startDefaults.checkpointSeconds,
    out,
    resume: options.resume ?? false,
    force: options.force ?? false,
    ...(guidance === undefined ? {} : { guidance }),
    ...(require === undefined ? {} : { require }),
    ...(limit === undefined ? {} : { limit }),
    ...(ignoreMemory ? { availableMemory: null } : {}),
  };
}

function optimizerOf(options: TrainOptions): OptimizerSettings {
  const defaults = settingsFor(options.student);
  const learningRate = options.lora === undefined ? defaults.learningRate : loraLearningRate;
  return {
    ...defaults,
    learningRate: options.learningRate ?? learningRate,
    schedule: options.schedule ?? defaults.schedule,
    warmupShare: options.warmup ?? defaults.warmupShare,
    weightDecay: options.weightDecay ?? defaults.weightDecay,
    clip: options.clip ?? defaults.clip,
    dropout: options.dropout ?? defaults.dropout,
    tokenBudget: options.batchTokens ?? defaults.tokenBudget,
    microBatches: options.accumulate ?? defaults.microBatches,
    validations: options.validations ?? defaults.validations,
    frozenEmbeddings: options.freezeEmbeddings ?? defaults.frozenEmbeddings,
    patience: options.patience ?? defaults.patience,
    checkpointing: options.checkpointing ?? defaults.checkpointing,
    lora: loraOf(options),
  };
}

function loraOf({ lora, loraAlpha, loraTargets }: TrainOptions): OptimizerSettings['lora'] {
  if (lora === undefined) return null;
  return { rank: lora, alpha: loraAlpha ?? 2 * lora, targets: loraTargets ?? [] };
}

function lengthOf({ epochs, maxSteps }: TrainOptions): RunLength {
  if (maxSteps === undefined) return { epochs: epochs ?? trainDefaults.epochs };
  return epochs === undefined ? { maxSteps } : { epochs, maxSteps };
}
