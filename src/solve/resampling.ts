// Lines with a wrong calculation are thrown away and written again. What stays is the first version without one, or else the first of all.
//
// Calculations are read as those of teachers' chains are (`checkArithmetic`): GSM8K's annotations, and plain equations too, which are all
// that students have who were trained without annotations.
import { answerMarker } from '../strategy/index.ts';
import { checkArithmetic } from '../teacher/index.ts';
import type { Attempt } from './attempt.ts';
import type { Rewriting } from './program.ts';
import type { Row } from './row.ts';

/** The end of a line as its model has written it. */
export interface LineEnd {
  /** The model ended its whole text with it. */
  readonly isLast: boolean;
  /** The model ended it; otherwise a limit cut it off. */
  readonly isFinished: boolean;
}

/**
 * What becomes of a line: it is `kept`; it is thrown away and written `again`; or its first version is `restored`, so that the tokens behind
 * it are not those of the row. `isLast`: of the version that stays.
 */
export type Ruling =
  | { readonly type: 'kept' | 'restored'; readonly isLast: boolean }
  | { readonly type: 'again' };

type Taken = ReturnType<Row['takePart']>;

export class Resampling {
  readonly #attempt: Attempt;
  readonly #row: Row;
  #line = 0;
  /** Of the line that is being written again. */
  #first: (Taken & { readonly isLast: boolean; readonly kind: string }) | null = null;
  #tries = 0;

  /** `row`: each of its parts is a line, or the end of one. */
  constructor(attempt: Attempt, row: Row) {
    this.#attempt = attempt;
    this.#row = row;
  }

  get rewriting(): Rewriting | null {
    return this.#first === null ? null : { line: this.#line, attempt: this.#tries };
  }

  /** Rules on the row's part. */
  judge({ isLast, isFinished }: LineEnd): Ruling {
    const { resampleSteps } = this.#attempt;
    if (resampleSteps === 0) return { type: 'kept', isLast };
    const line = this.#row.line;
    const kind = kindOf(line);
    const { question } = this.#attempt.problem; // its rates are no wrong conversions
    const isRight = isFinished && checkArithmetic(withoutCue(line), question).wrong.length === 0;
    if (this.#first === null) {
      if (isRight || kind.startsWith('problem')) return this.#keep({ type: 'kept', isLast });
      this.#attempt.resampledLines++;
      this.#first = { ...this.#throwAway(), isLast, kind };
      this.#tries = 1;
      return { type: 'again' };
    }
    const endsEarly = isLast && !this.#first.isLast;
    if (isRight && !endsEarly && kind === this.#first.kind && withoutCue(line).trim() !== '') {
      this.#attempt.mendedLines++;
      return this.#keep({ type: 'kept', isLast });
    }
    this.#throwAway();
    if (this.#tries < resampleSteps) {
      this.#tries += 1;
      return { type: 'again' };
    }
    const { tokens, isLast: wasLast } = this.#first;
    this.#row.putBack(this.#first);
    this.#attempt.resampledTokens -= tokens;
    return this.#keep({ type: 'restored', isLast: wasLast });
  }

  #throwAway(): Taken {
    const part = this.#row.takePart();
    this.#attempt.resampledTokens += part.tokens;
    return part;
  }

  #keep(ruling: Ruling): Ruling {
    this.#line += 1;
    this.#first = null;
    return ruling;
  }
}

const cue = /^\s*(question|answer|problem):/i;

function withoutCue(line: string): string {
  return line.replace(cue, '');
}

/** A step must not be replaced by a sub-question, by the answer to the problem, or by another problem, which ends the solution. */
function kindOf(line: string): string {
  const [, word = ''] = cue.exec(line) ?? [];
  return `${word.toLowerCase()} ${line.includes(answerMarker)}`;
}
