// The account of one problem while it is being solved, shared by the rows that work on it.
import { type Problem, pendingCalculation } from '../data/index.ts';
import type { PartReply, PartRequest } from '../teacher/index.ts';
import type { OutsideParts } from './outside-parts.ts';
import type { OnProgress, TextReports } from './progress.ts';
import { type Oracle, type ProblemOptions, type RepeatChoice, solveDefaults } from './solve-options.ts';
import type { Limit, Prediction } from './types.ts';

/** What is asked for elsewhere, of this attempt's problem. */
export type AttemptRequest = Omit<PartRequest, 'question' | 'answerType'>;

export class Attempt {
  readonly problem: Problem;
  readonly calculator: boolean;
  readonly maxSteps: number;
  readonly repeats: RepeatChoice;
  readonly resampleSteps: number;
  readonly maxNewTokens: number;
  readonly oracle: Oracle | null;
  /** Which parts of the pair are asked elsewhere. */
  readonly outside: OutsideParts;
  /** Whether the prediction says how likely the lines were. */
  readonly logProbabilities: boolean;
  /** Is told each part of the solution that is finished; undefined where nobody listens. */
  readonly report: OnProgress | undefined;
  /** Is told the output as it is written; undefined where nobody listens. */
  readonly texts: TextReports | undefined;
  readonly limits: Limit[] = [];
  generatedTokens = 0;
  forcedTokens = 0;
  calculatorUses = 0;
  /** Sub-questions that were asked again, and answered again. */
  repeatedQuestions = 0;
  /** Sub-questions that were not asked again: the decomposition ended there. */
  repeatsStopped = 0;
  /** Tokens, among those that were generated, of lines that were thrown away. */
  resampledTokens = 0;
  /** Lines that were written again. */
  resampledLines = 0;
  /** Those of them of which a later version has no wrong calculation. */
  mendedLines = 0;
  /** Sub-solutions that were asked for elsewhere since the solver was unsure of its own, and those of them that took its place. */
  consultedSteps = 0;
  replacedSteps = 0;
  /** Those of them whose call failed. */
  failedSteps = 0;
  /** Tokens, among those that were generated, of lines whose place another answer took. */
  replacedTokens = 0;
  /** Why a part that is asked elsewhere was not answered. */
  unanswered: Prediction['unanswered'];
  readonly #ask: (request: PartRequest, replied: (reply: PartReply) => void) => void;

  /** `ask`: how a part of the pair is asked elsewhere; `replied` is called later, and not where the problem was given up. */
  constructor(
    problem: Problem,
    options: ProblemOptions,
    report?: OnProgress,
    ask: (request: PartRequest, replied: (reply: PartReply) => void) => void = unreachable,
    texts?: TextReports,
  ) {
    this.problem = problem;
    this.report = report;
    this.texts = texts;
    this.#ask = ask;
    this.calculator = options.calculator ?? false;
    this.maxSteps = options.maxSteps ?? solveDefaults.maxSteps;
    this.repeats = options.repeats ?? solveDefaults.repeats;
    this.resampleSteps = options.resampleSteps ?? solveDefaults.resampleSteps;
    this.maxNewTokens = options.maxNewTokens ?? solveDefaults.maxNewTokens;
    this.oracle = options.oracle ?? null;
    this.outside = options.outside ?? {};
    this.logProbabilities = options.logProbabilities ?? false;
  }

  /** Asks elsewhere for a part of this problem's solution. */
  askOutside(request: AttemptRequest, replied: (reply: PartReply) => void): void {
    const { question, answerType } = this.problem;
    this.#ask({ ...request, question, answerType }, replied);
  }

  /** Notes why a part that only another model writes is not there. */
  took({ lines, failure }: PartReply): void {
    if (lines === null) this.unanswered ??= failure;
  }

  /** Whether a sub-solution of this likelihood is to be asked for elsewhere; null: it is not known. */
  isUnsure(likelihood: number | null): boolean {
    const { answers } = this.outside;
    return typeof answers === 'number' && likelihood !== null && likelihood < answers;
  }

  /** The sub-questions that are given; null where the decomposer asks its own. */
  get givenQuestions(): readonly string[] | null {
    if (this.oracle !== 'questions') return null;
    return (this.problem.steps ?? []).flatMap(({ question }) => question ?? []);
  }

  /** The sub-solution that is given for the sub-question at `index`; undefined where the solver writes its own. */
  givenSolution(index: number): string | undefined {
    return this.oracle === 'answers' ? this.problem.steps?.[index]?.solution : undefined;
  }

  /** Notes that a limit was hit, once. */
  hit(limit: Limit): void {
    if (!this.limits.includes(limit)) this.limits.push(limit);
  }

  /** Lines that were thrown away do not count: the solution may be as long as it may be without them. */
  get tokensUsedUp(): boolean {
    return this.generatedTokens - this.resampledTokens - this.replacedTokens >= this.maxNewTokens;
  }

  /** What to force when `text` ends in an open `<<expr=` and the calculator is on, otherwise null. */
  calculation(text: string): string | null {
    const value = this.calculator ? pendingCalculation(text) : null;
    if (value !== null) this.calculatorUses++;
    return value;
  }
}

function unreachable(): never {
  throw new Error('nothing of this problem is asked elsewhere');
}
