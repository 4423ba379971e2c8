// What stands behind a number and makes another value of it: a symbol, an unknown, a root, a power, a function, a denominator that is no
// number. `1/3 π` is no third. The number may be a fraction, a mixed number or a decimal; only its end counts.
import type { ShapeFound, ShapeName } from './shape-name.ts';

/** Between a number and a factor: the end of its parentheses, a thin space, a sign. */
const JOIN = '\\)?[ \\u2009]?[×*]?[ \\u2009]?\\(?';
const SYMBOL = '[πα-ωΓΔΘΛΣΦΨΩ]|pi(?![\\p{L}\\d])';
/** Letters that are unknowns and no units. */
const UNKNOWN = '[eijuvxyzn]';
const UNIT =
  'mm|cm|dm|km|mg|kg|ml|cl|dl|lb|oz|ft|in|yd|mi|hr|min|sec|wk|mo|yr|am|pm|st|nd|rd|th|bn|mn|tn|kw|kwh|gb|mb|kb|tb|hz|db|pt|qt|gal|cup|tsp|tbs|doz|hp|pc|pcs|eur|usd|gbp|lbs|hrs|yrs|mins|kph|mph|sq|cc|ct|px|kcal|cal|pie|box|can|bag|day|of|to|is|or|as|at|by|on';

interface Factor {
  readonly name: ShapeName;
  /** Tried where the number ends. */
  readonly pattern: RegExp;
  /** Only behind a fraction. */
  readonly fraction?: true;
}

const factor = (name: ShapeName, pattern: string, more: Partial<Factor> = {}): Factor => ({
  name,
  pattern: new RegExp(pattern, 'uy'),
  ...more,
});

const FACTORS: readonly Factor[] = [
  factor('algebra', `${JOIN}(?:${SYMBOL})`),
  factor('root', `${JOIN}[√∛∜]`),
  factor('root', '\\)?[ ]?[-+][ ]?\\(?\\d*[√∛∜]'), // 1+√5
  factor('power', '\\)?[ ]?\\^[ ]?[-+({]{0,2}[\\p{L}\\d]'),
  factor(
    'function',
    `${JOIN}(?:sin|cos|tan|cot|log|ln|lg|exp)(?![a-z])(?:_\\d+)?[ ]{0,2}(?:\\d|\\((?!s\\))|[πα-ω]|[a-z](?!\\p{L}))`,
  ),
  // 36/(π), 5/√3, 5/(2x): the denominator is no number
  factor(
    'algebra',
    `[ ]?\\)?[ ]?[/÷][ ]?\\(?[ ]?\\d*(?:${SYMBOL}|[√∛∜]|${UNKNOWN}(?![\\p{L}\\d']|\\.\\p{L}))`,
  ),
  factor('algebra', '\\)?/\\([^()\\n]{0,40}(?:[π√]|(?<!\\p{L})\\p{L}(?!\\p{L}))'),
  factor('algebra', `\\)?[×*]?${UNKNOWN}(?![\\p{L}\\d'-]|\\.\\p{L})`),
  factor('algebra', "\\)?[ \\u2009][xyz](?![\\p{L}\\d'])(?=\\s*(?:$|[.,;)=+*/^]|-(?!\\p{L})))"),
  // 2ab, 3xy; 1/2gt^2, 1/3r: units look different
  factor('algebra', "\\)?(?:[abcxyz]{2,3}|[mgv]{2,3}\\^\\d)(?![\\p{L}\\d'-])"),
  factor('algebra', `\\)?(?!(?:${UNIT}|[mghlsckL])(?!\\p{L}))[a-z]{1,2}(?:\\^\\d)?(?![\\p{L}\\d'-])`, {
    fraction: true,
  }),
  factor('ratio', '(?::| : )\\d', { fraction: true }),
  factor('algebra', '\\)?(?:[ ]?[/÷×]|[ ][+*])[ ]?\\(*\\s*$'), // 3 +: the output breaks off in a calculation
];

/** The factor behind the number from `start` to `end`, or null. */
export function factorBehind(text: string, start: number, end: number): ShapeFound | null {
  const isFraction = text.slice(start, end).includes('/');
  for (const { name, pattern, fraction } of FACTORS) {
    if (fraction === true && !isFraction) continue;
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (match !== null) return { name, end: end + match[0].length };
  }
  return null;
}
