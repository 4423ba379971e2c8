// The rank of a pair of token ids, or none: what merging asks most often. A hash table with open addressing on one typed array,
// several times faster than a Map, whose keys would be numbers too large for a small integer.

/** Left id, right id, rank and nothing: four integers a slot, so that a slot starts on its own 16 bytes. */
const slotSize = 4;
const empty = -1;

export class PairRanks {
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** Room for `count` pairs, at most half full. */
  constructor(count: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(4, 2 * count)));
    this.#slots = new Int32Array(size * slotSize).fill(empty);
    this.#mask = size - 1;
  }

  /** The same pair again gets the newer rank. Ids and ranks are whole numbers from 0 to below 2^31. */
  set(left: number, right: number, rank: number): void {
    const at = this.#find(left, right);
    this.#slots[at] = left;
    this.#slots[at + 1] = right;
    this.#slots[at + 2] = rank;
  }

  /** -1 where the pair has no rank. */
  get(left: number, right: number): number {
    return this.#slots[this.#find(left, right) + 2] as number;
  }

  /** Where the pair stands, or the empty slot where it would. */
  #find(left: number, right: number): number {
    const slots = this.#slots;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca77);
    hash ^= hash >>> 15;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * slotSize;
      if (slots[at] === empty || (slots[at] === left && slots[at + 1] === right)) return at;
    }
  }
}
