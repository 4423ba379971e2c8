// Finds the numbers in plain text: signs, currency, thousands, decimals, fractions, mixed numbers, powers of ten, scale words.
import { Decimal } from 'decimal.js';

/** A private constructor: 40 digits, whatever other code does to decimal.js's shared settings. */
export const ExactDecimal = Decimal.clone({ precision: 40, toExpNeg: -60, toExpPos: 60 });

/** A number in a text; `start` includes its sign and currency, `end` its scale word, percent sign excluded. */
export interface NumberToken {
  readonly start: number;
  readonly end: number;
  readonly value: Decimal;
  /** The value without its scale word: 4 in `4 million`. */
  readonly unscaled?: Decimal;
}

const GAP = '[\\u00A0\\u2009\\u202F\\u2007]'; // spaces that group digits; an ordinary space does not
const WHOLE = `(?:\\d{1,3}(?:,\\d{3})+(?![\\d])|\\d{1,2}(?:,\\d{2})+,\\d{3}(?!\\d)|\\d{1,3}(?:${GAP}\\d{3})+(?!\\d)|\\d+)`;
const PLAIN = `(?:${WHOLE}(?:\\.\\d+)?|\\.\\d+)`;
const SPACE = '[ \\t\\u00A0\\u2009\\u202F]';
const number = new RegExp(PLAIN, 'y');
const fractionTail = new RegExp(`${SPACE}?/${SPACE}?(${WHOLE}(?:\\.\\d+)?)(?!${SPACE}?/${SPACE}?\\d)`, 'y');
const mixedTail = new RegExp(`${SPACE}{1,3}(?:and${SPACE}{1,2})?(\\d{1,3})/(\\d{1,3})(?!\\d|/)`, 'y');
const exponentTail = /[eE]([+-]?\d{1,3})(?![\w.])/y;
const powerTail = new RegExp(
  `${SPACE}?[×xX*]${SPACE}?10${SPACE}?\\^${SPACE}?\\(?([+-]?\\d{1,2})\\)?(?!\\d)`,
  'y',
);
const tenTail = new RegExp(`${SPACE}?\\^${SPACE}?\\(?([+-]?\\d{1,2})\\)?(?!\\d)`, 'y');
const spacedTail = /(?: \d{3})+(?![\d,/]|\.\d)/y; // $80 000
const zerosTail = /(?: 000)+(?!\d)/y; // 325 000
const scaleTail = new RegExp(`${SPACE}{0,2}(hundred|thousand|million|billion|trillion)\\b`, 'iy');
const letterTail = /([kKMB]|mn|bn)(?![\w'])/y;
const currencyBefore =
  /(?:US|CA|AU|C|A)?[$€£¥₹₩₱][ \t\u2009\u00A0]{0,2}$|\b(?:USD|EUR|GBP|INR|Rs\.?|RM|PHP)[ \t]{0,2}$/;
const wordSign = /(?:\bnegative|(?:^|\bis|[=:])\s{0,3}minus)\s{1,2}$/i;
const SCALE: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  billion: 1e9,
  b: 1e9,
  bn: 1e9,
  trillion: 1e12,
};
const LONGEST = 60; // characters; what is longer is no answer

function decimalOf(digits: string): Decimal {
  return new ExactDecimal(digits.replace(/[^\d.]/g, ''));
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

interface Reading {
  readonly value: Decimal;
  readonly unscaled?: Decimal;
  readonly end: number;
}

/** The value that starts with the digits `digits` at `start`, and where it ends. */
function readValue(text: string, start: number, digits: string, money: boolean): Reading {
  const groups = /^\d{1,3}$/.test(digits)
    ? matchAt(money ? spacedTail : zerosTail, text, start + digits.length)
    : null;
  const whole = digits + (groups?.[0] ?? '');
  let value = decimalOf(whole);
  let end = start + whole.length;
  const mixed = /[./]/.test(digits) ? null : matchAt(mixedTail, text, end);
  if (mixed !== null && Number(mixed[1]) < Number(mixed[2])) {
    return { value: value.plus(decimalOf(mixed[1] ?? '').div(mixed[2] ?? 1)), end: end + mixed[0].length };
  }
  const power = digits === '10' ? matchAt(tenTail, text, end) : null;
  const scientific = matchAt(exponentTail, text, end) ?? matchAt(powerTail, text, end);
  const exponent = Number(power?.[1] ?? scientific?.[1] ?? Number.NaN);
  if (Math.abs(exponent) <= 40) {
    value =
      power === null ? value.times(new ExactDecimal(10).pow(exponent)) : new ExactDecimal(10).pow(exponent);
    end += (power ?? scientific)?.[0].length ?? 0;
    return { value, end };
  }
  const fraction = text[start - 1] === '/' ? null : matchAt(fractionTail, text, end);
  if (fraction !== null && fraction[0].length <= LONGEST) {
    const denominator = decimalOf(fraction[1] ?? '');
    if (!denominator.isZero()) {
      value = value.div(denominator);
      end += fraction[0].length;
    }
  }
  const scale = matchAt(scaleTail, text, end) ?? matchAt(letterTail, text, end);
  const unit = scale?.[1] ?? '';
  if (scale !== null && (money || unit.length > 2 || unit === 'k')) {
    end += scale[0].length;
    return { value: value.times(SCALE[unit.toLowerCase()] ?? 1), unscaled: value, end };
  }
  return { value, end };
}

/** Where the number at `start` begins with its currency and sign, and whether the sign is a minus. */
function readSign(text: string, start: number): { start: number; negative: boolean; money: boolean } {
  let begin = start;
  let money = false;
  const skipCurrency = () => {
    const currency = currencyBefore.exec(text.slice(Math.max(0, begin - 6), begin));
    if (currency === null) return;
    begin -= currency[0].length;
    money = true;
  };
  skipCurrency();
  const dash = /([-–])([ \t]?)$/.exec(text.slice(Math.max(0, begin - 2), begin));
  if (dash !== null) {
    const at = begin - dash[0].length;
    const before = text.slice(Math.max(0, at - 4), at);
    const binary = /[\p{L}\p{N})%°\]]$|[\p{N})%°\]]\s+$/u.test(before);
    const loose = dash[2] !== '' && !/=\s*$/.test(before); // `- 5` is a list item or a dash, `= - 5` is not
    if (!binary && !loose) {
      begin = at;
      if (!money) skipCurrency(); // $-5
      return { start: begin, negative: true, money };
    }
  }
  const word = wordSign.exec(text.slice(Math.max(0, begin - 16), begin));
  return { start: begin, negative: word !== null, money };
}

/**
 * Every number in `text`, in order. Digits that belong to a word, an exponent or an index (`H2O`, `m^2`, `x_1`) are
 * none; a thousands separator is a comma or a non-breaking or thin space between groups of three (or Indian) digits.
 */
export function findNumbers(text: string): NumberToken[] {
  const tokens: NumberToken[] = [];
  const begin = /\.?\d/g;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    let at = match.index;
    if (text[at] === '.' && /[\p{L}\d]/u.test(text[at - 1] ?? ' ')) at++; // Rs.18
    const digits = matchAt(number, text, at)?.[0] ?? '';
    begin.lastIndex = at + Math.max(1, digits.length);
    const before = text.slice(Math.max(0, at - 2), at);
    const attached = /[\p{L}_^]$/u.test(before) && !/\d[xX]$/.test(before);
    if (digits.length > LONGEST) continue;
    if (attached && !currencyBefore.test(text.slice(Math.max(0, at - 6), at))) continue;
    if (/\^[-(]$/.test(before)) continue;
    const sign = readSign(text, at);
    const { value, unscaled, end } = readValue(text, at, digits, sign.money);
    if (value.toString().length > LONGEST + 40) continue;
    const signed = (magnitude: Decimal) => (sign.negative ? magnitude.neg() : magnitude);
    const token = { start: sign.start, end, value: signed(value) };
    tokens.push(unscaled === undefined ? token : { ...token, unscaled: signed(unscaled) });
    begin.lastIndex = Math.max(begin.lastIndex, end);
  }
  return tokens;
}

/** The shortest plain decimal text of a number, rounded to 12 significant digits when it has no end (`0.333333333333`). */
export function canonicalNumber(value: Decimal): string {
  const exact = value.decimalPlaces() > 12 ? value.toSignificantDigits(12) : value;
  return (exact.isZero() ? new ExactDecimal(0) : exact).toFixed();
}
