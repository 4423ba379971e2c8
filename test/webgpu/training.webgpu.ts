// The same training on the CPU and on WebGPU: gradients, loss curves, and a checkpoint that goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DeviceModel,
  type LoopSettings,
  type StepMetrics,
  TrainableModel,
  type TrainableOptions,
  type Trainer,
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
} from '../engine/micro-model.ts';
import { onWebgpu } from './available.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webgpu-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STEPS = 50;
const sequences = randomSequences([9, 4, 14, 2, 9, 11]);
const loop: LoopSettings = {
  maxSteps: STEPS,
  learningRate: 1e-2,
  schedule: 'cosine',
  warmupShare: 0.1,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
  dropout: 0,
  tokenBudget: 64,
  microBatches: 1,
  seed: 5,
  validations: 2,
  validationTokens: 1000,
  frozenEmbeddings: false,
  lora: null,
  checkpointing: false,
  patience: null,
};

/** What the loop measures on its way to the end of `settings`. */
async function train(
  model: Trainer,
  settings: LoopSettings,
  checkpoints: { readonly name: string; readonly stopAt: number; readonly resume: boolean } | null = null,
): Promise<StepMetrics[]> {
  const metrics: StepMetrics[] = [];
  await trainLoop({
    model,
    sequences,
    validation: randomSequences([8, 5], 9),
    settings,
    checkpointSeconds: 1e6,
    resume: checkpoints?.resume ?? false,
    ...(checkpoints ? { checkpoints: join(folder, checkpoints.name) } : {}),
    onStep: (step) => metrics.push(step),
    stopRequested: () => metrics.length > 0 && metrics.length === checkpoints?.stopAt,
  });
  return metrics;
}

describe.each([
  ['GPT-2', microConfig],
  ['Llama', microLlama],
])('%s on WebGPU', onWebgpu, (_name, config) => {
  const options: TrainableOptions = {
    config,
    weights: livelyWeights(config),
    seed: 5,
    threads: 1,
    dropout: 0,
    accumulate: true,
  };

  test('has the gradients of the CPU, in two micro-batches', async () => {
    const cpu = await TrainableModel.create(options);
    const gpu = await DeviceModel.create({ ...options, device: 'webgpu' });
    const batches = [packAll(sequences.slice(0, 4)), packAll(sequences.slice(4))];
    const loss = await cpu.computeGradients(batches, 1);
    const found = await gpu.gradients(batches, 1);
    expect(found.loss).toBeCloseTo(loss, 5);
    expect(worstDifference(found.gradients, gradientsOf(cpu)).error).toBeLessThan(1e-4);
    await Promise.all([cpu.release(), gpu.release()]);
  });

  test(`has the loss curve of the CPU over ${STEPS} steps, everything staying on the device`, async () => {
    const shallow = { ...config, layers: 1 }; // half the work for a software GPU
    const from = { ...options, config: shallow, weights: livelyWeights(shallow) };
    const cpu = await TrainableModel.create(from);
    const gpu = await DeviceModel.create({ ...from, device: 'webgpu' });
    const expected = await train(cpu, loop);
    const found = await train(gpu, loop);
    expect(gpu.resident).toBe(true);
    expect(found).toHaveLength(STEPS);
    expect(found.at(-1)?.loss).toBeLessThan((found[0]?.loss ?? 0) - 1); // it learns
    found.forEach(({ loss, gradientNorm, validationLoss }, i) => {
      expect(Math.abs(loss - (expected[i]?.loss ?? Number.NaN))).toBeLessThan(1e-3);
      expect(gradientNorm / (expected[i]?.gradientNorm ?? Number.NaN)).toBeCloseTo(1, 2);
      if (validationLoss !== undefined)
        expect(Math.abs(validationLoss - (expected[i]?.validationLoss ?? Number.NaN))).toBeLessThan(1e-3);
    });
    await Promise.all([cpu.release(), gpu.release()]);
  });
});

describe.each<[string, Partial<TrainableOptions> & Pick<TrainableOptions, 'config'>]>([
  ['frozen embeddings', { config: microConfig, frozenEmbeddings: true }],
  ['gradient checkpointing', { config: microConfig, checkpointing: true }],
  ['low-rank adapters', { config: microLlama, lora: { rank: 2, alpha: 4, targets: [] } }],
])('with %s on WebGPU', onWebgpu, (_name, { config, ...changes }) => {
  test('the same parameters are trained as on the CPU, by the same gradients, to the same losses', async () => {
    const shallow = { ...config, layers: 1 };
    const options: TrainableOptions = {
      config: shallow,
      weights: livelyWeights(shallow),
      seed: 5,
      threads: 1,
      dropout: 0,
      accumulate: false,
      ...changes,
    };
    const cpu = await TrainableModel.create(options);
    const gpu = await DeviceModel.create({ ...options, device: 'webgpu' });
    const batch = packAll(sequences);
    expect(gpu.trainedNames).toEqual(cpu.trainedNames);
    await cpu.computeGradients([batch], 1);
    const trained = new Set(gpu.trainedNames);
    const expected = new Map([...gradientsOf(cpu)].filter(([name]) => trained.has(name)));
    const { gradients } = await gpu.gradients([batch], 1);
    expect(worstDifference(gradients, expected).error).toBeLessThan(1e-4);
    for (let step = 1; step <= 3; step++) {
      const { loss } = await cpu.step([batch], { ...loop, step });
      expect((await gpu.step([batch], { ...loop, step })).loss).toBeCloseTo(loss, 4);
    }
    const kept = [...cpu.weights()].filter(([name]) => !trained.has(name));
    const after = await gpu.weights();
    for (const [name, weight] of kept) expect(after.get(name), name).toEqual(weight);
    await Promise.all([cpu.release(), gpu.release()]);
  });
});

describe('a run on WebGPU', onWebgpu, () => {
  test('with dropout and several micro-batches, stopped and resumed, is the uninterrupted one bit for bit', async () => {
    const settings = { ...loop, maxSteps: 4, dropout: 0.1, microBatches: 2, tokenBudget: 25 };
    const model = () =>
      DeviceModel.create({
        config: microConfig,
        weights: livelyWeights(microConfig),
        seed: 5,
        threads: 1,
        dropout: 0.1,
        accumulate: true,
        device: 'webgpu',
      });
    const [whole, first, second] = [await model(), await model(), await model()];
    const uninterrupted = await train(whole, settings);
    const before = await train(first, settings, { name: 'cut', stopAt: 2, resume: false });
    const after = await train(second, settings, { name: 'cut', stopAt: -1, resume: true });
    const losses = (metrics: StepMetrics[]) => metrics.map(({ loss }) => loss);
    expect(losses(before)).toHaveLength(2);
    expect([...losses(before), ...losses(after)]).toEqual(losses(uninterrupted));
    expect(await second.weights()).toEqual(await whole.weights());
    await Promise.all([whole.release(), first.release(), second.release()]);
  });
});
