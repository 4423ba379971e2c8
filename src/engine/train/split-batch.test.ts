import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../model/index.ts';
import { batchShape, packBatch, type TrainingSequence } from './batches.ts';
import { partShapes, splitBatch, splitSequences, unpackBatch, usesTwoSessions } from './split-batch.ts';

const config: ModelConfig = {
  architecture: 'gpt2',
  tiedHead: true,
  vocabularySize: 40,
  contextLength: 32,
  width: 16,
  layers: 2,
  heads: 2,
  layerNormEpsilon: 1e-5,
  endOfText: 0,
};
const small: ModelConfig = { ...config, vocabularySize: 4096, width: 256, layers: 6, heads: 8 }; // 6 M
const gpt2: ModelConfig = { ...config, vocabularySize: 50_257, width: 768, layers: 12, heads: 12 }; // 124 M

const sequence = (length: number, id = 's'): TrainingSequence => ({
  id,
  ids: Int32Array.from({ length }, (_, t) => (t * 7) % 40),
  learned: Uint8Array.from({ length }, (_, t) => (t > 0 ? 1 : 0)),
});
const all = (list: readonly TrainingSequence[]) => list.map((_, index) => index);
const pack = (list: readonly TrainingSequence[]) => packBatch(list, all(list), 32);

const anySequences = fc.array(
  fc.array(fc.record({ id: fc.integer({ min: 0, max: 39 }), learned: fc.boolean() }), {
    minLength: 1,
    maxLength: 32,
  }),
  { minLength: 1, maxLength: 6 },
);

test('a batch unpacks to the sequences that it was packed from', () => {
  fc.assert(
    fc.property(anySequences, (list) => {
      const sequences = list.map((tokens, index) => ({
        id: `${index}`,
        ids: Int32Array.from(tokens, ({ id }) => id),
        learned: Uint8Array.from(tokens, ({ learned }, t) => (learned && t > 0 ? 1 : 0)),
      }));
      expect(unpackBatch(pack(sequences))).toEqual(sequences);
    }),
  );
});

describe('the parts of a batch', () => {
  test.each([
    {
      lengths: [10, 10, 10, 10],
      parts: [
        [0, 2],
        [1, 3],
      ],
    },
    { lengths: [20, 10, 10], parts: [[0], [1, 2]] },
    {
      lengths: [3, 30, 28, 4],
      parts: [
        [0, 1],
        [2, 3],
      ],
    },
    { lengths: [5, 6], parts: [[1], [0]] },
  ])('are whole sequences with about equal work: $lengths', ({ lengths, parts }) => {
    const sequences = lengths.map((length) => sequence(length));
    expect(splitSequences(sequences, config)).toEqual(parts);
  });

  test('the first has more work than the second, and they have all sequences between them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 32 }), { minLength: 2, maxLength: 12 }), (lengths) => {
        const parts = splitSequences(
          lengths.map((length) => sequence(length)),
          config,
        );
        if (!parts) return;
        expect(parts.flat().sort((a, b) => a - b)).toEqual(all(parts.flat().map(() => sequence(2))));
        const tokens = parts.map((part) => part.reduce((sum, index) => sum + (lengths[index] ?? 0), 0));
        expect((tokens[1] ?? 0) / ((tokens[0] ?? 0) + (tokens[1] ?? 0))).toBeGreaterThan(0.2);
      }),
    );
  });

  test('none where one would have nearly everything, or there is one sequence', () => {
    expect(splitBatch(pack([sequence(30)]), config)).toBeNull();
    expect(splitBatch(pack([sequence(30), sequence(4)]), config)).toBeNull();
    const three = pack([sequence(20), sequence(20), sequence(20)]);
    expect(splitBatch(three, config)?.map(({ B }) => B)).toEqual([2, 1]);
  });

  test('are packed as any batch is, and supervise what it supervises', () => {
    const batch = pack([sequence(9), sequence(12), sequence(10), sequence(11)]);
    const parts = splitBatch(batch, config) ?? [];
    expect(parts.map(({ T }) => T).sort()).toEqual([11, 12]);
    expect(parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(batch.tokens);
    expect(parts.reduce((sum, { supervised }) => sum + supervised, 0)).toBe(batch.supervised);
  });

  test('have about the shapes that memory is estimated from', () => {
    const sequences = [12, 13, 12, 13, 12].map((length) => sequence(length));
    const expected = partShapes(batchShape(sequences, all(sequences))) ?? [];
    const found = splitBatch(pack(sequences), config) ?? [];
    expect(expected.map(({ B }) => B)).toEqual(found.map(({ B }) => B));
    for (const [index, { N, K }] of expected.entries()) {
      expect(N / (found[index]?.tokenIds.length ?? 0)).toBeCloseTo(1, 0.8);
      expect(K / (found[index]?.supervised ?? 0)).toBeCloseTo(1, 0.8);
    }
    expect(partShapes({ N: 10, B: 1, T: 10, K: 5 })).toBeNull();
  });
});

test('two sessions are for small models on several threads of the CPU, without dropout and adapters', () => {
  const plain = { config, threads: 2, dropout: 0 };
  expect(usesTwoSessions(plain)).toBe(true);
  expect(usesTwoSessions({ ...plain, threads: 8 })).toBe(true);
  for (const change of [
    { config: small },
    { config: gpt2 },
    { threads: 1 },
    { dropout: 0.1 },
    { lora: { rank: 4 } },
    { device: 'cuda' as const },
  ])
    expect(usesTwoSessions({ ...plain, ...change }), JSON.stringify(change)).toBe(false);
});
