// Everything in a text that could be taken for a number: digits, number words, and the shapes that are none.
import type { Decimal } from 'decimal.js';
import { ExactDecimal } from './notation.ts';
import { findNumberWords } from './number-words.ts';
import { findNumbers, type NumberOptions } from './numbers.ts';
import { type ShapeName, shapeAt } from './shapes.ts';

export interface Quantity {
  readonly start: number;
  readonly end: number;
  /** Null for a shape that is no number. */
  readonly value: Decimal | null;
  readonly unscaled?: Decimal;
  readonly money?: boolean;
  readonly shape?: ShapeName;
  readonly words?: boolean;
}

export interface QuantityOptions extends NumberOptions {
  /** Whether `5!` is a factorial rather than an exclamation. */
  readonly factorials?: boolean;
}

/** Scientific notation and powers of ten are numbers, though they have the shape of a power. */
const POWER_OF_TEN = /^(?:[\d.,]+\s?[×xX*]\s?)?10\s?\^\s?\(?[+-]?\d{1,2}\)?$/;

/** The quantities of `text` that are written in digits, in order. */
export function quantitiesInDigits(text: string, options: QuantityOptions = {}): Quantity[] {
  const found: Quantity[] = [];
  let covered = 0;
  for (const number of findNumbers(text, options)) {
    if (number.digits < covered) continue;
    const { digits, ...token } = number;
    const shape = shapeAt(text, digits, number.end, options.factorials === true);
    if (shape === null || POWER_OF_TEN.test(text.slice(digits, shape.end))) {
      found.push(token);
      covered = number.end;
    } else {
      found.push({ start: number.start, end: shape.end, value: null, shape: shape.name });
      covered = shape.end;
    }
  }
  return found;
}

/** The quantities of `text`, in order; number words too. */
export function findQuantities(text: string, options: QuantityOptions = {}): Quantity[] {
  const inDigits = quantitiesInDigits(text, options);
  const words = findNumberWords(text).filter(
    (word) => !inDigits.some(({ start, end }) => word.start < end && start < word.end),
  );
  if (words.length === 0) return inDigits;
  const inWords = words.map(({ start, end, value }) => ({
    start,
    end,
    value: new ExactDecimal(value),
    words: true,
  }));
  return [...inDigits, ...inWords].sort((a, b) => a.start - b.start);
}
