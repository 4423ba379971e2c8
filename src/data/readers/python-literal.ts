// Lists as Python and NumPy print them, which is what pandas leaves in a CSV cell: ['a', "b"], (1, 2), array(['a' 'b'], dtype=object).

/** What is wrong with a text that is no literal; the message completes "is no Python list: ". */
export class NotPython extends Error {}

/** Lists within lists. */
const deepest = 50;

const SPACE = /[\s]*/y;
const NUMBER = /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const NAME = /[A-Za-z_][\w.]*/y;
const PREFIX = /[uUbBrR]{0,2}(?=['"])/y;
const KEYWORD = /\s*,\s*[A-Za-z_]\w*\s*=\s*[\w.'"<>]+/y;

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['None', null],
  ['True', true],
  ['False', false],
  ['nan', null],
  ['NaN', null],
]);
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\n': '',
  "'": "'",
  '"': '"',
  '\\': '\\',
};

/** The value that `text` prints. Tuples become lists, dictionaries objects. Throws `NotPython`. */
export function parsePython(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.expectEnd();
  return value;
}

/** A whole number of more digits than a number holds stays text. */
function numberIn(text: string): number | string {
  const number = Number(text);
  return /^[-+]?\d+$/.test(text) && !Number.isSafeInteger(number) ? text : number;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expectEnd(): void {
    this.#skip(SPACE);
    if (this.#at < this.#text.length) throw this.#unexpected();
  }

  value(depth: number): unknown {
    if (depth > deepest) throw new NotPython('its lists are too deep');
    this.#skip(SPACE);
    const character = this.#text[this.#at];
    if (character === '[') return this.#list(']', depth);
    if (character === '(') return this.#list(')', depth);
    if (character === '{') return this.#dictionary(depth);
    const prefix = this.#take(PREFIX);
    if (prefix !== null) return this.#string(/r/i.test(prefix));
    const number = this.#take(NUMBER);
    if (number !== null) return numberIn(number.replaceAll('_', ''));
    const name = this.#take(NAME);
    if (name === null) throw this.#unexpected();
    if (CONSTANTS.has(name)) return CONSTANTS.get(name);
    return this.#call(name, depth);
  }

  /** Items behind one another, separated by commas, or by nothing as NumPy prints them. */
  #list(end: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    for (;;) {
      this.#skip(SPACE);
      if (this.#text[this.#at] === end) break;
      if (this.#text.startsWith('...', this.#at))
        throw new NotPython('NumPy left items out of it where "..." stands');
      items.push(this.value(depth + 1));
      this.#skip(SPACE);
      if (this.#text[this.#at] === ',') this.#at++;
    }
    this.#at++;
    return items;
  }

  #dictionary(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#at++;
    for (;;) {
      this.#skip(SPACE);
      if (this.#text[this.#at] === '}') break;
      const key = this.value(depth + 1);
      this.#skip(SPACE);
      if (this.#text[this.#at] !== ':') throw this.#unexpected();
      this.#at++;
      entries.push([String(key), this.value(depth + 1)]);
      this.#skip(SPACE);
      if (this.#text[this.#at] === ',') this.#at++;
    }
    this.#at++;
    return Object.fromEntries(entries);
  }

  /** `array([…], dtype=object)`, `np.str_('a')`: what stands in the parentheses. */
  #call(name: string, depth: number): unknown {
    this.#skip(SPACE);
    if (this.#text[this.#at] !== '(') throw new NotPython(`"${name}" is no value`);
    this.#at++;
    const value = this.value(depth + 1);
    while (this.#take(KEYWORD) !== null);
    this.#skip(SPACE);
    if (this.#text[this.#at] === ',') this.#at++;
    this.#skip(SPACE);
    if (this.#text[this.#at] !== ')') throw this.#unexpected();
    this.#at++;
    return value;
  }

  #string(isRaw: boolean): string {
    const quote = this.#text[this.#at] as string;
    let text = '';
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const character = this.#text[at] as string;
      if (character === quote) {
        this.#at = at + 1;
        return text;
      }
      if (character !== '\\' || isRaw) {
        text += character;
        continue;
      }
      const code = /^(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/.exec(
        this.#text.slice(at + 1, at + 10),
      )?.[0];
      if (code !== undefined) {
        const point = Number.parseInt(code.slice(1), 16);
        text += point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD';
        at += code.length;
      } else {
        const next = this.#text[at + 1] ?? '';
        text += ESCAPES[next] ?? `\\${next}`;
        at++;
      }
    }
    throw new NotPython('a quote does not close');
  }

  #skip(pattern: RegExp): void {
    this.#take(pattern);
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#at += match[0].length;
    return match[0];
  }

  #unexpected(): NotPython {
    const found = this.#text.slice(this.#at, this.#at + 12);
    return new NotPython(found === '' ? 'it does not end' : `"${found}" was not expected`);
  }
}
