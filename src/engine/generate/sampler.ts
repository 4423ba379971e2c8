// Draws tokens from logits. A draw depends on the sampler's key and on the place of the token alone: never on other rows.
import { Random } from '../../common/index.ts';

/** Applied in this order, as `transformers` does. */
export interface SamplingSettings {
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
    const { temperature = 1, topK = Number.POSITIVE_INFINITY, topP = 1, minP = 0 } = settings;
    this.#settings = { temperature, topK, topP, minP };
    this.#key = key;
  }

  /** The token at `position` of a row. `logits`: float32 [V]. */
  choose(logits: Float32Array, position: number): number {
    const largest = largestOf(logits);
    return this.#settings.temperature === 0
      ? largest
      : this.#draw(logits, logits[largest] as number, position);
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
