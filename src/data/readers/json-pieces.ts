// Cuts the text of JSON into its elements, line by line, so that neither a large file is held in memory nor a broken element costs more
// than itself.
import { longestLine, SocraticError, type TextLine } from '../../common/index.ts';

export interface JsonPiece {
  /** The line that it starts on. */
  readonly line: number;
  readonly text: string;
  /**
   * - whole: its end was found
   * - cut off: the file ends within it
   * - behind: it stands behind the end of the array
   */
  readonly found: 'whole' | 'cut off' | 'behind';
}

/**
 * The elements of an array (`elements`), or values that stand one behind another (`values`), as they stand in `lines`; never looks inside
 * them beyond quotes and brackets. Of what stands behind an array, each line is a piece. Throws `line-too-long` for an element of more than
 * `longestLine` characters.
 */
export function* jsonPieces(
  path: string,
  lines: Iterable<TextLine>,
  what: 'elements' | 'values',
): Generator<JsonPiece> {
  const cutter = new PieceCutter(path, what === 'elements');
  for (const line of lines) yield* cutter.add(line);
  yield* cutter.end();
}

class PieceCutter {
  readonly #path: string;
  readonly #isArray: boolean;
  #place: 'before' | 'within' | 'behind';
  /** Brackets that are open within the element. */
  #depth = 0;
  #inString = false;
  /** The line that the element starts on; 0 between elements. */
  #line = 0;
  /** What earlier lines hold of the element. */
  #text = '';

  constructor(path: string, isArray: boolean) {
    this.#path = path;
    this.#isArray = isArray;
    this.#place = isArray ? 'before' : 'within';
  }

  /** The elements that end on this line. */
  *add({ text, line }: TextLine): Generator<JsonPiece> {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text[at] as string;
      if (this.#inString) {
        if (character === '\\') at += 1;
        else if (character === '"') this.#inString = false;
        continue;
      }
      if (this.#place === 'before') {
        if (character === '[') this.#place = 'within';
        continue;
      }
      if (this.#line === 0) {
        if (/[\s,]/.test(character)) continue;
        if (this.#isArray && this.#place === 'within' && character === ']') {
          this.#place = 'behind';
          continue;
        }
        if (this.#place === 'behind') {
          yield { line, text: text.slice(at), found: 'behind' };
          return;
        }
        this.#line = line;
        from = at;
      }
      const end = this.#endAfter(character);
      if (end === 'before') yield this.#finish(text.slice(from, at));
      else if (end === 'behind') yield this.#finish(text.slice(from, at + 1));
      if (end === 'before' && character === ']') this.#place = 'behind';
    }
    if (this.#line === 0) return;
    if (!this.#isArray && this.#depth === 0 && !this.#inString) yield this.#finish(text.slice(from));
    else this.#keep(text.slice(from));
  }

  /** What the file ends with, where that is no whole element. */
  *end(): Generator<JsonPiece> {
    if (this.#line > 0) yield { line: this.#line, text: this.#text, found: 'cut off' };
  }

  /** Takes one character of an element, and says whether the element ends before or behind it. */
  #endAfter(character: string): 'before' | 'behind' | null {
    if (character === '"') this.#inString = true;
    else if (character === '[' || character === '{') this.#depth += 1;
    else if (character === ',' && this.#depth === 0) return 'before';
    else if (character === ']' || character === '}') {
      if (this.#depth === 0) return this.#isArray && character === ']' ? 'before' : null;
      this.#depth -= 1;
      if (!this.#isArray && this.#depth === 0) return 'behind';
    }
    return null;
  }

  #finish(rest: string): JsonPiece {
    const piece = { line: this.#line, text: this.#text + rest, found: 'whole' } as const;
    this.#line = 0;
    this.#text = '';
    return piece;
  }

  #keep(rest: string): void {
    this.#text += `${rest}\n`;
    if (this.#text.length <= longestLine) return;
    throw new SocraticError(
      'line-too-long',
      `${this.#path}:${this.#line}: expected a record of at most ${longestLine.toLocaleString('en-US')} characters, found a longer one. Does a bracket or a quote not close?`,
      { subject: { path: this.#path, line: this.#line } },
    );
  }
}
