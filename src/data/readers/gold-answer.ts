// Gold answers into canonical text: plain decimal numbers, `yes` and `no`, or the text as it is.
import { Decimal } from 'decimal.js';
import type { AnswerType } from '../problem.ts';
import { UnusableRecord } from './reading.ts';

const plainNumber = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?(?:e[+-]?\d{1,3})?$/i;
const fraction = /^([+-]?)(?:(\d+) )?(\d+) ?\/ ?(\d+)$/;
const booleans = new Map([
  ['yes', 'yes'],
  ['true', 'yes'],
  ['no', 'no'],
  ['false', 'no'],
]);

/**
 * The whole text as one number in canonical form (`$1,234.50` gives `1234.5`, `1 1/2` gives `1.5`), or null when it is
 * anything else. Currency signs before, `%` behind and a full stop at the end are dropped.
 */
export function canonicalNumber(text: string): string | null {
  const bare = text
    .trim()
    .replace(/\.$/, '')
    .replace(/^([+-]?)\s*[$£€]\s*/, '$1')
    .replace(/\s*%$/, '')
    .replace(/^[−–]/, '-');
  const parts = fraction.exec(bare);
  if (parts !== null) {
    const [, sign, whole = '0', numerator = '', denominator = ''] = parts;
    if (/^0+$/.test(denominator)) return null;
    const value = new Decimal(numerator).div(denominator).plus(whole);
    return decimalText(sign === '-' ? value.negated() : value, 10);
  }
  if (!plainNumber.test(bare) || !/\d/.test(bare)) return null;
  const value = new Decimal(bare.replaceAll(',', ''));
  return value.isZero() ? '0' : value.toString();
}

/** A number without exponent, with at most `places` decimals and no zeros behind them. */
export function decimalText(value: Decimal, places: number): string {
  const rounded = value.toDecimalPlaces(places);
  return rounded.isZero() ? '0' : rounded.toFixed();
}

/** `number` if the text reads as a number, `boolean` for yes, no, true and false, otherwise `text`. */
export function inferAnswerType(text: string): AnswerType {
  if (canonicalNumber(text) !== null) return 'number';
  return booleans.has(text.trim().toLowerCase()) ? 'boolean' : 'text';
}

/** The canonical form of a gold answer; throws `UnusableRecord` when it does not read as its type. */
export function canonicalAnswer(text: string, answerType: AnswerType): string {
  if (answerType === 'text') return text.trim();
  const canonical =
    answerType === 'number' ? canonicalNumber(text) : (booleans.get(text.trim().toLowerCase()) ?? null);
  if (canonical !== null) return canonical;
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const expected = answerType === 'number' ? 'a number' : 'yes, no, true or false';
  throw new UnusableRecord(`the answer "${shown}" does not read as ${expected}`);
}
