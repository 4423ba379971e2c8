// A calculation with words, and what follows the sign or word of a result: a number, in digits or words, or a calculation that goes on.
import { numbersIn, unitStem as stem, type Token, type WordExpressions } from '../../data/index.ts';

export interface WordCalculation {
  /** Where the sign or word stands that its result follows. */
  readonly at: number;
  /** Where the expression begins. */
  readonly start: number;
  /** The expression alone, as it is written. */
  readonly said: string;
  /** As the calculator reads it; one for every way to understand it. */
  readonly readings: readonly string[];
  /** Where its result begins, behind words such as `about`. */
  readonly resultAt: number;
  /** Where its result ends that goes on as a calculation or is in words; null where it is a number in digits. */
  readonly resultEnd: number | null;
  /** What the result may be, where it is in words or goes on as a calculation; null where it is a number. */
  readonly results: readonly string[] | null;
  readonly about: boolean;
  /** By what its value may be multiplied, where the result is in another unit than the numbers. */
  readonly factors: readonly number[];
  /** What the result is counted in, `2.5` in `2.5 million`; null where that is nothing. */
  readonly scale: Scale | null;
  /** The unit of its value, where the result is surely in another: `25 cents * 4 = $1`. Null anywhere else. */
  readonly converts: string | null;
}

export interface Scale {
  readonly digits: string;
  readonly size: number;
}

const about =
  /^(?:(?:about|around|approximately|approx\.?|roughly|nearly|almost|circa|some|close to|just (?:over|under|about|below|above)|slightly (?:over|under|more than|less than)|[~≈])\s*)/i;
const filler =
  /^(?:(?:exactly|only|just|still|now|then|also|already|a total of|the total of|total|altogether|each of (?:them|us|you)|you|us|me|him|her|them|one|each|everyone|a|an|the|to|usd|rs\.?)\s+|["[]\s*)/i;

export interface Result {
  readonly at: number;
  readonly readings: readonly string[] | null;
  readonly about: boolean;
  readonly unit: string | null;
  /** Where a calculation that goes on or a number in words ends; null behind a number in digits. */
  readonly end: number | null;
  readonly behind: string;
  readonly scale: Scale | null;
}

/** What follows the sign or word of a result; null where it goes on with what is no number. */
export function resultBehind(
  line: string,
  tokens: readonly Token[],
  expressions: WordExpressions,
  sign: Token,
): Result | null {
  let at = sign.end;
  let isAbout = false;
  for (let round = 0; round < 6; round++) {
    at += /^\s*/.exec(line.slice(at))?.[0].length ?? 0;
    const near = about.exec(line.slice(at));
    const skipped = near ?? filler.exec(line.slice(at));
    if (skipped === null) break;
    isAbout ||= near !== null;
    at += skipped[0].length;
  }
  const index = tokens.findIndex(({ start }) => start >= at);
  const said = index < 0 ? null : expressions.sum(index);
  const next = tokens[said?.end ?? -1];
  if (next?.kind === 'operator' && next.text !== ')') return null; // 32 + x
  const goesOn = said?.calculates === true || said?.scaled === true;
  if (!goesOn && tokens[index]?.text === '(') {
    if (!/^\([^()]{1,30}\)(?!\s*[-+*/×÷^(])/.test(line.slice(at))) return null; // (6 * x) - 3
    at++;
  }
  const rest = line.slice(at);
  const inDigits = /^-?\s?([$€£])?\s?[\d.,]*\d\s?(%)?/.exec(rest);
  const words = inDigits === null ? wordsOf(rest) : null;
  const length = inDigits?.[0].length ?? words?.length ?? 0;
  const named = /^\s?(\p{L}+)/u.exec(rest.slice(length))?.[1]?.toLowerCase();
  const unit =
    inDigits?.[1] !== undefined
      ? '$'
      : inDigits?.[2] !== undefined
        ? '%'
        : named === undefined
          ? ((goesOn ? said.units.at(-1) : undefined) ?? null) // 72 * 2 inches
          : stem(named);
  const end = goesOn ? (tokens[said.end - 1]?.end ?? null) : words === null ? null : at + words.length;
  const first = inDigits === null ? [] : [inDigits[0]];
  const readings = goesOn
    ? [...said.readings, ...first]
    : words === null
      ? null
      : [String(numbersIn(words)[0])];
  const [, digits, size] =
    said?.scaled === true ? (/([\d.]+)\*(\d+)/.exec(said.readings[0] ?? '') ?? []) : [];
  const scale = digits === undefined ? null : { digits, size: Number(size) };
  return { at, readings, about: isAbout, unit, end, behind: rest.slice(length), scale };
}

/** The number in words with which a text begins; null where it begins with none. */
function wordsOf(text: string): string | null {
  const words = /^(?:\p{L}[\p{L}-]* ?){1,5}/u.exec(text)?.[0] ?? '';
  const parts = words.split(' ');
  const beginnings = parts.map((_, index) => parts.slice(0, index + 1));
  const found = beginnings.findLast(
    (beginning) => beginning.every(isNumberWord) && numbersIn(beginning.join(' ')).length === 1,
  );
  return found?.join(' ') ?? null;
}

const joinsNumbers = new Set(['hundred', 'thousand', 'million', 'and']);
const isNumberWord = (word: string): boolean => numbersIn(word).length === 1 || joinsNumbers.has(word);
