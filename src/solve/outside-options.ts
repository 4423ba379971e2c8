// The options by which parts of a Socratic pair are asked elsewhere.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import {
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  SocraticError,
  say,
} from '../common/index.ts';
import { type CallOptions, callDefaults, callKinds, teacherKinds } from '../teacher/index.ts';
import type { OutsideParts } from './outside-parts.ts';
import { type AskedOptions, type EngineOptions, type SolveOptions, solveDefaults } from './solve-options.ts';
import type { SolverSpec } from './solver-spec.ts';

/** Who is asked in place of a model of the Socratic pair; the calls are made as `CallOptions` say. */
export interface OutsideOptions extends CallOptions {
  /**
   * Who asks the sub-questions in place of the pair's decomposer: a teacher (`openai:MODEL`, …, a LanguageModelV3 of the AI SDK), which is
   * instructed, or `completions:URL#MODEL`, a server of a student that continues texts as it was trained to (vLLM, llama.cpp).
   * Default: the decomposer.
   */
  readonly questionsFrom?: string | LanguageModelV3 | undefined;
  /**
   * Who answers the sub-questions, and the problem in the end, in place of the pair's solver. Default: the solver. Of a run of
   * `socratic-unified`: who answers the sub-questions of which it is unsure.
   */
  readonly answersFrom?: string | LanguageModelV3 | undefined;
  /**
   * With `answersFrom`: only sub-questions whose sub-solution the run's own model writes with a lower likelihood than this (the
   * geometric mean of the probabilities of its tokens, above 0 and up to 1) are asked there. Default: all of them.
   */
  readonly unsureBelow?: number | undefined;
  /** Tokens of a teacher's answer, its thoughts included. Default 1024. A `completions:` server may write as many as `maxNewTokens` says. */
  readonly maxTokens?: number | undefined;
}

export const outsideRanges = {
  maxTokens: { min: 1, whole: true },
  unsureBelow: { min: 1e-6, max: 1 },
} as const satisfies Readonly<Partial<Record<keyof OutsideOptions, NumberRange>>>;

/** The rows of these options in the tables of every function that has them. */
export const outsideKinds: OptionTable<OutsideOptions> = {
  ...callKinds,
  ...numberKinds(outsideRanges),
  questionsFrom: teacherKinds.teacher,
  answersFrom: teacherKinds.teacher,
};

/** Which parts are asked elsewhere; null: none. */
export function outsideParts({
  questionsFrom,
  answersFrom,
  unsureBelow,
}: OutsideOptions): OutsideParts | null {
  if (questionsFrom === undefined && answersFrom === undefined) return null;
  return {
    ...(questionsFrom === undefined ? {} : { questions: true }),
    ...(answersFrom === undefined ? {} : { answers: unsureBelow ?? 'all' }),
  };
}

/** Whether a server of a student is named. */
function isServer(model: OutsideOptions['answersFrom']): boolean {
  return typeof model === 'string' && model.startsWith('completions:');
}

/** Calls for each one that is out, so that there is always a next one: a problem waits for one answer at a time. */
const problemsACall = 4;

/**
 * Problems that are begun before the first of them is solved; undefined: all. Where a half of the pair is asked elsewhere, problems wait for
 * answers outside the slots, and all of them would be half solved when the evaluation is stopped.
 */
export function problemsAtOnce(options: OutsideOptions & SolveOptions & EngineOptions): number | undefined {
  const parts = outsideParts(options);
  if (parts === null || (parts.questions !== true && parts.answers !== 'all')) return undefined;
  const { concurrency = callDefaults.concurrency, slots = solveDefaults.slots } = options;
  const { samples = solveDefaults.samples } = options;
  const own = parts.questions === true && parts.answers === 'all' ? 0 : slots;
  return Math.max(1, Math.ceil(Math.max(own, problemsACall * concurrency) / samples));
}

const standard: Partial<Record<string, unknown>> = solveDefaults;

/** What has no effect where another model writes all sub-solutions, and where none is written here. */
const ofOwnSolver = ['resampleSteps'] as const;
const ofOwnModels = [
  'samples',
  'temperature',
  'topK',
  'topP',
  'minP',
  'seed',
  'logProbabilities',
  'weights',
  'repetitionPenalty',
] as const;

/** Throws `option-unused` for what has no effect with the run and the other options. */
export function assertOutsideOptions(
  run: string,
  { strategy, guidance }: SolverSpec,
  options: OutsideOptions & AskedOptions & EngineOptions,
): void {
  const { questionsFrom, answersFrom, unsureBelow, oracle } = options;
  const unused = (name: string, why: ReturnType<typeof say>) =>
    new SocraticError('option-unused', why, { subject: { option: name } });
  const named = (['questionsFrom', 'answersFrom'] as const).filter((name) => options[name] !== undefined);
  const [first] = named;
  const isCascade = strategy === 'socratic-unified' && questionsFrom === undefined;
  if (first !== undefined && isCascade && unsureBelow === undefined) {
    throw unused(
      first,
      say`A run of the strategy ${strategy} asks and answers in one text, so that another model can only answer where the run is unsure. Set ${option('unsureBelow')} as well.`,
    );
  }
  if (first !== undefined && strategy !== 'socratic' && !isCascade) {
    throw unused(
      first,
      say`${option(first)} takes the place of a model of a Socratic pair, and ${run} has the strategy ${strategy}. Leave it out.`,
    );
  }
  if (unsureBelow !== undefined && answersFrom === undefined) {
    throw unused(
      'unsureBelow',
      say`${option('unsureBelow')} says which sub-questions are asked elsewhere, and nobody is asked. Name who, with ${option('answersFrom')}, or leave it out.`,
    );
  }
  if (guidance !== undefined && isServer(questionsFrom)) {
    throw unused(
      'questionsFrom',
      say`The decomposer of ${run} was trained to write a plan first (${option('guidance', guidance)}), and plans are not read from a server. Let the run ask its sub-questions itself, or train without ${option('guidance')}.`,
    );
  }
  const asksAll = answersFrom !== undefined && unsureBelow === undefined;
  const hasQuestions = questionsFrom !== undefined || oracle === 'questions';
  const idle = [...(asksAll ? ofOwnSolver : []), ...(asksAll && hasQuestions ? ofOwnModels : [])].find(
    (name) => ![undefined, false, standard[name]].includes(options[name]),
  );
  if (idle !== undefined) {
    throw unused(
      idle,
      say`${option(idle)} is about what the run's own models write, and ${option('answersFrom')} takes their place. Leave it out, or set ${option('unsureBelow')}.`,
    );
  }
  if (options.maxTokens !== undefined && !named.some((name) => !isServer(options[name]))) {
    throw unused(
      'maxTokens',
      say`${option('maxTokens')} is about the answers of teachers, and none is asked: a server of a student may write as many tokens as ${option('maxNewTokens')} says. Leave it out.`,
    );
  }
  const clash = oracle === 'answers' ? first : oracle !== undefined && questionsFrom !== undefined;
  if (clash !== undefined && clash !== false) {
    const name = clash === true ? 'questionsFrom' : clash;
    throw unused(
      name,
      say`With ${option('oracle', oracle ?? '')} the problems' own steps stand there already. Leave out ${option(name)}, or the oracle.`,
    );
  }
  if (first !== undefined) return;
  const given = Object.keys(callKinds).find((name) => options[name as keyof CallOptions] !== undefined);
  if (given === undefined) return;
  throw unused(
    given,
    say`${option(given)} is about calls to a teacher, and none is asked. Leave it out, or name one with ${option('answersFrom')} or ${option('questionsFrom')}.`,
  );
}
