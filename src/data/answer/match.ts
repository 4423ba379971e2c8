// When two answers are the same.

import type { AnswerType } from '../problem.ts';
import { assertAnswerType, assertText } from './arguments.ts';
import { canonicalAnswer } from './canonical.ts';
import type { Extraction } from './extract.ts';
import { ExactDecimal } from './notation.ts';
import { optionLetter, withoutSpacing } from './text-form.ts';

type Number = InstanceType<typeof ExactDecimal>;

const FLOAT_NOISE = 1e-6; // absolute: 18 and 17.9999999 are one number, 18 and 18.4 are not

/** Looks cut off rather than finished: more than six decimals, or a tail of one digit repeated (`0.333`, `21.3333`). */
function looksEndless(value: Number): boolean {
  return value.decimalPlaces() > 6 || /\.\d*?([1-9])\1\1$/.test(value.toFixed());
}

/** Whether `endless` rounded to the decimals that `shown` has, at least two, is `shown`. */
function roundsTo(endless: Number, shown: Number): boolean {
  const places = shown.decimalPlaces();
  return (
    places >= 2 &&
    looksEndless(endless) &&
    endless.toDecimalPlaces(places, ExactDecimal.ROUND_HALF_UP).eq(shown)
  );
}

function numbersMatch(predicted: string, gold: string): boolean {
  const a = new ExactDecimal(predicted);
  const b = new ExactDecimal(gold);
  return a.minus(b).abs().lte(FLOAT_NOISE) || roundsTo(b, a) || roundsTo(a, b);
}

/** The letter, where a text answer is nothing but the letter of one option: `A`, `(B)`, `Option C`. */
function bareLetter(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = words.filter((word) => !/^(?:option|choice)$/i.test(word));
  return letters.length === 1 && /^[A-Z]$/.test(letters[0] ?? '') ? optionLetter(text) : null;
}

/** Two texts are the same when they read the same, or when one is the letter of the option that the other begins with. */
function textsMatch(predicted: { text: string; option: string | null }, gold: string): boolean {
  const [a, b] = [canonicalAnswer(predicted.text, 'text'), canonicalAnswer(gold, 'text')];
  if (a === null || b === null) return false;
  if (a === b || withoutSpacing(a) === withoutSpacing(b)) return true;
  const goldLetter = bareLetter(gold);
  if (goldLetter !== null) return predicted.option === goldLetter;
  const predictedLetter = /^[a-z]$/.test(a) ? predicted.option : null;
  return predictedLetter !== null && predictedLetter === optionLetter(gold);
}

/**
 * Whether `predicted` (an extraction, or an answer as text) is the gold answer.
 * - number: equal up to 1e-6; and where one of the two has no end (`0.8333333333333334`), the other may be it rounded to
 *   the decimals it shows, at least two: 0.83 matches 0.8333…, 0.8 and 0.84 do not, 18.4 never matches 18. An extraction
 *   such as `4 million` matches both 4000000 and 4.
 * - boolean: the same of yes (true) and no (false).
 * - text: equal after `normalizeText`, or the letter of the same option.
 * False when either cannot be read. Throws a TypeError for a wrong argument.
 */
export function answersMatch(predicted: string | Extraction, gold: string, type: AnswerType): boolean {
  if (typeof predicted !== 'object' || predicted === null) assertText('predicted', predicted);
  assertText('gold', gold);
  assertAnswerType(type);
  if (type === 'text') {
    const text = typeof predicted === 'string' ? predicted : predicted.value;
    const option = typeof predicted === 'string' ? optionLetter(predicted) : (predicted.option ?? null);
    return textsMatch({ text, option }, gold);
  }
  if (typeof predicted !== 'string') {
    const { value, unscaled } = predicted;
    return answersMatch(value, gold, type) || (unscaled !== undefined && answersMatch(unscaled, gold, type));
  }
  const a = canonicalAnswer(predicted, type);
  const b = canonicalAnswer(gold, type);
  if (a === null || b === null) return false;
  return type === 'number' ? numbersMatch(a, b) : a === b;
}
