// Expressions in words that an output states without their value: `half of 12`, `5 squared`, `the sum of 20 and 22`.
import { evaluateExpression } from '../calculator/index.ts';
import type { Span } from './view.ts';
import { WordExpressions } from './word-expression.ts';
import { wordTokens } from './word-tokens.ts';

const LONGEST = 1500; // characters that are looked at
/** At least one of these is in what is said; signs alone are read elsewhere. */
const SAYS =
  /(?<!\p{L})(?:of|than|as|squared|cubed|doubled|tripled|quadrupled|halved|half|twice|doubl(?:e|ing)|tripl(?:e|ing)|thrice|quadruple|halving|times|plus|minus|divided|multiplied|over|less|increased|decreased|reduced|added|adding|add|taken|taking|subtract(?:ed|ing)?|deduct(?:ed|ing)|power|root|multiply(?:ing)?|divid(?:e|ing)|split(?:ting)?|combin(?:e|ing)|sum|product|difference|quotient|average|mean)(?!\p{L})/iu;

export interface SaidExpression extends Span {
  /** What it would give; null where it cannot be computed. */
  readonly value: string | null;
}

/** The expression in words within which `inner` stands; null where there is none. */
export function saidAround(text: string, inner: Span): SaidExpression | null {
  if (!SAYS.test(text)) return null;
  const tokens = wordTokens(text.slice(0, LONGEST));
  const expressions = new WordExpressions(tokens, { counts: false });
  for (let index = 0; index < tokens.length; ) {
    const token = tokens[index];
    if (token === undefined || token.start >= inner.end) return null;
    const said = expressions.sum(index);
    const last = said?.calculates === true ? tokens[said.end - 1] : undefined;
    if (said === null || last === undefined) {
      index++;
      continue;
    }
    const isSaid = SAYS.test(text.slice(token.start, last.end));
    if (isSaid && token.start <= inner.start && inner.end <= last.end) {
      return { start: token.start, end: last.end, value: evaluateExpression(said.readings[0] ?? '') };
    }
    index = said.end;
  }
  return null;
}
