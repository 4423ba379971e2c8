// Which number of a sentence is its answer: follows `16 - 3 - 4 = 9` to its result and passes over the numbers of
// prepositional phrases and of reasons (`Each of the 4 friends gets 18 eggs after 3 days`).
import type { NumberToken } from './numbers.ts';

/** Between two numbers, an operator and what may surround it; nothing that starts a new thought. */
const OPERATOR_GAP = /^[^,;!?\n]{0,40}?([-–+*/×÷xX^]|=|≈|\bplus|\bminus|\btimes|\bdivided by|\bequals)\s{0,3}[([]?\s{0,2}[($€£]{0,3}$/i;
const NEW_THOUGHT = /\b(?:because|since|which|so|and|as|from|after|leaving|with|if|when|where|of them)\b|\.\s|\s\((?!\s*$)/i;
const EQUALS = /(?:=|≈|\bequals\b)[^=≈]{0,6}$/i;
const CIRCUMSTANCE =
  /\b(?:the|these|those|all|every|each|after|in|within|over|from|per|by|with|at|than|for|during|another|first|last|next|sells?|if|day|days|week|step)\s+[$€£]?\s?$/i;
const LEADING_CLAUSE = /^\s*(?:(?:so|and|but|therefore|thus|hence|then),?\s+)?(?:if|when|after|since|with|by|because|given|out of|for|at|in|as)\b[^,\n]{0,120},\s/i;
const CONCLUDES = /\b(?:so|therefore|thus|hence|for a total of|totaling|totalling|making a total of|giving a total of|which (?:is|gives|means)(?: a total of)?)\b/i;

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

/** The number that the sentence `text` (holding `tokens`) states as its answer, or null. */
export function answerOfSentence(text: string, tokens: readonly NumberToken[]): NumberToken | null {
  const skipped = LEADING_CLAUSE.exec(text)?.[0].length ?? 0;
  let from = tokens.findIndex((token) => token.start >= skipped);
  if (from < 0) from = 0;
  let fallback: NumberToken | null = null;
  for (let index = from; index < tokens.length; ) {
    const token = tokens[index] as NumberToken;
    const { token: result, next } = followCalculation(text, tokens, index);
    const calculated = next > index + 1;
    fallback ??= result;
    if (calculated || !CIRCUMSTANCE.test(text.slice(Math.max(0, token.start - 24), token.start))) {
      const tail = tokens[next];
      const before = tail === undefined ? '' : text.slice((tokens[next - 1] as NumberToken).end, tail.start);
      if (tail === undefined || !CONCLUDES.test(before)) return result;
      fallback = null;
    }
    index = next;
  }
  return fallback;
}
