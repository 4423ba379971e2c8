// One amount that a text states in two units: `1 hour and 30 minutes, or 1.5 hours`, `$1.30, or 130 cents`.
import type { Decimal } from 'decimal.js';
import { type Asked, isAsked } from './asked.ts';
import { ExactDecimal } from './notation.ts';
import type { Quantity } from './quantities.ts';

/** What each unit is in the smallest of its kind. Only units that have one size: a month has none. */
const UNITS: readonly (readonly [name: RegExp, kind: string, size: number])[] = [
  [/^s(?:ec(?:ond)?s?)?$/, 'time', 1],
  [/^m(?:in(?:ute)?s?)$/, 'time', 60],
  [/^h(?:(?:ou)?rs?)?$/, 'time', 3600],
  [/^days?$/, 'time', 86_400],
  [/^weeks?$/, 'time', 604_800],
  [/^months?$/, 'months', 1],
  [/^years?$/, 'months', 12],
  [/^(?:in|inch|inches|")$/, 'length', 1],
  [/^(?:ft|foot|feet|')$/, 'length', 12],
  [/^(?:yd|yards?)$/, 'length', 36],
  [/^(?:mi|miles?)$/, 'length', 63_360],
  [/^(?:mm|millimet(?:er|re)s?)$/, 'metric length', 1],
  [/^(?:cm|centimet(?:er|re)s?)$/, 'metric length', 10],
  [/^(?:m|met(?:er|re)s?)$/, 'metric length', 1000],
  [/^(?:km|kilomet(?:er|re)s?)$/, 'metric length', 1_000_000],
  [/^(?:oz|ounces?)$/, 'weight', 1],
  [/^(?:lbs?|pounds?)$/, 'weight', 16],
  [/^(?:mg|milligrams?)$/, 'mass', 1],
  [/^(?:g|grams?)$/, 'mass', 1000],
  [/^(?:kg|kilograms?)$/, 'mass', 1_000_000],
  [/^(?:ml|millilit(?:er|re)s?)$/, 'volume', 1],
  [/^(?:l|lit(?:er|re)s?)$/, 'volume', 1000],
  [/^pints?$/, 'measure', 1],
  [/^quarts?$/, 'measure', 2],
  [/^gallons?$/, 'measure', 8],
  [/^(?:¢|cents?|penny|pennies|pence)$/, 'money', 1],
  [/^(?:\$|dollars?|bucks?|euros?|€|£)$/, 'money', 100],
];
/** Between two ways to say one amount. `0.5 hours, which is 30 minutes` is a conversion, and its result counts. */
const SAME =
  /^(?: ?[¢€'"]| ?\p{L}+)?,? ?(?:or|i\.e\.,?|\((?:or |i\.e\.,? |that is,? |which is )?)\s?[$€£]?$/iu;
const PART = /([$€£])?(\d+(?:\.\d+)?)[ ]?(?:([¢$€'"]|\p{L}+)[,]?(?: and)?[ ]?)?/uy;
const LONGEST = 80; // characters of one amount

interface Amount {
  readonly kind: string;
  readonly size: Decimal;
}

/** One unit's amount, in the smallest of its kind; without a unit, a number as it is. */
function amountOf(value: Decimal, unit: string | undefined): Amount | null {
  if (unit === undefined) return null;
  const [, kind, size] = UNITS.find(([name]) => name.test(unit.toLowerCase())) ?? [];
  return kind === undefined || size === undefined
    ? null
    : { kind, size: new ExactDecimal(value).times(size) };
}

/** The amount of a number with its unit, or of two units such as `1 hour and 30 minutes`. */
function amountAt(text: string, { start, end, value, money, shape }: Quantity): Amount | null {
  if (value !== null) {
    const unit = money === true ? text.slice(start, start + 1) : unitBehind(text, end);
    return amountOf(value, unit);
  }
  if (shape !== 'compound' || end - start > LONGEST) return null;
  const whole = text.slice(start, end);
  let sum = null as Amount | null;
  for (PART.lastIndex = 0; PART.lastIndex < whole.length; ) {
    const [, currency, digits, name] = PART.exec(whole) ?? [];
    const part = digits === undefined ? null : amountOf(new ExactDecimal(digits), currency ?? name);
    if (part === null || (sum !== null && sum.kind !== part.kind)) return null;
    sum = { kind: part.kind, size: part.size.plus(sum?.size ?? 0) };
  }
  return sum;
}

function unitBehind(text: string, end: number): string | undefined {
  return /^[ ]?([¢$€'"]|\p{L}+)/u.exec(text.slice(end, end + 24))?.[1];
}

/**
 * Of quantities that are one amount in different units, the number to read: that in the unit that is asked for, otherwise the first one.
 * Null where they are not the same amount, or in one unit.
 */
export function sameAmount(
  text: string,
  quantities: readonly Quantity[],
  asked: Asked | null,
): Quantity | null {
  const isSaidAgain = quantities
    .slice(1)
    .every(({ start }, index) => SAME.test(text.slice(quantities[index]?.end, start)));
  if (quantities.length < 2 || !isSaidAgain) return null;
  const amounts = quantities.map((quantity) => amountAt(text, quantity));
  const [first] = amounts;
  if (first === undefined || first === null) return null;
  const isSame = amounts.every((amount) => amount?.kind === first.kind && amount.size.eq(first.size));
  const numbers = quantities.filter(({ value }) => value !== null);
  if (!isSame) return null;
  const wanted = asked === null ? undefined : numbers.find((quantity) => isAsked(text, quantity, asked));
  return wanted ?? numbers[0] ?? null;
}
