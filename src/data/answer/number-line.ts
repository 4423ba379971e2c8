// The line of an output that holds its answer where nothing marks it.
import type { Asked } from './asked.ts';
import { isOfAnotherTime } from './asked-time.ts';
import {
  beforeCheck,
  beforeReferences,
  isHypothetical,
  isListItem,
  isTrailer,
  withoutListNumber,
} from './layout.ts';
import { findNumbers } from './numbers.ts';
import { findQuantities, type Quantity, quantitiesInDigits } from './quantities.ts';
import type { Span } from './view.ts';

const LONGEST_LINE = 1500; // characters of the last line that are read, counted from its end
/** Before a number with which a text begins. */
export const BEFORE_DIRECT =
  /^(?:[^\p{L}\p{N}]|(?:the|final|answer|is|it|approximately|approx\.?|about|around|roughly|exactly|only|just|total|a total of|[a-z]\s?=)(?=\W))*$/iu;

/** Nothing but a number and its unit: `18`, `$18 per day`, not `16 - 3 = 13 eggs` or the start of a story. */
export function isBare(text: string, { start, end }: Span): boolean {
  if (!BEFORE_DIRECT.test(text.slice(0, start))) return false;
  const rest = text.slice(end).replace(/\([^()]*\)/g, ' ');
  return !/[=+×÷≈]|\d/.test(rest) && (rest.match(/\p{L}+/gu) ?? []).length <= 6;
}

/** A number in words that a conclusion states: `so there are forty-two`. */
const CONCLUDED_WORDS =
  /\b(?:so|therefore|thus|hence|that (?:is|makes)|there (?:are|is|were)|leaves|leaving|gives|equals|total(?: of| is)?|is|are|has|have|makes|costs?)\s+(?:(?:a total of|now|still|only|exactly|about)\s+)?$/i;

export function concludedWords(text: string, tokens: readonly Quantity[]): Quantity | undefined {
  const last = tokens.at(-1);
  if (last?.words !== true || last.value?.lt(2) !== false) return undefined;
  const between = text.slice(0, last.start);
  const follows = /\b(?:so|therefore|thus|hence|in total|altogether|leaving)\b[^.]*$/i.test(between);
  return follows && CONCLUDED_WORDS.test(between) ? last : undefined;
}

/** A line that begins an explanation of the answer above it. */
const EXPLAINS =
  /^\s*[^\p{L}\p{N}]*(?:explanation|reasoning|rationale|justification|details|working|because|this is because|here(?:'s| is) (?:how|why|the))\b/iu;

/** The first line with text, where it is a bare number and an explanation follows (`42`, then `Explanation: …`); or null. */
function explainedNumber(text: string): Span | null {
  const start = text.length - text.trimStart().length;
  const end = text.indexOf('\n', start);
  if (end < 0 || end - start > 80 || !EXPLAINS.test(text.slice(end, end + 200).trimStart())) return null;
  const line = text.slice(start, end);
  const [first] = quantitiesInDigits(line);
  return first !== undefined && first.value !== null && isBare(line, first) ? { start, end } : null;
}

const LONGEST_EARLIER = 400; // characters before a line that are looked at
/** A calculation in parentheses belongs to the line before it. */
const ONLY_CALCULATION = /^\s*\([^()\p{L}=]{1,60}\)\s*$/u;

/** The last line of the view with a number that is no list number, remarks and a check at the end left out; or null. */
export function lastNumberLine(text: string, asked: Asked | null = null): Span | null {
  const explained = explainedNumber(text);
  if (explained !== null) return explained;
  let aside: Span | null = null;
  for (let end = Math.min(beforeReferences(text), beforeCheck(text)); end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const from = Math.max(start, end - LONGEST_LINE);
    const line = withoutListNumber(text.slice(from, end));
    if (holdsNumber(line)) {
      const earlier = text.slice(Math.max(0, start - LONGEST_EARLIER), start);
      const isRemark =
        isTrailer(line) ||
        isListItem(line, earlier) ||
        isHypothetical(line, earlier, asked?.supposes) ||
        isOfAnotherTime(line, earlier, asked?.details.time ?? null);
      if (!isRemark) return { start: ONLY_CALCULATION.test(line) ? lineBefore(text, from) : from, end };
      aside ??= { start: from, end };
    }
    end = start - 1;
  }
  return aside;
}

/** Where the last line with text before `start` begins. */
function lineBefore(text: string, start: number): number {
  const end = text.slice(0, start).trimEnd().length;
  return Math.max(text.lastIndexOf('\n', end - 1) + 1, start - LONGEST_LINE);
}

function holdsNumber(line: string): boolean {
  if (/\d/.test(line)) return findNumbers(line).length > 0;
  return (
    /\b(?:so|therefore|thus|hence)\b/i.test(line) && concludedWords(line, findQuantities(line)) !== undefined
  );
}
