// Requests that the provider refuses: each may be refused for what it asks, but many different ones in a row are refused for another
// reason, such as a key that was revoked.

/** So many different requests refused in a row, and the run ends. */
const mostInARow = 20;
/** The same where the teacher has never answered: then one bad request is the less likely reason. */
const mostAtFirst = 5;

export class RefusalWatch {
  readonly #inARow = new Set<string>();
  readonly #setAside = new Set<string>();

  /** The teacher has answered. */
  answered(): void {
    this.#inARow.clear();
    this.#setAside.clear();
  }

  /**
   * A request was refused. `isKnown`: the teacher has answered others. `set-aside`: it is the request's own fault, as far as can be seen;
   * `stop`: it is not, and neither was it of those that were set aside since the last answer.
   */
  refused(key: string, isKnown: boolean): 'set-aside' | 'wait' | 'stop' {
    this.#inARow.add(key);
    if (this.#inARow.size >= (isKnown ? mostInARow : mostAtFirst)) return 'stop';
    if (!isKnown) return 'wait';
    this.#setAside.add(key);
    return 'set-aside';
  }

  get inARow(): number {
    return this.#inARow.size;
  }

  /** Those set aside since the last answer. */
  get setAside(): readonly string[] {
    return [...this.#setAside];
  }
}
