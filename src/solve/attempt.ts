// The account of one problem while it is being solved, shared by the rows that work on it.
import { type Problem, pendingCalculation } from '../data/index.ts';
import type { OnProgress } from './progress.ts';
import { type AskedOptions, type Oracle, type RepeatChoice, solveDefaults } from './solve-options.ts';
import type { Limit } from './types.ts';

export class Attempt {
  readonly problem: Problem;
  readonly calculator: boolean;
  readonly maxSteps: number;
  readonly repeats: RepeatChoice;
  readonly resampleSteps: number;
  readonly maxNewTokens: number;
  readonly oracle: Oracle | null;
  /** Is told each part of the solution that is finished; undefined where nobody listens. */
  readonly report: OnProgress | undefined;
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

  constructor(problem: Problem, options: AskedOptions, report?: OnProgress) {
    this.problem = problem;
    this.report = report;
    this.calculator = options.calculator ?? false;
    this.maxSteps = options.maxSteps ?? solveDefaults.maxSteps;
    this.repeats = options.repeats ?? solveDefaults.repeats;
    this.resampleSteps = options.resampleSteps ?? solveDefaults.resampleSteps;
    this.maxNewTokens = options.maxNewTokens ?? solveDefaults.maxNewTokens;
    this.oracle = options.oracle ?? null;
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
    return this.generatedTokens - this.resampledTokens >= this.maxNewTokens;
  }

  /** What to force when `text` ends in an open `<<expr=` and the calculator is on, otherwise null. */
  calculation(text: string): string | null {
    const value = this.calculator ? pendingCalculation(text) : null;
    if (value !== null) this.calculatorUses++;
    return value;
  }
}
