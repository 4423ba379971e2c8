// Requests that the provider refuses: each may be refused for what it asks, but many different ones in a row are refused for another
// reason, such as a key that was revoked.

/** So many different requests refused in a row, and the run ends. */
const mostInARow = 20;
/** The same where the teacher has never answered: then one bad request is the less likely reason. */
const mostAtFirst = 5;

export class RefusalWatch<Refusal> {
  readonly #inARow = new Map<string, Refusal>();
  #isKnown = false;

  /** The teacher has answered: returns what was refused before its first answer, which is set aside from now on. */
  answered(): ReadonlyMap<string, Refusal> {
    const waiting = this.#isKnown ? [] : [...this.#inARow];
    this.#isKnown = true;
    this.#inARow.clear();
    return new Map(waiting);
  }

  /**
   * A request was refused. `isKnown`: the teacher has answered others. `set-aside`: it is the request's own fault, as far as can be seen;
   * `wait`: the first answer will show that; `stop`: it is not, and neither was it of the others since the last answer.
   */
  refused(key: string, refusal: Refusal, isKnown: boolean): 'set-aside' | 'wait' | 'stop' {
    this.#isKnown ||= isKnown;
    this.#inARow.set(key, refusal);
    if (this.#inARow.size >= (this.#isKnown ? mostInARow : mostAtFirst)) return 'stop';
    return this.#isKnown ? 'set-aside' : 'wait';
  }

  /** The requests that were refused since the last answer. */
  get inARow(): readonly string[] {
    return [...this.#inARow.keys()];
  }
}
