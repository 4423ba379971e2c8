// The loop: epochs of batches through a Trainer under a schedule, with validation, checkpoints and stopping between
// steps. Everything random is a function of seed and step, so a resumed run equals the uninterrupted one bit for bit.
import { createHash } from 'node:crypto';
import { SocraticError, sha256 } from '../../common/index.ts';
import type { LoraConfig } from '../model/index.ts';
import { packBatch, type TrainingSequence } from './batches.ts';
import {
  type CheckpointKey,
  type DamagedCheckpoint,
  loadBest,
  loadCheckpoint,
  type Progress,
  removeBest,
  saveBest,
  saveCheckpoint,
} from './checkpoints.ts';
import { divergedFarAbove, divergedSteps, isFarAbove } from './divergence.ts';
import { costOf, planRun, planValidation, type RunLength } from './plan.ts';
import { learningRateAt } from './schedule.ts';
import type { Trainer } from './trainer.ts';

export interface LoopSettings extends RunLength {
  /** Peak of the schedule. */
  readonly learningRate: number;
  readonly schedule: 'linear' | 'cosine' | 'constant';
  /** Warm-up as a share of all steps. */
  readonly warmupShare: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest gradient norm. */
  readonly clip: number;
  readonly dropout: number;
  /** The most tokens in a micro-batch. */
  readonly tokenBudget: number;
  readonly microBatches: number;
  readonly seed: number;
  /** Validation losses over the run, the last one at its end; one more is measured before the first step. 0: none at all. */
  readonly validations: number;
  /** The most validation tokens that are looked at each time. */
  readonly validationTokens: number;
  /** Leave the embeddings as they start. */
  readonly frozenEmbeddings: boolean;
  /** Train low-rank adapters instead of the weights. */
  readonly lora: LoraConfig | null;
  /** Compute blocks again in the backward pass: less memory, more time, the same numbers. */
  readonly checkpointing: boolean;
  /**
   * Keep the weights that are best on validation, those before the first step among them, and stop after this many validations
   * without a better one after a step; null keeps the last weights and never stops early.
   */
  readonly patience: number | null;
}

/** One optimizer step, as it is written to `metrics.jsonl`. */
export interface StepMetrics {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** Sums since the start of the run. */
  readonly tokens: number;
  readonly supervisedTokens: number;
  readonly flops: number;
  readonly seconds: number;
  /** Mean loss of the validation sequences after this step, where it was measured. */
  readonly validationLoss?: number;
}

/** The model before the first step, as it is written to `metrics.jsonl`. */
export interface StartMetrics {
  readonly step: 0;
  readonly seconds: number;
  /** Mean loss of the validation sequences. */
  readonly validationLoss: number;
}

/** What a loop is about to do: steps in all and done before, and how many sequences it leaves out for which reason. */
export interface LoopStart {
  readonly totalSteps: number;
  readonly stepsDone: number;
  readonly tooLong: number;
  readonly unsupervised: number;
}

export interface LoopOptions {
  readonly model: Trainer;
  readonly sequences: readonly TrainingSequence[];
  readonly validation: readonly TrainingSequence[];
  readonly settings: LoopSettings;
  /** Where checkpoints go; none are written without it. */
  readonly checkpoints?: string;
  /** Seconds between checkpoints. */
  readonly checkpointSeconds: number;
  /** Start from the newest checkpoint where there is one; otherwise from the model as it is. */
  readonly resume: boolean;
  /** Called for a checkpoint that cannot be read, when training goes on from one before it. */
  onDamaged?(damaged: DamagedCheckpoint): void;
  /** Called once, before the first step: what is planned and from where. */
  onStart?(start: LoopStart): void;
  /** Called once, after the first step of a new run: what was measured before it, where there is validation. */
  onStartMeasured?(metrics: StartMetrics): void;
  onStep?(metrics: StepMetrics): void;
  /** Awaited after the first step of this start, before anything is written to `checkpoints`. */
  afterFirstStep?(): Promise<void>;
  stopRequested?(): boolean;
  /** Lets messages in between two steps. */
  yieldToEventLoop?(): Promise<void>;
}

/** What has been done, without how good it was. */
type Sums = Omit<Progress, 'best' | 'firstLoss' | 'farAbove'>;

export interface LoopResult extends Sums {
  readonly totalSteps: number;
  /** False when stopped on request; the state is then in a checkpoint. */
  readonly finished: boolean;
  /** Finished before `totalSteps` because validation got no better. */
  readonly stoppedEarly: boolean;
  /**
   * The step whose weights were best on validation and are the model's now, and their loss; step 0: those before the first step, since
   * none was better. Null where nothing was chosen.
   */
  readonly bestStep: number | null;
  readonly bestLoss: number | null;
  /** The step after which the training was ended because it diverged; the best weights are then the model's. Null if it did not. */
  readonly divergedAt: number | null;
  readonly tooLong: number;
  readonly unsupervised: number;
}

/** What a run's outcome depends on, hashed. */
function keyOf({ model, settings, sequences }: LoopOptions): CheckpointKey {
  const data = createHash('sha256');
  sequences.forEach(({ id, ids, learned }, index) => {
    data.update(`${index === 0 ? '' : '\n'}${id}/${ids.join()}/${learned.join('')}`);
  });
  return { settings: sha256(`${JSON.stringify([model.config, settings])}\n${data.digest('hex')}`) };
}

/**
 * Trains until the run's length is reached or a stop is requested, or until the training diverges after a step that made the model better:
 * that step's weights are then the model's. Throws `training-diverged` where there is no such step, `nothing-to-train`,
 * `checkpoint-mismatch`.
 */
export async function trainLoop(options: LoopOptions): Promise<LoopResult> {
  const { model, sequences, settings, checkpoints } = options;
  const { config } = model;
  const plan = planRun(config, sequences, settings);
  const { totalSteps } = plan;
  const key = keyOf(options);
  let progress: Progress = {
    step: 0,
    tokens: 0,
    supervisedTokens: 0,
    flops: 0,
    seconds: 0,
    finalLoss: null,
    firstLoss: null,
    farAbove: 0,
    startLoss: null,
    best: null,
  };
  if (checkpoints && options.resume)
    progress = (await loadCheckpoint(checkpoints, model, key, options.onDamaged)) ?? progress;
  const counts = { tooLong: plan.tooLong.length, unsupervised: plan.unsupervised.length };
  options.onStart?.({ totalSteps, stepsDone: progress.step, ...counts });
  const firstStep = progress.step + 1;

  const pack = (indices: readonly number[]) => packBatch(sequences, indices, config.contextLength);
  const validation = validationBatches(options);
  const schedule = {
    peak: settings.learningRate,
    warmupSteps: Math.max(1, Math.round(settings.warmupShare * totalSteps)),
    totalSteps,
    shape: settings.schedule,
  };
  const startedAt = performance.now() - progress.seconds * 1000;
  let [savedAt, savedStep] = [performance.now(), progress.step];
  const save = async () => {
    if (checkpoints && savedStep !== progress.step) await saveCheckpoint(checkpoints, model, progress, key);
    [savedAt, savedStep] = [performance.now(), progress.step];
  };

  let start: StartMetrics | null = null;
  if (progress.step === 0 && validation.length > 0 && settings.validations > 0) {
    const validationLoss = await model.lossOf(validation, options.yieldToEventLoop);
    start = { step: 0, seconds: (performance.now() - startedAt) / 1000, validationLoss };
    progress = { ...progress, startLoss: validationLoss };
  }
  const { patience } = settings;
  const givenUp = () => patience !== null && (progress.best?.sinceThen ?? 0) >= patience;
  let divergence = divergenceBefore(progress);
  while (progress.step < totalSteps && !givenUp() && divergence === null) {
    await options.yieldToEventLoop?.();
    if (options.stopRequested?.()) {
      await save();
      const nothing = { bestStep: null, bestLoss: null, divergedAt: null };
      const stopped = { finished: false, stoppedEarly: false, ...nothing };
      return { ...sumsOf(progress), ...counts, totalSteps, ...stopped };
    }
    const step = progress.step + 1;
    const { epoch, microBatches } = plan.stepAt(step);
    const learningRate = learningRateAt(step, schedule);
    const batches = microBatches.map(pack);
    const taken = await model.step(batches, { ...settings, learningRate, step }).catch(divergenceIn);
    if (taken instanceof SocraticError) {
      divergence = taken;
      break;
    }
    const { loss, gradientNorm } = taken;
    const firstLoss = progress.firstLoss ?? loss;
    const cost = costOf(config, sequences, microBatches.flat(), settings.lora);
    const validated = validation.length > 0 && isValidationStep(step, totalSteps, settings.validations);
    const validationLoss = validated ? await model.lossOf(validation, options.yieldToEventLoop) : undefined;
    progress = {
      step,
      tokens: progress.tokens + cost.tokens,
      supervisedTokens: progress.supervisedTokens + cost.supervised,
      flops: progress.flops + cost.flops,
      seconds: (performance.now() - startedAt) / 1000,
      finalLoss: loss,
      firstLoss,
      farAbove: isFarAbove(loss, firstLoss, config) ? progress.farAbove + 1 : 0,
      startLoss: progress.startLoss,
      best: progress.best,
    };
    if (step === firstStep) {
      await options.afterFirstStep?.();
      if (start) options.onStartMeasured?.(start);
    }
    if (validationLoss !== undefined) {
      const before = progress.best?.step ?? 0;
      progress = await keepBest(options, progress, validationLoss);
      // No checkpoint names the one before.
      if (checkpoints && before > savedStep && before !== progress.best?.step)
        removeBest(checkpoints, before);
    }
    if (progress.farAbove >= divergedSteps) divergence = divergedFarAbove(step, loss, firstLoss);
    const { finalLoss: _loss, startLoss: _start, ...sums } = sumsOf(progress);
    const measured = validationLoss === undefined ? {} : { validationLoss };
    options.onStep?.({ ...sums, epoch, loss, learningRate, gradientNorm, ...measured });
    if ((performance.now() - savedAt) / 1000 >= options.checkpointSeconds) await save();
  }
  if (divergence !== null && !hasBetter(options, progress)) throw divergence;
  await save();
  const kept = patience !== null || divergence !== null ? await takeBest(options, progress) : null;
  return {
    ...sumsOf(progress),
    ...counts,
    totalSteps,
    finished: true,
    stoppedEarly: progress.step < totalSteps && divergence === null,
    divergedAt: divergence === null ? null : progress.step,
    bestStep: kept?.step ?? null,
    bestLoss: kept?.loss ?? null,
  };
}

/** The divergence of a training that was stopped by it, killed then, and is resumed. */
function divergenceBefore({ farAbove, step, finalLoss, firstLoss }: Progress): SocraticError | null {
  if (farAbove < divergedSteps || finalLoss === null || firstLoss === null) return null;
  return divergedFarAbove(step, finalLoss, firstLoss);
}

/** The error of a step that had no finite loss or gradient; throws any other one. */
function divergenceIn(error: unknown): SocraticError {
  if (error instanceof SocraticError && error.code === 'training-diverged') return error;
  throw error;
}

/** Whether weights are kept that are better on validation than those before the first step. */
function hasBetter({ checkpoints }: LoopOptions, { best, startLoss, step }: Progress): boolean {
  if (best === null || (checkpoints === undefined && best.step !== step)) return false;
  return startLoss === null || best.loss < startLoss;
}

/** Gives the model its best weights, where validation chose some, and says which those are. */
async function takeBest(
  { checkpoints, model }: LoopOptions,
  { best, startLoss, step }: Progress,
): Promise<{ readonly step: number; readonly loss: number } | null> {
  if (best === null) return null;
  if (startLoss !== null && !(best.loss < startLoss)) {
    await model.restart();
    return { step: 0, loss: startLoss };
  }
  if (best.step === step) return best;
  if (checkpoints === undefined) return null;
  await loadBest(checkpoints, model, best.step);
  return best;
}

/** What has been done so far, without how good it was. */
function sumsOf({ best: _best, firstLoss: _first, farAbove: _farAbove, ...sums }: Progress): Sums {
  return sums;
}

/** Notes a validation; when it is the best so far, keeps the weights. */
async function keepBest(
  { checkpoints, model }: LoopOptions,
  progress: Progress,
  loss: number,
): Promise<Progress> {
  const { best, step } = progress;
  if (!best && !Number.isFinite(loss)) return progress;
  if (best && !(loss < best.loss)) return { ...progress, best: { ...best, sinceThen: best.sinceThen + 1 } };
  if (checkpoints) await saveBest(checkpoints, model, step);
  return { ...progress, best: { step, loss, sinceThen: 0 } };
}

/** Whether step is one of `validations` evenly spaced ones, of which the last step is one. */
function isValidationStep(step: number, totalSteps: number, validations: number): boolean {
  const marks = (at: number) => Math.floor((at * validations) / totalSteps);
  return marks(step) > marks(step - 1);
}

/** The validation batches, packed once. */
function validationBatches({ model, validation, settings }: LoopOptions) {
  const { contextLength } = model.config;
  const { few, batches } = planValidation(validation, { ...settings, contextLength });
  return batches.map((indices) => packBatch(few, indices, contextLength));
}
