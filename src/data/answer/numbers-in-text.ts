// Every quantity that a text states, in digits or in words.
import { findNumberWords } from './number-words.ts';
import { findNumbers } from './numbers.ts';

/**
 * The values of all numbers in `text`: `12`, `$1,200`, `twenty-one`. A fraction is its two numbers, since it is written like a division;
 * what has a scale word counts with and without it.
 */
export function numbersIn(text: string): number[] {
  const inDigits = findNumbers(text.replace(/(?<=\d)(\s*)\/(?=\s*[\d$])/g, '$1÷')).flatMap(
    ({ value, unscaled }) => [value.toNumber(), ...(unscaled === undefined ? [] : [unscaled.toNumber()])],
  );
  return [...inDigits, ...findNumberWords(text).map(({ value }) => value)];
}
