// LaTeX in the readable view: boxes, fractions, colours, struck text, symbols. One command at a time; time is linear in the source.
import { ESCAPED_LETTERS, FUNCTIONS, SYMBOLS } from './symbols.ts';
import type { ViewBuilder } from './view.ts';

const COMMAND = /\\(?:([a-zA-Z]{1,24})\*?|([\s\S]))/y;
const LETTERS = /[a-zA-Z]{1,23}/y;
const BOX = /^(?:boxed|fbox|framebox|boxed)$/;
const FRACTION = /^(?:[dtcsx]|nice|flat)?frac$/;
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
/** Around `\over`, numbers alone: `{3 \over 4}`. */
const OVER_BEFORE = /(?:^|[{$([]|\\displaystyle)\s{0,3}-?[\d.,]{1,20}\s{0,3}$/;
const OVER_BEHIND = /^\s{0,3}[\d.,]{1,20}\s{0,3}(?:$|[}$)\]\\])/;
const SIGNED = /^\s*(?:-|\u2212|\\minus)\s*(?=(?:\\?[$€£]\s*)?[\d.])/;

type Closing =
  | { readonly kind: 'group' }
  | { readonly kind: 'box'; readonly start: number }
  | { readonly kind: 'numerator'; readonly plain: boolean; readonly bottom: Argument }
  | { readonly kind: 'denominator'; readonly plain: boolean };

/** What a command takes: a group, without its braces, or one character or symbol. `next` is the index behind it. */
interface Argument {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly isGroup: boolean;
}

export class LatexReader {
  readonly #view: ViewBuilder;
  readonly #source: string;
  readonly #partner: ReadonlyMap<number, number>;
  readonly #closings = new Map<number, Closing>();
  /** How long the view was behind its last fraction. */
  #fractionEnd = -1;

  constructor(view: ViewBuilder, partner: ReadonlyMap<number, number>) {
    this.#view = view;
    this.#source = view.source;
    this.#partner = partner;
  }

  /** Ends the fractions and boxes in which the output breaks off. */
  finish(): void {
    const view = this.#view;
    const open = [...this.#closings.values()];
    if (open.some(({ kind }) => kind === 'numerator')) view.emit('/', this.#source.length - 1);
    for (const closing of open) {
      if (closing.kind === 'box') view.boxes.push({ start: closing.start, end: view.length });
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
      return this.#bottom(closing.bottom);
    } else if (closing.kind === 'denominator') {
      if (!closing.plain) view.emit(')', i);
      return this.#endFraction(i + 1);
    } else if (view.length === this.#fractionEnd) return this.#endFraction(i + 1);
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
    if (FRACTION.test(name)) return this.#fraction(i, after);
    if (name === 'over') return this.#over(i, after);
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

  /** `{3 \over 4}` is 3/4; in `{x + 3 \over 4}` the numbers are only kept apart. */
  #over(i: number, after: number): number {
    const isPlain =
      OVER_BEFORE.test(this.#source.slice(Math.max(0, i - 40), i)) &&
      OVER_BEHIND.test(this.#source.slice(after, after + 40));
    this.#view.emit(isPlain ? '/' : ')/(', i);
    return after;
  }

  #fraction(i: number, after: number): number {
    const source = this.#source;
    const view = this.#view;
    const top = after < source.length ? this.#argument(after) : null;
    const bottom = top === null ? null : this.#argument(top.next);
    if (top === null || bottom === null) {
      view.emit(' ', i);
      return after;
    }
    const [above, below] = [source.slice(top.start, top.end), source.slice(bottom.start, bottom.end)];
    const topSign = signOf(above);
    const plainTop = SIMPLE.test(above.slice(topSign.length));
    const isPlain = plainTop && SIMPLE.test(below.slice(signOf(below).length));
    const bottomSign = isPlain ? signOf(below) : '';
    // 2\frac{1}{2} is a mixed number; 2\frac{x}{2} and \frac{1}{2}\frac{1}{2} are products
    const isProduct =
      view.length === this.#fractionEnd || (/\d/.test(view.last) && !(Number(above) < Number(below)));
    if (isProduct || /[\p{L}\p{N}]/u.test(view.last)) view.emit(isProduct ? '×' : ' ', i);
    if (plainTop && (topSign === '') !== (bottomSign === '')) view.emit('-', i);
    if (isPlain && !(top.isGroup && bottom.isGroup)) {
      const parts = [above.slice(topSign.length), below.slice(bottomSign.length)];
      view.emit(parts.map((part) => part.replace(/[\\{}\s]/g, '')).join('/'), i, bottom.next);
      return this.#endFraction(bottom.next);
    }
    const lower = { ...bottom, start: bottom.start + bottomSign.length };
    if (lower.isGroup) this.#closings.set(lower.end, { kind: 'denominator', plain: this.#isPlain(lower) });
    if (!plainTop) view.emit('(', i);
    if (top.isGroup) {
      this.#closings.set(top.end, { kind: 'numerator', plain: plainTop, bottom: lower });
      return plainTop ? top.start + topSign.length : top.start;
    }
    this.#sign(top);
    view.emit(plainTop ? '/' : ')/', top.end - 1);
    return this.#bottom(lower);
  }

  /** What a command that ends at `at` takes: a group up to the end of an output that breaks off in it; null where nothing is that it could be. */
  #argument(at: number): Argument | null {
    const source = this.#source;
    const start = this.#skipSpaces(at);
    if (source[start] === '{' || start >= source.length) {
      const { length } = source;
      const end = this.#partner.get(start) ?? length;
      return { start: Math.min(start + 1, length), end, next: Math.min(end + 1, length), isGroup: true };
    }
    const name = source[start] === '\\' ? this.#nameAt(start + 1) : '';
    const isSign =
      SYMBOLS[name] !== undefined || /^(?:\d|[a-zA-Z](?![a-zA-Z]))/.test(source.slice(start, start + 2));
    const end = start + 1 + name.length;
    return isSign ? { start, end, next: end, isGroup: false } : null;
  }

  readonly #isPlain = ({ start, end }: Argument): boolean => SIMPLE.test(this.#source.slice(start, end));

  /** Reads a denominator up to the end of its group, or the one character or symbol that it is. */
  #bottom(bottom: Argument): number {
    const isPlain = this.#isPlain(bottom);
    if (!isPlain) this.#view.emit('(', bottom.start - 1);
    if (bottom.isGroup) return bottom.start;
    this.#sign(bottom);
    if (!isPlain) this.#view.emit(')', bottom.end - 1);
    return this.#endFraction(bottom.next);
  }

  /** Emits an argument of one character or symbol. */
  #sign({ start, end }: Argument): void {
    const name = this.#source.slice(start + 1, end);
    if (name === '') this.#view.copy(start, 1);
    else this.#view.emit(SYMBOLS[name] ?? ' ', start, end);
  }

  /** Of a fraction that ends before `next`; a number directly behind it is a factor: `\frac{3}44` is 3/4 × 4. */
  #endFraction(next: number): number {
    if (/^\{*\.?\d/.test(this.#source.slice(next, next + 8))) this.#view.emit('×', next);
    else this.#fractionEnd = this.#view.length;
    return next;
  }
}

const signOf = (part: string): string => SIGNED.exec(part)?.[0] ?? '';

/** Whether the readable view has a rule for a command of this name. */
export function isKnown(name: string): boolean {
  return (
    BOX.test(name) ||
    FRACTION.test(name) ||
    COLOUR.test(name) ||
    STRUCK.test(name) ||
    name === 'over' ||
    /^(?:text|math)[a-z]*$|^operatorname$/.test(name) ||
    FUNCTIONS.has(name) ||
    Object.hasOwn(SYMBOLS, name)
  );
}
