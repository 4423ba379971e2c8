// A reason behind an answer, in the same sentence, that works it out and checks it: `12 days are needed, since 240 / 20 = 12 and 12 * 20 = 240`.
import type { Quantity } from './quantities.ts';

const REASON =
  /(?<=[\p{L}\p{N}%)][,;]? )\(?(?:since|because|as|given that|seeing that)\s|(?<=[\p{L}\p{N}%][.!]? )\(/giu;
const RESULT = /[=≈]\s{0,3}[$€£]?$/;
const OPERATOR_BEHIND = /^\s?(?:[-+*/×÷^]|[xX]\s?[\d$(])/;
const CALCULATION = /[=≈×÷]|[\d)]\s?(?:[-+*/^]|[xX])\s?[\d$€£(]|[xX*]\s*$/;
/** The calculations go on to another answer. */
const GOES_ON = /\b(?:so|therefore|thus|hence|then|which (?:is|means|leaves|makes)|leaving)\b/i;

/** A sentence without its reason: its text up to `end` and the quantities in it. */
export interface Explained {
  readonly end: number;
  readonly tokens: readonly Quantity[];
  /** Whether a calculation of the reason has that number as its result. */
  gives(quantity: Quantity): boolean;
}

/** The part of a sentence before the reason in which `last` is the last result; null where there is no such reason. */
export function explainedByReason(
  text: string,
  tokens: readonly Quantity[],
  last: Quantity,
): Explained | null {
  REASON.lastIndex = tokens[0]?.end ?? 0;
  const end = REASON.exec(text)?.index ?? text.length;
  if (end >= last.start) return null;
  if (CALCULATION.test(text.slice(0, end)) || GOES_ON.test(text.slice(end, last.start))) return null;
  const results = tokens.filter(
    ({ start, end: until }) =>
      RESULT.test(text.slice(Math.max(0, start - 6), start)) &&
      !OPERATOR_BEHIND.test(text.slice(until, until + 4)),
  );
  return {
    end,
    tokens: tokens.filter((token) => token.end <= end),
    gives: ({ value }) => value !== null && results.some((result) => result.value?.eq(value) === true),
  };
}
