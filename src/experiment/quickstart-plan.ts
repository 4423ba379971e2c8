// What the quickstart declares: its problems, its student and how the compute is shared out. Chosen on validation problems of
// other seeds; see docs/decisions.
import type { ArithmeticOptions } from '../data/index.ts';
import { type OptimizerSettings, scratchSettings } from '../distill/index.ts';
import type { RoleName, StrategyName } from '../strategy/index.ts';

export const quickstartStudent = 'scratch:tiny';
export const quickstartStrategies: readonly StrategyName[] = [
  'answer',
  'cot',
  'socratic-unified',
  'socratic',
];
export const DEFAULT_MINUTES = 8;

export const quickstartSlice: Omit<ArithmeticOptions, 'seed' | 'train' | 'validation' | 'test'> = {
  families: ['purchases', 'comparisons', 'transfers'],
  steps: { min: 2, max: 4 },
  maxNumber: 100,
  distractors: 0,
};
export const quickstartSizes = { train: 20_000, validation: 200, test: 400 };

export const quickstartOptimizer: OptimizerSettings = { ...scratchSettings, validations: 8 };

/** What a strategy's compute budget is divided into: the pair's two models together get what a single model gets. */
export function shareOf(role: RoleName): number {
  return role === 'student' ? 1 : role === 'qg' ? 0.4 : 0.6;
}

/** Seconds of a run of `minutes` that do not train: problems, start-up, evaluation of four strategies, the report. */
const OTHER_SECONDS = 75;
/** Forward and backward FLOPs that the default run may spend on each strategy: fast machines do not train longer. */
const FLOPS_PER_STRATEGY_MINUTE = 1.25e12;

export interface Budget {
  readonly minutes: number;
  /** FLOPs of training for each strategy. */
  readonly flopsPerStrategy: number;
  /** Seconds that this is expected to take on this machine. */
  readonly secondsPerStrategy: number;
  /** Whether this machine is too slow for the declared compute in the given time, so that less is trained. */
  readonly reduced: boolean;
}

/** The compute for each strategy: the declared amount, or what a machine of `flopsPerSecond` does in the time. */
export function planBudget(minutes: number, flopsPerSecond: number): Budget {
  const declared = FLOPS_PER_STRATEGY_MINUTE * minutes;
  const trainingSeconds = Math.max(minutes * 60 * 0.2, minutes * 60 - OTHER_SECONDS);
  const possible = (flopsPerSecond * trainingSeconds) / quickstartStrategies.length;
  const flopsPerStrategy = Math.min(declared, possible);
  return {
    minutes,
    flopsPerStrategy,
    secondsPerStrategy: flopsPerStrategy / flopsPerSecond,
    reduced: possible < declared,
  };
}
