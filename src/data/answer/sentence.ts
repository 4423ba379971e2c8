// Which number of a sentence is its answer: follows `16 - 3 - 4 = 9` to its result and passes over the numbers of
// prepositional phrases and of reasons (`Each of the 4 friends gets 18 eggs after 3 days`).
import type { NumberToken } from './numbers.ts';

/** Between two numbers, an operator and what may surround it; nothing that starts a new thought. */
const OPERATOR_GAP =
  /^[^,;!?\n]{0,40}?([-–+*/×÷xX^]|=|≈|\bplus|\bminus|\btimes|\bdivided by|\bequals)\s{0,3}[([]?\s{0,2}[($€£]{0,3}$/i;
const NEW_THOUGHT =
  /\b(?:because|since|which|so|and|as|from|after|leaving|with|if|when|where|of them)\b|\.\s|\s\((?!\s*$)/i;
const EQUALS = /(?:=|≈|\bequals\b)[^=≈]{0,6}$/i;
const AFTER_EQUALS = /[=≈]\s{0,3}[([]?[$€£%]?$/;
const BEFORE_UNKNOWN = /^\s?=\s?[a-zA-Z](?:\W|$)/;
const CIRCUMSTANCE =
  /\b(?:(?:after|by|when|for) \w{2,12}ing|the|these|those|all|every|each|after|in|within|over|from|per|by|with|at|than|for|during|another|first|last|next|sells?|if|day|days|week|step)\s+[$€£]?\s?$/i;
const LEADING_CLAUSE =
  /^\s*(?:(?:so|and|but|therefore|thus|hence|then),?\s+)?(?:if|when|after|since|with|by|because|given|out of|for|at|in|as)\b[^,\n]{0,120},\s/i;
const CONCLUDES =
  /\b(?:so|therefore|thus|hence|for a total of|totaling|totalling|making a total of|giving a total of|which (?:is|gives|means)(?: a total of)?|meaning|rounds?(?: up| down)?|rounded(?: up| down)?)\b/i;

/** The result of the calculation that starts at `tokens[first]`: null when it is never worked out (`9 * 2`). */
export function followCalculation(
  text: string,
  tokens: readonly NumberToken[],
  first: number,
): { token: NumberToken | null; next: number } {
  // Sides of the equation: each is one number, or a calculation (null).
  let side: NumberToken | null = tokens[first] ?? null;
  let result: NumberToken | null = null;
  let index = first;
  for (; index + 1 < tokens.length; index++) {
    const current = tokens[index] as NumberToken;
    const following = tokens[index + 1] as NumberToken;
    const gap = text.slice(current.end, following.start);
    const negative = /^[-–]/.test(text.slice(following.start)) && gap.trim() === '';
    if (!negative && (!OPERATOR_GAP.test(gap) || NEW_THOUGHT.test(gap))) break;
    if (EQUALS.test(gap)) {
      result = side ?? result;
      side = following;
    } else side = null;
  }
  return { token: side ?? result, next: index + 1 };
}

/** The last number that stands alone on its side of an equation (`… = 18`, `18 = x`), or -1. */
function lastResult(text: string, tokens: readonly NumberToken[]): number {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index] as NumberToken;
    if (AFTER_EQUALS.test(text.slice(Math.max(0, token.start - 12), token.start))) return index;
    if (BEFORE_UNKNOWN.test(text.slice(token.end, token.end + 8))) return index;
  }
  return -1;
}

/** The first number from `from` on that no preposition makes a circumstance; the first of all when every one is. */
function statedNumber(text: string, tokens: readonly NumberToken[], from: number): NumberToken | null {
  let fallback: NumberToken | null = null;
  for (let index = from; index < tokens.length; ) {
    const token = tokens[index] as NumberToken;
    const { token: result, next } = followCalculation(text, tokens, index);
    const circumstance = CIRCUMSTANCE.test(text.slice(Math.max(0, token.start - 24), token.start));
    const following = tokens[next];
    const between =
      following === undefined ? '' : text.slice((tokens[next - 1] as NumberToken).end, following.start);
    if (CONCLUDES.test(between)) fallback = null;
    else {
      fallback ??= result;
      if (result !== null && !circumstance) return result;
    }
    index = next;
  }
  return fallback;
}

/**
 * The number that a sentence states as its answer, or null: its last `= N`, else the first number outside a leading
 * clause and outside prepositional phrases; `so …` starts anew. With `answerFirst`, where the sentence is known to give
 * the answer (`18 because 20 - 2 = 18`), the number that it begins with comes before all these.
 */
export function answerOfSentence(
  text: string,
  tokens: readonly NumberToken[],
  answerFirst: boolean,
): NumberToken | null {
  const first = tokens[0];
  if (first === undefined) return null;
  if (answerFirst && /^[\s:=≈~"'([]*$/.test(text.slice(0, first.start))) {
    const { token, next } = followCalculation(text, tokens, 0);
    if (token !== null) {
      const following = tokens[next];
      const between =
        following === undefined ? '' : text.slice((tokens[next - 1] as NumberToken).end, following.start);
      if (!CONCLUDES.test(between) || between.includes('(')) return token;
    }
  }
  const result = lastResult(text, tokens);
  if (result >= 0) {
    const following = tokens[result + 1];
    const between =
      following === undefined ? '' : text.slice((tokens[result] as NumberToken).end, following.start);
    return CONCLUDES.test(between) ? statedNumber(text, tokens, result + 1) : (tokens[result] ?? null);
  }
  const skipped = LEADING_CLAUSE.exec(text)?.[0].length ?? 0;
  const from = tokens.findIndex((token) => token.start >= skipped);
  return statedNumber(text, tokens, Math.max(0, from));
}
