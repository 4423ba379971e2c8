// How models solve: the options of every function that lets them, with their defaults and checks.
import {
  defaultThreads,
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  SocraticError,
  say,
} from '../common/index.ts';
import type { StrategyName } from '../strategy/index.ts';

/** What is asked of the models for each problem. */
export interface SolveOptions {
  /** Compute and force the value of each `<<expr=` that a model writes. Default false. */
  readonly calculator?: boolean | undefined;
  /** Most sub-questions that the Socratic pair may ask for one problem. Default 12. */
  readonly maxSteps?: number | undefined;
  /** Most tokens that may be generated for one problem, by both models of a pair together. Default 256. */
  readonly maxNewTokens?: number | undefined;
}

/** What the models may use of the machine. */
export interface EngineOptions {
  /** Problems that are worked on at once; further ones wait. Default 64. */
  readonly slots?: number | undefined;
  /** Threads of the engine. Default: as many as the machine runs at once. */
  readonly threads?: number | undefined;
}

export const solveDefaults = {
  maxSteps: 12,
  maxNewTokens: 256,
  slots: 64,
  threads: defaultThreads,
} as const satisfies Omit<Required<SolveOptions & EngineOptions>, 'calculator'>;

export const solveRanges = {
  maxSteps: { min: 1, whole: true },
  maxNewTokens: { min: 1, whole: true },
  slots: { min: 1, whole: true },
  threads: { min: 1, max: 256, whole: true },
} as const satisfies Readonly<Partial<Record<keyof (SolveOptions & EngineOptions), NumberRange>>>;

/** The rows of these options in the tables of every function that has them. */
export const solveKinds: OptionTable<SolveOptions & EngineOptions> = {
  ...numberKinds(solveRanges),
  calculator: optionKinds.flag,
};

/** Throws `option-unused` for a limit on sub-questions of a run that is no pair. */
export function assertPairForSteps(run: string, strategy: StrategyName, maxSteps: number | undefined): void {
  if (maxSteps === undefined || strategy === 'socratic') return;
  throw new SocraticError(
    'option-unused',
    say`${option('maxSteps')} limits the sub-questions of a Socratic pair, and ${run} has the strategy ${strategy}. Leave it out, or use ${option('maxNewTokens')}.`,
    { subject: { option: 'maxSteps' }, details: { strategy } },
  );
}
