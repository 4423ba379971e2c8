// Finds added tokens in a text as `tokenizers` does: first those of the text as it is, then, in what is left, those of its normal
// form; of several at one place the longest.
import type { AddedToken } from './types.ts';
import { asUnicode16 } from './unicode-version.ts';

/** A piece of a text, or the id of the added token that stood there. */
export type Found = string | number;

export class AddedTokens {
  readonly #asWritten: Matcher;
  readonly #normalized: Matcher;
  readonly #normalize: (text: string) => string;

  constructor(tokens: readonly AddedToken[], normalize: (text: string) => string) {
    this.#asWritten = new Matcher(tokens.filter(({ normalized }) => !normalized));
    this.#normalized = new Matcher(
      tokens
        .filter(({ normalized }) => normalized)
        .map((one) => ({ ...one, content: normalize(one.content) })),
    );
    this.#normalize = normalize;
  }

  /** The text's pieces, normalized, and the tokens between them. */
  *split(text: string): Generator<Found> {
    for (const found of this.#asWritten.split(text)) {
      if (typeof found === 'number') yield found;
      else yield* this.#normalized.split(this.#normalize(found));
    }
  }
}

/** Finds tokens of one kind. */
class Matcher {
  /** By content in the order of UTF-16 units: those with a beginning in common stand together, the shortest first. */
  readonly #tokens: readonly AddedToken[];
  readonly #firstUnits: ReadonlySet<number>;

  constructor(tokens: readonly AddedToken[]) {
    const byContent = new Map([...tokens].reverse().map((token) => [token.content, token])); // of equals the first
    this.#tokens = [...byContent.values()].sort((a, b) => (a.content < b.content ? -1 : 1));
    this.#firstUnits = new Set(tokens.map(({ content }) => content.charCodeAt(0)));
  }

  *split(text: string): Generator<Found> {
    let done = 0;
    for (let at = 0; at < text.length; at++) {
      const token = this.#at(text, at);
      if (token === undefined) continue;
      let [start, end] = [at, at + token.content.length];
      at = end - 1;
      if (token.singleWord && touchesWord(text, start, end)) continue;
      if (token.lstrip) while (start > done && isSpace(text, start - 1)) start--;
      if (token.rstrip) while (end < text.length && isSpace(text, end)) end++;
      if (done < start) yield text.slice(done, start);
      yield token.id;
      done = end;
    }
    if (done < text.length) yield text.slice(done);
  }

  /** The longest token at that place: unit by unit fewer tokens are left, until none is. */
  #at(text: string, at: number): AddedToken | undefined {
    if (!this.#firstUnits.has(text.charCodeAt(at))) return undefined;
    let longest: AddedToken | undefined;
    let [first, end] = [0, this.#tokens.length];
    for (let length = 0; first < end; length++) {
      const shortest = this.#tokens[first];
      if (shortest?.content.length === length) {
        longest = shortest;
        first++;
      }
      if (at + length >= text.length) break;
      const unit = text.charCodeAt(at + length);
      first = this.#lowerBound(first, end, length, unit);
      end = this.#lowerBound(first, end, length, unit + 1);
    }
    return longest;
  }

  /** The first of the tokens from `low` to before `high` whose unit at `index` is not below `unit`. */
  #lowerBound(low: number, high: number, index: number, unit: number): number {
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tokens[middle]?.content.charCodeAt(index) ?? 0) < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether the character at that place is whitespace; all whitespace is one UTF-16 unit long. */
function isSpace(text: string, at: number): boolean {
  return /\p{White_Space}/u.test(text.charAt(at));
}

/** Whether a part of a word stands right before `start` or at `end`: \w of Rust's regular expressions. */
function touchesWord(text: string, start: number, end: number): boolean {
  const part = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]';
  const before = asUnicode16(text.slice(Math.max(0, start - 2), start), { newDigits: false });
  const after = asUnicode16(text.slice(end, end + 2), { newDigits: false });
  return new RegExp(`${part}$`, 'u').test(before) || new RegExp(`^${part}`, 'u').test(after);
}
