// What is reported of a problem while it is being solved: each part of the solution once, when nothing more can change it.
import type { Step } from '../data/index.ts';
import { answerMarker, type StrategyName, strategyOf } from '../strategy/index.ts';

/**
 * A part of the solution that is finished. The parts of a problem, joined, are the `steps` of its Solution, besides the plan. Of several
 * samples only their number is reported: which of them is the solution is decided when all are there.
 */
export type SolveProgress =
  /** The Socratic pair, trained with guidance, has written its plan: `3`, or `4 * 3; 12 + 2`. */
  | { readonly type: 'plan'; readonly plan: string }
  /** The Socratic pair has asked its sub-question number `index`, from 0. */
  | { readonly type: 'question'; readonly index: number; readonly question: string }
  /** The Socratic pair has answered its sub-question number `index`, from 0. A limit may have cut the last one short. */
  | { readonly type: 'solution'; readonly index: number; readonly solution: string }
  /** One model (`cot`, `socratic-unified`, `answer`) has written its step number `index`, from 0, with its sub-question if it has one. */
  | { readonly type: 'step'; readonly index: number; readonly step: Step }
  /** `done` of the `samples` of the problem are solved. */
  | { readonly type: 'sample'; readonly done: number; readonly samples: number };

export type OnProgress = (progress: SolveProgress) => void;

/** Hears more of the output. */
export type OnText = (text: string) => void;

/** Reports the output as it is written, each part once: joined, the parts are the output. */
export class TextReports {
  readonly #report: OnText | undefined;
  #reported = '';

  constructor(report: OnText | undefined) {
    this.#report = report;
  }

  /** `text`: of the output from its beginning, what nothing can change any more. */
  written(text: () => string): void {
    if (this.#report === undefined) return;
    const whole = text();
    if (whole.length <= this.#reported.length || !whole.startsWith(this.#reported)) return;
    this.#report(whole.slice(this.#reported.length));
    this.#reported = whole;
  }
}

/** Reports the steps in the text of one model. */
export class StepReports {
  readonly #strategy: StrategyName;
  readonly #report: OnProgress | undefined;
  #reported = 0;

  constructor(strategy: StrategyName, report: OnProgress | undefined) {
    this.#strategy = strategy;
    this.#report = report;
  }

  /** `text` is what the model has written so far. */
  written(text: () => string): void {
    if (this.#report !== undefined) this.#reportAll(finishedSteps(this.#strategy, text()));
  }

  /** The solution is finished, and these are all its steps. */
  finished(steps: readonly Step[]): void {
    this.#reportAll(steps);
  }

  #reportAll(steps: readonly Step[]): void {
    for (const step of steps.slice(this.#reported)) {
      this.#report?.({ type: 'step', index: this.#reported++, step });
    }
  }
}

/** The steps that stay as they are, whatever is written behind `text`. */
function finishedSteps(strategy: StrategyName, text: string): readonly Step[] {
  const { steps } = strategyOf(strategy).parse(text);
  // Of `Question:` and `Answer:` lines, a line without a cue continues the step before it; elsewhere a line is a step.
  const isLastFinished =
    text.includes(answerMarker) || (strategy !== 'socratic-unified' && text.endsWith('\n'));
  return isLastFinished ? steps : steps.slice(0, -1);
}
