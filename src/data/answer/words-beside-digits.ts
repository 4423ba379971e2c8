// Numbers in words in a sentence that holds digits too: `5 hens lay thirty-five eggs in 7 days`. Many are no answer (`the two of them`, `fifteen
// cats eat it in 12 days`), so that they count only where the sentence or the question says that they are meant.
import { type Asked, isAsked } from './asked.ts';
import { isCircumstance } from './circumstance.ts';
import type { Quantity } from './quantities.ts';

/** Nobody writes a larger number in passing, unless it is `a hundred` or `a million`. */
const SMALL = 12;
const IN_PASSING = /^an?\b/i;
const REMAINS =
  /^ (?:(?!(?:and|or|but|of)\b)[\p{L}'-]+ ){0,3}(?:left|remain|remains|remaining|altogether|in (?:all|total))\b/iu;
/** `24 hours are a day, so she sleeps eight hours`. */
const CONCLUDED =
  /\b(?:so|therefore|thus|hence) (?:(?!(?:the|these|those|all|both|each|of)\b)[\p{L}'-]+ ){0,4}$/iu;
/** The subject of a sentence or clause: the number that is said of it is the answer, or how long it takes. */
const HEAD = /(?:^|,)[^\p{L}\p{N}]*(?:(?:so|thus|therefore|hence|then),? )?$/iu;
const IS =
  /^ (?:[\p{L}'-]+ ){1,3}(?:is|are|was|were|will be|remain|remained|have been|had been)\b(?! able)/iu;
const DURATION =
  /\bin (?:only |just |about )?\d[\d.,]* (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b/i;

/** The quantities of a sentence that count: those in digits, and those in words that are meant as a number. */
export function countedQuantities(text: string, all: readonly Quantity[], asked: Asked | null): Quantity[] {
  const digits = all.filter(({ words }) => words !== true);
  if (digits.length === all.length || /[=≈]/.test(text)) return digits;
  const lastDigits = digits.at(-1)?.start ?? -1;
  const isNamed = (quantity: Quantity, index: number) =>
    asked !== null &&
    quantity.words !== true &&
    isAsked(text.slice(0, all[index + 1]?.start), quantity, asked);
  const wanted = all.some(isNamed) ? null : asked;
  const isMeant = (quantity: Quantity): boolean => {
    const { start, end, value } = quantity;
    if (value === null || value.abs().lt(2)) return false;
    const before = text.slice(Math.max(0, start - 40), start);
    const behind = text.slice(end, end + 60);
    if (/\d $/.test(before)) return false; // 2 twenty dollar bills
    if (wanted !== null && isAsked(text, quantity, wanted)) return true;
    if (isCircumstance(text, quantity)) return false;
    if (start > lastDigits && (REMAINS.test(behind) || CONCLUDED.test(before))) return true;
    if (value.abs().lte(SMALL) || IN_PASSING.test(text.slice(start, end))) return false;
    if (!HEAD.test(before) || IS.test(behind)) return true;
    const isSaidOfIt = digits.some((digit) => digit.start > end && !isCircumstance(text, digit));
    return !isSaidOfIt && !DURATION.test(text.slice(end));
  };
  return all.filter((quantity) => quantity.words !== true || isMeant(quantity));
}
