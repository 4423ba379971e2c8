import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { packBatch, planEpoch, type TrainingSequence } from './batches.ts';

const sequenceArbitrary = fc
  .array(fc.record({ id: fc.integer({ min: 0, max: 50_256 }), learned: fc.boolean() }), { maxLength: 40 })
  .map(
    (tokens): Omit<TrainingSequence, 'id'> => ({
      ids: Int32Array.from(tokens, ({ id }) => id),
      learned: Uint8Array.from(tokens, ({ learned }) => (learned ? 1 : 0)),
    }),
  );

const sequencesArbitrary = fc
  .array(sequenceArbitrary, { maxLength: 60 })
  .map((list): TrainingSequence[] => list.map((sequence, i) => ({ id: `s${i}`, ...sequence })));

/** Sequences of the given lengths, the second half of each learned. */
function sequencesOf(lengths: readonly number[]): TrainingSequence[] {
  return lengths.map((length, i) => ({
    id: `s${i}`,
    ids: Int32Array.from({ length }, (_, t) => 100 * i + t),
    learned: Uint8Array.from({ length }, (_, t) => (2 * t >= length ? 1 : 0)),
  }));
}

const numbers = (array: BigInt64Array) => Array.from(array, Number);

describe('planEpoch', () => {
  const options = { tokenBudget: 64, contextLength: 30, seed: 1, epoch: 0 };

  test('every sequence is in exactly one batch within the budget, or set aside with its reason', () => {
    fc.assert(
      fc.property(
        sequencesArbitrary,
        fc.nat(50),
        fc.integer({ min: 1, max: 4 }),
        (sequences, epoch, microBatches) => {
          const plan = planEpoch(sequences, { ...options, epoch, microBatches });
          const batches = plan.steps.flat();
          const ids = batches.flat().map((index) => sequences[index]?.id ?? '');
          expect([...ids, ...plan.tooLong, ...plan.unsupervised].sort()).toEqual(
            sequences.map(({ id }) => id).sort(),
          );
          for (const { id, ids, learned } of sequences) {
            expect(plan.tooLong.includes(id)).toBe(ids.length > 30);
            expect(plan.unsupervised.includes(id)).toBe(ids.length <= 30 && !learned.slice(1).includes(1));
          }
          for (const batch of batches) {
            const tokens = batch.reduce((sum, index) => sum + (sequences[index]?.ids.length ?? 0), 0);
            expect(batch.length).toBeGreaterThan(0);
            expect(tokens).toBeLessThanOrEqual(64);
          }
          expect(plan.steps.slice(0, -1).every((step) => step.length === microBatches)).toBe(true);
          expect(plan.steps.every((step) => step.length > 0 && step.length <= microBatches)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the same seed and epoch give the same plan; another epoch mixes batches and their order anew', () => {
    const random = new Random('lengths');
    const sequences = sequencesOf(Array.from({ length: 300 }, () => random.integer(10, 30)));
    const plan = (epoch: number, seed = 1) => planEpoch(sequences, { ...options, seed, epoch }).steps.flat();
    const composition = (batches: readonly (readonly number[])[]) =>
      new Set(batches.map((batch) => [...batch].sort((a, b) => a - b).join()));
    expect(plan(3)).toEqual(plan(3));
    expect(plan(3)).not.toEqual(plan(3, 2));
    const [first, second] = [composition(plan(0)), composition(plan(1))];
    expect([...second].filter((batch) => first.has(batch)).length).toBeLessThan(first.size / 4);
    const lengths = plan(0).map((batch) => sequences[batch[0] ?? 0]?.ids.length ?? 0);
    expect(lengths).not.toEqual([...lengths].sort((a, b) => a - b));
  });

  test('lengths within a batch are similar: little of [B, T] is padding, and batches are full', () => {
    const random = new Random('similar');
    const lengths = Array.from({ length: 748 }, () => Math.round(120 * Math.exp(0.5 * random.normal())) + 10);
    const sequences = sequencesOf(lengths);
    const { steps } = planEpoch(sequences, { tokenBudget: 2048, contextLength: 1024, seed: 1, epoch: 0 });
    const packed = steps.flat().map((batch) => packBatch(sequences, batch, 1024));
    const tokens = packed.reduce((sum, batch) => sum + batch.tokens, 0);
    const slots = packed.reduce((sum, { B, T }) => sum + B * T, 0);
    expect(tokens).toBe(lengths.reduce((sum, length) => sum + length, 0));
    expect(slots / tokens).toBeLessThan(1.2);
    expect(packed.length).toBeLessThanOrEqual(Math.ceil((1.1 * tokens) / 2048));
  });

  test('a sequence longer than the budget makes a batch of its own', () => {
    const { steps } = planEpoch(sequencesOf([5, 25, 6, 28]), { ...options, tokenBudget: 20 });
    expect(
      steps
        .flat()
        .map((batch) => [...batch].sort())
        .sort(),
    ).toEqual([[0, 2], [1], [3]]);
  });

  test('nothing usable gives no steps', () => {
    expect(planEpoch(sequencesOf([31, 1, 0]), options)).toEqual({
      steps: [],
      tooLong: ['s0'],
      unsupervised: ['s1', 's2'],
    });
  });
});

describe('packBatch', () => {
  test('lays two sequences out with one dummy row that fills all padding', () => {
    const sequences: TrainingSequence[] = [
      { id: 'unused', ids: Int32Array.of(1), learned: Uint8Array.of(0) },
      { id: 'a', ids: Int32Array.of(11, 12), learned: Uint8Array.of(1, 1) },
      { id: 'b', ids: Int32Array.of(21, 22, 23, 24), learned: Uint8Array.of(0, 0, 1, 1) },
    ];
    const batch = packBatch(sequences, [1, 2], 4);
    expect([batch.B, batch.T, batch.tokens, batch.supervised]).toEqual([2, 4, 6, 3]);
    expect(numbers(batch.tokenIds)).toEqual([11, 12, 21, 22, 23, 24, 0]);
    expect(numbers(batch.positions)).toEqual([0, 1, 0, 1, 2, 3, 0]);
    expect(numbers(batch.padIndex)).toEqual([0, 1, 6, 6, 2, 3, 4, 5]);
    expect(numbers(batch.unpadIndex)).toEqual([0, 1, 4, 5, 6, 7, 2]);
    expect(numbers(batch.selected)).toEqual([0, 3, 4]); // the first token is never predicted
    expect(numbers(batch.labels)).toEqual([12, 23, 24]);
  });

  test('has no dummy row when all sequences are of one length', () => {
    const batch = packBatch(sequencesOf([3, 3]), [1, 0], 8);
    expect(numbers(batch.tokenIds)).toEqual([100, 101, 102, 0, 1, 2]);
    expect(numbers(batch.padIndex)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(numbers(batch.unpadIndex)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('refuses a sequence beyond the context', () => {
    expect(() => packBatch(sequencesOf([9]), [0], 8)).toThrow(/9 tokens in a batch for a context of 8/);
  });

  test('padding and unpadding are inverse on every row, and supervision is that of the sequences', () => {
    fc.assert(
      fc.property(sequencesArbitrary, (sequences) => {
        const indices = sequences.map((_, i) => i).filter((i) => (sequences[i]?.ids.length ?? 0) > 0);
        const batch = packBatch(sequences, indices, 40);
        const [tokenIds, positions, padIndex, unpadIndex, selected, labels] = [
          batch.tokenIds,
          batch.positions,
          batch.padIndex,
          batch.unpadIndex,
          batch.selected,
          batch.labels,
        ].map(numbers) as [number[], number[], number[], number[], number[], number[]];
        const N = tokenIds.length;
        expect(padIndex.length).toBe(batch.B * batch.T);
        expect(N).toBe(batch.tokens + (batch.B * batch.T > batch.tokens ? 1 : 0));
        expect(unpadIndex.map((slot) => padIndex[slot])).toEqual(tokenIds.map((_, row) => row));

        const rows = indices.flatMap((index, b) =>
          Array.from(sequences[index]?.ids ?? [], (id, t) => ({ id, t, slot: b * batch.T + t })),
        );
        expect(tokenIds.slice(0, batch.tokens)).toEqual(rows.map(({ id }) => id));
        expect(positions.slice(0, batch.tokens)).toEqual(rows.map(({ t }) => t));
        expect(unpadIndex.slice(0, batch.tokens)).toEqual(rows.map(({ slot }) => slot));
        const real = new Set(rows.map(({ slot }) => slot));
        padIndex.forEach((row, slot) => {
          if (!real.has(slot)) expect(row).toBe(batch.tokens);
        });

        const expected = indices.flatMap((index) => {
          const { ids, learned } = sequences[index] as TrainingSequence;
          return Array.from(ids).filter((_, t) => t > 0 && learned[t] === 1);
        });
        expect(labels).toEqual(expected);
        expect(batch.supervised).toBe(expected.length);
        expect(selected.map((row) => tokenIds[row + 1])).toEqual(labels);
        expect(selected.every((row) => positions[row + 1] === (positions[row] ?? 0) + 1)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
