// Finds the numbers in plain text: signs, currency, fractions, mixed numbers, powers of ten, scale words.
import type { Decimal } from 'decimal.js';
import { ExactDecimal, readDigits } from './notation.ts';
import type { NumberFormat } from './number-format.ts';

/** A number in a text; `start` includes its sign and currency, `end` its scale word, percent sign excluded. */
export interface NumberToken {
  readonly start: number;
  readonly end: number;
  readonly value: Decimal;
  /** The value without its scale word: 4 in `4 million`. */
  readonly unscaled?: Decimal;
  /** Whether a currency stands before it. */
  readonly money?: boolean;
  /** Where its digits begin, behind sign and currency. */
  readonly digits: number;
}

export interface NumberOptions {
  readonly format?: NumberFormat;
  /** The text states an answer: `- 5` at its head is negative, and so is `($5)` alone; `1 234` is one number. */
  readonly stated?: boolean;
}

const SPACE = '[ \\t\\u00A0\\u2009\\u202F]';
const DENOMINATOR = '(\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(\\.\\d+)?';
const fractionTail = new RegExp(
  `${SPACE}?/${SPACE}?[$€£]?${DENOMINATOR}(?!${SPACE}?/${SPACE}?\\d|\\d|[.,]\\d)`,
  'y',
);
const mixedTail = new RegExp(
  `(?:${SPACE}{1,3}(?:and${SPACE}{1,2})?|-)(\\d{1,3})/(\\d{1,3})(?!\\d|/|${SPACE}?=)`,
  'y',
);
const spokenTail = new RegExp(
  `${SPACE}and${SPACE}(?:(a|one)[ -](half|third|quarter|fourth|fifth)|(two|three)[ -](thirds|quarters|fourths|fifths))\\b`,
  'iy',
);
const exponentTail = /[eE]([+-]?\d{1,3})(?!\w|\.\d)/y;
const powerTail = new RegExp(
  `${SPACE}?[×xX*]${SPACE}?10${SPACE}?\\^${SPACE}?\\(?([+-]?\\d{1,2})\\)?(?![\\d^])`,
  'y',
);
const tenTail = new RegExp(`${SPACE}?\\^${SPACE}?\\(?([+-]?\\d{1,2})\\)?(?![\\d^\\p{L}])`, 'uy');
const spacedTail = /(?: \d{3})+(?![\d,/-]|\.\d)/y; // $80 000
const spacedBeforeCurrency = /(?: \d{3})+(?= ?(?:[€£¥₹₽]|(?:EUR|USD|GBP|CHF)\b))/y; // 1 250 €
const zerosTail = /(?: 000)+(?!\d)/y; // 325 000
/** `12 500 people`, not `2 500 ml bottles` and `12 200-page books`. */
const spacedInProse =
  /(?: \d{3})+(?!\d|,\d|[-/']|\.\d| \d| (?:[mck]?[lgm]|[mck]L|oz|lb|gram|dollar|euro|cent|page|piece|watt|calorie|foot|pound|hour|minute|year|day)s? (?!(?:of|in|and|or|for|per|each|every|from|with|at|on|to|by|is|are|was|were|after|before|left|long|old|more|less|total|altogether|a|an|the)\b)\p{L})/iuy;
/** Before a number that only counts or names something, so that another number begins behind it: `on day 3 500 people`. */
const namesNumber =
  /(?:\b(?:days?|weeks?|months?|years?|steps?|no\.?|numbers?|rooms?|pages?|parts?|class|grade|level|round|case|option|question|problem|example|chapter|group|team|line|stage|bus|answer)|[\d.,]) ?[#(]?$/i;
const scaleTail = new RegExp(
  `${SPACE}{0,2}(dozen|hundred|thousand|million|billion|trillion|lakh|crore)s?\\b`,
  'iy',
);
/** All of what is skipped where it is no number: `2.5/3` of `x2.5/3`. */
const digitRun = /\d*(?:[.,]\d+)*(?:\/[\d.,/]{0,60})?/y;
const letterTail = /([kKMB]|mn|bn)(?![\w'])/y;
const currencyBefore =
  /(?:US|CA|AU|NZ|HK|C|A|S|R)?[$€£¥₹₩₱₽₺₪฿₫][ \t\u2009\u00A0]{0,2}$|\b(?:USD|EUR|GBP|INR|CHF|JPY|AUD|CAD|Rs\.?|RM|PHP|kr)[ \t]{0,2}$/;
/** `non-negative 5`, `Rh-negative 5` and `tested negative 5 times` have no sign. */
const wordSign =
  /(?:(?<!\p{L}[-–]|\bnon |\b(?:test(?:s|ed|ing)?|turn(?:s|ed)?|(?:came|come|comes) back|goes|went) )\bnegative|(?:^|\bis|[=:(])\s{0,3}minus)(?:\s{1,2}|-)$/iu;
const SCALE: Readonly<Record<string, number>> = {
  dozen: 12,
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  lakh: 1e5,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  crore: 1e7,
  billion: 1e9,
  b: 1e9,
  bn: 1e9,
  trillion: 1e12,
};
const PARTS: Readonly<Record<string, number>> = {
  half: 2,
  third: 3,
  thirds: 3,
  quarter: 4,
  quarters: 4,
  fourth: 4,
  fourths: 4,
  fifth: 5,
  fifths: 5,
};
const LONGEST = 60; // characters; what is longer is no answer
/** The whole of a stated answer in an accountant's parentheses: `($500)`, `(500 €)`. */
const ACCOUNTING =
  /^\W{0,6}?\(\s?(?:[A-Z]{0,3}[$€£¥₹]\s?[\d.,' ]{1,30}|[\d.,' ]{1,30}\s?(?:[€£¥₹]|[A-Z]{3}\b))\s?\)\W{0,6}$/;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

interface Reading {
  readonly value: Decimal;
  readonly unscaled?: Decimal;
  readonly end: number;
}

/** The value whose digits begin at `start`, and where it ends. */
function readValue(text: string, start: number, money: boolean, options: NumberOptions): Reading | null {
  const digits = readDigits(text, start, options.format ?? 'decimal-point', options.stated === true);
  if (digits === null || digits.length > LONGEST) return null;
  const groups =
    digits.isWhole && digits.length <= 3
      ? (matchAt(money ? spacedTail : zerosTail, text, start + digits.length) ??
        matchAt(spacedBeforeCurrency, text, start + digits.length) ??
        (text[start] === '0' || namesNumber.test(text.slice(Math.max(0, start - 12), start))
          ? null
          : matchAt(spacedInProse, text, start + digits.length)))
      : null;
  let value = digits.value;
  let end = start + digits.length;
  if (groups !== null) {
    value = new ExactDecimal(text.slice(start, end + groups[0].length).replace(/\D/g, ''));
    end += groups[0].length;
  }
  const mixed = digits.isWhole ? mixedPart(text, end) : null;
  if (mixed !== null) return { value: value.plus(mixed.part), end: mixed.end };
  const power = text.slice(start, end) === '10' ? matchAt(tenTail, text, end) : null;
  const scientific = matchAt(exponentTail, text, end) ?? matchAt(powerTail, text, end);
  const exponent = Number(power?.[1] ?? scientific?.[1] ?? Number.NaN);
  if (Math.abs(exponent) <= 40) {
    const ten = new ExactDecimal(10).pow(exponent);
    end += (power ?? scientific)?.[0].length ?? 0;
    return { value: power === null ? value.times(ten) : ten, end };
  }
  const fraction = text[start - 1] === '/' ? null : matchAt(fractionTail, text, end);
  if (fraction !== null && fraction[0].length <= LONGEST) {
    const denominator = new ExactDecimal((fraction[1] ?? '').replaceAll(',', '') + (fraction[2] ?? ''));
    if (!denominator.isZero()) {
      value = value.div(denominator);
      end += fraction[0].length;
    }
  }
  const scale = matchAt(scaleTail, text, end) ?? matchAt(letterTail, text, end);
  const unit = scale?.[1] ?? '';
  if (scale !== null && (money || unit.length > 2 || unit === 'k' || unit === 'bn')) {
    end += scale[0].length;
    return { value: value.times(SCALE[unit.toLowerCase()] ?? 1), unscaled: value, end };
  }
  return { value, end };
}

/** `2 1/2`, `2 and 1/2`, `2-1/2`, `2 and a half`: what stands behind the whole number that ends at `end`. */
function mixedPart(text: string, end: number): { part: Decimal; end: number } | null {
  const written = matchAt(mixedTail, text, end);
  if (written !== null && Number(written[1]) < Number(written[2])) {
    return { part: new ExactDecimal(written[1] ?? 0).div(written[2] ?? 1), end: end + written[0].length };
  }
  const spoken = matchAt(spokenTail, text, end);
  if (spoken === null) return null;
  const [whole, one, part, several = '', parts] = spoken;
  const count = one !== undefined ? 1 : several.toLowerCase() === 'two' ? 2 : 3;
  const of = PARTS[(part ?? parts ?? '').toLowerCase()] ?? 1;
  return { part: new ExactDecimal(count).div(of), end: end + whole.length };
}

/** Where the number at `start` begins with its currency and sign, and whether the sign is a minus. */
function readSign(
  text: string,
  start: number,
  stated: boolean,
): { start: number; negative: boolean; money: boolean } {
  let begin = start;
  let money = false;
  const skipCurrency = () => {
    const currency = currencyBefore.exec(text.slice(Math.max(0, begin - 6), begin));
    if (currency === null) return;
    begin -= currency[0].length;
    money = true;
  };
  skipCurrency();
  const signEnd = text[begin - 1] === '(' ? begin - 1 : begin; // `-(5)`
  const dash = /([-–—])([ \t\u2009]{0,2})$/.exec(text.slice(Math.max(0, signEnd - 3), signEnd));
  const isDash =
    dash !== null &&
    /-\s?$/.test(text.slice(Math.max(0, signEnd - dash[0].length - 2), signEnd - dash[0].length)); // -- 5
  if (dash !== null && !isDash) {
    const at = signEnd - dash[0].length;
    const before = text.slice(Math.max(0, at - 4), at);
    const binary = /[\p{L}\p{N})%°\]]$|[\p{N})%°\]]\s+$/u.test(before);
    const head = stated && /^[\s"'($€£¥]*$/.test(text.slice(0, at));
    const spaced = dash[2] !== '' && !head && !/=[\s$€£(]*$/.test(before); // `- 5` is a list item or a dash, `= - 5` is not
    if (!binary && !spaced) {
      begin = at;
      if (!money) skipCurrency(); // $-5
      return { start: begin, negative: true, money };
    }
  }
  const word = wordSign.exec(text.slice(Math.max(0, begin - 24), begin));
  return { start: begin, negative: word !== null, money };
}

/**
 * Every number in `text`, in order. Digits that belong to a word, an exponent or an index (`H2O`, `m^2`, `x_1`) are
 * none; how digits may be grouped is in notation.ts.
 */
export function findNumbers(text: string, options: NumberOptions = {}): NumberToken[] {
  const stated = options.stated === true;
  const accounting = stated && ACCOUNTING.test(text);
  const tokens: NumberToken[] = [];
  const begin = /\.?\d/g;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    let at = match.index;
    if (text[at] === '.' && /[\p{L}\d]/u.test(text[at - 1] ?? ' ')) at++; // Rs.18
    begin.lastIndex = at + (matchAt(digitRun, text, at)?.[0].length ?? 1);
    const before = text.slice(Math.max(0, at - 3), at);
    const attached = /[\p{L}_^]$/u.test(before) && !/\d[xX]$/.test(before);
    if (attached && !currencyBefore.test(text.slice(Math.max(0, at - 6), at))) continue;
    if (/\^[-(]/.test(before)) continue;
    const sign = readSign(text, at, stated);
    const reading = readValue(text, at, sign.money, options);
    if (reading === null) continue;
    const { value, unscaled, end } = reading;
    begin.lastIndex = end;
    const negative = sign.negative || accounting;
    const signed = (magnitude: Decimal) => (negative ? magnitude.neg() : magnitude);
    tokens.push({
      start: sign.start,
      end,
      value: signed(value),
      digits: at,
      ...(unscaled !== undefined && { unscaled: signed(unscaled) }),
      ...(sign.money && { money: true }),
    });
  }
  return tokens;
}
