// What solving takes and gives: trained models in, one prediction a problem out.
import type { Step } from '../data/index.ts';
import type { PromptFormat } from '../distill/index.ts';
import type { Decoder } from '../engine/generate/index.ts';
import type { TextCodec } from '../engine/tokenizer/index.ts';
import type { Guidance, RoleName, StrategyName } from '../strategy/index.ts';

/** How a model reads and writes text. */
export interface Coding {
  readonly tokenizer: TextCodec;
  /** How it is asked. */
  readonly prompt: PromptFormat;
}

/** A trained model, ready to generate. */
export interface StudentModel extends Coding {
  readonly decoder: Decoder;
  /** Which of the decoder's adapters makes it this model; 0 where there are none. */
  readonly adapter?: number;
}

/** The models of the pair; null where that part is asked elsewhere. */
export interface PairModels {
  readonly qg: StudentModel | null;
  readonly qa: StudentModel | null;
}

/** The models of a strategy: one student, or the pair. */
export type SolveModels = { readonly student: StudentModel } | PairModels;

/**
 * What cut a solution short. `steps`: the pair wanted more sub-questions than allowed; `tokens`: the allowed
 * tokens were used up; `context`: a model's context was full; `stuck`: the solver ended its transcript inside a
 * sub-solution, before it could be asked for the answer.
 */
export type Limit = 'steps' | 'tokens' | 'context' | 'stuck';

/** How likely a model found the tokens of a line that it wrote itself, in natural logarithms; without the end of the text. */
export interface LineLikelihood {
  /** Which model wrote it. */
  readonly model: RoleName;
  /** The line, with what was given at its beginning. */
  readonly text: string;
  /** Tokens that the model chose. */
  readonly tokens: number;
  /** The sum of their log-probabilities. */
  readonly logProbability: number;
  /** The log-probability of the least likely one. */
  readonly least: number;
}

export interface Votes {
  /** The answer of each sample; null where none could be read. */
  readonly answers: readonly (string | null)[];
  /** Number of samples whose answer is correct. */
  readonly correct: number;
  /** Share of the samples that have the winning answer; 0 when none has an answer. */
  readonly agreement: number;
}

/** The plan of a Socratic pair that was trained with guidance. */
export interface PredictedGuidance {
  /** What the decomposer plans by. */
  readonly by: Guidance;
  /** The plan that it wrote or was given, without its cue: `3`, or `4 * 3; 12 + 2`. Null where it wrote none. */
  readonly plan: string | null;
  /** How many steps that is; null where it does not say. */
  readonly steps: number | null;
  /** The plan of the problem's own steps; null where it has none. */
  readonly gold: string | null;
}

export interface Prediction {
  readonly id: string;
  readonly question: string;
  readonly strategy: StrategyName;
  /** Everything that was written after the problem. The answer is read from it. */
  readonly output: string;
  /** All sub-questions and solutions. A sub-question without an answer has an empty solution. */
  readonly steps: readonly Step[];
  /** The answer, in canonical form; null if none can be read. */
  readonly answer: string | null;
  readonly correct: boolean;
  /** The version of the extractor that read it. */
  readonly extractor: string;
  readonly gold: string;
  /** Steps of the reference solution, null where the dataset has none. */
  readonly goldSteps: number | null;
  /** Tokens that the models chose, including the end of text and lines that were thrown away. */
  readonly generatedTokens: number;
  /** Tokens that were added without a choice of the models, in both models of a pair. */
  readonly forcedTokens: number;
  /** Limits that cut the solution short, in order; empty if none did. */
  readonly limits: readonly Limit[];
  /** Whether the calculator was on. */
  readonly calculator: boolean;
  /** How often it inserted a value. */
  readonly calculatorUses: number;
  /** Sub-questions that a Socratic pair asked again and answered again; absent for other strategies. */
  readonly repeatedQuestions?: number;
  /** Sub-questions that a Socratic pair was about to ask again, and that ended its sub-questions instead; absent for other strategies. */
  readonly repeatsStopped?: number;
  /** The plan of a pair with guidance; absent without it, and where the sub-questions are given. */
  readonly guidance?: PredictedGuidance;
  /** Lines with a wrong calculation that were written again; absent where `resampleSteps` is 0. */
  readonly resampledLines?: number;
  /** Those of them of which a later version has no wrong calculation; absent where `resampleSteps` is 0. */
  readonly mendedLines?: number;
  /** Tokens of lines that were thrown away, among the generated ones; absent where `resampleSteps` is 0. */
  readonly resampledTokens?: number;
  /** Sub-questions that were asked elsewhere since the student was unsure of its sub-solution; absent without `unsureBelow`. */
  readonly consultedSteps?: number;
  /** Those of them that were answered, so that the answer took the place of the student's own; absent without `unsureBelow`. */
  readonly replacedSteps?: number;
  /** Sub-questions of which the call to the other model failed; absent without `unsureBelow`. */
  readonly failedSteps?: number;
  /** Tokens of sub-solutions whose place another one took, among the generated ones; absent without `unsureBelow`. */
  readonly replacedTokens?: number;
  /** How probable it is that the answer is correct, fitted on validation problems; absent in an evaluation without such a fit. */
  readonly confidence?: number;
  /** How likely the lines were that the models wrote; absent where `logProbabilities` was not asked for. */
  readonly lines?: readonly LineLikelihood[];
  /**
   * What the samples answered, where there are several. The other fields are those of the first that has the winning answer; tokens and
   * other counts of what was generated are sums.
   */
  readonly votes?: Votes;
  /** Why there is no output: a teacher that could not be brought to answer. The problem counts as not solved. */
  readonly unanswered?: { readonly kind: string; readonly message: string };
}

/** Counts that only some predictions have: of a pair, or with an option. */
export const optionalCounts = [
  'repeatedQuestions',
  'repeatsStopped',
  'resampledLines',
  'mendedLines',
  'resampledTokens',
  'consultedSteps',
  'replacedSteps',
  'failedSteps',
  'replacedTokens',
] as const satisfies readonly (keyof Prediction)[];
export type OptionalCount = (typeof optionalCounts)[number];

/** Those of them that a prediction has. */
export function optionalCountsOf(prediction: Prediction): Partial<Record<OptionalCount, number>> {
  return Object.fromEntries(
    optionalCounts.flatMap((name) => (prediction[name] === undefined ? [] : [[name, prediction[name]]])),
  );
}
