// The numbers in the steps of a user's file: how they are written, and the steps as the calculator reads them.
import { type NumberFormat, NumberFormatVotes, withDecimalPoints } from '../answer/index.ts';
import type { Step } from '../problem.ts';
import { type AnswerConventions, shortened } from './gold-answer.ts';

/** What stands in an annotation, and numbers beside an operator. Elsewhere `2,3` may be a list. */
const CALCULATED =
  /<<[^<>\n]{1,200}>>|\d[\d.,]*\s?[-+*/×÷=]\s?[$€£]?\d[\d.,]*(?:\s?[-+*/×÷=]\s?[$€£]?\d[\d.,]*)*/g;

/** The steps as the dataset keeps them: where they are written with decimal commas, with points. */
export function readSteps(
  steps: readonly Step[],
  { stepFormat, numberFormat }: AnswerConventions,
): readonly Step[] {
  if ((stepFormat ?? numberFormat) !== 'decimal-comma') return steps;
  return steps.map((step) => ({ ...step, solution: withDecimalPoints(step.solution) }));
}

/** Counts how the calculations in the steps of a file are written. */
export class StepNumbers {
  readonly #votes = new NumberFormatVotes();
  /** The first calculation that is written otherwise with decimal points. */
  #example: string | undefined;
  /** Problems with such numbers in their steps. */
  inCommas = 0;

  add(steps: readonly Step[]): void {
    let changes = false;
    for (const { solution } of steps) {
      if (!/\d[.,]\d/.test(solution)) continue;
      for (const [calculation] of solution.matchAll(CALCULATED)) {
        this.#votes.add(calculation);
        if (withDecimalPoints(calculation) !== calculation) this.#example ??= calculation;
      }
      changes ||= withDecimalPoints(solution) !== solution;
    }
    if (changes) this.inCommas++;
  }

  get format(): NumberFormat | undefined {
    return this.#votes.format;
  }

  /** What is done where the steps are written with decimal commas. */
  get note(): string {
    const whose =
      this.inCommas === 1 ? 'The steps of 1 problem are' : `The steps of ${this.inCommas} problems are`;
    const example =
      this.#example === undefined
        ? ''
        : `: "${shortened(this.#example)}" is "${shortened(withDecimalPoints(this.#example))}"`;
    return `${whose} written with decimal commas and kept with decimal points, which the calculator needs${example}.`;
  }
}
