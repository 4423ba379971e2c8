// A readable view of a model's output: markdown, LaTeX, HTML and calculator annotations become plain text, in one linear
// pass. What the decoration said is kept beside it: where boxes, answer tags and bold spans stand, and from which
// character of the output every character of the view comes.

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `text` is the view; `origin[i]` is the index in the output of its character i. Spans count in the view. */
export interface CleanText {
  readonly text: string;
  readonly origin: readonly number[];
  readonly boxes: readonly Span[];
  readonly tags: readonly Span[];
  readonly bolds: readonly Span[];
}

/** LaTeX commands that stand for one character; every other command without a rule of its own becomes a space. */
const SYMBOLS: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '×',
  ast: '*',
  div: '÷',
  approx: '≈',
  equiv: '=',
  pm: '±',
  $: '$',
  '%': '%',
  '#': '#',
  _: '_',
  '&': '&',
  '\\': '\n',
  ',': '\u2009',
  '!': '',
  left: '',
  right: '',
  circ: '°',
  pounds: '£',
  euro: '€',
  longrightarrow: '→',
  rightarrow: '→',
  to: '→',
};

const VULGAR_FRACTIONS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅖': '2/5',
  '⅗': '3/5',
  '⅘': '4/5',
  '⅙': '1/6',
  '⅚': '5/6',
  '⅐': '1/7',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
  '⅑': '1/9',
  '⅒': '1/10',
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻';
const ONE_FOR_ONE: Readonly<Record<string, string>> = {
  '\u2212': '-', // minus sign
  '\u2010': '-', // hyphen
  '\u2011': '-', // non-breaking hyphen
  '\uFE63': '-',
  '\uFF0D': '-',
  '\u2044': '/', // fraction slash
  '\u2215': '/',
  '\u22C5': '×',
  '\u00B7': '×',
  '\u2217': '*',
  '\u2018': "'",
  '\u2019': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\r': '',
  '\u200B': '',
  '\u200C': '',
  '\u200D': '',
  '\u2060': '',
  '\uFEFF': '',
  '`': ' ',
};

const COMMAND = /\\(?:([a-zA-Z]{1,24})\*?|([\s\S]))/y;
const ANNOTATION = /<<([^<>\n]{0,200})(?:>>|$|(?=\n))/y;
const TAG = /<(\/?)([a-zA-Z][a-zA-Z_-]{0,20})\b[^<>\n]{0,80}>/y;
const NUMBER_FOLLOWS = /[ \t]?[-\u2212]?[$€£]?[ \t]?(?:\d|\.\d)/y;
const SIMPLE = /^\s*[\d.,]{1,20}\s*$/;

type Closing =
  | { readonly kind: 'group' }
  | { readonly kind: 'box'; readonly start: number }
  | { readonly kind: 'numerator'; readonly plain: boolean; readonly next: number }
  | { readonly kind: 'denominator'; readonly plain: boolean };

/** For every `{` the index of its `}`; braces without a partner have no entry. */
function matchBraces(source: string): Map<number, number> {
  const partner = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (c === '{') open.push(i);
    else if (c === '}') {
      const start = open.pop();
      if (start !== undefined) partner.set(start, i);
    }
  }
  return partner;
}

class Cleaner {
  readonly #source: string;
  readonly #partner: Map<number, number>;
  readonly #closings = new Map<number, Closing>();
  readonly #out: string[] = [];
  readonly #origin: number[] = [];
  readonly #boxes: Span[] = [];
  readonly #tags: Span[] = [];
  readonly #bolds: Span[] = [];
  #tagStart = -1;
  #boldStart = -1;

  constructor(source: string) {
    this.#source = source;
    this.#partner = matchBraces(source);
  }

  run(): CleanText {
    const source = this.#source;
    for (let i = 0; i < source.length; ) i = this.#step(i, source[i] as string);
    for (const closing of this.#closings.values()) {
      if (closing.kind === 'box') this.#boxes.push({ start: closing.start, end: this.#out.length });
    }
    return {
      text: this.#out.join(''),
      origin: this.#origin,
      boxes: this.#boxes,
      tags: this.#tags,
      bolds: this.#bolds,
    };
  }

  /** Emits what stands for the character at `i` and returns the index of the next one to look at. */
  #step(i: number, c: string): number {
    const source = this.#source;
    if (c === '\\') return this.#command(i);
    if (c === '{') return i + 1;
    if (c === '}') return this.#close(i);
    if (c === '<') return this.#angle(i);
    if ((c === '*' || c === '_') && source[i + 1] === c) return this.#bold(i, c);
    if (c === '\n' && /\n[ \t]*\n/y.test(source.slice(i, i + 20))) this.#boldStart = -1;
    if (c === '$' && source[i + 1] === '$') {
      this.#emit(' ', i);
      return i + 2;
    }
    const fraction = VULGAR_FRACTIONS[c];
    if (fraction !== undefined) this.#emit(this.#afterDigit() ? ` ${fraction}` : fraction, i);
    else if (SUPERSCRIPTS.includes(c)) this.#superscript(i, c);
    else if (c >= '０' && c <= '９') this.#emit(String.fromCharCode(c.charCodeAt(0) - 0xfee0), i);
    else this.#emit(ONE_FOR_ONE[c] ?? c, i);
    return i + 1;
  }

  #emit(text: string, origin: number): void {
    for (let k = 0; k < text.length; k++) {
      this.#out.push(text[k] as string);
      this.#origin.push(origin);
    }
  }

  #afterDigit(): boolean {
    return /\d/.test(this.#out.at(-1) ?? '');
  }

  #superscript(i: number, c: string): void {
    if (i === 0 || !SUPERSCRIPTS.includes(this.#source[i - 1] as string)) this.#emit('^', i);
    const digit = SUPERSCRIPTS.indexOf(c);
    this.#emit(digit === 10 ? '-' : String(digit), i);
  }

  #command(i: number): number {
    COMMAND.lastIndex = i;
    const match = COMMAND.exec(this.#source);
    if (match === null) return i + 1;
    const name = match[1] ?? match[2] ?? '';
    const after = i + match[0].length;
    const brace = this.#skipSpaces(after);
    const isGroup = this.#source[brace] === '{';
    if (name === 'boxed' || name === 'fbox' || name === 'framebox') return this.#box(i, after, brace, isGroup);
    if (/^[dtc]?frac$/.test(name)) return this.#fraction(i, after, brace, isGroup);
    if (name === 'begin' || name === 'end') {
      const close = this.#partner.get(brace);
      this.#emit(' ', i);
      return isGroup && close !== undefined ? close + 1 : after;
    }
    const symbol = SYMBOLS[name];
    if (symbol !== undefined) this.#emit(symbol, i);
    else if (!isGroup || !/^(?:text|math|operatorname)/.test(name)) this.#emit(' ', i);
    return after;
  }

  #skipSpaces(i: number): number {
    let at = i;
    while (at < i + 3 && this.#source[at] === ' ') at++;
    return at;
  }

  #box(i: number, after: number, brace: number, isGroup: boolean): number {
    this.#emit(' ', i);
    if (!isGroup) {
      const token = /\S{1,20}/y;
      token.lastIndex = brace;
      const length = token.exec(this.#source)?.[0].length ?? 0;
      for (let k = brace; k < brace + length; k++) this.#emit(this.#source[k] as string, k);
      this.#boxes.push({ start: this.#out.length - length, end: this.#out.length });
      return length === 0 ? after : brace + length;
    }
    // A box that the output breaks off in has no closing brace: `run` ends it at the end of the text.
    const close = this.#partner.get(brace) ?? -1 - brace;
    this.#closings.set(close, { kind: 'box', start: this.#out.length });
    return brace + 1;
  }

  #fraction(i: number, after: number, brace: number, isGroup: boolean): number {
    const source = this.#source;
    if (this.#afterDigit()) this.#emit(' ', i);
    const digits = /^(\d)\s?(\d)/.exec(source.slice(brace, brace + 3));
    if (digits !== null) {
      this.#emit(`${digits[1]}/${digits[2]}`, i);
      return brace + digits[0].length;
    }
    const middle = isGroup ? this.#partner.get(brace) : undefined;
    const second = middle === undefined ? -1 : this.#skipSpaces(middle + 1);
    const end = this.#partner.get(second);
    if (middle === undefined || end === undefined) {
      this.#emit(' ', i);
      return after;
    }
    const short = end - brace < 60;
    const plainTop = short && SIMPLE.test(source.slice(brace + 1, middle));
    const plainBottom = short && SIMPLE.test(source.slice(second + 1, end));
    if (!plainTop) this.#emit('(', i);
    this.#closings.set(middle, { kind: 'numerator', plain: plainTop, next: second + 1 });
    this.#closings.set(end, { kind: 'denominator', plain: plainBottom });
    return brace + 1;
  }

  #close(i: number): number {
    const closing = this.#closings.get(i) ?? { kind: 'group' };
    this.#closings.delete(i);
    if (closing.kind === 'box') {
      this.#boxes.push({ start: closing.start, end: this.#out.length });
      this.#emit(' ', i);
    } else if (closing.kind === 'numerator') {
      this.#emit(closing.plain ? '/' : ')/', i);
      const bottom = this.#closings.get(this.#partner.get(closing.next - 1) ?? -1);
      if (bottom?.kind === 'denominator' && !bottom.plain) this.#emit('(', i);
      return closing.next;
    } else if (closing.kind === 'denominator' && !closing.plain) this.#emit(')', i);
    return i + 1;
  }

  #bold(i: number, c: string): number {
    const source = this.#source;
    let end = i;
    while (source[end] === c) end++;
    const before = source[i - 1] ?? ' ';
    const next = source[end] ?? ' ';
    if (c === '*' && end - i === 2 && /\d/.test(before) && /\d/.test(next) && this.#boldStart < 0) {
      this.#emit('^', i); // 9**2: a power
      return end;
    }
    this.#emit(' ', i);
    if (this.#boldStart >= 0 && !/\s/.test(before)) {
      this.#bolds.push({ start: this.#boldStart, end: this.#out.length - 1 });
      this.#boldStart = -1;
    } else if (!/\s/.test(next)) this.#boldStart = this.#out.length; // GSM8K's ` ** ` opens nothing
    return end;
  }

  #angle(i: number): number {
    ANNOTATION.lastIndex = i;
    const annotation = ANNOTATION.exec(this.#source);
    if (annotation !== null) return this.#annotation(i, annotation[0], annotation[1] ?? '');
    TAG.lastIndex = i;
    const tag = TAG.exec(this.#source);
    if (tag === null) {
      this.#emit('<', i);
      return i + 1;
    }
    const closes = tag[1] === '/';
    const name = (tag[2] ?? '').toLowerCase();
    if (name === 'sup' || name === 'sub') this.#emit(closes ? ' ' : name === 'sup' ? '^' : '_', i);
    else this.#emit(/^(?:br|p|div|li|tr)$/.test(name) ? '\n' : ' ', i);
    const position = this.#out.length;
    if (/^(?:final[_-]?)?answer$|^result$/.test(name)) {
      if (!closes) this.#tagStart = position;
      else if (this.#tagStart >= 0) {
        this.#tags.push({ start: this.#tagStart, end: position - 1 });
        this.#tagStart = -1;
      }
    } else if (name === 'b' || name === 'strong') {
      if (!closes) this.#boldStart = position;
      else if (this.#boldStart >= 0) {
        this.#bolds.push({ start: this.#boldStart, end: position - 1 });
        this.#boldStart = -1;
      }
    }
    return i + tag[0].length;
  }

  /** `<<9*2=18>>18` reads `18`; an annotation that no number follows reads as its value. */
  #annotation(i: number, whole: string, content: string): number {
    const after = i + whole.length;
    NUMBER_FOLLOWS.lastIndex = after;
    if (/[\p{L}\p{N}]/u.test(this.#out.at(-1) ?? '')) this.#emit(' ', i);
    if (NUMBER_FOLLOWS.test(this.#source)) return after;
    const valueStart = content.lastIndexOf('=') + 1;
    if (valueStart > 0) {
      for (let k = valueStart; k < content.length; k++) this.#emit(content[k] as string, i + 2 + k);
    }
    this.#emit(' ', after - 1);
    return after;
  }
}

/** The readable view of `source`. Time is linear in its length. */
export function cleanText(source: string): CleanText {
  return new Cleaner(source).run();
}
