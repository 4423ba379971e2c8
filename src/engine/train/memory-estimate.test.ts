import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../model/index.ts';
import { type BatchShape, packBatch, type TrainingSequence } from './batches.ts';
import { decisiveBatches, MemoryEstimator, type MemorySettings } from './memory-estimate.ts';

const config: ModelConfig = {
  architecture: 'gpt2',
  tiedHead: true,
  vocabularySize: 500,
  contextLength: 128,
  width: 32,
  layers: 8,
  heads: 2,
  layerNormEpsilon: 1e-5,
  endOfText: 0,
};
const settings: MemorySettings = { config, dropout: false, accumulate: false };
const [C, V] = [32, 500];
const embeddings = 4 * (V + 128) * C;
const block = 4 * (12 * C * C + 13 * C);
const all = embeddings + 8 * block + 4 * 2 * C;
const shape: BatchShape = { N: 600, B: 10, T: 60, K: 300 };

const partsOf = (changes: Partial<MemorySettings> = {}, batch = shape) =>
  new MemoryEstimator({ ...settings, ...changes }).estimate([batch], []).parts;

describe('what does not depend on the batch, counted by hand', () => {
  test('four bytes a weight, as many for its gradient, twice for the moments, and for a sum over micro-batches', () => {
    expect(partsOf()).toMatchObject({ weights: all, gradients: all, moments: 2 * all, accumulation: 0 });
    expect(partsOf({ accumulate: true })).toMatchObject({ accumulation: all });
  });

  test('frozen embeddings have weights alone; one starting weight at a time is there twice', () => {
    const trained = all - embeddings;
    const frozen = partsOf({ frozenEmbeddings: true });
    expect(frozen).toMatchObject({ weights: all, gradients: trained, moments: 2 * trained });
    expect(frozen.copies).toBe(4 * V * C);
  });

  test('with adapters only these are trained', () => {
    const [rank, layers] = [4, [C + 3 * C, C + C, C + 4 * C, 4 * C + C]];
    const adapters = 4 * 8 * rank * layers.reduce((sum, sizes) => sum + sizes, 0);
    const lora = { rank, alpha: 8, targets: [] };
    expect(partsOf({ lora })).toMatchObject({
      weights: all + adapters,
      gradients: adapters,
      moments: 2 * adapters,
    });
  });

  test('a tensor that does not fit with its gradient and moments in one memory is named', () => {
    const large = { ...config, vocabularySize: 131_072, width: 2048, layers: 1 };
    const estimate = (changes: Partial<MemorySettings>) =>
      new MemoryEstimator({ ...settings, config: large, ...changes }).estimate([shape], []);
    expect(estimate({}).tooLarge).toBe('transformer.wte.weight');
    expect(estimate({ frozenEmbeddings: true }).tooLarge).toBeNull();
  });
});

describe('what depends on the batch', () => {
  test('at least what the backward pass must keep: of each block nine [N, C] and the attention weights', () => {
    // inputs of both norms, q k v, attended, and the feed-forward layer's [N, 4C] before the GELU: 1 + 1 + 3 + 1 + 4
    const kept = 8 * 4 * (10 * shape.N * C + shape.B * 2 * shape.T ** 2);
    const { activations } = partsOf();
    expect(activations).toBeGreaterThan(kept);
    expect(activations).toBeLessThan(4 * kept);
  });

  test('checkpointing keeps a fraction; adapters and dropout keep more than nothing', () => {
    const plain = partsOf().activations;
    expect(partsOf({ checkpointing: true }).activations).toBeLessThan(0.5 * plain);
    expect(partsOf({ dropout: true }).activations).toBeGreaterThan(plain);
    const sites = 8 * (2 * shape.N * C + shape.B * 2 * shape.T ** 2) + shape.N * C;
    expect(partsOf({ dropout: true }).dropoutMasks).toBe(4 * sites);
  });

  test('twice the batch takes about twice the activations; the validation loss needs less than a training step', () => {
    const double = { ...shape, N: 1200, B: 20, K: 600 };
    const ratio = partsOf({}, double).activations / partsOf().activations;
    expect(ratio).toBeGreaterThan(1.6);
    expect(ratio).toBeLessThan(2.4);
    const { parts } = new MemoryEstimator(settings).estimate([shape], [shape]);
    expect(parts.validation).toBeGreaterThan(4 * shape.K * V);
    expect(parts.validation).toBeLessThan(0.6 * parts.activations);
  });

  test('two sessions have an arena each, for their parts or for whole batches, and pass weights and gradients on', () => {
    const two = partsOf({ twoSessions: true });
    const one = partsOf();
    expect(one.secondThread).toBe(0);
    expect(two.secondThread).toBe(75 * 2 ** 20 + 2 * all);
    expect(partsOf({ twoSessions: true, frozenEmbeddings: true }).secondThread).toBe(
      75 * 2 ** 20 + 2 * all - embeddings,
    );
    expect(two.activations / one.activations).toBeGreaterThan(0.8); // two halves
    expect(two.activations / one.activations).toBeLessThan(1.5);
    const single = { N: 60, B: 1, T: 60, K: 30 };
    expect(partsOf({ twoSessions: true }, single).activations).toBe(partsOf({}, single).activations);
  });

  test('token ids: five bytes each, and what every sequence takes', () => {
    const estimator = new MemoryEstimator(settings);
    const of = (...lengths: number[]) =>
      estimator.estimate(
        [shape],
        [],
        lengths.map((length) => ({ ids: new Int32Array(length) })),
      ).parts.sequences;
    expect(of()).toBe(0);
    expect(of(1010) - of(10)).toBe(5000);
    expect(of(10, 10)).toBe(2 * of(10));
  });

  test('the sum of the parts is the estimate', () => {
    const { bytes, parts } = new MemoryEstimator(settings).estimate(
      [shape],
      [shape],
      [{ ids: new Int32Array(9) }],
    );
    expect(bytes).toBe(Object.values(parts).reduce((sum, part) => sum + part, 0));
  });
});

test('decisive batches have the shapes that packing gives, the largest in every measure among them', () => {
  const sequences = Array.from({ length: 200 }, (_, index): TrainingSequence => {
    const length = 5 + (index % 40);
    const learned = (t: number) => (index % 3 === 0 || t > length / 2 ? 1 : 0);
    return {
      id: `${index}`,
      ids: new Int32Array(length),
      learned: Uint8Array.from({ length }, (_, t) => learned(t)),
    };
  });
  const shapes = decisiveBatches(sequences, { tokenBudget: 100, contextLength: 128, seed: 0 });
  expect(shapes.length).toBeLessThan(20);
  expect(Math.max(...shapes.map(({ N }) => N))).toBeGreaterThan(95);
  expect(Math.max(...shapes.map(({ T }) => T))).toBe(44);
  const { tokenIds, B, T, supervised } = packBatch(sequences, [0, 3, 7], 128);
  const [first] = decisiveBatches(
    [0, 3, 7].map((index) => sequences[index] as TrainingSequence),
    { tokenBudget: 1000, contextLength: 128, seed: 0 },
  );
  expect(first).toEqual({ N: tokenIds.length, B, T, K: supervised });
  expect(decisiveBatches([], { tokenBudget: 100, contextLength: 128, seed: 0 })).toEqual([]);
});
