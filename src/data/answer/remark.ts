// Remarks on a number that has been stated: `14 days, which is 2 weeks`, `$15, which is under $20`, `24, which is half of 48`. They replace no answer.
import { type Asked, isAsked } from './asked.ts';
import type { Quantity } from './quantities.ts';
import { isRoundedTo } from './rounded.ts';

const PLAIN = /^(?:[-+$€£\s]*\d[\d.,]*|[\p{L}\s-]+)$/u;
/** Behind a number: it is a part of a calculation, a rate or a multiple. */
const UNFINISHED =
  'more|less|fewer|times|of|as|than|plus|minus|over|divided|multiplied|added|squared|cubed|percent|percentage|each|every|per|apiece|a|an|for|with|after|if|when|by|to|in|from|pairs?|dozens?|scores?|gross|hundreds?|thousands?|millions?|billions?';
const REMARK = new RegExp(
  `^((?:\\s(?!(?:${UNFINISHED})(?!\\p{L}))\\p{L}[\\p{L}'’-]*){0,3})\\s?[,;–—-]{0,2}\\s(?:which (?:is|means)|that is|meaning|i\\.e\\.|in other words)(?!\\p{L})`,
  'iu',
);
/** What follows is the answer after all: `10 to each, which is 30 in all`, `35.2, which is 36 rounded up`. */
const CONCLUSION = /\b(?:in total|in all|altogether|total of|rounds?|rounded)\b/i;
/** Between a number and one that it is compared with. */
const COMPARES =
  /(?:\bwhich|[,;(–—-]\s?that) is,? (?:(?:still|just|only|well|even|much|far|slightly|a little) )?(?:over|under|above|below|(?:more|less|fewer|higher|lower|larger|smaller|greater) than|at (?:least|most)|within)\s[$€£]?$/i;
/** An approximation of a number that has been stated: `$5.97, which is roughly $6`. */
const APPROXIMATES =
  /(?:\bwhich|[,;(–—-]\s?that) is,? (?:(?:just|only|very) )?(?:roughly|about|approximately|around|nearly|almost|close to)\s[$€£]?$/i;
const EXPLAINS = /^(?:\s[\p{L}'’-]+){0,3}\s?[,;–—-]{0,2}\s(?:which|that) is\b[^.;=≈]{0,40}$/iu;
const LONGEST = 80; // characters of a remark that are looked at

/** Whether `gap`, between two numbers, only compares the first one with the second one, or says about how much it is where nobody asks that. */
export const compares = (gap: string, asked: Asked | null): boolean =>
  COMPARES.test(gap) || (APPROXIMATES.test(gap) && asked?.rounded !== true);

/** Whether `first`, with which a stated answer begins, is finished, and what follows only says more of it. */
export function isRemarkedOn(text: string, [first, next]: readonly Quantity[], asked: Asked | null): boolean {
  if (first === undefined || next === undefined || first.value === null) return false;
  const behind = text.slice(first.end, first.end + LONGEST);
  const remark = PLAIN.test(text.slice(first.start, first.end)) ? REMARK.exec(behind) : null;
  if (remark === null || next.start < first.end + remark[0].length) return false;
  if (CONCLUSION.test(behind)) return false;
  if (APPROXIMATES.test(text.slice(first.end, next.start))) return asked?.rounded !== true;
  if (isRoundedTo(first.value, next.value)) return false;
  const isOtherUnit = remark[1] !== '' && asked !== null && !isAsked(text, first, asked);
  return !(isOtherUnit && isAsked(text, next, asked));
}

/** The number before `part` that an expression around `part` explains, which gives `value`: the 24 of `24, which is half of 48`. */
export function explainedBy(
  text: string,
  tokens: readonly Quantity[],
  part: Quantity,
  value: string,
): Quantity | undefined {
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) return undefined;
  return tokens.findLast(
    (token) =>
      token.end <= part.start &&
      token.value?.eq(value) === true &&
      EXPLAINS.test(text.slice(token.end, part.start)),
  );
}
