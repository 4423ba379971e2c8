// Everything in a text that could be taken for a number: digits, number words, and the shapes that are none.
import type { Decimal } from 'decimal.js';
import { ExactDecimal } from './notation.ts';
import { findNumberWords } from './number-words.ts';
import { findNumbers, type NumberOptions } from './numbers.ts';
import type { ShapeName } from './shape-name.ts';
import { isBound, shapeAt } from './shapes.ts';
import { tailBehind } from './tails.ts';

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
  /** `at least 5` is 5 with words, as in a text that is compared, not a bound. */
  readonly withoutBounds?: boolean;
}

/** Scientific notation and powers of ten are numbers, though they have the shape of a power. */
const POWER_OF_TEN = /^(?:[\d.,]+\s?[×xX*]\s?)?10\s?\^\s?\(?[+-]?\d{1,2}\)?$/;

/** `5 - 3 = 2:00 pm`, `= 2 pm`: a full hour that is the result of a calculation is its number of hours. */
const FULL_HOUR = /^(\d{1,2})(?::00\b| ?(?:[ap]\.?m\b|o['’]clock))/i;

function resultingHour(text: string, at: number): Decimal | null {
  const hour = FULL_HOUR.exec(text.slice(at, at + 10))?.[1];
  return hour !== undefined && /=\s{0,3}$/.test(text.slice(Math.max(0, at - 5), at))
    ? new ExactDecimal(hour)
    : null;
}

/** The quantities of `text` that are written in digits, in order. */
export function quantitiesInDigits(text: string, options: QuantityOptions = {}): Quantity[] {
  const found: Quantity[] = [];
  let covered = 0;
  for (const number of findNumbers(text, options)) {
    if (number.digits < covered) continue;
    const { digits, ...token } = number;
    const shape = shapeAt(text, digits, number.end, options.factorials === true);
    const isWords = shape?.name === 'bound' && options.withoutBounds === true;
    if (shape === null || isWords || POWER_OF_TEN.test(text.slice(digits, shape.end))) {
      const tail = tailBehind(text, number.end, number.value);
      found.push(tail === null ? token : { ...token, ...tail });
      covered = tail?.end ?? number.end;
    } else {
      const value = shape.name === 'time' ? resultingHour(text, digits) : null;
      found.push({ start: number.start, end: shape.end, value, shape: shape.name });
      covered = shape.end;
    }
  }
  return found;
}

/** The quantities of `text`, in order; number words too. */
export function findQuantities(text: string, options: QuantityOptions = {}): Quantity[] {
  const inDigits = quantitiesInDigits(text, options);
  const inWords: Quantity[] = [];
  for (const { start, end, value } of findNumberWords(text)) {
    const last = inWords.at(-1);
    if (last !== undefined && start < last.end) continue; // the zero of `nine degrees below zero`
    if (inDigits.some((quantity) => start < quantity.end && quantity.start < end)) continue;
    if (value > 1 && options.withoutBounds !== true && isBound(text, start, end)) {
      inWords.push({ start, end, value: null, words: true, shape: 'bound' });
      continue;
    }
    const exact = new ExactDecimal(value);
    inWords.push({ start, end, value: exact, words: true, ...tailBehind(text, end, exact) });
  }
  if (inWords.length === 0) return inDigits;
  return [...inDigits, ...inWords].sort((a, b) => a.start - b.start);
}
