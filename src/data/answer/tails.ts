// Words behind a number that make another number of it: `6 degrees below zero` is -6, `1 out of 5` is a fifth.
import type { Decimal } from 'decimal.js';
import { ExactDecimal } from './notation.ts';

const BELOW_ZERO =
  /[ ]?(?:°[ ]?[CF]?|degrees?(?: (?:celsius|centigrade|fahrenheit|c|f)\b)?)?[ ]?below (?:zero|0)(?![\p{L}\d]|[.,]\d)/iuy;
/** With a noun behind it, it is a count: `4 out of 10 marbles`. */
const SHARE =
  /[ ](out of|in)(?: (?:a|every))? (\d{1,6})(?=[^\p{L}\p{N}]*$|[ ](?:chances?|probability|odds|likelihood)\b)/iuy;

export interface Tail {
  readonly value: Decimal;
  /** The number itself, where it may be what a problem asks for. */
  readonly unscaled?: Decimal;
  readonly end: number;
}

/** What the words behind a number of `text` make of it, a number of that value which ends at `end`; null where there are none. */
export function tailBehind(text: string, end: number, value: Decimal): Tail | null {
  if (value.isNegative()) return null;
  BELOW_ZERO.lastIndex = end;
  const below = BELOW_ZERO.exec(text);
  if (below !== null) return { value: value.neg(), end: end + below[0].length };
  SHARE.lastIndex = end;
  const share = SHARE.exec(text);
  if (share === null) return null;
  const whole = new ExactDecimal(share[2] ?? 0);
  const isShare = value.isInteger() && value.lte(whole) && whole.gt(1);
  if (!isShare || (share[1]?.toLowerCase() === 'in' && !value.eq(1))) return null;
  return { value: new ExactDecimal(value).div(whole), unscaled: value, end: end + share[0].length };
}
