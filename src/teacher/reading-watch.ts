// Answers that are paid for and cannot be read as chains, one after the other for the same reason: said after a few, and the run ends where
// none could be read at all.
import { type Message, option, SocraticError, say } from '../common/index.ts';
import type { Annotation } from './annotation.ts';
import { printable } from './call/index.ts';
import type { OutputForm } from './output-form.ts';

/** So many in a row for one reason are worth a warning. */
const mostUnsaid = 5;
/** So many from the first on, and the run ends. */
const mostUnread = 10;
const longestExample = 200;

export class ReadingWatch {
  readonly #warn: (message: string | Message) => void;
  #hasRead = false;
  #reason = '';
  #inARow = 0;

  constructor(warn: (message: string | Message) => void) {
    this.#warn = warn;
  }

  /** An answer that was paid for now became an annotation; returns what ends the run: `answers-unreadable`. */
  judged(
    { verdict, text = '' }: Pick<Annotation, 'verdict' | 'text'>,
    asked: OutputForm,
  ): SocraticError | null {
    const [reason] = verdict.reasons;
    if (reason?.code !== 'unreadable') {
      this.#hasRead = true;
      this.#inARow = 0;
      return null;
    }
    // `step 2 contains …` and `step 3 contains …` are the same
    const kind = reason.detail.replace(/\d+/g, '#');
    if (kind !== this.#reason) this.#inARow = 0;
    this.#reason = kind;
    this.#inARow++;
    const ends = !this.#hasRead && this.#inARow >= mostUnread;
    if (!ends && this.#inARow !== mostUnsaid) return null;
    const example = printable(text);
    const shown = example.length <= longestExample ? example : `${example.slice(0, longestExample)}…`;
    const other = asked === 'json' ? 'text' : 'json';
    const what = say`The last ${this.#inARow} answers could not be read as chains, all for the same reason: ${reason.detail}. The last began with: ${shown}\n${option('output', other)} asks for answers in another form.`;
    if (!ends) {
      this.#warn(what);
      return null;
    }
    return new SocraticError(
      'answers-unreadable',
      say`${what} No answer of this start could be read, so the run stopped. Every answer is stored.`,
      { details: { unreadable: this.#inARow, reason: reason.detail } },
    );
  }
}
