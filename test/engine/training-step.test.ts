// What one training step computes: the loss and the gradients of a batch, however the batch is cut and padded.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { required } from '../../src/common/index.ts';
import { batchInputs, buildForwardGraph, LOGITS, PositionTables } from '../../src/engine/model/index.ts';
import { Session } from '../../src/engine/runtime/index.ts';
import {
  packBatch,
  type StepSettings,
  type TrainableModel,
  type TrainingSequence,
} from '../../src/engine/train/index.ts';
import {
  gradientsOf,
  livelyWeights,
  microConfig,
  microModel,
  packAll,
  randomSequences,
  worstDifference,
} from './micro-model.ts';

/** Lengths that need padding, a batch that needs none, and a sequence of two tokens. */
const sequences = randomSequences([9, 4, 14, 2, 9, 11]);
const supervisedOf = (list: readonly TrainingSequence[]) => packAll(list).supervised;
const settings: StepSettings = {
  step: 1,
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0,
  clip: 1,
};

let model: TrainableModel;
let accumulating: TrainableModel;
beforeAll(async () => {
  [model, accumulating] = await Promise.all([microModel(), microModel({ accumulate: true })]);
});
afterAll(async () => {
  await Promise.all([model.release(), accumulating.release()]);
});

describe('a batch of unequal lengths', () => {
  test('has the sum of its sequences’ gradients: padding and the dummy row add nothing', async () => {
    const loss = await model.computeGradients([packAll(sequences)], 1);
    const together = gradientsOf(model);
    const supervised = supervisedOf(sequences);
    const sums = new Map([...together].map(([name, { length }]) => [name, new Float64Array(length)]));
    let lossSum = 0;
    for (const sequence of sequences) {
      const share = supervisedOf([sequence]) / supervised;
      lossSum += share * (await model.computeGradients([packAll([sequence])], 1));
      for (const [name, gradient] of gradientsOf(model)) {
        const sum = required(sums.get(name), name);
        for (const [i, value] of gradient.entries()) sum[i] = (sum[i] ?? 0) + share * value;
      }
    }
    expect(packAll(sequences).tokenIds.length).toBe(packAll(sequences).tokens + 1); // there is a dummy row
    expect(loss).toBeCloseTo(lossSum, 5);
    const alone = new Map([...sums].map(([name, sum]) => [name, Float32Array.from(sum)]));
    expect(worstDifference(together, alone).error).toBeLessThan(1e-5);
  });

  test('the order of its sequences does not matter', async () => {
    await model.computeGradients([packAll(sequences)], 1);
    const forwards = gradientsOf(model);
    await model.computeGradients([packAll([...sequences].reverse())], 1);
    expect(worstDifference(gradientsOf(model), forwards).error).toBeLessThan(1e-5);
  });
});

describe('several micro-batches', () => {
  test('accumulate to the loss and the gradients of the full batch, in every parameter', async () => {
    const full = await model.computeGradients([packAll(sequences)], 1);
    const cut = [[0], [1, 2], [3, 4, 5]].map((indices) => packBatch(sequences, indices, 32));
    const loss = await accumulating.computeGradients(cut, 1);
    expect(loss).toBeCloseTo(full, 5);
    expect(worstDifference(gradientsOf(accumulating), gradientsOf(model)).error).toBeLessThan(1e-5);
  });

  test('are weighted by their supervised tokens, not each by its own', async () => {
    const short = packBatch(sequences, [3], 32);
    const long = packBatch(sequences, [2], 32);
    expect(short.supervised).toBeLessThan(long.supervised);
    const sum =
      short.supervised * (await model.lossOf([short])) + long.supervised * (await model.lossOf([long]));
    const mean = sum / (short.supervised + long.supervised);
    expect(await accumulating.computeGradients([short, long], 1)).toBeCloseTo(mean, 5);
    expect(await model.lossOf([short, long])).toBeCloseTo(mean, 5);
  });

  test('leave nothing behind for the next step', async () => {
    const batches = [[0, 1], [2]].map((indices) => packBatch(sequences, indices, 32));
    await accumulating.computeGradients(batches, 1);
    const first = gradientsOf(accumulating);
    await accumulating.computeGradients([packAll(sequences)], 2);
    await accumulating.computeGradients(batches, 3);
    expect(worstDifference(gradientsOf(accumulating), first).error).toBe(0);
  });
});

/** Mean cross-entropy of the supervised tokens from the logits of every position, in float64. */
async function referenceLoss(list: readonly TrainingSequence[]): Promise<number> {
  const session = await Session.create(buildForwardGraph(microConfig, livelyWeights(microConfig)), {
    threads: 1,
  });
  let sum = 0;
  let count = 0;
  for (const { ids, learned } of list) {
    const T = ids.length;
    const range = BigInt64Array.from(ids, (_, t) => BigInt(t));
    const feeds = {
      [batchInputs.tokenIds]: { data: BigInt64Array.from(ids, BigInt), shape: [T] },
      [batchInputs.positions]: { data: range, shape: [T] },
      [batchInputs.padIndex]: { data: range, shape: [1, T] },
      [batchInputs.unpadIndex]: { data: range, shape: [T] },
      [batchInputs.selected]: { data: range, shape: [T] },
      ...new PositionTables(microConfig).forSequences(T),
    };
    const logits = (await session.run(feeds, {}, [LOGITS]))[LOGITS]?.data as Float32Array; // [T, V]
    const V = microConfig.vocabularySize;
    for (let t = 1; t < T; t++) {
      if (learned[t] !== 1) continue;
      const row = [...logits.subarray((t - 1) * V, t * V)];
      const total = row.reduce((all, logit) => all + Math.exp(logit), 0);
      sum += Math.log(total) - (row[ids[t] ?? -1] ?? Number.NaN);
      count += 1;
    }
  }
  await session.release();
  return sum / count;
}

test('the head on supervised positions gives the loss that the logits of all positions give', async () => {
  const expected = await referenceLoss(sequences);
  expect(await model.lossOf([packAll(sequences)])).toBeCloseTo(expected, 5);
  expect(await model.computeGradients([packAll(sequences)], 1)).toBeCloseTo(expected, 5);
});

test('the gradients are the slopes of the loss, in the largest entry of every parameter', async () => {
  const batch = packAll(sequences);
  await model.computeGradients([batch], 1);
  for (const [name, gradient] of gradientsOf(model)) {
    const { weight } = model.memory.views(name);
    const at = gradient.reduce(
      (best, value, i) => (Math.abs(value) > Math.abs(gradient[best] ?? 0) ? i : best),
      0,
    );
    const before = weight[at] ?? 0;
    const slopes: number[] = [];
    for (const step of [2e-3, -2e-3]) {
      weight[at] = before + step;
      slopes.push(await model.lossOf([batch]));
    }
    weight[at] = before;
    const slope = ((slopes[0] ?? 0) - (slopes[1] ?? 0)) / 4e-3;
    const analytic = gradient[at] ?? 0;
    expect(Math.abs(slope - analytic) / Math.abs(analytic), name).toBeLessThan(0.015);
  }
});

test('a step: the loss before it, the norm of its gradient, and the clipped update', async () => {
  const fresh = await microModel();
  const before = new Map([...fresh.weights()].map(([name, weight]) => [name, weight.slice()]));
  const loss = await fresh.lossOf([packAll(sequences)]);
  const result = await fresh.step([packAll(sequences)], settings);
  expect(result.loss).toBeCloseTo(loss, 5);
  const gradients = [...gradientsOf(fresh).values()];
  expect(result.gradientNorm).toBeCloseTo(Math.hypot(...gradients.flatMap((gradient) => [...gradient])), 4);
  // AdamW's first step moves every weight by the learning rate, against the sign of its gradient.
  const { weight, total } = fresh.memory.views('transformer.h.0.mlp.c_fc.weight');
  const old = required(before.get('transformer.h.0.mlp.c_fc.weight'), 'weight');
  for (const [i, gradient] of total.entries()) {
    if (Math.abs(gradient) < 1e-4) continue;
    expect((old[i] ?? 0) - (weight[i] ?? 0)).toBeCloseTo(1e-2 * Math.sign(gradient), 4);
  }
  await fresh.release();
});

test('a tiny model overfits one batch', async () => {
  const fresh = await microModel();
  const batch = packAll(sequences);
  const losses: number[] = [];
  for (let step = 1; step <= 80; step++) losses.push((await fresh.step([batch], { ...settings, step })).loss);
  expect(losses[0]).toBeGreaterThan(3);
  expect(losses.at(-1)).toBeLessThan(0.02);
  expect(await fresh.lossOf([batch])).toBeLessThan(0.02);
  await fresh.release();
});

test('a loss that is not finite stops the training with the weights as they were', async () => {
  const weights = livelyWeights(microConfig);
  required(weights.get('transformer.ln_f.bias'), 'bias')[0] = Number.NaN;
  const broken = await microModel({ weights });
  const before = [...broken.weights()].map(([, weight]) => [...weight]);
  await expect(broken.step([packAll(sequences)], { ...settings, step: 7 })).rejects.toMatchObject({
    code: 'training-diverged',
    message: expect.stringContaining('diverged at step 7: the loss is NaN'),
    details: { step: 7 },
  });
  expect([...broken.weights()].map(([, weight]) => [...weight])).toEqual(before);
  await broken.release();
});

test('the gradient is clipped to the norm that the settings name', async () => {
  const batch = packAll(sequences);
  const step = async (clip: number) => {
    const stepped = await microModel();
    const { gradientNorm } = await stepped.step([batch], { ...settings, clip });
    const moments = [...stepped.memory.parameters].flatMap(({ firstMoment }) => [...firstMoment]);
    await stepped.release();
    return { gradientNorm, norm: Math.hypot(...moments) / (1 - settings.beta1) };
  };
  const [free, clipped] = [await step(1e9), await step(0.01)];
  expect(clipped.gradientNorm).toBeCloseTo(free.gradientNorm, 5); // reported as it was before
  expect(free.norm).toBeCloseTo(free.gradientNorm, 3);
  expect(clipped.norm).toBeCloseTo(0.01, 5);
});
