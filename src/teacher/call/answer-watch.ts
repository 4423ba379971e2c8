// Answers that are paid for and useless, one after the other: cut off at the token limit, empty, or not readable. The run ends before all the
// others are paid for too.
import { option, SocraticError, say } from '../../common/index.ts';
import type { CallFailure } from './failure.ts';

/** So many from the first on, and the run ends. */
const mostCutOff = 5;
const mostEmpty = 5;
/** So many successes without an answer in a row, and the run ends, where it has read none before. */
const mostUnreadable = 5;
/** The same behind answers: a moment's fault is the more likely reason. */
const mostUnreadableLater = 10;

export class AnswerWatch {
  readonly #tokenLimit: number;
  #isWell = false;
  #cutOff = 0;
  #thoughtOnly = 0;
  #empty = 0;
  #hasRead = false;
  #unreadable = 0;

  constructor(tokenLimit: number) {
    this.#tokenLimit = tokenLimit;
  }

  /**
   * An answer came; returns what ends the run: `answers-cut-off`. `isContinuation`: of a text that was to be continued, which may be of use
   * up to where it was cut off.
   */
  answered(
    { finishReason, text }: { readonly finishReason: string; readonly text: string },
    isContinuation = false,
  ): SocraticError | null {
    this.#hasRead = true;
    this.#unreadable = 0;
    if (finishReason !== 'length') this.#isWell = true;
    if (this.#isWell || isContinuation) return null;
    this.#cutOff++;
    if (text.trim() === '') this.#thoughtOnly++;
    if (this.#cutOff < mostCutOff) return null;
    const limit = this.#tokenLimit;
    const what =
      this.#thoughtOnly === this.#cutOff
        ? 'while the teacher was still thinking: its thoughts took all of them'
        : 'before their end';
    return new SocraticError(
      'answers-cut-off',
      say`All ${this.#cutOff} answers so far were cut off at ${limit} tokens, ${what}. Raise ${option('maxTokens')}, for example ${option('maxTokens', 4 * limit)}, and run it again: only answers that were cut off are asked for again.`,
      { subject: { option: 'maxTokens' }, details: { cutOff: this.#cutOff, maxTokens: limit } },
    );
  }

  /** An empty answer came, with what is known of it; returns what ends the run: `answers-empty`. */
  empty(message: string): SocraticError | null {
    this.#unreadable = 0;
    this.#empty++;
    if (this.#isWell || this.#empty < mostEmpty) return null;
    return new SocraticError(
      'answers-empty',
      `All ${this.#empty} answers so far were empty: ${message}. Look at the settings of the server, and run it again.`,
      { details: { empty: this.#empty } },
    );
  }

  /**
   * A success came in which no answer can be found; returns what ends the run: `answers-unreadable`. Where answers were read before, a page in
   * place of one ends nothing: it costs nothing, and a server that is down for a while answers so.
   */
  unreadable({ message, isLikelyPaid = false }: CallFailure): SocraticError | null {
    if (this.#hasRead && !isLikelyPaid) return null;
    this.#unreadable++;
    if (this.#unreadable < (this.#hasRead ? mostUnreadableLater : mostUnreadable)) return null;
    const cost = isLikelyPaid ? ' Each of them may have been paid for.' : '';
    return new SocraticError(
      'answers-unreadable',
      `The server answered ${this.#unreadable} times in a row with HTTP 200, and no answer can be found in what it sent.${cost} The last was: ${message}\nIs the address right, and does the server speak this interface? Every answer so far is stored: run it again when it does.`,
      { details: { unreadable: this.#unreadable } },
    );
  }
}
