// Reads the final answer out of whatever a model wrote. Pure functions; time is linear in the length of the output.
//
// Precedence (the first rule that reads an answer wins; within a rule the last place in the output wins, because a model
// that states two answers has corrected itself):
//   marker    what follows `####` (a `####` heading such as `#### Step 1` is none)
//   box       \boxed{…}, also when the output breaks off inside it
//   tag       <answer>…</answer>
//   phrase    "the answer is …", "final answer: …", "… is the answer"
//   label     "Answer: …"; unless it stands last, only if nothing but the answer and its unit follows on its line
//   bold      numbers: the last bold number of the last line with a number; yes/no: a clear bold word
//   opening   yes/no: an output that begins with the clear word and has no later one
//   sentence  numbers: the last sentence with a number: its last `= N`, else its first number outside prepositional
//             phrases and leading clauses (the last number of all reads 97.1 % of GSM8K's chains without their `####`
//             line, this reads over 99 %); yes/no: the last clear word
//   words     the only number, where it is written in words and the output has no digits
//   line      texts: the last line
// A place that refuses or hedges ("the answer is unknown", "maybe") makes the output unreadable: there is no guessing.
// Before all this: reasoning in <think>…</think> is left out, and so is what follows an end-of-turn token or, after an
// answer, a new `Question:` that the model posed to itself.
// Numbers keep the figure of a percentage (20 % reads 20) and drop units and currency; `4 million` reads 4000000.
import type { AnswerType } from '../problem.ts';
import { type CleanText, cleanText } from './clean.ts';
import { findNumberWords } from './number-words.ts';
import { canonicalNumber, ExactDecimal, findNumbers } from './numbers.ts';
import { type AnswerRule, answeringPart, explicitPlaces, type Place } from './places.ts';
import { readBooleanPlace, readLastBoolean } from './read-boolean.ts';
import {
  lastNumberLine,
  type NumberFound,
  readLastNumber,
  readNumberPlace,
  readOnlyWords,
} from './read-number.ts';
import { normalizeText, readLastLine, readTextPlace } from './read-text.ts';

/** Changes whenever the same output may read differently; stands beside every reported score. */
export const extractorVersion = '1.0.0';

/** An answer read from an output: `start` and `end` delimit it in the output. */
export interface Extraction {
  /** Canonical: a plain decimal number, `yes` or `no`, or normalized text. */
  readonly value: string;
  readonly rule: AnswerRule;
  readonly start: number;
  readonly end: number;
  /** The number without its scale word (`4` of `4 million`): what a problem asks that says "in millions". */
  readonly unscaled?: string;
}

interface Found {
  readonly value: string;
  readonly rule: AnswerRule;
  readonly start: number;
  readonly end: number;
  readonly unscaled?: string;
}

function firstReadable<T>(
  places: readonly Place[],
  read: (place: Place) => T | 'refused' | null,
): T | 'refused' | null {
  for (const place of places) {
    const result = read(place);
    if (result !== null) return result;
  }
  return null;
}

function asFound({ value, unscaled, start, end, rule }: NumberFound): Found {
  const found = { value: canonicalNumber(value), start, end, rule };
  return unscaled === undefined ? found : { ...found, unscaled: canonicalNumber(unscaled) };
}

function extractNumber(view: CleanText, onlyStated: boolean): Found | null {
  const line = lastNumberLine(view.text);
  const stated = firstReadable(explicitPlaces(view, line?.start ?? -1), (place) =>
    readNumberPlace(view, place),
  );
  if (stated === 'refused') return null;
  if (stated !== null) return asFound(stated);
  if (onlyStated) return null;
  const last = line === null ? readOnlyWords(view) : readLastNumber(view, line);
  return last === null ? null : asFound(last);
}

function extractBoolean(view: CleanText, onlyStated: boolean): Found | null {
  const stated = firstReadable(explicitPlaces(view, -1), (place) => readBooleanPlace(view, place));
  if (stated === 'refused') return null;
  return stated ?? (onlyStated ? null : readLastBoolean(view));
}

function extractText(view: CleanText, onlyStated: boolean): Found | null {
  const stated = firstReadable(explicitPlaces(view, -1), (place) => readTextPlace(view, place));
  if (stated === 'refused') return null;
  return stated ?? (onlyStated ? null : readLastLine(view));
}

const extractors = { number: extractNumber, boolean: extractBoolean, text: extractText };

/** The final answer of `text`, an output of a model or a reference chain; null when it cannot be read. */
export function extractAnswer(text: string, type: AnswerType): Extraction | null {
  const part = answeringPart(text);
  const view = cleanText(text.slice(part.start, part.end));
  const found = extractors[type](view, part.unfinished);
  if (found === null) return null;
  const origin = (index: number) => part.start + (view.origin[index] ?? 0);
  return { ...found, start: origin(found.start), end: origin(found.end - 1) + 1 };
}

const BOOLEANS = new Map([
  ['yes', 'yes'],
  ['true', 'yes'],
  ['no', 'no'],
  ['false', 'no'],
]);

/**
 * The canonical form of a bare answer, such as a dataset's gold answer: `$1,234.50` gives `1234.5`, `True` gives `yes`.
 * Null when the text is not one answer: no number or several, neither yes nor no, or nothing at all.
 */
export function canonicalAnswer(text: string, type: AnswerType): string | null {
  if (type === 'text') return normalizeText(text) || null;
  if (type === 'boolean') return BOOLEANS.get(normalizeText(text)) ?? null;
  const plain = cleanText(text).text;
  const numbers = findNumbers(plain);
  const [number] = numbers;
  if (number !== undefined) return numbers.length === 1 ? canonicalNumber(number.value) : null;
  const words = findNumberWords(plain);
  const [word] = words;
  return word !== undefined && words.length === 1 ? canonicalNumber(new ExactDecimal(word.value)) : null;
}
