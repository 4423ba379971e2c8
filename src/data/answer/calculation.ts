// The calculations in a sentence: quantities that operators join, and the result on the other side of `=`.
import type { Quantity } from './quantities.ts';
import type { ShapeName } from './shape-name.ts';

/** Between two numbers, an operator and what may surround it; nothing that starts a new thought. */
const OPERATOR_GAP =
  /^(?:!(?=\s?[=*/×+]))?[^,;!?\n]{0,40}?([-–—+*/×÷xX^]|=|≈|→|\bplus|\bminus|\btimes|\bdivided by|\bmultiplied by|\bmod|\bequals)\s{0,3}[([]?\s{0,2}[($€£]{0,3}$/i;
/** `2(3`, `(2)(3)`, `30% of 140`. */
const PRODUCT_GAP = /^\)?\($|^ ?(?:%|percent) of (?:the )?[$€£]?$/;
/** `3/4 of 84`, `(3/4) of 84`, `$3/4$ of $84$` */
const PART_GAP = /^ ?[$)]? {1,2}of (?:the )?[($€£]?$/;
const NEW_THOUGHT =
  /\b(?:because|since|which|so|and|as|from|after|leaving|with|if|when|where|of them)\b|\.\s|\s\((?!\s*$)/i;
const EQUALS = /(?:=|≈|→|\bequals\b)[^=≈]{0,6}$/i;
const AFTER_EQUALS = /[=≈]\s{0,3}[([]?[$€£%]?$/;
const BEFORE_UNKNOWN = /^\s?=\s?[a-zA-Z](?:\W|$)/;
/** One quantity, or a calculation and its result: null when it is never worked out (`9 * 2`). */
export interface Group {
  readonly start: number;
  readonly end: number;
  readonly result: Quantity | null;
  /** What it is, where it is no number: `at least 5`, `5 pm`. */
  readonly shape?: ShapeName | undefined;
}

export function groupAt(
  text: string,
  tokens: readonly Quantity[],
  first: number,
): { group: Group; next: number } {
  const head = tokens[first] as Quantity;
  const valued = (token: Quantity) => (token.value === null ? null : token);
  let side: Quantity | null = valued(head); // null: this side of the equation is a calculation
  let result: Quantity | null = null;
  let index = first;
  for (; index + 1 < tokens.length; index++) {
    const current = tokens[index] as Quantity;
    const following = tokens[index + 1] as Quantity;
    const gap = text.slice(current.end, following.start);
    const negative = /^[-–—]/.test(text.slice(following.start)) && gap.trim() === '';
    const operator = OPERATOR_GAP.test(gap) && !NEW_THOUGHT.test(gap);
    const part = current.value?.isInteger() === false && PART_GAP.test(gap);
    if (!negative && !operator && !part && !PRODUCT_GAP.test(gap)) break;
    if (EQUALS.test(gap)) {
      result = side ?? result;
      side = valued(following);
    } else side = null;
  }
  const end = (tokens[index] as Quantity).end;
  const shape = head === tokens[index] ? head.shape : undefined;
  return { group: { start: head.start, end, result: side ?? result, shape }, next: index + 1 };
}

export function groupsOf(text: string, tokens: readonly Quantity[]): Group[] {
  const groups: Group[] = [];
  for (let index = 0; index < tokens.length; ) {
    const { group, next } = groupAt(text, tokens, index);
    groups.push(group);
    index = next;
  }
  return groups;
}

/** The last quantity that stands alone on its side of an equation (`… = 18`, `18 = x`), or -1. */
export function lastResult(text: string, tokens: readonly Quantity[]): number {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index] as Quantity;
    if (token.value === null) continue;
    const isSide = AFTER_EQUALS.test(text.slice(Math.max(0, token.start - 12), token.start));
    if (isSide && !goesOn(text, token, tokens[index + 1])) return index;
    if (BEFORE_UNKNOWN.test(text.slice(token.end, token.end + 8))) return index;
  }
  return -1;
}

/** Whether an operator behind `token` makes it a part of a calculation: the 5 of `= 5 * 12`. */
function goesOn(text: string, token: Quantity, following: Quantity | undefined): boolean {
  if (following === undefined) return false;
  const gap = text.slice(token.end, following.start);
  return OPERATOR_GAP.test(gap) && !NEW_THOUGHT.test(gap) && !EQUALS.test(gap);
}
