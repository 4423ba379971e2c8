// The Socratic pair: one row asks the sub-questions, another answers them, linked by what they tell each other.
import type { RowEvent } from '../engine/generate/index.ts';
import {
  answerCue,
  answerMarker,
  parseQuestions,
  problemLine,
  questionLine,
  solutionPieces,
} from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import { Consulting, type Kept } from './consulting.ts';
import type { Dialogue } from './dialogue.ts';
import type { Planning } from './planning.ts';
import type { ProgramAction, Rewriting, SolvingProgram } from './program.ts';
import type { TextReports } from './progress.ts';
import { type LineEnd, Resampling } from './resampling.ts';
import { Row, type Sampled } from './row.ts';
import type { Coding } from './types.ts';

/** A row of the pair: what both do with what the decoder tells them. */
abstract class PairProgram implements SolvingProgram {
  protected readonly attempt: Attempt;
  protected readonly dialogue: Dialogue;
  protected readonly row: Row;
  readonly #problem: readonly number[];

  /** `texts`: of the row that writes the output. */
  constructor(attempt: Attempt, coding: Coding, dialogue: Dialogue, texts?: TextReports) {
    this.attempt = attempt;
    this.dialogue = dialogue;
    this.row = new Row(coding, attempt, texts);
    this.#problem = this.row.encodePrompt(problemLine(attempt.problem.question));
  }

  get prompt(): readonly number[] {
    return [...this.#problem, ...this.row.ids];
  }

  get rewriting(): Rewriting | null {
    return null;
  }

  get lines(): Row['lines'] {
    return this.row.lines;
  }

  next(event: RowEvent): ProgramAction {
    switch (event.type) {
      case 'contextFull':
        return this.full();
      case 'sampled':
        return this.sampled(event);
      case 'waited':
        return this.waited();
      case 'forced':
        this.row.forced();
        return this.write();
      case 'started':
        return this.write();
    }
  }

  protected full(): ProgramAction {
    this.attempt.hit('context');
    return this.finish();
  }

  /** Writes on, unless the tokens are used up. */
  protected write(): ProgramAction {
    const action = this.row.sample();
    return action.type === 'done' ? this.finish() : action;
  }

  protected abstract sampled(event: Sampled): ProgramAction;
  /** Asked again at every step while it waits for the other row. */
  protected abstract waited(): ProgramAction;
  /** Ends the row, and tells the other one. */
  protected abstract finish(): ProgramAction;
}

/** The problem decomposer. `upfront`: writes all its sub-questions; `interleaved`: one, then it reads the answer. */
export class QuestionProgram extends PairProgram {
  readonly #planning: Planning | null;

  /** `planning`: of a pair with guidance. A plan that is given becomes part of the prompt. */
  constructor(attempt: Attempt, coding: Coding, dialogue: Dialogue, planning: Planning | null = null) {
    super(attempt, coding, dialogue);
    this.#planning = planning;
    this.row.append(this.row.encode(planning?.given ?? []));
    this.row.beginPart();
  }

  protected override sampled(event: Sampled): ProgramAction {
    const { questions } = this.dialogue;
    const written = this.row.sampled(event);
    if (written === null) {
      if (this.#planning?.takes(this.row.part)) return this.finish();
      const left = parseQuestions(this.row.part).slice(0, this.attempt.maxSteps - questions.length);
      left.every((question) => this.dialogue.ask(question));
      return this.finish();
    }
    if (questions.length >= this.attempt.maxSteps) {
      this.attempt.hit('steps');
      return this.finish();
    }
    if (!written.includes('\n')) return this.write();
    const isPlan = this.#planning?.takes(this.row.part) ?? false;
    const [question] = isPlan ? [] : parseQuestions(this.row.part, false);
    this.row.beginPart();
    if (question === undefined) return this.write();
    if (!this.dialogue.ask(question)) return this.finish();
    this.dialogue.announce();
    return this.dialogue.mode === 'interleaved' ? { type: 'wait' } : this.write();
  }

  /** Waits for the answer to the last sub-question, then has it appended. */
  protected override waited(): ProgramAction {
    if (this.dialogue.halted) return this.finish();
    const solution = this.dialogue.solutions[this.dialogue.questions.length - 1];
    if (solution === undefined) return { type: 'wait' };
    return this.row.force([answerCue, ...solutionPieces(solution)]);
  }

  /** A line that is not finished here is torn and forgotten. */
  protected override finish(): ProgramAction {
    this.dialogue.end();
    return { type: 'done' };
  }
}

/**
 * The sub-problem solver: each sub-question is forced and answered in one line; `####` is forced after the last one,
 * or at once when there are no sub-questions. A sub-solution in which the model writes `####` by itself ends the
 * transcript: that is the answer which an extractor reads.
 */
export class SolutionProgram extends PairProgram {
  readonly #resampling: Resampling;
  /** `told`: it reads a sub-question; then it writes the sub-solution; in the end, the answer. */
  #phase: 'told' | 'solving' | 'answering' = 'told';
  /** The row goes on behind a finished sub-solution. */
  #isBehindSolution = false;
  readonly #consulting: Consulting;

  /** To be made when a sub-question is there or none will come: it becomes part of the prompt. */
  constructor(attempt: Attempt, coding: Coding, dialogue: Dialogue) {
    super(attempt, coding, dialogue, attempt.texts);
    this.#resampling = new Resampling(attempt, this.row);
    this.#consulting = new Consulting(attempt, this.row);
    this.row.append(this.row.encode(this.#nextPieces() ?? []));
    this.row.beginPart();
  }

  override get rewriting(): Rewriting | null {
    return this.#resampling.rewriting;
  }

  get output(): string {
    return this.row.text;
  }

  protected override sampled(event: Sampled): ProgramAction {
    const written = this.row.sampled(event);
    if (written === null || written.includes('\n'))
      return this.#endLine({ isLast: written === null, isFinished: true });
    return this.row.calculate(written) ?? this.write();
  }

  /** Has a sub-solution appended, and what follows it; waits where that is still to come. */
  #give(solution: string): ProgramAction {
    this.dialogue.answer(solution);
    const following = this.#nextPieces();
    this.#isBehindSolution = following === null;
    return this.row.force([...solutionPieces(solution), ...(following ?? [])]);
  }

  #endLine(end: LineEnd): ProgramAction {
    const ruling =
      this.#phase === 'solving'
        ? this.#resampling.judge(end)
        : ({ type: 'kept', isLast: end.isLast } as const);
    if (ruling.type === 'again') return { type: 'restart' };
    if (this.#answerGiven) return this.finish();
    const isWhole = end.isFinished || ruling.type === 'restored';
    if (isWhole && this.attempt.isUnsure(this.row.partLikelihood)) return this.#consult(ruling);
    return this.#keep(ruling);
  }

  #keep({ type, isLast }: Kept): ProgramAction {
    if (isLast) {
      this.attempt.hit('stuck');
      return this.finish();
    }
    this.#keepSolution();
    if (type === 'kept') return this.waited();
    this.#isBehindSolution = true;
    return { type: 'restart' };
  }

  /** Asks elsewhere for the sub-solution, and waits for it. */
  #consult(line: Kept): ProgramAction {
    const { answered: steps, questions, solutions } = this.dialogue;
    const subQuestion = questions[solutions.length] ?? '';
    this.#consulting.begin({ wanted: 'solution', steps, subQuestion }, line);
    return { type: 'wait' };
  }

  #replace(solution: string): ProgramAction {
    this.#phase = 'told';
    this.dialogue.answer(solution);
    const following = this.#nextPieces();
    this.#isBehindSolution = following === null;
    this.row.append(this.row.encode([...solutionPieces(solution), ...(following ?? [])]));
    this.row.beginPart();
    return { type: 'restart' };
  }

  protected override full(): ProgramAction {
    if (this.rewriting !== null) return this.#endLine({ isLast: false, isFinished: false });
    return super.full();
  }

  protected override waited(): ProgramAction {
    const consulted = this.#consulting.outcome();
    if (consulted?.type === 'waits') return { type: 'wait' };
    if (consulted?.type === 'own') return this.#keep(consulted.line);
    if (consulted?.type === 'replaced') return this.#replace(consulted.solution);
    const pieces = this.#nextPieces();
    return pieces === null ? { type: 'wait' } : this.row.force(pieces);
  }

  protected override write(): ProgramAction {
    if (this.#isBehindSolution) {
      this.#isBehindSolution = false;
      return this.waited();
    }
    if (this.#phase === 'told') {
      const given = this.attempt.givenSolution(this.dialogue.solutions.length);
      if (given !== undefined) return this.#give(given);
      this.#phase = 'solving';
    }
    if (this.rewriting !== null && this.attempt.tokensUsedUp)
      return this.#endLine({ isLast: false, isFinished: false });
    return super.write();
  }

  protected override finish(): ProgramAction {
    this.dialogue.halt(this.#phase === 'solving' ? this.#solution : undefined);
    return { type: 'done' };
  }

  /** The line being written is, or contains, the answer to the problem. */
  get #answerGiven(): boolean {
    return this.#phase === 'answering' || this.row.part.includes(answerMarker);
  }

  /** The pieces to force once a sub-solution is finished; null when the next sub-question is still to come. */
  #nextPieces(): string[] | null {
    const question = this.dialogue.questions[this.dialogue.solutions.length];
    if (question !== undefined) return [questionLine(question), answerCue];
    if (!this.dialogue.complete) return null;
    this.#phase = 'answering';
    return [answerMarker];
  }

  #keepSolution(): void {
    this.dialogue.answer(this.#solution);
    this.#phase = 'told';
  }

  /** The sub-solution that was written last. */
  get #solution(): string {
    const [line = ''] = this.row.part.split('\n', 1);
    return line.trim();
  }
}
