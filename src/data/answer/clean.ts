// A readable view of a model's output: markdown, LaTeX, HTML and calculator annotations become plain text, in one linear
// pass. What the decoration said is kept beside it: where boxes, answer tags and bold spans stand, and from which
// character of the output every character of the view comes.

import { ONE_FOR_ONE, SUPERSCRIPTS, SYMBOLS, VULGAR_FRACTIONS } from './symbols.ts';

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

/** A run of characters that stand for themselves. */
const ORDINARY = /[A-Za-z0-9 .,;:!?'"()=+/%-]+/y;
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
  readonly #chunks: string[] = [];
  readonly #origin: number[] = []; // one for every character of the view
  #last = ''; // the last character of the view
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
      if (closing.kind === 'box') this.#boxes.push({ start: closing.start, end: this.#origin.length });
    }
    return {
      text: this.#chunks.join(''),
      origin: this.#origin,
      boxes: this.#boxes,
      tags: this.#tags,
      bolds: this.#bolds,
    };
  }

  /** Emits what stands for the character at `i` and returns the index of the next one to look at. */
  #step(i: number, c: string): number {
    const source = this.#source;
    ORDINARY.lastIndex = i;
    const ordinary = ORDINARY.exec(source)?.[0].length ?? 0;
    if (ordinary > 0) {
      this.#copy(i, ordinary);
      return i + ordinary;
    }
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
    if (text === '') return;
    this.#chunks.push(text);
    for (let k = 0; k < text.length; k++) this.#origin.push(origin);
    this.#last = text[text.length - 1] as string;
  }

  /** Copies `length` characters from `from`, each standing for itself. */
  #copy(from: number, length: number): void {
    if (length === 0) return;
    this.#chunks.push(this.#source.slice(from, from + length));
    for (let k = 0; k < length; k++) this.#origin.push(from + k);
    this.#last = this.#source[from + length - 1] as string;
  }

  #afterDigit(): boolean {
    return /\d/.test(this.#last);
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
    if (name === 'boxed' || name === 'fbox' || name === 'framebox')
      return this.#box(i, after, brace, isGroup);
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
      this.#copy(brace, length);
      this.#boxes.push({ start: this.#origin.length - length, end: this.#origin.length });
      return length === 0 ? after : brace + length;
    }
    // A box that the output breaks off in has no closing brace: `run` ends it at the end of the text.
    const close = this.#partner.get(brace) ?? -1 - brace;
    this.#closings.set(close, { kind: 'box', start: this.#origin.length });
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
      this.#boxes.push({ start: closing.start, end: this.#origin.length });
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
      this.#bolds.push({ start: this.#boldStart, end: this.#origin.length - 1 });
      this.#boldStart = -1;
    } else if (!/\s/.test(next)) this.#boldStart = this.#origin.length; // GSM8K's ` ** ` opens nothing
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
    const position = this.#origin.length;
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
    if (/[\p{L}\p{N}]/u.test(this.#last)) this.#emit(' ', i);
    if (NUMBER_FOLLOWS.test(this.#source)) return after;
    const valueStart = content.lastIndexOf('=') + 1;
    if (valueStart > 0) this.#copy(i + 2 + valueStart, content.length - valueStart);
    this.#emit(' ', after - 1);
    return after;
  }
}

/** The readable view of `source`. Time is linear in its length. */
export function cleanText(source: string): CleanText {
  return new Cleaner(source).run();
}
