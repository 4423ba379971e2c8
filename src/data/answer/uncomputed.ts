// What an expression that the model did not evaluate would give: reported apart, never read as the model's answer.
import { evaluateExpression } from '../calculator/index.ts';
import { ExactDecimal } from './notation.ts';

const POWER = /(\d+(?:\.\d+)?)\s?\^\s?\(?(-?\d{1,3})\)?(?!\d|\.\d|\^)/g;
const LARGEST_DIGITS = 40;

/** The value of `6 * 7` or `2^10` in plain decimal text; null for what is no expression in numbers, such as `3:4`. */
export function uncomputedValue(text: string): string | null {
  const bare = text
    .replace(/[$€£]/g, '')
    .replace(/\u2009/g, ' ')
    .trim();
  const isRange = /^-?[\d.,]+(?:[-–—][\d.,]+)+$/.test(bare);
  if (isRange || bare.length > 200) return null;
  const powers = bare.replace(POWER, (_, base: string, exponent: string) => {
    const value = new ExactDecimal(base).pow(Number(exponent));
    return value.isFinite() && value.precision(true) <= LARGEST_DIGITS ? value.toFixed() : '?';
  });
  return evaluateExpression(powers);
}
