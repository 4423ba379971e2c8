// JSON as other programs write it: numbers of more digits than a JavaScript number holds, and Python's NaN.
import { Decimal } from 'decimal.js';

/** So many digits may be more than a number holds. */
const longNumber = /\d[\d.]{15}/;
const notFinite = /NaN|Infinity/;
/** A text, which is passed over, or something that JSON or Python writes for a number. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity\b|NaN\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const Digits = Decimal.clone({ precision: 1000 });

/**
 * `JSON.parse` that loses no digits: a number that JavaScript would round is given as text, as it stands (`12345678901234567890`). Python's
 * `NaN`, `Infinity` and `-Infinity` become null. Throws what `JSON.parse` throws.
 */
export function parseExactly(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!notFinite.test(text)) throw error;
    try {
      return JSON.parse(rewritten(text));
    } catch {
      throw error;
    }
  }
  return longNumber.test(text) ? JSON.parse(rewritten(text)) : value;
}

function rewritten(text: string): string {
  return text.replace(token, (found) => {
    if (found.startsWith('"')) return found;
    if (/[NI]/.test(found)) return 'null';
    return longNumber.test(found) && isRounded(found) ? `"${found}"` : found;
  });
}

function isRounded(number: string): boolean {
  const value = Number(number);
  return !Number.isFinite(value) || !new Digits(number).eq(new Digits(value));
}
