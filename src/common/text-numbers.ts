// Which of millions of texts are equal, without holding them.
import { hash } from 'node:crypto';

const digestWords = 4;

/**
 * Numbers texts from 0 in the order in which they are first added, equal texts alike. Of a text it holds 16 bytes, the beginning of its
 * SHA-256: two texts of a dataset that agree in those have never been found.
 */
export class TextNumbers {
  #size = 0;
  /** The beginning of the SHA-256 of each text: int32 [capacity, 4]. */
  #digests = new Int32Array(512 * digestWords);
  /** A hash table with open addressing: a text's number and one, or 0 where a slot is free. Half of the slots are free. */
  #slots = new Int32Array(1024);

  /** How many different texts have been added. */
  get size(): number {
    return this.#size;
  }

  /** The number of a text, which is `size` as it was before when the text is new. */
  add(text: string): number {
    const digest = digestOf(text);
    const slot = this.#slotOf(digest);
    const found = (this.#slots[slot] ?? 0) - 1;
    if (found >= 0) return found;
    const number = this.#size++;
    this.#digests.set(digest, number * digestWords);
    this.#slots[slot] = number + 1;
    if (2 * this.#size === this.#slots.length) this.#grow();
    return number;
  }

  has(text: string): boolean {
    return this.#slots[this.#slotOf(digestOf(text))] !== 0;
  }

  /** The slot that holds this digest, or the free one where it would go. */
  #slotOf(digest: ArrayLike<number>): number {
    const mask = this.#slots.length - 1;
    let slot = (digest[0] ?? 0) & mask;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0 || this.#isDigestOf(number, digest)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isDigestOf(number: number, digest: ArrayLike<number>): boolean {
    for (let word = 0; word < digestWords; word++) {
      if (this.#digests[number * digestWords + word] !== digest[word]) return false;
    }
    return true;
  }

  #grow(): void {
    const digests = new Int32Array(2 * this.#digests.length);
    digests.set(this.#digests);
    this.#digests = digests;
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let number = 0; number < this.#size; number++) {
      const start = number * digestWords;
      this.#slots[this.#slotOf(digests.subarray(start, start + digestWords))] = number + 1;
    }
  }
}

/** Of the text as UTF-16: as UTF-8, texts with different halves of surrogate pairs would be equal. */
function digestOf(text: string): readonly number[] {
  const bytes = hash('sha256', Buffer.from(text, 'utf16le'), 'binary'); // a buffer would be slower
  const byte = (index: number) => bytes.charCodeAt(index);
  const word = (start: number) =>
    byte(start) | (byte(start + 1) << 8) | (byte(start + 2) << 16) | (byte(start + 3) << 24);
  return [word(0), word(4), word(8), word(12)];
}
