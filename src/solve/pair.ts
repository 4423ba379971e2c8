// The Socratic pair: one row asks the sub-questions, another answers them, linked by what they tell each other.
import type { RowAction, RowEvent, RowProgram } from '../engine/generate/index.ts';
import {
  answerCue,
  answerMarker,
  type PairMode,
  parseQuestions,
  problemLine,
  questionLine,
  solutionPieces,
} from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import { Row } from './row.ts';
import type { Coding } from './types.ts';

/** What the two rows of a problem know of each other. */
export class Dialogue {
  readonly mode: PairMode;
  readonly questions: string[] = [];
  readonly solutions: string[] = [];
  /** No more sub-questions will come. */
  complete = false;
  /** The solver has ended: nobody will answer any more. */
  halted = false;
  readonly #beginSolving: () => void;
  #begun = false;

  /**
   * `beginSolving` is called once, when the solver's row can start: with all sub-questions there in `upfront`, so
   * that it never waits; with the first one in `interleaved`; in either case when none will come.
   */
  constructor(mode: PairMode, beginSolving: () => void) {
    this.mode = mode;
    this.#beginSolving = beginSolving;
  }

  /** To be called after `questions` or `complete` changed. */
  announce(): void {
    const ready = this.complete || (this.mode === 'interleaved' && this.questions.length > 0);
    if (this.#begun || !ready) return;
    this.#begun = true;
    this.#beginSolving();
  }
}

/** The problem decomposer. `upfront`: writes all its sub-questions; `interleaved`: one, then it is told the answer. */
export class QuestionProgram implements RowProgram {
  readonly prompt: readonly number[];
  readonly #attempt: Attempt;
  readonly #dialogue: Dialogue;
  readonly #row: Row;

  constructor(attempt: Attempt, coding: Coding, dialogue: Dialogue) {
    this.#attempt = attempt;
    this.#dialogue = dialogue;
    this.#row = new Row(coding, attempt);
    this.prompt = this.#row.encodePrompt(problemLine(attempt.problem.question));
  }

  next(event: RowEvent): RowAction {
    switch (event.type) {
      case 'contextFull':
        this.#attempt.hit('context');
        return this.#finish();
      case 'sampled':
        return this.#sampled(event.id);
      case 'waited':
        return this.#await();
      case 'forced':
        this.#row.forced();
        return this.#sample();
      case 'started':
        return this.#sample();
    }
  }

  #sampled(id: number): RowAction {
    const { questions } = this.#dialogue;
    const written = this.#row.sampled(id);
    if (written === null) {
      questions.push(...parseQuestions(this.#row.part).slice(0, this.#attempt.maxSteps - questions.length));
      return this.#finish();
    }
    if (questions.length >= this.#attempt.maxSteps) {
      this.#attempt.hit('steps');
      return this.#finish();
    }
    if (!written.includes('\n')) return this.#sample();
    const [question] = parseQuestions(this.#row.part, false);
    this.#row.beginPart();
    if (question === undefined) return this.#sample();
    questions.push(question);
    this.#dialogue.announce();
    return this.#dialogue.mode === 'interleaved' ? { type: 'wait' } : this.#sample();
  }

  /** Waits for the answer to the last sub-question, then has it appended. */
  #await(): RowAction {
    if (this.#dialogue.halted) return this.#finish();
    const solution = this.#dialogue.solutions[this.#dialogue.questions.length - 1];
    if (solution === undefined) return { type: 'wait' };
    return this.#row.force([answerCue, ...solutionPieces(solution)]);
  }

  #sample(): RowAction {
    const action = this.#row.sample();
    return action.type === 'done' ? this.#finish() : action;
  }

  /** Ends the row; a line that is not finished here is torn and forgotten. */
  #finish(): RowAction {
    this.#dialogue.complete = true;
    this.#dialogue.announce();
    return { type: 'done' };
  }
}

/**
 * The sub-problem solver: each sub-question is forced and answered in one line; `####` is forced after the last one,
 * or at once when there are no sub-questions. A sub-solution in which the model writes `####` by itself ends the
 * transcript: that is the answer which an extractor reads.
 */
export class SolutionProgram implements RowProgram {
  readonly prompt: readonly number[];
  readonly #attempt: Attempt;
  readonly #dialogue: Dialogue;
  readonly #row: Row;
  /** `told`: it reads a sub-question; then it writes the sub-solution; in the end, the answer. */
  #phase: 'told' | 'solving' | 'answering' = 'told';

  /** To be made when a sub-question is there or none will come: it becomes part of the prompt. */
  constructor(attempt: Attempt, coding: Coding, dialogue: Dialogue) {
    this.#attempt = attempt;
    this.#dialogue = dialogue;
    this.#row = new Row(coding, attempt);
    const opening = this.#row.encode(this.#nextPieces() ?? []);
    this.prompt = [...this.#row.encodePrompt(problemLine(attempt.problem.question)), ...opening];
    this.#row.append(opening);
    this.#row.beginPart();
  }

  get output(): string {
    return this.#row.text;
  }

  next(event: RowEvent): RowAction {
    switch (event.type) {
      case 'contextFull':
        this.#attempt.hit('context');
        return this.#finish();
      case 'sampled':
        return this.#sampled(event.id);
      case 'waited':
        return this.#goOn();
      case 'forced':
        this.#row.forced();
        return this.#write();
      case 'started':
        return this.#write();
    }
  }

  #sampled(id: number): RowAction {
    const written = this.#row.sampled(id);
    if (written === null) {
      if (!this.#answerGiven) this.#attempt.hit('stuck');
      return this.#finish();
    }
    if (written.includes('\n')) {
      if (this.#answerGiven) return this.#finish();
      this.#keepSolution();
      return this.#goOn();
    }
    return this.#row.calculate(written) ?? this.#write();
  }

  /** The line being written is, or contains, the answer to the problem. */
  get #answerGiven(): boolean {
    return this.#phase === 'answering' || this.#row.part.includes(answerMarker);
  }

  /** The pieces to force once a sub-solution is finished; null when the next sub-question is still to come. */
  #nextPieces(): string[] | null {
    const question = this.#dialogue.questions[this.#dialogue.solutions.length];
    if (question !== undefined) return [questionLine(question), answerCue];
    if (!this.#dialogue.complete) return null;
    this.#phase = 'answering';
    return [answerMarker];
  }

  #goOn(): RowAction {
    const pieces = this.#nextPieces();
    return pieces === null ? { type: 'wait' } : this.#row.force(pieces);
  }

  #keepSolution(): void {
    const [line = ''] = this.#row.part.split('\n', 1);
    this.#dialogue.solutions.push(line.trim());
    this.#phase = 'told';
  }

  #write(): RowAction {
    if (this.#phase === 'told') this.#phase = 'solving';
    const action = this.#row.sample();
    return action.type === 'done' ? this.#finish() : action;
  }

  #finish(): RowAction {
    if (this.#phase === 'solving') this.#keepSolution();
    this.#dialogue.halted = true;
    return { type: 'done' };
  }
}
