// How the digits of one number may be grouped and where its decimals begin: a table of notations.
import { Decimal } from 'decimal.js';
import type { NumberFormat } from './number-format.ts';

/** A private constructor: 40 digits, whatever other code does to decimal.js's shared settings. */
export const ExactDecimal = Decimal.clone({ precision: 40, toExpNeg: -60, toExpPos: 60 });

const GAP = '[\\u00A0\\u2009\\u202F\\u2007]'; // spaces that group digits; an ordinary space does so only in a stated answer
/** Neither a digit nor another group or decimal mark with digits follows. */
const END = "(?!\\d|[.,']\\d)";

interface Notation {
  readonly pattern: RegExp;
  readonly decimals: '.' | ',' | 'none';
}

const notation = (pattern: string, decimals: '.' | ',' | 'none'): Notation => ({
  pattern: new RegExp(`(?:${pattern})${END}`, 'y'),
  decimals,
});

/** Notations that can be read in one way only. The first that fits is taken. */
const CLEAR: readonly Notation[] = [
  notation('\\d{1,3}(?:,\\d{3})+\\.\\d+', '.'), // 1,234.56
  notation('\\d{1,3}(?:,\\d{3}){2,}', 'none'), // 1,234,567
  notation('\\d{1,2}(?:,\\d{2})+,\\d{3}(?:\\.\\d+)?', '.'), // 12,34,567
  notation('\\d{1,3}(?:\\.\\d{3})+,\\d+', ','), // 1.234,56
  notation('\\d{1,3}(?:\\.\\d{3}){2,}', 'none'), // 1.234.567
  notation("\\d{1,3}(?:'\\d{3})+(?:\\.\\d+)?", '.'), // 1'234.56
  notation("\\d{1,3}(?:'\\d{3})+,\\d+", ','), // 1'234,56
  notation(`\\d{1,3}(?:${GAP}\\d{3})+(?:\\.\\d+)?(?!${GAP}?\\d)`, '.'),
  notation(`\\d{1,3}(?:${GAP}\\d{3})+,\\d+`, ','),
  notation('0,\\d+|\\d+,\\d{1,2}|\\d+,\\d{4,}|\\d{4,},\\d+', ','), // 12,5 and 1234,567
];

/** `1,234` and `1.234`, as each format reads them. */
const AMBIGUOUS: Readonly<Record<NumberFormat, readonly Notation[]>> = {
  'decimal-point': [notation('\\d{1,3},\\d{3}', 'none')],
  'decimal-comma': [notation('[1-9]\\d{0,2}\\.\\d{3}', 'none'), notation('\\d{1,3},\\d{3}', ',')],
};

const PLAIN: readonly Notation[] = [
  { pattern: /\d+\.\d+|\.\d+/y, decimals: '.' },
  { pattern: /\d+/y, decimals: 'none' },
];

const TABLES: Readonly<Record<NumberFormat, readonly Notation[]>> = {
  'decimal-point': [...CLEAR, ...AMBIGUOUS['decimal-point'], ...PLAIN],
  'decimal-comma': [...CLEAR, ...AMBIGUOUS['decimal-comma'], ...PLAIN],
};

const SPACED = /\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d/-]|[.,']\d| \d)/y; // 1 234,56

export interface Digits {
  readonly value: Decimal;
  readonly length: number;
  /** Whether it has no decimals: then a fraction may follow as part of a mixed number. */
  readonly isWhole: boolean;
}

/** The number that begins at `at` of `text`, a digit or a point before one. `spaced`: an ordinary space may group digits. */
export function readDigits(text: string, at: number, format: NumberFormat, spaced: boolean): Digits | null {
  if (spaced) {
    SPACED.lastIndex = at;
    const match = SPACED.exec(text);
    if (match !== null) return digitsOf(match[0], match[0].includes(',') ? ',' : '.');
  }
  for (const { pattern, decimals } of TABLES[format]) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return digitsOf(match[0], decimals);
  }
  return null;
}

function digitsOf(shown: string, decimals: '.' | ',' | 'none'): Digits {
  const mark = decimals === 'none' ? -1 : shown.lastIndexOf(decimals);
  const whole = (mark < 0 ? shown : shown.slice(0, mark)).replace(/\D/g, '');
  const value = new ExactDecimal(mark < 0 ? whole : `${whole || '0'}.${shown.slice(mark + 1)}`);
  return { value, length: shown.length, isWhole: mark < 0 };
}

/** The shortest plain decimal text of a number, rounded to 12 significant digits when it has no end (`0.333333333333`). */
export function canonicalNumber(value: Decimal): string {
  const exact = value.decimalPlaces() > 12 ? value.toSignificantDigits(12) : value;
  return (exact.isZero() ? new ExactDecimal(0) : exact).toFixed();
}
