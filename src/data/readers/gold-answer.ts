// Gold answers of a dataset's records: canonical as the answers that are read from outputs are (src/data/answer/canonical.ts), or a reason
// why a record cannot be used.
import type { Decimal } from 'decimal.js';
import { canonicalAnswer, inferAnswerType, type NumberFormat } from '../answer/index.ts';
import type { AnswerType } from '../problem.ts';
import { UnusableRecord } from './reading.ts';

/** How programs write that a value is missing. */
const MISSING = /^(?:nan|none|null|nil|undefined|n\/a|#n\/a|na|<na>|nat|-|\?|missing)$/i;

/** Whether a cell or field says that there is no value. */
export function standsForNothing(text: string): boolean {
  return MISSING.test(text.trim());
}

/** A number without exponent, with at most `places` decimals and no zeros behind them. */
export function decimalText(value: Decimal, places: number): string {
  const rounded = value.toDecimalPlaces(places);
  return rounded.isZero() ? '0' : rounded.toFixed();
}

/** The type of an answer whose type nothing states. Throws `UnusableRecord` where it stands for a missing value. */
export function goldAnswerType(text: string): AnswerType {
  if (!standsForNothing(text)) return inferAnswerType(text);
  throw new UnusableRecord(
    `the answer "${text}" stands for a missing value (where it is meant as text, state the answer type text)`,
  );
}

/** The canonical form of a gold answer; a text stays as it is. Throws `UnusableRecord` when it does not read as its type. */
export function goldAnswer(text: string, answerType: AnswerType, format?: NumberFormat): string {
  const canonical = canonicalAnswer(text, answerType, format === undefined ? {} : { format });
  if (canonical !== null) return answerType === 'text' ? text.trim() : canonical;
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const expected = { number: 'a number', boolean: 'yes, no, true or false', text: 'text' }[answerType];
  throw new UnusableRecord(`the answer "${shown}" does not read as ${expected}`);
}

/** A JSON number as text. Throws `UnusableRecord` for a whole number that JSON readers round. */
export function exactNumberText(value: number): string {
  const text = String(value);
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && !text.includes('e')) {
    throw new UnusableRecord(
      `the answer is a number of ${text.replace('-', '').length} digits, which JSON does not keep exactly: write it as text, in quotes`,
    );
  }
  return text;
}
