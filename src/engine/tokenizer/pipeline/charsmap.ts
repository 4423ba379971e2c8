// The table of replacements that SentencePiece compiles into its models (`precompiled_charsmap`): a double-array trie (Aoe 1989, as the
// library Darts writes it) from the bytes of a character to the place of what replaces it.

/** Characters longer than this, in bytes, are replaced part by part. */
const longestWhole = 5;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export class Charsmap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;

  /** `encoded`: Base64. Throws a RangeError where that is no table. */
  constructor(encoded: string) {
    const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
    const view = new DataView(bytes.buffer);
    const size = view.getUint32(0, true);
    if (size % 4 !== 0 || size < 4 || size + 4 > bytes.length)
      throw new RangeError('not a table of characters');
    this.#units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
    this.#texts = bytes.subarray(4 + size);
  }

  /** Every character by what the table has for it; a part of a character where the table has nothing for the whole. */
  normalize(text: string): string {
    let normal = '';
    for (const { segment } of graphemes.segment(text)) {
      const whole = Buffer.byteLength(segment) <= longestWhole ? this.#find(segment) : null;
      if (whole !== null) normal += whole;
      else for (const character of segment) normal += this.#find(character) ?? character;
    }
    return normal;
  }

  /** What replaces the shortest beginning of the key that the table has; null where it has none. */
  #find(key: string): string | null {
    let node = offsetOf(this.#unit(0));
    for (const byte of Buffer.from(key, 'utf8')) {
      if (byte === 0) return null;
      node ^= byte;
      const unit = this.#unit(node);
      if (labelOf(unit) !== byte) return null;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) return this.#textAt(this.#unit(node) & 0x7fffffff);
    }
    return null;
  }

  #unit(node: number): number {
    return this.#units[node] ?? 0;
  }

  #textAt(start: number): string {
    const end = this.#texts.indexOf(0, start);
    return Buffer.from(this.#texts.subarray(start, end < 0 ? undefined : end)).toString('utf8');
  }
}

const hasLeaf = (unit: number): boolean => ((unit >>> 8) & 1) === 1;
/** A unit that holds a value has its highest bit set, and so no byte's label. */
const labelOf = (unit: number): number => (unit & 0x800000ff) >>> 0;
const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
