// How likely a chosen token was, from what the graph says of the most likely one.
import { required } from '../../common/index.ts';
import type { TokenLikelihood } from './rows.ts';

/** A token and the natural logarithm of its probability. */
type Likely = TokenLikelihood['top'][number];

/**
 * The likelihood of the token `chosen`. `logits`: float32 [V], needed for every token but the most likely one, and for `alternatives`,
 * the number of most likely tokens that are wanted beside it.
 */
export function likelihoodOf(
  chosen: number,
  mostLikely: Likely,
  logits: Float32Array | null,
  alternatives = 0,
): TokenLikelihood {
  if (chosen === mostLikely.id && alternatives === 0)
    return { logProbability: mostLikely.logProbability, top: [] };
  const scores = required(logits, 'the logits of a row that chooses');
  const shift = mostLikely.logProbability - (scores[mostLikely.id] as number);
  const logProbabilityOf = (id: number) => (scores[id] as number) + shift;
  const top = largest(scores, alternatives).map((id) => ({ id, logProbability: logProbabilityOf(id) }));
  return { logProbability: logProbabilityOf(chosen), top };
}

/** The ids of the `count` largest scores, largest first, equals in order of their ids; never those of minus infinity. */
function largest(scores: Float32Array, count: number): number[] {
  const ids: number[] = [];
  if (count === 0) return ids;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id] as number;
    const last = ids[count - 1];
    if (score === Number.NEGATIVE_INFINITY || (last !== undefined && score <= (scores[last] as number)))
      continue;
    let place = Math.min(ids.length, count);
    while (place > 0 && score > (scores[ids[place - 1] as number] as number)) place--;
    ids.splice(place, 0, id);
    if (ids.length > count) ids.pop();
  }
  return ids;
}
