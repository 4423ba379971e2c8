// What the checks make of a text, in one word, for tables of tests.
import { checkArithmetic } from './index.ts';

/** The text with `right`, `wrong`, or `not checked`. */
export function judged(text: string): string {
  const { checked, wrong } = checkArithmetic(text);
  return `${text}: ${checked === 0 ? 'not checked' : wrong.length === 0 ? 'right' : 'wrong'}`;
}
