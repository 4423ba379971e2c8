// Shapes in which digits stand but which are no number: times, dates, ratios, powers, roots, algebra, quantities in two units.
// A number inside a shape is never read for the whole.
import { factorBehind } from './factors.ts';
import type { ShapeFound, ShapeName } from './shape-name.ts';

interface Shape {
  readonly name: ShapeName;
  /** Tried where the digits of a number begin. */
  readonly pattern: RegExp;
  /** What must stand right before the digits, where that makes the shape. */
  readonly before?: RegExp;
}

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?';
const NUMBER = '\\d+(?:[.,]\\d+)*';
/** As words in LaTeX have around them: `5 \text{ feet } 6`. */
const SPACES = '[ \\u2009]{0,3}';
/** Two units of one quantity: the larger, then the smaller. */
const UNIT_PAIRS = [
  ['h|hrs?|hours?', 'm|mins?|minutes?'],
  ['m|mins?|minutes?', 's|secs?|seconds?'],
  ['days?', 'h|hrs?|hours?'],
  ['weeks?', 'days?'],
  ['months?', 'weeks?|days?'],
  ['years?', 'months?|weeks?'],
  ["'|ft|foot|feet", '"|in|inch|inches'],
  ['lbs?|pounds?', 'oz|ounces?'],
  ['kg|kilograms?', 'g|grams?'],
  ['m|meters?|metres?', 'cm|centimeters?|centimetres?'],
  ['km|kilometers?|kilometres?', 'm|meters?|metres?'],
  ['gallons?', 'quarts?|pints?'],
  ['dollars?|\\$', 'cents?|¢'],
  ['\\^?°|degrees?', "['′]|minutes?"],
].map(
  ([large, small]) =>
    `(?:${large})(?![a-z])(?: {0,2}(?:,? and|,))?${SPACES}${NUMBER}${SPACES}(?:${small})(?![a-z\\d])`,
);

/** Behind the number of a bound: `12 or more`, `12 pens at most`. */
const BOUND_BEHIND =
  '(?! more or less)(?: \\p{L}+){0,2},? (?:or (?:more|less|fewer|greater|higher|lower|larger|smaller|above|below|over|under|up|older|younger)(?! than)|and (?:up|above|over|older|under)|at (?:most|least)(?! [$€£]?\\d)|(?:max|maximum|minimum))\\b';
/** Before the number of a bound, in digits or words. */
const BOUND_BEFORE =
  /(?:\b(?:more|less|fewer|greater|higher|larger|smaller|lower|bigger) than|\bat (?:least|most)|(?<!\b(?:bring\w*|brought|round\w*|add\w*|sum\w*|comes?|came|goes|went|ends?|ended|amount\w*|make\w*|total\w*)\b[^.;,]{0,24})\bup to|\bupwards of|\bexceed(?:s|ing|ed)?) (?:about |or equal to )?[$€£]?-?$/i;

const SHAPES: readonly Shape[] = [
  { name: 'date', pattern: /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)/y },
  { name: 'date', pattern: /\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/]|\s?=)/y },
  { name: 'date', pattern: new RegExp(`\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? \\d{4})?`, 'iy') },
  {
    name: 'date',
    pattern: /\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4}(?!\d)|(?=\s*$|[.,;:!?)](?!\d)| (?:at|is|was)\b))/y,
    before: new RegExp(`(?:^|[^a-z])${MONTH} $`, 'i'),
  },
  { name: 'time', pattern: /\d{1,2}(?:[:.]\d{2})? ?(?:[ap]\.m\.?|[ap]m\b|o['’]clock\b)/iy },
  { name: 'time', pattern: /\d{1,2} ?h ?\d{2}(?![\p{L}\d]|[.,]\d)/iuy },
  { name: 'time', pattern: /\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?(?![\d:])/iy },
  {
    name: 'ratio',
    pattern: new RegExp(`${NUMBER}(?:(?::| : )${NUMBER})+(?![\\d:])`, 'y'),
    before:
      /(?<!\b(?:step|day|week|month|year|part|case|option|question|problem|line|no\.?|number|group|round|stage) )$/i,
  },
  { name: 'sequence', pattern: /(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+(?:\.\d+){2,}(?!\d)/y },
  {
    name: 'sequence',
    pattern: /(?!\d{1,3}(?:,\d{3})+(?!\d|,\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d|,\d))\d+(?:,\d+){2,}(?![\d])/y, // 1,2,3
  },
  { name: 'range', pattern: new RegExp(`${NUMBER} {0,2}[~～↔] {0,2}[$€£]?${NUMBER}`, 'y') },
  { name: 'range', pattern: new RegExp(`${NUMBER}(?: {0,2}… {0,2}|\\.{2,3})[$€£]?${NUMBER}`, 'y') },
  { name: 'repeating', pattern: /\d+\.\d*(?:(?:\(\d{1,12}\))+|\d[\u0304\u0305\u0307])/y }, // 0.(3)
  {
    name: 'remainder',
    pattern: new RegExp(
      `${NUMBER}(?:${SPACES}[Rr]${SPACES}\\d+(?![\\p{L}\\d])|,? {1,2}(?:with |and |has )?(?:an? |the )?(?:rem\\.?|remainder)(?: of| is|:)?${SPACES}\\d)`,
      'uy',
    ),
  },
  { name: 'absolute', pattern: new RegExp(`${NUMBER} ?\\|`, 'y'), before: /\|\s?[-–]\s?$/ },
  {
    name: 'negated', // -(-5)
    pattern: new RegExp(NUMBER, 'y'),
    before: /(?:^|[=:([{$~≈]|\b(?:is|be|of|equals))\s{0,2}-\s?\(\s?-\s?[$€£]?$/,
  },
  { name: 'base', pattern: /0(?:[bB][01]+|[xX][\da-fA-F]+|[oO][0-7]+)(?![\p{L}\d])/uy },
  { name: 'bound', pattern: new RegExp(`${NUMBER}\\+(?=\\s+\\p{L}{2}|\\s*$|[,;)]|[.!?](?!\\d))`, 'uy') },
  {
    name: 'bound',
    pattern: new RegExp(`${NUMBER}${BOUND_BEHIND}`, 'iuy'),
  },
  { name: 'sequence', pattern: /\d+(?:\/\d+){2,}(?!\d)/y },
  { name: 'compound', pattern: new RegExp(`${NUMBER}${SPACES}(?:${UNIT_PAIRS.join('|')})`, 'iy') },
  { name: 'power', pattern: new RegExp(`${NUMBER}\\)? ?\\^ ?[-+({]{0,2}[\\w.^]+`, 'y') },
  {
    name: 'root',
    pattern: new RegExp(`${NUMBER} ?[×*]? ?[√∛∜]\\s?(?:\\[\\d+\\])?\\s?\\(?(?:${NUMBER})?`, 'y'),
  },
  { name: 'root', pattern: new RegExp(NUMBER, 'y'), before: /[√∛∜]\s?(?:\[|\[\d+\]\s?)?\(?$/ },
  { name: 'function', pattern: new RegExp(NUMBER, 'y'), before: functionBefore() },
  { name: 'base', pattern: /\d+_\d+/y },
  { name: 'algebra', pattern: new RegExp(`${NUMBER} ?[×*]?[ \\u2009]?(?:π|pi\\b)`, 'y') },
  { name: 'algebra', pattern: new RegExp(`${NUMBER}[xyzn](?![\\p{L}\\d'])(?:\\^\\d+)?`, 'uy') },
  {
    name: 'algebra',
    pattern: new RegExp(
      `${NUMBER}(?:a|[ \\u2009]?[bnqruvwxyz])(?:\\^\\d+)? ?[-+] ?(?:\\d+|[a-z](?![a-z]))`,
      'y',
    ),
  },
  {
    name: 'algebra',
    pattern: new RegExp(`${NUMBER}\\)? ?(?:[-+*×÷] ?[b-z]|/ ?\\(?[nxyz])(?![\\p{L}'.])`, 'uy'),
  },
  {
    name: 'algebra',
    pattern: new RegExp(NUMBER, 'y'),
    before:
      /(?:^|[\s(=])[b-z](?:\^\d+)? ?[-+*/×÷] ?\(?$|(?:[b-zπα-ω]|(?<!\p{L})a|[√∛∜]\(?\d{1,6}) ?\)? ?\/ ?\(? ?$/u,
  },
  { name: 'tolerance', pattern: new RegExp(`${NUMBER} ?± ?${NUMBER}`, 'y') },
  { name: 'tolerance', pattern: new RegExp(NUMBER, 'y'), before: /±\s?$/ },
  { name: 'inequality', pattern: new RegExp(`${NUMBER} ?[<>≤≥] ?[a-z](?!\\p{L})`, 'uy') },
  { name: 'inequality', pattern: new RegExp(NUMBER, 'y'), before: /[<≤≥≠]\s?\$?-?$|[a-z\d)] ?> ?\$?-?$/ },
  { name: 'tuple', pattern: new RegExp(`${NUMBER} ?; ?-?${NUMBER}`, 'y') },
  {
    name: 'tuple', // of a matrix, or with an end at infinity
    pattern: new RegExp(`${NUMBER}(?:(?:\\s{0,3}[\\n&]\\s{0,3}-?(?:${NUMBER}|\\p{L}))+|, ?[-+]?∞)`, 'uy'),
    before: /[([{]\s{0,3}-?$/,
  },
  {
    name: 'ratio',
    pattern: new RegExp(`${NUMBER} to ${NUMBER}`, 'y'),
    before: /\bratios?\b[^.;:\d]{0,40}\b(?:is|was|are|becomes|of|in) $/i,
  },
  {
    name: 'tuple',
    pattern: /(?!\d{1,3}(?:,\d{3})+(?:\.\d+)?\s?[)\]}])\d+(?:\.\d+)?(?:, ?-?\d+(?:\.\d+)?)+(?=\s?[)\]}])/y,
    before: /[([{]\s?-?$/,
  },
  {
    name: 'bound',
    pattern: new RegExp(NUMBER, 'y'),
    before: BOUND_BEFORE,
  },
];

function functionBefore(): RegExp {
  const names =
    'sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|log|lg|ln|exp|min|max|gcd|lcm|sqrt|floor|ceil|abs|binom|dbinom|tbinom|mod|bmod|pmod';
  return new RegExp(`(?:^|[^a-z])(?:${names}) ?(?:_\\d+)? ?[( ]?\\(?-?$`);
}

const FACTORIAL = /!(?=\s?(?:[-+*/×÷=^)]|$))/y;
const LOOK_BACK = 48; // characters

const boundBehind = new RegExp(`^${BOUND_BEHIND}`, 'iu');

/** Whether a number in words from `start` to `end` is a bound: `at least twelve`. */
export const isBound = (text: string, start: number, end: number): boolean =>
  BOUND_BEFORE.test(text.slice(Math.max(0, start - LOOK_BACK), start)) ||
  boundBehind.test(text.slice(end, end + LOOK_BACK));

/**
 * The shape whose digits begin at `at`, or null. `end` is where the number ends that would be read there; with
 * `factorials`, an exclamation mark behind it is one.
 */
export function shapeAt(text: string, at: number, end: number, factorials: boolean): ShapeFound | null {
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  for (const shape of SHAPES) {
    if (shape.before !== undefined && !shape.before.test(before)) continue;
    shape.pattern.lastIndex = at;
    const match = shape.pattern.exec(text);
    if (match !== null) return { name: shape.name, end: Math.max(end, at + match[0].length) };
  }
  const factor = factorBehind(text, at, end);
  if (factor !== null) return factor;
  FACTORIAL.lastIndex = end;
  if (factorials && FACTORIAL.test(text)) return { name: 'factorial', end: end + 1 };
  return null;
}
