// Dropout in the training step: which masks a step sees, and that none are drawn where there is no dropout.
import { expect, test } from 'vitest';
import type { PackedBatch } from '../../src/engine/train/index.ts';
import { gradientsOf, microModel, packAll, randomSequences, worstDifference } from './micro-model.ts';

const sequences = randomSequences([9, 4, 14]);
const batch = packAll(sequences);

/** The loss of each step with dropout 0.3, weights unchanged. */
async function lossesOf(seed: number, steps: readonly number[], batches: readonly PackedBatch[] = [batch]) {
  const model = await microModel({ seed, dropout: 0.3, accumulate: true });
  const losses: number[] = [];
  for (const step of steps) losses.push(await model.computeGradients(batches, step));
  await model.release();
  return losses;
}

test('masks are a function of the step: other ones each step, the same after a resume', async () => {
  const all = await lossesOf(5, [1, 2, 3, 4]);
  expect(new Set(all).size).toBe(4);
  expect(await lossesOf(5, [3, 4])).toEqual(all.slice(2));
  expect(await lossesOf(5, [4, 1])).toEqual([all[3], all[0]]);
});

test('another seed and another micro-batch have other masks', async () => {
  const [loss] = await lossesOf(5, [1]);
  const [otherSeed] = await lossesOf(6, [1]);
  const [twice] = await lossesOf(5, [1], [batch, batch]); // the mean of the same batch under two draws
  expect(otherSeed).not.toBe(loss);
  expect(Math.abs((twice ?? 0) - (loss ?? 0))).toBeGreaterThan(1e-3);
});

test('a dropout of 0 is no dropout: every step sees the loss without masks', async () => {
  const model = await microModel({ dropout: 0 });
  const loss = await model.lossOf([batch]);
  expect(await model.computeGradients([batch], 1)).toBeCloseTo(loss, 6);
  const first = gradientsOf(model);
  expect(await model.computeGradients([batch], 2)).toBeCloseTo(loss, 6);
  expect(worstDifference(gradientsOf(model), first).error).toBe(0);

  // A rate that never drops runs the graph with masks, all of them 1.
  const masked = await microModel({ dropout: 1e-12 });
  expect(await masked.computeGradients([batch], 1)).toBeCloseTo(loss, 6);
  expect(worstDifference(gradientsOf(masked), first).error).toBeLessThan(1e-6);
  await Promise.all([model.release(), masked.release()]);
});

test('the loss that is measured on validation sequences has no dropout', async () => {
  const [model, without] = await Promise.all([microModel({ dropout: 0.3 }), microModel()]);
  expect(await model.lossOf([batch])).toBe(await without.lossOf([batch]));
  await Promise.all([model.release(), without.release()]);
});
