// The model for devices, here on the CPU as its device: the numbers of the model for the CPU, by graphs alone. What WebGPU makes of
// the same graphs is test/webgpu/.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelConfig } from '../../src/engine/model/index.ts';
import {
  DeviceModel,
  type LoopSettings,
  packBatch,
  type StepSettings,
  TrainableModel,
  type TrainableOptions,
  trainLoop,
} from '../../src/engine/train/index.ts';
import {
  gradientsOf,
  livelyWeights,
  microConfig,
  microLlama,
  packAll,
  randomSequences,
  worstDifference,
} from './micro-model.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'device-model-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sequences = randomSequences([9, 4, 14, 2, 9, 11]);
const batches = [[0], [1, 2], [3, 4, 5]].map((indices) => packBatch(sequences, indices, 32));
const settings: Omit<StepSettings, 'step'> = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
};
const optionsFor = (config: ModelConfig): TrainableOptions => ({
  config,
  weights: livelyWeights(config),
  seed: 3,
  threads: 1,
  dropout: 0,
  accumulate: true,
});
/** The key bias's gradient is 0 but for rounding, which AdamW scales up to whole steps: it may differ, and softmax does not see it. */
function withoutKeyBias(weights: Map<string, Float32Array>): void {
  for (const [name, bias] of weights) {
    if (!name.endsWith('c_attn.bias')) continue;
    weights.set(name, bias.slice().fill(0, bias.length / 3, (2 * bias.length) / 3));
  }
}

const lora = { rank: 2, alpha: 4, targets: [] };

const cases: readonly [string, TrainableOptions][] = [
  ['GPT-2', optionsFor(microConfig)],
  ['GPT-2 with dropout', { ...optionsFor(microConfig), dropout: 0.1 }],
  ['GPT-2 with frozen embeddings', { ...optionsFor(microConfig), frozenEmbeddings: true }],
  ['GPT-2 with gradient checkpointing', { ...optionsFor(microConfig), checkpointing: true }],
  ['Llama', optionsFor(microLlama)],
  ['Llama with low-rank adapters', { ...optionsFor(microLlama), lora }],
];

describe.each(cases)('%s on a device', (_name, options) => {
  test('has the loss and the gradients of the CPU’s model, over several micro-batches', async () => {
    const [cpu, device] = [await TrainableModel.create(options), await DeviceModel.create(options)];
    const loss = await cpu.computeGradients(batches, 4);
    const found = await device.gradients(batches, 4);
    expect(found.loss).toBeCloseTo(loss, 5);
    const trained = new Set(device.trainedNames);
    expect(device.trainedNames).toEqual(cpu.trainedNames);
    const expected = new Map([...gradientsOf(cpu)].filter(([name]) => trained.has(name)));
    expect(worstDifference(found.gradients, expected).error).toBeLessThan(1e-5);
    await Promise.all([cpu.release(), device.release()]);
  });

  test('steps as the CPU’s model does, and has its losses without dropout', async () => {
    const [cpu, device] = [await TrainableModel.create(options), await DeviceModel.create(options)];
    for (let step = 1; step <= 10; step++) {
      const expected = await cpu.step(batches, { ...settings, step });
      const found = await device.step(batches, { ...settings, step });
      expect(found.loss).toBeCloseTo(expected.loss, 4);
      expect(found.gradientNorm).toBeCloseTo(expected.gradientNorm, 3);
    }
    expect(await device.lossOf([packAll(sequences)])).toBeCloseTo(await cpu.lossOf([packAll(sequences)]), 4);
    const [found, expected] = [new Map(await device.weights()), new Map(cpu.weights())];
    for (const weights of [found, expected]) withoutKeyBias(weights);
    expect(worstDifference(found, expected).error).toBeLessThan(1e-4);
    await Promise.all([cpu.release(), device.release()]);
  });
});

test.each(cases)('%s restarts on a device with its first weights, bit for bit', async (_name, options) => {
  const model = await DeviceModel.create(options);
  const bytes = async () =>
    JSON.stringify([...(await model.weights())].map(([name, data]) => [name, [...data]]));
  const before = await bytes();
  await model.step(batches, { ...settings, step: 1 });
  expect(await bytes()).not.toBe(before);
  await model.restart();
  expect(await bytes()).toBe(before);
  await model.release();
});

test('a step that diverges changes nothing and says so', async () => {
  const weights = livelyWeights(microConfig);
  weights.get('transformer.h.1.mlp.c_fc.bias')?.fill(Number.NaN);
  const model = await DeviceModel.create({ ...optionsFor(microConfig), weights });
  const before = [...(await model.weights())].map(([, weight]) => [...weight]);
  await expect(model.step(batches, { ...settings, step: 1 })).rejects.toMatchObject({
    code: 'training-diverged',
  });
  expect([...(await model.weights())].map(([, weight]) => [...weight])).toEqual(before);
  await model.release();
});

test('stopped and resumed, it goes on bit for bit, best weights included', async () => {
  const loop: LoopSettings = {
    ...settings,
    maxSteps: 8,
    schedule: 'cosine',
    warmupShare: 0.2,
    dropout: 0.1,
    tokenBudget: 25,
    microBatches: 2,
    seed: 3,
    validationTokens: 1000,
    frozenEmbeddings: false,
    lora: null,
    checkpointing: false,
    patience: 8,
    validations: 4,
  };
  const train = async (checkpoints: string, stopAt: number, resume: boolean) => {
    const model = await DeviceModel.create({ ...optionsFor(microConfig), dropout: 0.1 });
    let steps = 0;
    const losses: number[] = [];
    const result = await trainLoop({
      model,
      sequences,
      validation: randomSequences([8, 5], 9),
      settings: loop,
      checkpoints: join(folder, checkpoints),
      checkpointSeconds: 1e6,
      resume,
      onStep: ({ step, loss }) => {
        steps = step;
        losses.push(loss);
      },
      stopRequested: () => steps >= stopAt,
    });
    const weights = [...(await model.weights())].map(([name, data]) => [name, [...data]]);
    await model.release();
    return { result, losses, weights };
  };
  const whole = await train('whole', 99, false);
  const first = await train('cut', 5, false);
  const second = await train('cut', 99, true);
  expect(first.result.finished).toBe(false);
  expect([...first.losses, ...second.losses]).toEqual(whole.losses);
  expect(second.weights).toEqual(whole.weights);
});
