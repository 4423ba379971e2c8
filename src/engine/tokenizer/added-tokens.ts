// Finds added tokens in a text as `tokenizers` does: first those of the text as it is, then, in what is left, those of its normal
// form; of several at one place the longest.
import type { AddedToken, TextPart } from './types.ts';
import { asUnicode16 } from './unicode-version.ts';

/** A piece of a text between added tokens. */
export interface Section {
  /** The piece in its normal form. */
  readonly text: string;
  /** The piece as it was written. */
  readonly written: string;
  /** Whether it begins where the whole text begins. */
  readonly first: boolean;
}

/** A piece of a text, or the id of the added token that stood there. */
export type Found = Section | number;

/** The normal form of a piece; `first` says whether the piece begins where the whole text begins. */
export type Normalize = (text: string, first: boolean) => string;

/** Places of a text where special tokens are only text: [start, end) each. */
type Spans = readonly (readonly [start: number, end: number])[];

export class AddedTokens {
  readonly #asWritten: Matcher;
  readonly #normalized: Matcher;
  readonly #findsSpecialNormalized: boolean;

  /** `normalize`: the normal form of a token's own text, which is what is looked for in a normal text. */
  constructor(tokens: readonly AddedToken[], normalize: (text: string) => string) {
    const normalized = tokens.filter((token) => token.normalized);
    this.#asWritten = new Matcher(tokens.filter((token) => !token.normalized));
    this.#normalized = new Matcher(normalized.map((one) => ({ ...one, content: normalize(one.content) })));
    this.#findsSpecialNormalized = normalized.some(({ special }) => special);
  }

  /**
   * The pieces of the text that the parts make together, and the tokens between them. A special token is found only where no letter of
   * it is from a part that is not `special`.
   */
  *split(parts: readonly TextPart[], normalize: Normalize): Generator<Found> {
    const text = parts.map((part) => part.text).join('');
    const plain = plainSpans(parts);
    let at = 0;
    for (const found of this.#asWritten.split(text, plain)) {
      if (typeof found !== 'string') {
        yield found.id;
        at = found.end;
        continue;
      }
      const first = at === 0;
      const normal = normalize(found, first);
      const spans = this.#findsSpecialNormalized
        ? normalSpans(found, within(plain, at, at + found.length), (piece) => normalize(piece, first))
        : [];
      yield* sections(this.#normalized.split(normal, spans), found, first);
      at += found.length;
    }
  }
}

/** The pieces between tokens that were found in the normal form of one piece, `written`. */
function* sections(found: Iterable<string | Match>, written: string, first: boolean): Generator<Found> {
  let whole = true;
  for (const one of found) {
    if (typeof one !== 'string') yield one.id;
    else yield { text: one, written: whole ? written : one, first: first && whole };
    whole = false;
  }
}

function plainSpans(parts: readonly TextPart[]): Spans {
  let at = 0;
  return parts.flatMap(({ text, special }) => {
    const start = at;
    at += text.length;
    return special || text === '' ? [] : [[start, at] as const];
  });
}

/** What of the spans lies in [start, end), counted from `start`. */
function within(spans: Spans, start: number, end: number): Spans {
  return spans
    .map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start] as const)
    .filter(([from, to]) => from < to);
}

/** Where the spans lie in the text's normal form. */
function normalSpans(text: string, spans: Spans, normalize: (text: string) => string): Spans {
  const place = (at: number) => (at === 0 ? 0 : normalize(text.slice(0, at)).length);
  return spans.map(([start, end]) => [place(start), place(end)] as const);
}

/** A token that was found, and where it ends. */
interface Match {
  readonly id: number;
  readonly end: number;
}

/** Finds tokens of one kind. */
class Matcher {
  /** By content in the order of UTF-16 units: those with a beginning in common stand together, the shortest first. */
  readonly #tokens: readonly AddedToken[];
  readonly #firstUnits: ReadonlySet<number>;

  constructor(tokens: readonly AddedToken[]) {
    const byContent = new Map([...tokens].reverse().map((token) => [token.content, token])); // of equals the first
    byContent.delete('');
    this.#tokens = [...byContent.values()].sort((a, b) => (a.content < b.content ? -1 : 1));
    this.#firstUnits = new Set(this.#tokens.map(({ content }) => content.charCodeAt(0)));
  }

  /** `plain`: where special tokens are only text. */
  *split(text: string, plain: Spans): Generator<string | Match> {
    let done = 0;
    for (let at = 0; at < text.length; at++) {
      const token = this.#at(text, at, plain);
      if (token === undefined) continue;
      let [start, end] = [at, at + token.content.length];
      at = end - 1;
      if (token.singleWord && touchesWord(text, start, end)) continue;
      if (token.lstrip) while (start > done && isSpace(text, start - 1)) start--;
      if (token.rstrip) while (end < text.length && isSpace(text, end)) end++;
      if (done < start) yield text.slice(done, start);
      yield { id: token.id, end };
      done = end;
    }
    if (done < text.length) yield text.slice(done);
  }

  /** The longest token at that place: unit by unit fewer tokens are left, until none is. */
  #at(text: string, at: number, plain: Spans): AddedToken | undefined {
    if (!this.#firstUnits.has(text.charCodeAt(at))) return undefined;
    const counts = ({ special, content }: AddedToken) =>
      !special || plain.every(([start, end]) => at + content.length <= start || end <= at);
    let longest: AddedToken | undefined;
    let [first, end] = [0, this.#tokens.length];
    for (let length = 0; first < end; length++) {
      const shortest = this.#tokens[first];
      if (shortest?.content.length === length) {
        if (counts(shortest)) longest = shortest;
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
