// A readable view of a model's output: markdown, LaTeX, HTML and calculator annotations become plain text, in one linear
// pass. What the decoration said is kept beside it: where boxes, answer tags and bold spans stand, and from which
// character of the output every character of the view comes. Struck text is left out.

import { LatexReader } from './latex.ts';
import { ENTITIES, halfWidth, ONE_FOR_ONE, SUPERSCRIPTS, VULGAR_FRACTIONS } from './symbols.ts';
import { type CleanText, matchBraces, ViewBuilder } from './view.ts';

export type { CleanText, Span } from './view.ts';

/** A run of characters that stand for themselves. */
const ORDINARY = /[A-Za-z0-9 .,;:!?'"()=+/%-]+/y;
const ANNOTATION = /<<([^<>\n]{0,200})(?:>>|$|(?=\n))/y;
const TAG = /<(\/?)([a-zA-Z][a-zA-Z_-]{0,20})\b[^<>\n]{0,80}>/y;
const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}\d{0,2}));/y;
/** ECMA-48 colours, with the escape character itself or as programs print it. */
const TERMINAL_COLOUR = new RegExp(
  `(?:${String.fromCharCode(0x1b)}|${String.fromCharCode(0x9b)}|\\\\(?:x1b|u001b|033|e))\\[?[\\d;]{0,20}m`,
  'iy',
);
const NUMBER_FOLLOWS = /[ \t]?[*_]{0,3}[-\u2212]?[$€£]?[ \t]?(?:\d|\.\d|[¼-¾⅐-⅞]|\\[dt]?frac)/y;
const LONGEST_STRUCK = 300; // characters
const LONGEST_EMPHASIS = 200; // characters

const ANSWER_TAG = /^(?:(?:final|correct)[_-]?)?answer$|^result$|^final$/;
const BOLD_TAG = /^(?:b|strong)$/;
const STRUCK_TAG = /^(?:s|del|strike)$/;
const NEW_LINE_TAG = /^(?:br|p|div|li|tr|h[1-6])$/;
const CELL_TAG = /^(?:td|th)$/;

class Cleaner {
  readonly #source: string;
  readonly #view: ViewBuilder;
  readonly #latex: LatexReader;
  #tagStart: number | null = null;
  #boldStart: number | null = null;
  /** How long the view was behind its last superscript. */
  #superscriptEnd = -1;

  constructor(source: string) {
    this.#source = source;
    this.#view = new ViewBuilder(source);
    this.#latex = new LatexReader(this.#view, matchBraces(source));
  }

  run(): CleanText {
    const source = this.#source;
    for (let i = 0; i < source.length; ) i = this.#step(i, source[i] as string);
    this.#latex.finish();
    return this.#view.finish();
  }

  /** Emits what stands for the character at `i` and returns the index of the next one to look at. */
  #step(i: number, c: string): number {
    const source = this.#source;
    ORDINARY.lastIndex = i;
    const ordinary = ORDINARY.exec(source)?.[0].length ?? 0;
    if (ordinary > 0) {
      this.#view.copy(i, ordinary);
      return i + ordinary;
    }
    if (c === '\\' || c === '\u001b' || c === '\u009b') {
      const colour = matchAt(TERMINAL_COLOUR, source, i);
      if (colour !== null) return i + colour[0].length;
    }
    if (c === '\\') return this.#latex.command(i);
    if (c === '{') return this.#latex.open(i);
    if (c === '}') return this.#latex.close(i);
    if (c === '<') return this.#angle(i);
    if (c === '&') return this.#entity(i);
    if ((c === '*' || c === '_') && source[i + 1] === c) return this.#bold(i, c);
    if (c === '*' || c === '_') return this.#emphasis(i, c);
    if (c === '~' && source[i + 1] === '~') return this.#struck(i);
    if (c === '$' && source[i + 1] === '$') {
      this.#view.emit(' ', i);
      return i + 2;
    }
    const escaped = this.#latex.controlCharacter(i);
    if (escaped !== null) return escaped;
    if (c === '\n' && /\n[ \t]*\n/y.test(source.slice(i, i + 20))) this.#boldStart = null;
    this.#character(i, c, i + 1);
    return i + 1;
  }

  #character(i: number, c: string, until: number): void {
    const view = this.#view;
    const fraction = VULGAR_FRACTIONS[c];
    if (fraction !== undefined) view.emitFraction(fraction, i, until);
    else if (SUPERSCRIPTS.includes(c)) {
      if (view.length !== this.#superscriptEnd) view.emit('^', i, until);
      const digit = SUPERSCRIPTS.indexOf(c);
      view.emit(digit === 10 ? '-' : String(digit), i, until);
      this.#superscriptEnd = view.length;
    } else view.emit(ONE_FOR_ONE[c] ?? halfWidth(c), i, until);
  }

  #entity(i: number): number {
    const match = matchAt(ENTITY, this.#source, i);
    const decoded = match === null ? undefined : entityText(match);
    if (match === null || decoded === undefined) {
      this.#view.emit('&', i);
      return i + 1;
    }
    for (const character of decoded) this.#character(i, character, i + match[0].length);
    return i + match[0].length;
  }

  /** A single star or underscore is emphasis where it touches a word on one side only. */
  #emphasis(i: number, c: string): number {
    const before = this.#source[i - 1] ?? ' ';
    const next = this.#source[i + 1] ?? ' ';
    const opens = /[\s("':]/.test(before) && !/\s/.test(next);
    const closes = !/\s/.test(before) && /[\s.,;:!?)"']/.test(next);
    const isGrade = c === '*' && closes && this.#isGradeBefore(i);
    this.#view.emit(opens !== closes && !isGrade ? ' ' : c, i);
    return i + 1;
  }

  /** The star of `A*`: behind a letter alone, with no emphasis to end. */
  #isGradeBefore(i: number): boolean {
    const before = this.#source.slice(Math.max(0, i - LONGEST_EMPHASIS), i);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    return /(?<![\p{L}\p{N}])[A-Za-z]$/u.test(line) && !line.includes('*');
  }

  /** Where the struck text that `close` ends ends, or null: it ends on its own line. */
  #struckEnd(from: number, close: RegExp): number | null {
    const ahead = this.#source.slice(from, from + LONGEST_STRUCK);
    const match = close.exec(ahead);
    if (match === null || ahead.slice(0, match.index).includes('\n')) return null;
    return from + match.index + match[0].length;
  }

  /** `~~13~~` is struck; a `~~` without a partner means "about". */
  #struck(i: number): number {
    const end = this.#struckEnd(i + 2, /~~/);
    this.#view.emit(' ', i);
    return end ?? i + 2;
  }

  #bold(i: number, c: string): number {
    const source = this.#source;
    const view = this.#view;
    let end = i;
    while (source[end] === c) end++;
    const before = source[i - 1] ?? ' ';
    const next = source[end] ?? ' ';
    if (c === '*' && end - i === 2 && /\d/.test(before) && /\d/.test(next) && this.#boldStart === null) {
      view.emit('^', i); // 9**2: a power
      return end;
    }
    view.emit(' ', i);
    if (this.#boldStart !== null && !/\s/.test(before)) {
      view.bolds.push({ start: this.#boldStart, end: view.length - 1 });
      this.#boldStart = null;
    } else if (!/\s/.test(next)) this.#boldStart = view.length; // GSM8K's ` ** ` opens nothing
    return end;
  }

  #angle(i: number): number {
    const source = this.#source;
    const view = this.#view;
    const annotation = matchAt(ANNOTATION, source, i);
    if (annotation !== null) return this.#annotation(i, annotation[0], annotation[1] ?? '');
    const tag = matchAt(TAG, source, i);
    if (tag === null) {
      view.emit('<', i);
      return i + 1;
    }
    const closes = tag[1] === '/';
    const name = (tag[2] ?? '').toLowerCase();
    const after = i + tag[0].length;
    if (STRUCK_TAG.test(name) && !closes) {
      const end = this.#struckEnd(after, new RegExp(`</${name}>`, 'i'));
      if (end !== null) {
        view.emit(' ', i);
        return end;
      }
    }
    if (name === 'sup' || name === 'sub') view.emit(closes ? ' ' : name === 'sup' ? '^' : '_', i);
    else if (CELL_TAG.test(name)) view.emit(' | ', i);
    else view.emit(NEW_LINE_TAG.test(name) ? '\n' : ' ', i);
    const position = view.length;
    if (ANSWER_TAG.test(name)) {
      if (!closes) this.#tagStart = position;
      else if (this.#tagStart !== null) {
        view.tags.push({ start: this.#tagStart, end: position - 1 });
        this.#tagStart = null;
      }
    } else if (BOLD_TAG.test(name)) {
      if (!closes) this.#boldStart = position;
      else if (this.#boldStart !== null) {
        view.bolds.push({ start: this.#boldStart, end: position - 1 });
        this.#boldStart = null;
      }
    }
    return after;
  }

  /** `<<9*2=18>>18` reads `18`; an annotation that no number follows reads as its value. */
  #annotation(i: number, whole: string, content: string): number {
    const view = this.#view;
    const after = i + whole.length;
    NUMBER_FOLLOWS.lastIndex = after;
    if (/[\p{L}\p{N}]/u.test(view.last)) view.emit(' ', i);
    if (NUMBER_FOLLOWS.test(this.#source)) return after;
    const valueStart = content.lastIndexOf('=') + 1;
    if (valueStart > 0) view.copy(i + 2 + valueStart, content.length - valueStart);
    view.emit('\u200A', after - 1); // no part of a number: a fraction behind it is another one
    return after;
  }
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function entityText([, decimal, hexadecimal, name = '']: RegExpExecArray): string | undefined {
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  if (Number.isNaN(code)) return ENTITIES[name];
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}

/** The readable view of `source`. Time is linear in its length. */
export function cleanText(source: string): CleanText {
  return new Cleaner(source).run();
}
