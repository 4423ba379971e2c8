// Parts of a Socratic pair that are asked elsewhere: a teacher, or a server that runs a model. Nothing here waits: whoever asks is told
// later, and the rows of other problems go on meanwhile.
import { answerCue, answerMarker, questionIn, questionLine, solutionPieces } from '../strategy/index.ts';
import type { PartReply } from '../teacher/index.ts';
import type { Attempt, AttemptRequest } from './attempt.ts';
import type { Dialogue } from './dialogue.ts';

/** The first of a reply's lines; null where there is none. */
export function onlyLine({ lines }: PartReply): string | null {
  return lines?.find((line) => line.trim() !== '') ?? null;
}

/** The problem decomposer, asked elsewhere. */
export class OutsideDecomposer {
  readonly #attempt: Attempt;
  readonly #dialogue: Dialogue;
  readonly #done: () => void;

  constructor(attempt: Attempt, dialogue: Dialogue, done: () => void) {
    this.#attempt = attempt;
    this.#dialogue = dialogue;
    this.#done = done;
  }

  begin(): void {
    if (this.#dialogue.mode === 'interleaved') this.#askNext();
    else this.#askAll();
  }

  #askAll(): void {
    this.#attempt.askOutside({ wanted: 'questions', steps: [] }, (reply) => {
      this.#attempt.took(reply);
      const questions = (reply.lines ?? []).flatMap((line) => questionIn(line) ?? []);
      const { maxSteps } = this.#attempt;
      const asked = questions.slice(0, maxSteps).every((question) => this.#dialogue.ask(question));
      if (asked && questions.length > maxSteps) this.#attempt.hit('steps');
      this.#finish();
    });
  }

  #askNext(): void {
    const { questions, halted, answered } = this.#dialogue;
    if (halted) {
      this.#finish();
      return;
    }
    this.#attempt.askOutside({ wanted: 'question', steps: answered }, (reply) => {
      this.#attempt.took(reply);
      const question = questionIn(onlyLine(reply) ?? '');
      if (question === null || this.#dialogue.halted) return this.#finish();
      if (questions.length >= this.#attempt.maxSteps) {
        this.#attempt.hit('steps');
        return this.#finish();
      }
      if (!this.#dialogue.ask(question)) return this.#finish();
      this.#dialogue.announce();
      this.#awaitSolution();
    });
  }

  #awaitSolution(): void {
    const { halted, solutions, questions } = this.#dialogue;
    if (halted || solutions.length >= questions.length) this.#askNext();
    else this.#dialogue.onChange(() => this.#awaitSolution());
  }

  #finish(): void {
    this.#dialogue.end();
    this.#done();
  }
}

/** The sub-problem solver, asked elsewhere. */
export class OutsideSolver {
  readonly #attempt: Attempt;
  readonly #dialogue: Dialogue;
  readonly #done: () => void;
  #output = '';

  constructor(attempt: Attempt, dialogue: Dialogue, done: () => void) {
    this.#attempt = attempt;
    this.#dialogue = dialogue;
    this.#done = done;
  }

  /** The transcript, as our own solver writes it. */
  get output(): string {
    return this.#output;
  }

  /** To be called when a sub-question is there or none will come. */
  begin(): void {
    if (this.#attempt.unanswered !== undefined || this.#isWithoutQuestions) {
      this.#finish(); // nothing more is paid for
      return;
    }
    const { questions, solutions, complete, answered: steps } = this.#dialogue;
    const subQuestion = questions[solutions.length];
    if (subQuestion !== undefined) {
      this.#ask({ wanted: 'solution', steps, subQuestion }, (solution) => {
        const line = [questionLine(subQuestion), answerCue, ...solutionPieces(solution)].join('');
        this.#output += line;
        if (solution.includes(answerMarker)) return this.#finish(solution.trim()); // that is the answer, as with our own solver
        this.#dialogue.answer(solution.trim());
        this.begin();
      });
    } else if (complete) {
      this.#ask({ wanted: 'answer', steps }, (answer) => {
        this.#output += `${answerMarker}${answer.trimEnd()}`;
        this.#finish();
      });
    } else this.#dialogue.onChange(() => this.begin());
  }

  #ask(request: AttemptRequest, answered: (line: string) => void): void {
    this.#attempt.askOutside(request, (reply) => {
      const line = onlyLine(reply);
      const empty = { kind: 'unusable', message: 'The answer is empty.' };
      this.#attempt.took(line === null ? { lines: null, failure: reply.failure ?? empty } : reply);
      if (line === null) this.#finish();
      else answered(line);
    });
  }

  /** The problem filled the context of the decomposer here, so that there is nothing to answer. */
  get #isWithoutQuestions(): boolean {
    const { questions, complete } = this.#dialogue;
    return complete && questions.length === 0 && this.#attempt.limits.includes('context');
  }

  #finish(last?: string): void {
    this.#dialogue.halt(last);
    this.#done();
  }
}
