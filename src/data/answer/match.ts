// When two answers are the same.
import type { AnswerType } from '../problem.ts';
import { canonicalAnswer, type Extraction } from './extract.ts';
import { ExactDecimal } from './numbers.ts';

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

/**
 * Whether `predicted` (an extraction, or an answer as text) is the gold answer.
 * - number: equal up to 1e-6; and where one of the two has no end (`0.8333333333333334`), the other may be it rounded to
 *   the decimals it shows, at least two: 0.83 matches 0.8333…, 0.8 and 0.84 do not, 18.4 never matches 18. An extraction
 *   such as `4 million` matches both 4000000 and 4.
 * - boolean: the same of yes (true) and no (false). text: equal after `normalizeText`.
 * False when either cannot be read.
 */
export function answersMatch(predicted: string | Extraction, gold: string, type: AnswerType): boolean {
  if (typeof predicted !== 'string') {
    const { value, unscaled } = predicted;
    return answersMatch(value, gold, type) || (unscaled !== undefined && answersMatch(unscaled, gold, type));
  }
  const a = canonicalAnswer(predicted, type);
  const b = canonicalAnswer(gold, type);
  if (a === null || b === null) return false;
  return type === 'number' ? numbersMatch(a, b) : a === b;
}
