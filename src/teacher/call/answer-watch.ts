// Answers that are paid for and useless, one after the other from the first on: cut off at the token limit, or empty. The run ends before
// all the others are paid for too.
import { option, SocraticError, say } from '../../common/index.ts';

/** So many from the first on, and the run ends. */
const mostCutOff = 5;
const mostEmpty = 5;

export class AnswerWatch {
  readonly #tokenLimit: number;
  #isWell = false;
  #cutOff = 0;
  #thoughtOnly = 0;
  #empty = 0;

  constructor(tokenLimit: number) {
    this.#tokenLimit = tokenLimit;
  }

  /** An answer came; returns what ends the run: `answers-cut-off`. */
  answered({
    finishReason,
    text,
  }: {
    readonly finishReason: string;
    readonly text: string;
  }): SocraticError | null {
    if (finishReason !== 'length') this.#isWell = true;
    if (this.#isWell) return null;
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
    this.#empty++;
    if (this.#isWell || this.#empty < mostEmpty) return null;
    return new SocraticError(
      'answers-empty',
      `All ${this.#empty} answers so far were empty: ${message}. Look at the settings of the server, and run it again.`,
      { details: { empty: this.#empty } },
    );
  }
}
