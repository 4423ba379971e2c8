// Draws follow the distribution that the settings leave, which is computed here the slow way.
import { describe, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { Sampler, type SamplingSettings } from './sampler.ts';

const V = 40;
function randomLogits(seed: number, size = V, scale = 2): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: size }, () => scale * random.normal());
}

/** Probabilities by sorting everything, cut by cut. */
function probabilities(logits: Float32Array, settings: SamplingSettings): number[] {
  const { temperature = 1, topK = logits.length, topP = 1, minP = 0 } = settings;
  const normalized = (values: number[]) => {
    const sum = values.reduce((all, value) => all + value, 0);
    return values.map((value) => value / sum);
  };
  const largest = Math.max(...logits);
  let shares = normalized([...logits].map((logit) => Math.exp((logit - largest) / temperature)));
  const order = () => shares.map((_, id) => id).sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b);
  const keep = (ids: readonly number[]) => {
    shares = normalized(shares.map((share, id) => (ids.includes(id) ? share : 0)));
  };
  keep(order().slice(0, topK));
  if (topP < 1) {
    const sorted = order();
    let reached = 0;
    const end = sorted.findIndex((id) => {
      reached += shares[id] ?? 0;
      return reached >= topP;
    });
    keep(sorted.slice(0, end + 1));
  }
  const most = Math.max(...shares);
  keep(order().filter((id) => (shares[id] ?? 0) >= minP * most));
  return shares;
}

const settings: readonly SamplingSettings[] = [
  {},
  { temperature: 0.5 },
  { temperature: 1.7 },
  { topK: 5 },
  { topP: 0.8 },
  { minP: 0.1 },
  { temperature: 0.7, topK: 12, topP: 0.9, minP: 0.05 },
  { temperature: 3, topK: 30, topP: 0.99 },
];

describe.each(settings)('%j', (setting) => {
  test('draws as often as it should: chi-square over 20,000 draws', () => {
    const logits = randomLogits(1);
    const expected = probabilities(logits, setting);
    const draws = 20_000;
    const counts = new Array<number>(V).fill(0);
    const sampler = new Sampler(setting, 'chi-square');
    for (let position = 0; position < draws; position++) {
      const id = sampler.choose(logits, position, []);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    let [statistic, cells, rest, restExpected] = [0, 0, 0, 0];
    expected.forEach((share, id) => {
      const count = counts[id] ?? 0;
      if (share === 0) expect([id, count]).toEqual([id, 0]);
      else if (share * draws < 5) {
        rest += count;
        restExpected += share * draws;
      } else {
        statistic += (count - share * draws) ** 2 / (share * draws);
        cells += 1;
      }
    });
    if (restExpected >= 5) {
      statistic += (rest - restExpected) ** 2 / restExpected;
      cells += 1;
    }
    // About the 99.99 % point of chi-square (Wilson & Hilferty 1931); the draws are always the same.
    const degrees = Math.max(1, cells - 1);
    const bound = degrees * (1 - 2 / (9 * degrees) + 3.72 * Math.sqrt(2 / (9 * degrees))) ** 3;
    expect(statistic).toBeLessThan(bound);
  });
});

test('cuts are exact where nearly all of the probability is in a few of many tokens', () => {
  const logits = randomLogits(4, 3000, 12);
  for (const setting of [
    { topK: 2500 },
    { topP: 0.9999999999 },
    { minP: 1e-14 },
    { topK: 2500, topP: 0.5 },
  ]) {
    const possible = probabilities(logits, setting).map((share) => share > 0);
    const sampler = new Sampler({ ...setting }, 'rare');
    for (let position = 0; position < 300; position++)
      expect(possible[sampler.choose(logits, position, [])]).toBe(true);
  }
});

test('a draw depends on key and position alone', () => {
  const [one, same, other] = ['a', 'a', 'b'].map((key) => new Sampler({}, key));
  const logits = Array.from({ length: 50 }, (_, position) => randomLogits(position));
  const draw = (sampler: Sampler | undefined, order: readonly number[]) =>
    order.map((position) => sampler?.choose(logits[position] as Float32Array, position, []));
  const forwards = logits.map((_, position) => position);
  const backwards = [...forwards].reverse();
  expect(draw(one, forwards)).toEqual(draw(same, backwards).reverse());
  expect(draw(one, forwards)).not.toEqual(draw(other, forwards));
});

test('temperature 0 takes the first of the largest', () => {
  expect(new Sampler({ temperature: 0 }, '').choose(Float32Array.of(-1, 3, 3, 2.9, -2), 0, [])).toBe(1);
});

test('a repetition penalty divides positive logits of tokens that are there, and multiplies negative ones', () => {
  const logits = randomLogits(7);
  const kept = logits.slice();
  const tokens = [3, 3, 3, 5, 8, 13, 21, 34, 39];
  const changed = logits.map((logit, id) =>
    tokens.includes(id) ? (logit > 0 ? logit / 1.5 : logit * 1.5) : logit,
  );
  expect(tokens.some((id) => (logits[id] ?? 0) > 0) && tokens.some((id) => (logits[id] ?? 0) < 0)).toBe(true);
  const settings = { temperature: 1.2, topK: 30, topP: 0.95, minP: 0.01 };
  const penalizing = new Sampler({ ...settings, repetitionPenalty: 1.5 }, 'a');
  const plain = new Sampler(settings, 'a');
  const draws = Array.from({ length: 2000 }, (_, position) => penalizing.choose(logits, position, tokens));
  expect(draws).toEqual(draws.map((_, position) => plain.choose(changed, position, tokens)));
  expect(draws).not.toEqual(draws.map((_, position) => plain.choose(logits, position, tokens)));
  expect(logits).toEqual(kept);
});

test('a repetition penalty changes which token is the most likely; one that is never chosen stays that', () => {
  const greedy = (repetitionPenalty: number | undefined, tokens: readonly number[]) =>
    new Sampler({ temperature: 0, repetitionPenalty }, '').choose(
      Float32Array.of(3, 2.5, -1, Number.NEGATIVE_INFINITY),
      0,
      tokens,
    );
  expect(greedy(undefined, [0])).toBe(0);
  expect(greedy(1, [0])).toBe(0);
  expect(greedy(1.25, [0])).toBe(1);
  expect(greedy(1.15, [0])).toBe(0);
  expect(greedy(1.25, [0, 1])).toBe(0);
  expect(greedy(2, [0, 1, 3])).toBe(0);
  const negative = Float32Array.of(-2, -2.2, Number.NEGATIVE_INFINITY);
  expect(new Sampler({ temperature: 0, repetitionPenalty: 1.5 }, '').choose(negative, 0, [0, 2])).toBe(1);
});
