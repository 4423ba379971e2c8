// How tokens of an evaluation were chosen, as the evaluation records it.
import { type SolveOptions, solveDefaults, temperatureOf } from '../solve/index.ts';

/** How the samples of an evaluation were drawn. */
export interface Sampling {
  /** Solutions of each problem. */
  readonly samples: number;
  /** Temperature at which tokens were drawn. */
  readonly temperature: number;
  /** Number of most likely tokens that were drawn from; null: all. */
  readonly topK: number | null;
  /** Probability that the tokens drawn from reach together; 1: all. */
  readonly topP: number;
  /** Least share of the most likely token's probability; 0: all. */
  readonly minP: number;
  /** Seed of what was drawn. */
  readonly seed: number;
}

/**
 * Nothing where the penalty changes nothing. It is no part of `Sampling`: it counts where the most likely token is always
 * taken, too.
 */
export function penaltyOf({ repetitionPenalty = solveDefaults.repetitionPenalty }: SolveOptions): {
  readonly repetitionPenalty?: number;
} {
  return repetitionPenalty === solveDefaults.repetitionPenalty ? {} : { repetitionPenalty };
}

/** Nothing where the most likely token was always taken. */
export function samplingOf(options: SolveOptions): { readonly sampling?: Sampling } {
  const temperature = temperatureOf(options);
  if (temperature === 0) return {};
  const { samples = solveDefaults.samples, topK = null, topP = solveDefaults.topP } = options;
  const { minP = solveDefaults.minP, seed = solveDefaults.seed } = options;
  return { sampling: { samples, temperature, topK, topP, minP, seed } };
}
