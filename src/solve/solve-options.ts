// How models solve: the options of every function that lets them, with their defaults and checks.
import {
  choiceKinds,
  defaultThreads,
  type Message,
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  SocraticError,
  say,
} from '../common/index.ts';
import { type WeightFormat, weightFormats } from '../engine/model/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import type { OutsideParts } from './outside-parts.ts';

export const repeatChoices = ['keep', 'stop'] as const;
export type RepeatChoice = (typeof repeatChoices)[number];

/** What is asked of the models for each problem. */
export interface SolveOptions {
  /** Compute and force the value of each `<<expr=` that a model writes. Default false. */
  readonly calculator?: boolean | undefined;
  /** Most sub-questions that the Socratic pair may ask for one problem. Default 12. */
  readonly maxSteps?: number | undefined;
  /**
   * What is done with a sub-question that the Socratic pair has asked before: `keep` has it answered again; `stop` ends the sub-questions
   * there, and the answer is asked for. Default `keep`.
   */
  readonly repeats?: RepeatChoice | undefined;
  /**
   * A line that states a wrong calculation is thrown away and written again, so many times at most; if each version has one, the first one
   * stays. Lines are drawn for that, at the temperature or else at 0.7. For strategies that write calculations; of a pair, for the
   * sub-solutions. 0 to 8, default 0: lines stay as they are.
   */
  readonly resampleSteps?: number | undefined;
  /**
   * Most tokens that may be generated for one problem, by both models of a pair together, besides lines that are thrown away. Default 256;
   * of each sample, where there are several.
   */
  readonly maxNewTokens?: number | undefined;
  /** Solutions of each problem; the answer that most of them reach counts. Default 1. */
  readonly samples?: number | undefined;
  /**
   * Makes tokens less likely that a model's text already has, the problem's and forced ones included. Their logits are
   * divided by it where they are positive, and multiplied where they are negative, before temperature and cuts. It also
   * counts where the most likely token is taken. 1 to 2, default 1: it changes nothing.
   */
  readonly repetitionPenalty?: number | undefined;
  /** 0 takes the most likely token; higher values make the choice more random. Default 0 for one sample, 0.7 for several. */
  readonly temperature?: number | undefined;
  /** Draw only from the most likely tokens, so many. Default: all. */
  readonly topK?: number | undefined;
  /** Draw only from the most likely tokens that together have this probability. Default 1: all. */
  readonly topP?: number | undefined;
  /** Draw only from tokens with at least this share of the most likely one's probability. Default 0: all. */
  readonly minP?: number | undefined;
  /**
   * Say how likely each line was that a model wrote: log-probabilities, before repetition penalty, temperature and cuts.
   * Default false.
   */
  readonly logProbabilities?: boolean | undefined;
  /** Decides what is drawn: equal seeds give equal solutions, whatever else is solved beside them. Default 1. */
  readonly seed?: number | undefined;
}

export const oracles = ['questions', 'answers', 'guidance'] as const;
export type Oracle = (typeof oracles)[number];

/** What is asked of the models where the problems' own steps may stand in for a part of the pair. */
export interface AskedOptions extends SolveOptions {
  /**
   * `questions`: the problem's own sub-questions in place of those that the pair's decomposer would ask. `answers`: the problem's own
   * sub-solutions in place of those that its solver would write, one for each sub-question, as far as they go. `guidance`: the plan of the
   * problem's own steps in place of the one that a decomposer with guidance would write.
   */
  readonly oracle?: Oracle | undefined;
}

/** What is asked of the models for one problem, by whoever knows who else can be asked. */
export interface ProblemOptions extends AskedOptions {
  /** Parts of the Socratic pair that are asked elsewhere. Default: none. */
  readonly outside?: OutsideParts | undefined;
}

/** What the models may use of the machine. */
export interface EngineOptions {
  /** Solutions that are worked on at once, of one problem or several; further ones wait. Default 64. */
  readonly slots?: number | undefined;
  /** Threads of the engine. Default: as many as the machine runs at once. */
  readonly threads?: number | undefined;
  /**
   * What the weights are kept and multiplied in: `float32`, as they were trained, or rounded to 8 or 4 bits (`int8`, `int4`). Fewer bits
   * take less memory, and one problem at a time is solved faster; many at a time only on processors that multiply 8-bit numbers faster.
   * Default float32.
   */
  readonly weights?: WeightFormat | undefined;
}

export const solveDefaults = {
  maxSteps: 12,
  repeats: 'keep',
  resampleSteps: 0,
  maxNewTokens: 256,
  samples: 1,
  repetitionPenalty: 1,
  topP: 1,
  minP: 0,
  seed: 1,
  slots: 64,
  weights: 'float32',
  threads: defaultThreads,
} as const satisfies Omit<
  Required<SolveOptions & EngineOptions>,
  'calculator' | 'logProbabilities' | 'temperature' | 'topK'
>;

/** The temperature of several samples where none is given: they have to differ. */
export const SAMPLING_TEMPERATURE = 0.7;

/** The temperature that the options come to. */
export function temperatureOf({ samples = solveDefaults.samples, temperature }: SolveOptions): number {
  return temperature ?? (samples > 1 ? SAMPLING_TEMPERATURE : 0);
}

export const solveRanges = {
  maxSteps: { min: 1, whole: true },
  resampleSteps: { min: 0, max: 8, whole: true },
  maxNewTokens: { min: 1, whole: true },
  samples: { min: 1, max: 1024, whole: true },
  repetitionPenalty: { min: 1, max: 2 },
  temperature: { min: 0, max: 100 },
  topK: { min: 1, whole: true },
  topP: { min: 1e-6, max: 1 },
  minP: { min: 0, max: 1 },
  seed: { min: 0, whole: true },
  slots: { min: 1, whole: true },
  threads: { min: 1, max: 256, whole: true },
} as const satisfies Readonly<Partial<Record<keyof (SolveOptions & EngineOptions), NumberRange>>>;

/** The rows of these options in the tables of every function that has them. */
export const solveKinds: OptionTable<SolveOptions & EngineOptions> = {
  ...numberKinds(solveRanges),
  ...choiceKinds({ repeats: repeatChoices }),
  calculator: optionKinds.flag,
  logProbabilities: optionKinds.flag,
  ...choiceKinds({ weights: weightFormats }),
};

/** What is asked for each problem, out of the options of a function that has more. */
export function solveOptionsOf(options: ProblemOptions): ProblemOptions {
  const { calculator, maxSteps, repeats, resampleSteps, maxNewTokens } = options;
  const { samples, repetitionPenalty, temperature, topK, topP, minP, seed, oracle, outside } = options;
  return {
    calculator,
    maxSteps,
    repeats,
    resampleSteps,
    maxNewTokens,
    samples,
    repetitionPenalty,
    temperature,
    topK,
    topP,
    minP,
    seed,
    ...(options.logProbabilities ? { logProbabilities: true } : {}),
    ...(oracle === undefined ? {} : { oracle }),
    ...(outside === undefined ? {} : { outside }),
  };
}

/** Throws `option-unused` for several samples that would all be the same, and for cuts of a distribution that nothing is drawn from. */
export function assertSampling(options: SolveOptions): void {
  const { samples = solveDefaults.samples, resampleSteps = solveDefaults.resampleSteps } = options;
  const { temperature, topK, topP, minP, seed } = options;
  if (temperatureOf(options) > 0) return;
  if (samples > 1) {
    throw new SocraticError(
      'option-unused',
      say`With ${option('temperature', 0)} all samples are the same. Leave out ${option('samples')}, or raise the temperature.`,
      { subject: { option: 'temperature' } },
    );
  }
  if (resampleSteps > 0) {
    if (temperature === undefined) return; // lines that are written again are drawn
    throw new SocraticError(
      'option-unused',
      say`With ${option('temperature', 0)} a line that is written again is the same. Leave out ${option('temperature')}, and only these lines are drawn, or leave out ${option('resampleSteps')}.`,
      { subject: { option: 'temperature' } },
    );
  }
  const given = Object.entries({ topK, topP, minP, seed }).filter(([name, value]) => {
    const { [name as 'topP']: standard } = solveDefaults as Partial<Record<string, unknown>>;
    return value !== undefined && value !== standard;
  });
  const [first] = given;
  if (first === undefined) return;
  throw new SocraticError(
    'option-unused',
    say`${option(first[0])} changes nothing while the most likely token is always taken. Set ${option('temperature')}, ${option('samples')} or ${option('resampleSteps')} as well.`,
    { subject: { option: first[0] } },
  );
}

/** Throws `option-unused` for options of a Socratic pair where a run is none. */
export function assertPairOptions(
  run: string,
  strategy: StrategyName,
  { maxSteps, repeats }: SolveOptions,
): void {
  if (strategy === 'socratic') return;
  const unused = (name: string, why: Message) =>
    new SocraticError('option-unused', why, { subject: { option: name }, details: { strategy } });
  if (maxSteps !== undefined) {
    throw unused(
      'maxSteps',
      say`${option('maxSteps')} limits the sub-questions of a Socratic pair, and ${run} has the strategy ${strategy}. Leave it out, or use ${option('maxNewTokens')}.`,
    );
  }
  if (repeats !== undefined) {
    throw unused(
      'repeats',
      say`${option('repeats')} is about the sub-questions of a Socratic pair, and ${run} has the strategy ${strategy}. Leave it out.`,
    );
  }
}

/** Throws `option-unused` for lines that are written again of a strategy that writes no calculations. */
export function assertWritesCalculations(
  strategy: StrategyName,
  { resampleSteps = solveDefaults.resampleSteps }: SolveOptions,
): void {
  if (resampleSteps === 0 || strategy !== 'answer') return;
  throw new SocraticError(
    'option-unused',
    say`${option('resampleSteps')} writes lines with a wrong calculation again, and the strategy ${strategy} writes no calculations. Leave it out.`,
    { subject: { option: 'resampleSteps' }, details: { strategy } },
  );
}
