// What the two halves of a Socratic pair know of each other while they work on one problem.
import { questionWording, type Step } from '../data/index.ts';
import type { PairMode } from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';

export class Dialogue {
  readonly mode: PairMode;
  readonly questions: string[] = [];
  readonly solutions: string[] = [];
  readonly #attempt: Attempt;
  /** No more sub-questions will come. */
  complete = false;
  /** The solver has ended: nobody will answer any more. */
  halted = false;
  /** The wordings of the sub-questions. */
  readonly #asked = new Set<string>();
  readonly #beginSolving: () => void;
  #begun = false;
  /** Those that wait for something to change, once each. */
  #listeners: (() => void)[] = [];

  /**
   * `beginSolving` is called once, when the solver can start: with all sub-questions there in `upfront`, so that it never waits; with the
   * first one in `interleaved`; in either case when none will come.
   */
  constructor(mode: PairMode, attempt: Attempt, beginSolving: () => void) {
    this.mode = mode;
    this.#attempt = attempt;
    this.#beginSolving = beginSolving;
  }

  /** Asks a sub-question; false where it repeats an earlier one, and that ends the decomposition. */
  ask(question: string): boolean {
    const wording = questionWording(question);
    if (this.#asked.has(wording)) {
      if (this.#attempt.repeats === 'stop') {
        this.#attempt.repeatsStopped++;
        return false;
      }
      this.#attempt.repeatedQuestions++;
    }
    this.#asked.add(wording);
    this.give(question);
    return true;
  }

  /** Takes a sub-question as it is, whether it repeats another or not. */
  give(question: string): void {
    this.#attempt.report?.({ type: 'question', index: this.questions.length, question });
    this.questions.push(question);
  }

  answer(solution: string): void {
    this.#attempt.report?.({ type: 'solution', index: this.solutions.length, solution });
    this.solutions.push(solution);
    this.#changed();
  }

  /** To be called when sub-questions are there to be answered. */
  announce(): void {
    const ready = this.complete || (this.mode === 'interleaved' && this.questions.length > 0);
    if (!this.#begun && ready) {
      this.#begun = true;
      this.#beginSolving();
    }
    this.#changed();
  }

  /** No more sub-questions will come. */
  end(): void {
    this.complete = true;
    this.announce();
  }

  /** The solver has ended, with this as its last sub-solution: nobody asks on because of it. */
  halt(last?: string): void {
    this.halted = true;
    if (last === undefined) this.#changed();
    else this.answer(last);
  }

  /** Calls `listener` once, when the next thing changes: a sub-question, a sub-solution, an end. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The sub-questions that are answered, with their solutions. */
  get answered(): Step[] {
    return this.solutions.map((solution, index) => ({ question: this.questions[index] ?? '', solution }));
  }

  #changed(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
