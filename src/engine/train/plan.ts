// How long a run is: the optimizer steps that its settings amount to, known before the first one so that the learning
// rate's decay ends with the run.
import { countOf, SocraticError } from '../../common/index.ts';
import { type LoraConfig, type ModelConfig, trainingFlops } from '../model/index.ts';
import { planEpoch, type TrainingSequence } from './batches.ts';

/** When a run ends: at whichever of these comes first; at least one is given. */
export interface RunLength {
  readonly epochs?: number;
  readonly maxSteps?: number;
  /** Floating-point operations of forward and backward passes, counted as `trainingFlops` does. */
  readonly maxFlops?: number;
}

export interface PlanOptions extends RunLength {
  /** Adapters are trained, the weights are not. */
  readonly lora?: LoraConfig | null;
  readonly tokenBudget: number;
  readonly microBatches: number;
  readonly seed: number;
}

export interface RunPlan {
  readonly totalSteps: number;
  /** Ids of sequences that are never trained on: longer than the context, or without a supervised token. */
  readonly tooLong: readonly string[];
  readonly unsupervised: readonly string[];
  /** The micro-batches of a step, counted from 1: lists of sequence indices. */
  stepAt(step: number): { epoch: number; microBatches: readonly (readonly number[])[] };
}

/** Tokens, supervised tokens and FLOPs of the sequences at `indices`. */
export function costOf(
  config: ModelConfig,
  sequences: readonly TrainingSequence[],
  indices: readonly number[],
  lora?: LoraConfig | null,
) {
  const lengths = indices.map((index) => sequences[index]?.ids.length ?? 0);
  const supervised = indices.reduce((sum, index) => sum + supervisedTokens(sequences[index]), 0);
  return {
    tokens: lengths.reduce((sum, length) => sum + length, 0),
    supervised,
    flops: trainingFlops(config, lengths, supervised, { frozen: Boolean(lora) }),
  };
}

function supervisedTokens(sequence: TrainingSequence | undefined): number {
  let count = 0;
  for (let i = 1; i < (sequence?.learned.length ?? 0); i++) count += sequence?.learned[i] ?? 0;
  return count;
}

/** Throws `nothing-to-train` when no sequence fits the context and has a supervised token. */
export function planRun(
  config: ModelConfig,
  sequences: readonly TrainingSequence[],
  options: PlanOptions,
): RunPlan {
  const epochPlan = (epoch: number) =>
    planEpoch(sequences, { ...options, contextLength: config.contextLength, epoch });
  const first = epochPlan(0);
  if (first.steps.length === 0) {
    throw new SocraticError(
      'nothing-to-train',
      `None of the ${countOf(sequences.length, 'sequence')} can be trained on. Longer than the context of ${config.contextLength} tokens: ` +
        `${first.tooLong.length}. Without a supervised token: ${first.unsupervised.length}.`,
    );
  }
  // Lengths are jittered, so epochs may differ by a step: the first step of each is found by planning those before it.
  const starts = [0, first.steps.length];
  let planned = { epoch: 0, steps: first.steps };
  const stepsOf = (epoch: number) => {
    if (planned.epoch !== epoch) planned = { epoch, steps: epochPlan(epoch).steps };
    return planned.steps;
  };
  /** Steps before epoch `epoch`. */
  const startOf = (epoch: number): number => {
    while (starts.length <= epoch) starts.push((starts.at(-1) ?? 0) + stepsOf(starts.length - 1).length);
    return starts[epoch] ?? 0;
  };
  const stepAt = (step: number) => {
    let epoch = 0;
    while (startOf(epoch + 1) < step) epoch += 1;
    return { epoch, microBatches: stepsOf(epoch)[step - 1 - startOf(epoch)] ?? [] };
  };

  const totalSteps = lengthOf(options, {
    atEpoch: (epochs) => {
      const whole = Math.floor(epochs);
      return startOf(whole) + Math.ceil((epochs - whole) * (startOf(whole + 1) - startOf(whole)));
    },
    flopsOf: (step) => costOf(config, sequences, stepAt(step).microBatches.flat(), options.lora).flops,
  });
  return { totalSteps, tooLong: first.tooLong, unsupervised: first.unsupervised, stepAt };
}

/** The number of steps at which the first of the given limits is reached; at least one. */
function lengthOf(
  { epochs, maxSteps, maxFlops }: RunLength,
  run: { atEpoch(epochs: number): number; flopsOf(step: number): number },
): number {
  const limit = Math.max(
    1,
    Math.min(
      maxSteps ?? Number.POSITIVE_INFINITY,
      epochs === undefined ? Number.POSITIVE_INFINITY : run.atEpoch(epochs),
    ),
  );
  if (maxFlops === undefined) {
    if (!Number.isFinite(limit)) throw new Error('a run needs epochs, maxSteps or maxFlops');
    return limit;
  }
  let spent = run.flopsOf(1);
  let steps = 1;
  while (steps < limit) {
    spent += run.flopsOf(steps + 1);
    if (spent > maxFlops) break;
    steps += 1;
  }
  return steps;
}

/** The first validation sequences, up to a fixed number of tokens, and their batches. */
export function planValidation(
  validation: readonly TrainingSequence[],
  options: {
    readonly tokenBudget: number;
    readonly contextLength: number;
    readonly seed: number;
    readonly validationTokens: number;
  },
): { few: readonly TrainingSequence[]; batches: readonly (readonly number[])[] } {
  const { tokenBudget, contextLength, seed } = options;
  let tokens = 0;
  const few = validation.filter(({ ids }) => {
    tokens += ids.length;
    return tokens <= options.validationTokens;
  });
  return { few, batches: planEpoch(few, { tokenBudget, contextLength, seed, epoch: 0 }).steps.flat() };
}
