// What the quickstart declares: its problems, its students and how the compute is shared out. Chosen on validation problems of
// other seeds; see docs/decisions.
import type { ArithmeticOptions } from '../data/index.ts';
import { type OptimizerSettings, scratchSettings } from '../distill/index.ts';
import type { RoleName, StrategyName } from '../strategy/index.ts';
import { strategyLabels } from './strategy-labels.ts';

/** A student that the quickstart trains. */
export interface QuickstartStudent {
  /** Its name, which is also that of its directory. */
  readonly id: string;
  readonly strategy: StrategyName;
  readonly label: string;
  /** Training compute of each of its models, as multiples of the budget. */
  readonly compute: Readonly<Partial<Record<RoleName, number>>>;
}

export const quickstartPreset = 'scratch:tiny';

/**
 * Four students at equal compute, and two at twice that: a pair whose models are each trained as long as a single model, which
 * is the paper's way, and chain of thought with the same total.
 */
export const quickstartStudents: readonly QuickstartStudent[] = [
  { id: 'answer', strategy: 'answer', label: strategyLabels.answer, compute: { student: 1 } },
  { id: 'cot', strategy: 'cot', label: strategyLabels.cot, compute: { student: 1 } },
  {
    id: 'socratic-unified',
    strategy: 'socratic-unified',
    label: strategyLabels['socratic-unified'],
    compute: { student: 1 },
  },
  { id: 'socratic', strategy: 'socratic', label: strategyLabels.socratic, compute: { qg: 0.25, qa: 0.75 } },
  { id: 'cot-double', strategy: 'cot', label: `${strategyLabels.cot}, 2×`, compute: { student: 2 } },
  {
    id: 'socratic-double',
    strategy: 'socratic',
    label: `${strategyLabels.socratic}, 2×`,
    compute: { qg: 1, qa: 1 },
  },
];

/** Compute of all of a student's models together, as a multiple of the budget. */
export function computeOf({ compute }: Pick<QuickstartStudent, 'compute'>): number {
  return Object.values(compute).reduce((sum, share) => sum + share, 0);
}

/** The students in the order in which they are trained: those that take longest first, so that all workers end together. */
export const trainingOrder = [...quickstartStudents].sort((a, b) => computeOf(b) - computeOf(a));

/** The compute of the worker that has most to do, as a multiple of the budget. */
function longestWork(workers: number): number {
  const work = new Array<number>(workers).fill(0);
  for (const student of trainingOrder) {
    const free = work.indexOf(Math.min(...work));
    work[free] = (work[free] ?? 0) + computeOf(student);
  }
  return Math.max(...work);
}

/**
 * Whether two students are compared: at equal total compute, or one strategy at two budgets, or models that are each trained
 * equally long.
 */
export function comparable(a: QuickstartStudent, b: QuickstartStudent): boolean {
  const models = (student: QuickstartStudent) => new Set(Object.values(student.compute));
  const sameLength = new Set([...models(a), ...models(b)]).size === 1;
  return computeOf(a) === computeOf(b) || a.strategy === b.strategy || sameLength;
}

export const DEFAULT_MINUTES = 9;
/** In less time than this nothing is learned that could be compared. */
export const LEAST_MINUTES = 0.5;

export const quickstartSlice: Omit<ArithmeticOptions, 'seed' | 'train' | 'validation' | 'test'> = {
  families: ['ages'],
  steps: { min: 2, max: 2 },
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

/** Seconds of a run of `minutes` that do not train: problems, start-up, evaluation of the students, the report. */
const OTHER_SECONDS = 75;
/** Forward and backward FLOPs that the run may spend on a budget a minute: fast machines do not train longer. */
const FLOPS_PER_MINUTE = 0.3e12;

export interface Budget {
  /** Planned minutes. */
  readonly minutes: number;
  /** Students that are trained at the same time, with one thread each. */
  readonly workers: number;
  /** Training compute of a student, in FLOPs; those at twice the compute get twice as much. */
  readonly flopsPerStudent: number;
  /** Expected seconds of training with that compute on this machine. */
  readonly secondsPerStudent: number;
  /** Whether the machine is too slow for the full compute, so that less is trained. */
  readonly reduced: boolean;
}

/** How many students are trained side by side on `threads` threads, one thread each: with more, the longest two end no sooner. */
export function workersFor(threads: number): number {
  return Math.min(threads, 4);
}

/** The compute of a student: the declared amount, or what workers of `flopsPerSecond` each do in the time. */
export function planBudget(minutes: number, workers: number, flopsPerSecond: number): Budget {
  const declared = FLOPS_PER_MINUTE * minutes;
  const trainingSeconds = Math.max(minutes * 60 * 0.2, minutes * 60 - OTHER_SECONDS);
  const possible = (flopsPerSecond * trainingSeconds) / longestWork(workers);
  const flopsPerStudent = Math.min(declared, possible);
  return {
    minutes,
    workers,
    flopsPerStudent,
    secondsPerStudent: flopsPerStudent / flopsPerSecond,
    reduced: possible < declared,
  };
}

/** Expected seconds of the whole on this machine while it does little else. */
export function expectedSeconds({ workers, secondsPerStudent }: Budget): number {
  return secondsPerStudent * longestWork(workers) + OTHER_SECONDS;
}
