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
export const DEFAULT_MINUTES = 9;
/** In less time than this nothing is learned that could be compared. */
export const LEAST_MINUTES = 0.5;

export const quickstartSlice: Omit<ArithmeticOptions, 'seed' | 'train' | 'validation' | 'test'> = {
  families: ['ages'],
  steps: { min: 2, max: 3 },
  maxNumber: 50,
  distractors: 0,
};
export const quickstartSizes = { train: 20_000, validation: 100, test: 300 };
/** Enough for every reference solution of the slice, which take up to about 130 tokens. */
export const quickstartMaxNewTokens = 160;

export const quickstartOptimizer: OptimizerSettings = {
  ...scratchSettings,
  learningRate: 1.5e-3,
  tokenBudget: 128,
  validations: 8,
};

/** What a strategy's compute budget is divided into: the pair's two models together get what a single model gets. */
export function shareOf(role: RoleName): number {
  return role === 'student' ? 1 : role === 'qg' ? 0.25 : 0.75;
}

/** Seconds of a run of `minutes` that do not train: problems, start-up, evaluation of four strategies, the report. */
const OTHER_SECONDS = 60;
/** Forward and backward FLOPs that the run may spend on each strategy a minute: fast machines do not train longer. */
const FLOPS_PER_STRATEGY_MINUTE = 0.9e12;

export interface Budget {
  /** Planned minutes. */
  readonly minutes: number;
  /** Strategies that are trained at the same time, with one thread each. */
  readonly workers: number;
  /** Training compute of each strategy, in FLOPs. */
  readonly flopsPerStrategy: number;
  /** Expected training time of a strategy on this machine, in seconds. */
  readonly secondsPerStrategy: number;
  /** Whether the machine is too slow for the full compute, so that less is trained. */
  readonly reduced: boolean;
}

/** How many strategies are trained side by side on `threads` threads: all at once, or two by two, or one by one. */
export function workersFor(threads: number): number {
  return threads >= quickstartStrategies.length ? quickstartStrategies.length : Math.min(threads, 2);
}

/** The compute for each strategy: the declared amount, or what workers of `flopsPerSecond` each do in the time. */
export function planBudget(minutes: number, workers: number, flopsPerSecond: number): Budget {
  const declared = FLOPS_PER_STRATEGY_MINUTE * minutes;
  const trainingSeconds = Math.max(minutes * 60 * 0.2, minutes * 60 - OTHER_SECONDS);
  const possible = (flopsPerSecond * workers * trainingSeconds) / quickstartStrategies.length;
  const flopsPerStrategy = Math.min(declared, possible);
  return {
    minutes,
    workers,
    flopsPerStrategy,
    secondsPerStrategy: flopsPerStrategy / flopsPerSecond,
    reduced: possible < declared,
  };
}
