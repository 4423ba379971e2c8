// A number and the whole one that it is rounded to: `4.2, or 5, boxes`. They are one answer, not two.
import type { Decimal } from 'decimal.js';

/** Whether `exact` has decimals and `whole` is one of the two whole numbers around it. */
export function isRoundedTo(exact: Decimal | null, whole: Decimal | null): boolean {
  if (exact === null || whole === null) return false;
  return !exact.isInteger() && whole.isInteger() && exact.minus(whole).abs().lt(1);
}
