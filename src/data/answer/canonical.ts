// The canonical form of a bare answer, such as a dataset's gold answer. There is one: what is read from an output has it too.

import type { AnswerType } from '../problem.ts';
import { assertAnswerType, assertText } from './arguments.ts';
import { cleanText } from './clean.ts';
import { canonicalNumber } from './notation.ts';
import type { NumberFormat } from './number-format.ts';
import { findQuantities } from './quantities.ts';
import { normalizeText } from './text-form.ts';

const BOOLEANS = new Map([
  ['yes', 'yes'],
  ['true', 'yes'],
  ['no', 'no'],
  ['false', 'no'],
]);

/** Units that may stand behind a number without making a text of it. */
const UNIT =
  /^[\s.]*(?:%|percent|per ?cent|[$€£¥₹¢°]|°\s?[CF]|dollars?|cents?|euros?|pounds?|rupees?|yen|usd|eur|gbp|inr|kg|g|mg|km|m|cm|mm|mi|miles?|ft|feet|foot|inch(?:es)?|hours?|hrs?|h|minutes?|mins?|min|seconds?|secs?|s|days?|weeks?|months?|years?|lit(?:er|re)s?|l|ml|lbs?|oz|ounces?|degrees?|mph|km\/h|meters?|metres?|grams?|kilograms?|kilometers?|kilometres?)?[\s.]*$/i;

export interface CanonicalOptions {
  readonly format?: NumberFormat;
}

/** A bound, or a sign before a sign: no value. */
const NO_VALUE = /^[\s$€£(]*(?:[<>≤≥≠]|[-+±–—][\s$€£(]*[-+±–—])/;

/** The one number that a text states, and the text that its place is counted in; null where there is none, or another one. */
export function onlyNumber(text: string, options: CanonicalOptions) {
  const plain = cleanText(text.trim())
    .text.replace(/(?<=[\d%])[.!]\s*$/, '')
    .replace(/^\s*\$([^$]+)\$\s*$/, '$1');
  if (NO_VALUE.test(plain)) return null;
  const [number, another] = findQuantities(plain, { ...options, stated: true, factorials: true });
  return another === undefined && number !== undefined ? { number, plain } : null;
}

/**
 * The canonical form of a bare answer: `$1,234.50` gives `1234.5`, `True` gives `yes`. Null when the text is not one answer: no number
 * or several, neither yes nor no, or nothing at all. `format` reads `1.234` and `1,234`. Throws a TypeError for a wrong argument.
 */
export function canonicalAnswer(
  text: string,
  type: AnswerType,
  options: CanonicalOptions = {},
): string | null {
  assertText('text', text);
  assertAnswerType(type);
  if (type === 'text') return normalizeText(text, options.format) || text.trim() || null;
  if (type === 'boolean') return BOOLEANS.get(normalizeText(text)) ?? null;
  const value = onlyNumber(text, options)?.number.value ?? null;
  return value === null ? null : canonicalNumber(value);
}

/** `1.5M` may be a million and a half, or metres. */
const AMBIGUOUS_UNIT = /^\s?M[\s.]*$/;

/** `number` where the text is a number and at most a unit of measure, `boolean` for yes, no, true and false, otherwise `text`. */
export function inferAnswerType(text: string, options: CanonicalOptions = {}): AnswerType {
  const only = onlyNumber(text, options);
  if (only !== null && only.number.value !== null) {
    const { number, plain } = only;
    const before = plain.slice(0, number.start).replace(/[^\p{L}\p{N}]/gu, '');
    const behind = plain.slice(number.end).replace(/[)"'\]]+/g, ' ');
    if (before === '' && UNIT.test(behind) && !AMBIGUOUS_UNIT.test(behind)) return 'number';
  }
  return canonicalAnswer(text, 'boolean') === null ? 'text' : 'boolean';
}
