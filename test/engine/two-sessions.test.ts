// Batches computed in two parts at the same time: the numbers of one session, the same every time, and a clear end when it fails.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { required } from '../../src/common/index.ts';
import { GradientSession } from '../../src/engine/train/gradient-session.ts';
import { GradientThread } from '../../src/engine/train/gradient-thread.ts';
import {
  type LoopSettings,
  packBatch,
  type StepMetrics,
  type TrainableModel,
  trainLoop,
} from '../../src/engine/train/index.ts';
import { LossModel } from '../../src/engine/train/loss-model.ts';
import {
  gradientsOf,
  microConfig,
  microLlama,
  microModel,
  packAll,
  randomSequences,
  worstDifference,
} from './micro-model.ts';

const open: TrainableModel[] = [];
async function model(options: Parameters<typeof microModel>[0] = {}): Promise<TrainableModel> {
  const made = await microModel({ threads: 2, ...options });
  open.push(made);
  return made;
}
afterEach(async () => {
  for (const made of open.splice(0)) await made.release();
});

const sequences = randomSequences([9, 4, 14, 2, 9, 11]);
const batch = packAll(sequences);
const step = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0,
  clip: 1,
};

describe('a batch in two parts', () => {
  test.each([
    ['GPT-2', {}],
    ['Llama', { config: microLlama }],
    ['frozen embeddings', { frozenEmbeddings: true }],
    ['blocks computed again', { checkpointing: true }],
  ])('has the loss and the gradients of the whole batch, in every parameter: %s', async (_, options) => {
    const one = await model({ ...options, twoSessions: false });
    const two = await model(options);
    expect([one.sessions, two.sessions]).toEqual([1, 2]);
    const loss = await one.computeGradients([batch], 1);
    expect(await two.computeGradients([batch], 1)).toBeCloseTo(loss, 5);
    const difference = worstDifference(gradientsOf(two), gradientsOf(one));
    expect(difference.error).toBeLessThan(1e-5);
    expect(difference.error).toBeGreaterThan(0); // else it was not computed in parts
  });

  test('has the same norm step after step where tensors are no whole number of vectors', async () => {
    const config = { ...microConfig, width: 18, heads: 2 };
    const batches = [batch, packAll(randomSequences([8, 7, 6, 5, 9, 11], 3))];
    const norms = async (of: TrainableModel) => {
      const all: number[] = [];
      for (let n = 1; n <= 8; n++) {
        const { gradientNorm } = await of.step([required(batches[n % 2], 'a batch')], { ...step, step: n });
        all.push(gradientNorm);
      }
      return all;
    };
    const one = await norms(await model({ config, twoSessions: false }));
    const two = await norms(await model({ config }));
    for (const [index, norm] of two.entries()) expect(norm).toBeCloseTo(one[index] ?? 0, 3);
  });

  test('also as one of several micro-batches, one of them a single sequence', async () => {
    const cut = [[0], [1, 2, 3], [4, 5]].map((indices) => packBatch(sequences, indices, 32));
    const one = await model({ twoSessions: false, accumulate: true });
    const two = await model({ accumulate: true });
    const loss = await one.computeGradients(cut, 1);
    expect(await two.computeGradients(cut, 1)).toBeCloseTo(loss, 5);
    expect(worstDifference(gradientsOf(two), gradientsOf(one)).error).toBeLessThan(1e-5);
  });

  test('a single sequence is computed as a whole: the same bits as one session', async () => {
    const one = await model({ twoSessions: false });
    const two = await model();
    const alone = packAll(sequences.slice(2, 3));
    expect(await two.computeGradients([alone], 1)).toBe(await one.computeGradients([alone], 1));
    expect(gradientsOf(two)).toEqual(gradientsOf(one));
  });

  test('sees the weights that the step before has made: the losses of one session over 30 steps', async () => {
    const losses = async (of: TrainableModel) => {
      const all: number[] = [];
      for (let n = 1; n <= 30; n++) all.push((await of.step([batch], { ...step, step: n })).loss);
      return all;
    };
    const one = await losses(await model({ twoSessions: false }));
    const two = await losses(await model());
    expect(two.at(-1)).toBeLessThan(0.2 * (two[0] ?? 0));
    for (const [n, loss] of one.entries()) expect(two[n]).toBeCloseTo(loss, 3);
  });
});

const settings: LoopSettings = {
  maxSteps: 9,
  learningRate: 5e-3,
  schedule: 'cosine',
  warmupShare: 0.2,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
  dropout: 0,
  tokenBudget: 40,
  microBatches: 1,
  seed: 7,
  validationTokens: 20_000,
  frozenEmbeddings: false,
  lora: null,
  checkpointing: false,
  patience: null,
  validations: 3,
};

test('a run is the same bit for bit when it is repeated, and when it is stopped and resumed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'two-sessions-'));
  try {
    const run = async (options: { checkpoints?: string; resume?: boolean; stopAfter?: number }) => {
      const { stopAfter = Number.POSITIVE_INFINITY, resume = false, ...rest } = options;
      const trained = await model({ seed: settings.seed });
      expect(trained.sessions).toBe(2);
      const steps: StepMetrics[] = [];
      await trainLoop({
        model: trained,
        sequences: randomSequences([9, 4, 14, 2, 9, 11, 20, 6, 7, 15]),
        validation: randomSequences([8, 5], 9),
        settings,
        checkpointSeconds: 1000,
        resume,
        onStep: (metrics) => steps.push(metrics),
        stopRequested: () => steps.length >= stopAfter,
        ...rest,
      });
      const facts = steps.map(({ seconds: _, ...fact }) => fact);
      return { facts, weights: [...trained.weights()].map(([, weight]) => weight.slice()) };
    };
    const first = await run({});
    const again = await run({});
    expect(again).toEqual(first);
    const stopped = await run({ checkpoints: folder, stopAfter: 4 });
    const resumed = await run({ checkpoints: folder, resume: true });
    expect([...stopped.facts, ...resumed.facts]).toEqual(first.facts);
    expect(resumed.weights).toEqual(first.weights);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The next thread that is started. */
const nextWorker = () => new Promise<Worker>((resolve) => process.once('worker', resolve));

describe('a thread that fails', () => {
  const graphOf = (model: Uint8Array) => ({
    config: microConfig,
    model,
    rows: [],
    dense: [],
    parameters: [],
  });

  test('a graph that it cannot load is refused in the runtime’s words', async () => {
    const start = { graph: graphOf(new Uint8Array([1, 2, 3])), threads: 1 };
    const worker = nextWorker();
    await expect(GradientThread.create(start)).rejects.toMatchObject({
      code: 'graph-refused',
      message: expect.stringMatching(/^ONNX Runtime does not load this graph(?!.*memory)/s),
    });
    expect((await worker).threadId).toBe(-1); // it has ended
  });

  test.each<[string, { create: unknown }, number]>([
    ['the thread', GradientThread, 2],
    ['the model of the loss', LossModel, 2],
  ])('where %s cannot be made, the sessions that were made are released', async (_, failing, count) => {
    const release = vi.spyOn(GradientSession.prototype, 'release');
    const create = vi
      .spyOn(failing as { create(): Promise<unknown> }, 'create')
      .mockRejectedValue(new Error('no room'));
    try {
      await expect(microModel({ threads: 2 })).rejects.toThrow('no room');
      expect(release).toHaveBeenCalledTimes(count);
    } finally {
      release.mockRestore();
      create.mockRestore();
    }
  });

  test('one that ends in the middle is an error that says what to do, at that batch and every later one', async () => {
    const module = new URL('two-sessions.fixture.ts', import.meta.url);
    const thread = await GradientThread.create({ graph: graphOf(new Uint8Array()), threads: 1 }, module);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(thread.compute(batch, 1, new Map())).rejects.toMatchObject({
        code: 'gradient-thread-ended',
        message: expect.stringMatching(/ended with code 7.*`resume: true`.*`threads: 1`/s),
      });
    }
    await thread.release();
  });

  test('an error of the runtime there is thrown as that error, after the other part has ended', async () => {
    const worker = nextWorker();
    const two = await microModel({ threads: 2 });
    const bad = packAll(sequences);
    // Tokens that are not in the vocabulary, in sequences 0 and 1: with sequence 5 they are the part that goes to the thread.
    bad.tokenIds[0] = 9999n;
    bad.tokenIds.fill(9999n, 9, 13);
    await expect(two.computeGradients([bad], 1)).rejects.toMatchObject({
      code: 'graph-failed',
      message: expect.stringMatching(/ONNX Runtime stopped: .*9999/s),
    });
    const { threadId } = await worker;
    expect(threadId).toBeGreaterThan(0);
    await two.release();
    expect((await worker).threadId).toBe(-1); // its session went with it
  });
});
