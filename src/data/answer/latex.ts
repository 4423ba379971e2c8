// LaTeX in the readable view: boxes, fractions, colours, struck text, symbols. One command at a time; time is linear in the source.
import { ESCAPED_LETTERS, FUNCTIONS, SYMBOLS } from './symbols.ts';
import type { ViewBuilder } from './view.ts';

const COMMAND = /\\(?:([a-zA-Z]{1,24})\*?|([\s\S]))/y;
const LETTERS = /[a-zA-Z]{1,23}/y;
const BOX = /^(?:boxed|fbox|framebox|boxed)$/;
const FRACTION = /^[dtcs]?frac$/;
const COLOUR = /^(?:text|math|color)?color(?:box)?$|^colorbox$/;
const STRUCK = /^(?:[bx]?cancel|sout|st|strikeout|hcancel)$/;
/** Commands that only say how the group behind them looks. */
const STYLE = /^(?:text|math|operatorname|mbox|hbox|bf|rm|displaystyle|underline|overline)/;
/** A line or dots above the digits that repeat: `0.\overline{3}`. */
const REPEATING = /^(?:overline|bar|dot|ddot)$/;
const DIGITS_OF_GROUP = /^(?:\{\s?(\d{1,12})\s?\}|(\d))/;
/** Environments whose rows and columns are several values. */
const MATRIX = /^\{(?:[a-zA-Z]{0,6}matrix|array|cases)\*?\}/;
/** A numerator or denominator that needs no parentheses: a number, signed, with currency or unit words. */
const SIMPLE = /^\s*(?:\\?[$€£]\s*)?[\d.,]{1,20}(?:\{,\}\d{3}){0,6}\s*$/;
const SIGNED = /^\s*(?:-|\u2212|\\minus)\s*(?=(?:\\?[$€£]\s*)?[\d.])/;

type Closing =
  | { readonly kind: 'group' }
  | { readonly kind: 'box'; readonly start: number }
  | { readonly kind: 'numerator'; readonly plain: boolean; readonly next: number }
  | { readonly kind: 'denominator'; readonly plain: boolean };

export class LatexReader {
  readonly #view: ViewBuilder;
  readonly #source: string;
  readonly #partner: ReadonlyMap<number, number>;
  readonly #closings = new Map<number, Closing>();

  constructor(view: ViewBuilder, partner: ReadonlyMap<number, number>) {
    this.#view = view;
    this.#source = view.source;
    this.#partner = partner;
  }

  /** Ends the boxes in which the output breaks off. */
  finish(): void {
    for (const closing of this.#closings.values()) {
      if (closing.kind === 'box') this.#view.boxes.push({ start: closing.start, end: this.#view.length });
    }
  }

  /** Reads the command whose backslash is at `i`; returns the index behind what was read. */
  command(i: number): number {
    COMMAND.lastIndex = i;
    const match = COMMAND.exec(this.#source);
    if (match === null) return i + 1;
    const name = match[1] ?? match[2] ?? '';
    // A backslash that was escaped twice: `\\boxed{18}`.
    if (name === '\\' && this.#isCommandAt(i + 2)) return this.#named(i, this.#nameAt(i + 2), i + 2);
    if (match[1] === undefined) {
      this.#view.emit(SYMBOLS[name] ?? ' ', i);
      return i + match[0].length;
    }
    return this.#named(i, name, i + 1, match[0].length - 1);
  }

  /** `\b` + `oxed`: a command whose backslash and first letter became one control character. Null when it is none. */
  controlCharacter(i: number): number | null {
    const letter = ESCAPED_LETTERS[this.#source[i] ?? ''];
    if (letter === undefined) return null;
    const rest = this.#nameAt(i + 1);
    const name = letter + rest;
    if (rest === '' || !isKnown(name)) return null;
    return this.#named(i, name, i + 1, rest.length);
  }

  /** `{` at `i`: opens a box whose backslash was lost (`boxed{18}`), else only groups. */
  open(i: number): number {
    const before = this.#source.slice(Math.max(0, i - 6), i);
    if (/(?:^|[^a-zA-Z])boxed$/.test(before)) return this.#box(i, i, i, true);
    return i + 1;
  }

  close(i: number): number {
    const view = this.#view;
    const closing = this.#closings.get(i) ?? { kind: 'group' };
    this.#closings.delete(i);
    if (closing.kind === 'box') {
      view.boxes.push({ start: closing.start, end: view.length });
      view.emit(' ', i);
    } else if (closing.kind === 'numerator') {
      view.emit(closing.plain ? '/' : ')/', i);
      const bottom = this.#closings.get(this.#partner.get(closing.next - 1) ?? -1);
      if (bottom?.kind === 'denominator' && !bottom.plain) view.emit('(', i);
      return closing.next;
    } else if (closing.kind === 'denominator' && !closing.plain) view.emit(')', i);
    return i + 1;
  }

  #nameAt(i: number): string {
    LETTERS.lastIndex = i;
    return LETTERS.exec(this.#source)?.[0] ?? '';
  }

  #isCommandAt(i: number): boolean {
    const name = this.#nameAt(i);
    return name.length > 1 && isKnown(name);
  }

  #named(i: number, name: string, nameStart: number, length: number = name.length): number {
    const view = this.#view;
    const after = nameStart + length;
    const brace = this.#skipSpaces(after);
    const isGroup = this.#source[brace] === '{';
    if (BOX.test(name)) return this.#box(i, after, brace, isGroup);
    if (FRACTION.test(name)) return this.#fraction(i, after, brace, isGroup);
    if (STRUCK.test(name)) return this.#afterGroup(i, after, brace);
    if (COLOUR.test(name)) return this.#afterGroup(i, after, brace);
    if (name === 'begin' || name === 'end') {
      if (MATRIX.test(this.#source.slice(brace, brace + 16))) view.emit(name === 'begin' ? '[' : ']', i);
      return this.#afterGroup(i, after, brace);
    }
    if (REPEATING.test(name) && /[\d.)]/.test(view.last)) {
      const digits = DIGITS_OF_GROUP.exec(this.#source.slice(brace, brace + 18));
      if (digits !== null) {
        view.emit(`(${digits[1] ?? digits[2]})`, i, brace + digits[0].length);
        return brace + digits[0].length;
      }
    }
    if (FUNCTIONS.has(name)) view.emit(` ${name} `, i);
    else if (SYMBOLS[name] !== undefined) view.emit(SYMBOLS[name], i);
    else if (!isGroup || !STYLE.test(name)) view.emit(' ', i);
    return after;
  }

  /** Leaves out the group behind a command: the name of a colour or of an environment, or struck text. */
  #afterGroup(i: number, after: number, brace: number): number {
    const close = this.#partner.get(brace);
    this.#view.emit(' ', i);
    return this.#source[brace] === '{' && close !== undefined ? close + 1 : after;
  }

  #skipSpaces(i: number): number {
    let at = i;
    while (at < i + 3 && this.#source[at] === ' ') at++;
    return at;
  }

  #box(i: number, after: number, brace: number, isGroup: boolean): number {
    const view = this.#view;
    view.emit(' ', i);
    if (!isGroup) {
      const token = /[^\s\\$]{1,20}/y;
      token.lastIndex = brace;
      const length = token.exec(this.#source)?.[0].length ?? 0;
      view.copy(brace, length);
      view.boxes.push({ start: view.length - length, end: view.length });
      return length === 0 ? after : brace + length;
    }
    // A box that the output breaks off in has no closing brace: `finish` ends it at the end of the text.
    const close = this.#partner.get(brace) ?? -1 - brace;
    this.#closings.set(close, { kind: 'box', start: view.length });
    return brace + 1;
  }

  #fraction(i: number, after: number, brace: number, isGroup: boolean): number {
    const source = this.#source;
    const view = this.#view;
    if (/[\p{L}\p{N}]/u.test(view.last)) view.emit(' ', i);
    // `\frac34`, `\frac3{4}`
    const digits = /^(\d)\s?(?:(\d)|\{\s*(\d{1,10})\s*\})/.exec(source.slice(brace, brace + 18));
    if (digits !== null) {
      view.emitFraction(`${digits[1]}/${digits[2] ?? digits[3]}`, i, brace + digits[0].length);
      return brace + digits[0].length;
    }
    const middle = isGroup ? this.#partner.get(brace) : undefined;
    if (middle === undefined) {
      view.emit(' ', i);
      return after;
    }
    const second = this.#skipSpaces(middle + 1);
    const end = this.#partner.get(second);
    const sign = SIGNED.exec(source.slice(brace + 1, middle))?.[0] ?? '';
    const topStart = brace + 1 + sign.length;
    const top = source.slice(topStart, middle);
    const plainTop = SIMPLE.test(top);
    if (source[second] !== '{' || end === undefined) {
      const digit = /^\d(?!\d)/.exec(source.slice(second, second + 2)); // `\frac{3}4`
      if (digit !== null && plainTop) {
        if (sign !== '') view.emit('-', i);
        view.emitFraction(`${top.replace(/[\\{}\s]/g, '')}/${digit[0]}`, i, second + 1);
        return second + 1;
      }
      view.emit(' ', i);
      return after;
    }
    const plainBottom = SIMPLE.test(source.slice(second + 1, end));
    if (sign !== '' && plainTop) view.emit('-', i);
    if (!plainTop) view.emit('(', i);
    this.#closings.set(middle, { kind: 'numerator', plain: plainTop, next: second + 1 });
    this.#closings.set(end, { kind: 'denominator', plain: plainBottom });
    return plainTop ? topStart : brace + 1;
  }
}

/** Whether the readable view has a rule for a command of this name. */
export function isKnown(name: string): boolean {
  return (
    BOX.test(name) ||
    FRACTION.test(name) ||
    COLOUR.test(name) ||
    STRUCK.test(name) ||
    /^(?:text|math)[a-z]*$|^operatorname$/.test(name) ||
    FUNCTIONS.has(name) ||
    Object.hasOwn(SYMBOLS, name)
  );
}
