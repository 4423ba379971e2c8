// Draws tokens from logits. A draw depends on the sampler's key and on the place of the token alone: never on other rows.
import { Random } from '../../common/index.ts';

/** Applied in this order, as `transformers` does. */
export interface SamplingSettings {
  /**
   * Makes tokens that the row already has less likely, its prompt's too: their logits are divided by it where they are
   * positive, and multiplied where they are negative. Default 1: changes nothing.
   */
  readonly repetitionPenalty?: number | undefined;
  /** Divides the logits; 0 takes the most likely token (the first of equals). Default 1. */
  readonly temperature?: number | undefined;
  /** Only the so many most likely tokens. Default: all. */
  readonly topK?: number | undefined;
  /** Only the most likely tokens that together reach this probability (Holtzman et al. 2020). Default 1: all. */
  readonly topP?: number | undefined;
  /** Only tokens with at least this share of the probability of the most likely one. Default 0: all. */
  readonly minP?: number | undefined;
}

/** Tokens whose weight is below e^-25 of the largest are sorted only when the others do not decide. */
const NEGLIGIBLE = -25;

export class Sampler {
  readonly #settings: Required<{ [Name in keyof SamplingSettings]: number }>;
  readonly #key: string;

  /** `key`: names what is drawn for, such as seed, problem and sample; equal keys draw equally. */
  constructor(settings: SamplingSettings, key: string) {
    const { repetitionPenalty = 1, temperature = 1, topP = 1, minP = 0 } = settings;
    const { topK = Number.POSITIVE_INFINITY } = settings;
    this.#settings = { repetitionPenalty, temperature, topK, topP, minP };
    this.#key = key;
  }

  /**
   * The token at `position` of a row. `logits`: float32 [V], not changed; `tokens`: the row's ids so far, its prompt's
   * too, for the repetition penalty.
   */
  choose(logits: Float32Array, position: number, tokens: readonly number[]): number {
    const { repetitionPenalty, temperature } = this.#settings;
    const scores = penalized(logits, tokens, repetitionPenalty);
    const largest = largestOf(scores);
    return temperature === 0 ? largest : this.#draw(scores, scores[largest] as number, position);
  }

  #draw(scores: Float32Array, largest: number, position: number): number {
    const { temperature } = this.#settings;
    const weights = new Float64Array(scores.length);
    let sum = 0;
    for (let id = 0; id < scores.length; id++) {
      const weight = Math.exp(((scores[id] as number) - largest) / temperature);
      weights[id] = weight;
      sum += weight;
    }
    const place = new Random(`${this.#key}/${position}`).float();
    const kept = this.#keptOf(weights, sum);
    if (kept === null) return drawFrom(weights, weights.keys(), place * sum);
    return drawFrom(weights, kept, place * sumOf(weights, kept));
  }

  /** The tokens that the cuts leave, most likely first; null: all of them. */
  #keptOf(weights: Float64Array, sum: number): readonly number[] | null {
    const { topK, topP, minP } = this.#settings;
    if (topK >= weights.length && topP >= 1 && minP <= 0) return null;
    const isCut = topK < weights.length;
    const likely = mostLikely(weights, Math.exp(NEGLIGIBLE));
    const enough = isCut
      ? topK <= likely.length
      : topP < 1
        ? sumOf(weights, likely) >= topP * sum
        : minP >= Math.exp(NEGLIGIBLE);
    const first = (enough ? likely : mostLikely(weights, 0)).slice(0, topK);
    return withinMinP(
      weights,
      withinTopP(weights, first, topP * (isCut ? sumOf(weights, first) : sum)),
      minP,
    );
  }
}

/**
 * The logits after a repetition penalty (Keskar et al. 2019, section 4.1): those of ids that are among `tokens`, however
 * often, are divided by `penalty` where they are positive. Negative ones are multiplied, as `transformers` does, so that
 * they fall too. Float32 [V]: `logits` itself for a penalty of 1, otherwise a copy.
 */
function penalized(logits: Float32Array, tokens: readonly number[], penalty: number): Float32Array {
  if (penalty === 1) return logits;
  const scores = logits.slice();
  const factor = Math.fround(penalty); // so that the results are those of float32
  for (const id of new Set(tokens)) {
    const score = scores[id] as number;
    scores[id] = score > 0 ? score / factor : score * factor;
  }
  return scores;
}

function sumOf(weights: Float64Array, ids: readonly number[]): number {
  return ids.reduce((sum, id) => sum + (weights[id] as number), 0);
}

/** The smallest start of `ids` whose weight reaches `least`. */
function withinTopP(weights: Float64Array, ids: readonly number[], least: number): readonly number[] {
  let reached = 0;
  for (const [index, id] of ids.entries()) {
    reached += weights[id] as number;
    if (reached >= least) return ids.slice(0, index + 1);
  }
  return ids;
}

function withinMinP(weights: Float64Array, ids: readonly number[], minP: number): readonly number[] {
  const least = minP * (weights[ids[0] ?? 0] as number);
  return minP <= 0 ? ids : ids.filter((id) => (weights[id] as number) >= least);
}

/** Ids with more than `least` weight, most likely first, equals in order of their ids. */
function mostLikely(weights: Float64Array, least: number): number[] {
  const ids: number[] = [];
  for (let id = 0; id < weights.length; id++) if ((weights[id] as number) > least) ids.push(id);
  return ids.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
}

/** The first id at which the weights so far exceed `place`, or the last with any weight. */
function drawFrom(weights: Float64Array, ids: Iterable<number>, place: number): number {
  let [reached, last] = [0, 0];
  for (const id of ids) {
    const weight = weights[id] as number;
    if (weight === 0) continue;
    reached += weight;
    last = id;
    if (reached > place) break;
  }
  return last;
}

function largestOf(scores: Float32Array): number {
  let best = 0;
  for (let id = 1; id < scores.length; id++) if ((scores[id] as number) > (scores[best] as number)) best = id;
  return best;
}
