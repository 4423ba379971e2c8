// Reads the final answer out of whatever a model wrote. Pure functions; time is linear in the length of the output.
//
// Precedence (the first rule that reads an answer wins; within a rule the last place in the output wins, because a model
// that states two answers has corrected itself):
//   json      the value of the key that names the answer, where the output is JSON or ends in it
//   marker    what follows `####` (a `####` heading such as `#### Step 1` is none)
//   box       \boxed{…}, also when the output breaks off inside it
//   tag       <answer>…</answer>
//   phrase    "the answer is …", "final answer: …", "… is the answer"
//   label     "Answer: …"; unless it stands last, only if nothing but the answer and its unit follows on its line
//   bold      numbers: the bold number that the last line with a number states; yes/no: a clear bold word
//   opening   yes/no: an output that begins with the clear word, unless it is taken back
//   sentence  numbers: the last sentence with a number, as sentence.ts reads it; yes/no: the last clear word
//   words     the number that is written in words, where no digits compete with it
//   line      texts: the last line
// A place that refuses, hedges, or states what is no single number (`3:4`, `5x + 3`, `6 * 7`) makes the output unreadable: there is no
// guessing. Before all this: reasoning is left out (reasoning.ts), and so is the next problem of a model that runs on (run-on.ts).
// Numbers keep the figure of a percentage (20 % reads 20) and drop units and currency; `4 million` reads 4000000.

import type { AnswerType } from '../problem.ts';
import { assertAnswerType, assertNumberFormat, assertText } from './arguments.ts';
import { type Asked, askedFor } from './asked.ts';
import { type CleanText, cleanText } from './clean.ts';
import { callsWrong, takesBack } from './correction.ts';
import { jsonAnswer } from './json.ts';
import { canonicalNumber } from './notation.ts';
import type { NumberFormat } from './number-format.ts';
import { lastNumberLine } from './number-line.ts';
import { type AnswerRule, explicitPlaces, type Place } from './places.ts';
import { readBooleanPlace, readLastBoolean } from './read-boolean.ts';
import {
  type NumberContext,
  type NumberFound,
  readLastNumber,
  readNumberPlace,
  readOnlyWords,
} from './read-number.ts';
import { readLastLine, readTextPlace } from './read-text.ts';
import { withoutReasoning } from './reasoning.ts';
import { firstProblem } from './run-on.ts';
import { type Unreadable, unreadable } from './unreadable.ts';

/** Changes whenever the same output may read differently; stands beside every reported score. */
export const extractorVersion = '2.5.1';

/** An answer read from an output: `start` and `end` delimit it in the output. */
export interface Extraction {
  /** Canonical: a plain decimal number, `yes` or `no`, or normalized text. */
  readonly value: string;
  readonly rule: AnswerRule;
  readonly start: number;
  readonly end: number;
  /** The number without its scale word (`4` of `4 million`): what a problem asks that says "in millions". */
  readonly unscaled?: string;
  /** Texts: the letter of the option that it begins with (`b` of `B) 6 pens`). */
  readonly option?: string;
}

export interface ReadAnswerOptions {
  /** Reads `1.234` and `1,234`; without it they are 1.234 and 1234. */
  readonly numberFormat?: NumberFormat | undefined;
  /** The problem's question: tells apart the numbers of a sentence that does not mark its answer. */
  readonly question?: string | undefined;
}

/** What is known beside the output itself. */
interface ReadingContext {
  readonly format: NumberFormat | undefined;
  readonly asked: Asked | null;
}

/** What an output says: its answer, or why none is read. */
export type AnswerReading =
  | { readonly answer: Extraction }
  | { readonly answer: null; readonly unreadable: Unreadable };

type Found = Extraction;
type Outcome = Found | Unreadable | null;

const isUnreadable = (outcome: Found | NumberFound | Unreadable): outcome is Unreadable => 'why' in outcome;

function firstReadable<T>(places: readonly Place[], read: (place: Place) => T | null): T | null {
  for (const place of places) {
    const result = read(place);
    if (result !== null) return result;
  }
  return null;
}

function asFound(outcome: NumberFound | Unreadable | null): Outcome {
  if (outcome === null || isUnreadable(outcome)) return outcome;
  const { value, unscaled, start, end, rule } = outcome;
  const found = { value: canonicalNumber(value), start, end, rule };
  return unscaled === undefined ? found : { ...found, unscaled: canonicalNumber(unscaled) };
}

/** Reads one type of answer: out of a place that states it, and where nothing states it. */
interface Reader {
  readonly lastContent: (view: CleanText, reading: ReadingContext) => number;
  readonly place: (view: CleanText, place: Place, reading: ReadingContext) => Outcome;
  readonly unmarked: (view: CleanText, reading: ReadingContext) => Outcome;
}

const readers: Readonly<Record<AnswerType, Reader>> = {
  number: {
    lastContent: ({ text }, { asked }) => lastNumberLine(text, asked)?.start ?? -1,
    place: (view, place, reading) => asFound(readNumberPlace({ view, ...reading }, place)),
    unmarked: (view, reading) => {
      const context: NumberContext = { view, ...reading };
      const line = lastNumberLine(view.text, reading.asked);
      return asFound(line === null ? readOnlyWords(context) : readLastNumber(context, line));
    },
  },
  boolean: {
    lastContent: () => -1,
    place: (view, place) => readBooleanPlace(view, place),
    unmarked: (view) => readLastBoolean(view),
  },
  text: {
    lastContent: () => -1,
    place: (view, place, { format }) => readTextPlace(view, place, format),
    unmarked: (view, { format }) => readLastLine(view, format),
  },
};

/** Of an output that ends within its thoughts, only what it marks as its answer at its very end. */
function readThoughts(view: CleanText, type: AnswerType, reading: ReadingContext): Outcome {
  const reader = readers[type];
  const marked = explicitPlaces(view, -1).filter(
    ({ rule, end }) => /^(?:marker|box|tag)$/.test(rule) && !/[\p{L}\p{N}]/u.test(view.text.slice(end)),
  );
  return firstReadable(marked, (place) => reader.place(view, place, reading)) ?? unreadable('unfinished');
}

function readView(view: CleanText, type: AnswerType, reading: ReadingContext): Outcome {
  const reader = readers[type];
  const stated = firstReadable(explicitPlaces(view, reader.lastContent(view, reading)), (place) =>
    reader.place(view, place, reading),
  );
  if (stated === null) return reader.unmarked(view, reading);
  if (isUnreadable(stated) || !/^(?:phrase|label|bold)$/.test(stated.rule)) return stated;
  return takenBack(view, stated, type, reading) ?? stated;
}

const LONGEST_FOLLOWING = 400; // characters
const LONGEST_QUESTION = 4000; // characters that are compared

/**
 * The answer in what takes an earlier one back (`The answer is 13. Wait, that is wrong. It is 42.`); null where nothing does, unreadable
 * where it is called wrong and no other is given.
 */
function takenBack(view: CleanText, { end }: Found, type: AnswerType, reading: ReadingContext): Outcome {
  if (type === 'text') return null;
  const sentence = /^[^.!?\n]{0,60}[.!?\n]\s*/.exec(view.text.slice(end, end + 80));
  if (sentence === null) return null;
  const from = end + sentence[0].length;
  const following = view.text.slice(from, from + 80);
  const isWrong = callsWrong(following);
  if (!isWrong && !takesBack(following)) return null;
  const rest = view.text.slice(from, from + LONGEST_FOLLOWING);
  const outcome = readers[type].unmarked(cleanText(rest), reading);
  if (outcome === null || isUnreadable(outcome)) return isWrong ? unreadable('refused') : null;
  return { ...outcome, start: outcome.start + from, end: outcome.end + from };
}

/** What `text`, an output of a model or a reference chain, states as its final answer. Throws a TypeError for a wrong argument. */
export function readAnswer(text: string, type: AnswerType, options: ReadAnswerOptions = {}): AnswerReading {
  assertText('text', text);
  assertAnswerType(type);
  assertNumberFormat('numberFormat', options.numberFormat);
  const reading = {
    format: options.numberFormat,
    asked: options.question === undefined ? null : askedFor(options.question),
  };
  const reasoned = withoutReasoning(text);
  const part = firstProblem(reasoned.text, reasoned.part, type, options.question?.slice(0, LONGEST_QUESTION));
  const source = reasoned.text.slice(part.start, part.end);
  const json = jsonAnswer(source);
  if (json !== null) {
    const inJson = readJsonValue(json.text, type, reading);
    const span = { start: part.start + json.start, end: part.start + json.end };
    if (inJson !== null && !isUnreadable(inJson)) return { answer: { ...inJson, ...span, rule: 'json' } };
    if (inJson !== null) return { answer: null, unreadable: inJson };
  }
  const view = cleanText(source);
  const found = reasoned.unfinished ? readThoughts(view, type, reading) : readView(view, type, reading);
  if (found === null) return { answer: null, unreadable: unreadable('nothing') };
  if (isUnreadable(found)) return { answer: null, unreadable: found };
  const start = part.start + (view.origin[found.start] ?? 0);
  return { answer: { ...found, start, end: part.start + (view.until[found.end - 1] ?? 0) } };
}

/** The value of a key that names the answer: a bare answer, or a text that ends in it. */
function readJsonValue(value: string, type: AnswerType, reading: ReadingContext): Outcome {
  const view = cleanText(value);
  const place = { rule: 'json' as const, start: 0, end: view.text.length, bare: true };
  return readers[type].place(view, place, reading) ?? readView(view, type, reading);
}

/** The final answer of `text`, an output of a model or a reference chain; null when it cannot be read. */
export function extractAnswer(
  text: string,
  type: AnswerType,
  options: ReadAnswerOptions = {},
): Extraction | null {
  return readAnswer(text, type, options).answer;
}
