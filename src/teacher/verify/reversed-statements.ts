// Statements with the result in front of the calculation: `12 is 25% of 48`, `20 is 5 more than 15`.
import type { Token, WordExpressions } from '../../data/index.ts';
import { opensClause } from './calculation-start.ts';
import { conversions } from './units.ts';
import type { WordCalculation } from './word-results.ts';

/** Behind what a number may stand that is the subject of a clause. */
const startsClause = (before: Token | undefined): boolean =>
  before === undefined ||
  before.text === '(' ||
  (before.kind === 'other' && /^[.,:;!?"“•]$/.test(before.text)) ||
  (opensClause.test(before.text) && !/^(?:if|when)$/.test(before.text)) ||
  before.text === 'that';
/** Words that relate a number to others. */
const relates =
  /\b(?:of|than|twice|thrice|double|triple|quadruple|half|times|plus|minus|divided|multiplied|sum|product|difference|average)\b/i;

/** `12 is 25% of 48`: the result at the beginning of a clause, and a calculation in words up to its end. */
export function reversed(
  line: string,
  tokens: readonly Token[],
  expressions: WordExpressions,
  index: number,
): WordCalculation | null {
  const verb = tokens[index];
  if (verb === undefined || !/^(?:is|are|was|were|equals?|(?:is|are) equal to|=)$/.test(verb.text))
    return null;
  let at = index - 1;
  while (at > index - 3 && tokens[at]?.kind === 'word') at--;
  const number = tokens[at];
  if (number?.kind !== 'number' || number.value === undefined || number.value.endsWith('%')) return null;
  if (!startsClause(tokens[at - 1])) return null;
  const left = expressions.sum(at);
  if (left === null || left.end !== index || left.calculates || left.scaled === true) return null;
  let next = index + 1;
  while (/^(?:exactly|just|only|also|then|about|the|approximately|roughly)$/.test(tokens[next]?.text ?? ''))
    next++;
  const said = expressions.sum(next);
  const [first, last] = [tokens[next], tokens[(said?.end ?? 0) - 1]];
  if (said?.calculates !== true || first === undefined || last === undefined) return null;
  const follows = tokens[said.end];
  const isEnd = follows === undefined || /^(?:[.,;:!)]|so|because|since|and|but)$/.test(follows.text);
  if (!isEnd || !relates.test(line.slice(first.start, last.end))) return null;
  if (follows?.text === 'and' && tokens[said.end + 1]?.kind === 'number') return null;
  return {
    at: verb.start,
    start: number.start,
    said: line.slice(first.start, last.end),
    readings: said.readings,
    resultAt: last.end,
    resultEnd: last.end,
    results: left.readings,
    about: /\b(?:about|approximately|roughly)\b/i.test(line.slice(verb.end, first.start)),
    factors: left.units.flatMap((unit) => conversions(said.units, unit)),
    scale: null,
    converts: null,
  };
}
