// A sub-solution of which the student is unsure: another model is asked, and its answer takes the place of the student's own.
import { answerMarker, flatten } from '../strategy/index.ts';
import type { PartReply } from '../teacher/index.ts';
import type { Attempt, AttemptRequest } from './attempt.ts';
import { onlyLine } from './outside.ts';
import type { Ruling } from './resampling.ts';
import type { Row } from './row.ts';

/** A line that stays. */
export type Kept = Exclude<Ruling, { readonly type: 'again' }>;

/** What became of the line: it is still waited for; the student's own stays; another solution takes its place. */
export type Consulted =
  | { readonly type: 'waits' }
  | { readonly type: 'own'; readonly line: Kept }
  | { readonly type: 'replaced'; readonly solution: string };

export class Consulting {
  readonly #attempt: Attempt;
  readonly #row: Row;
  #line: Kept | null = null;
  #reply: PartReply | undefined;

  /** `row`: its part is the student's own line. */
  constructor(attempt: Attempt, row: Row) {
    this.#attempt = attempt;
    this.#row = row;
  }

  /** Asks for a solution in the place of `line`. */
  begin(request: AttemptRequest, line: Kept): void {
    this.#line = line;
    this.#reply = undefined;
    this.#attempt.consultedSteps++;
    this.#attempt.askOutside(request, (reply) => {
      this.#reply = reply;
    });
  }

  /** Null where nothing was asked. Takes the student's own line out of the row where another one takes its place. */
  outcome(): Consulted | null {
    if (this.#line === null) return null;
    if (this.#reply === undefined) return { type: 'waits' };
    const [line, reply] = [this.#line, this.#reply];
    this.#line = null;
    if (reply.failure !== undefined && reply.failure.kind !== 'unusable') this.#attempt.failedSteps++;
    const solution = onlyLine(reply);
    // only the student itself says when it has the answer to the problem
    if (solution === null || solution.includes(answerMarker)) return { type: 'own', line };
    this.#attempt.replacedSteps++;
    this.#attempt.replacedTokens += this.#row.takePart().tokens;
    return { type: 'replaced', solution: flatten(solution) };
  }
}
