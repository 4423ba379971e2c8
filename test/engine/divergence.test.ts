// A training that diverges: it ends, with the best weights before that, or with an error where there are none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type LoopOptions,
  type LoopSettings,
  type StepMetrics,
  trainLoop,
} from '../../src/engine/train/index.ts';
import { livelyWeights, microConfig, microModel, randomSequences } from './micro-model.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'divergence-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sequences = randomSequences([9, 4, 14, 2, 9, 11, 20, 6, 7, 15]);
/** The rate rises until no model can stand it: what is learned at first is lost again. */
const rising: LoopSettings = {
  maxSteps: 300,
  learningRate: 20,
  schedule: 'cosine',
  warmupShare: 1,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0,
  clip: 1,
  dropout: 0,
  tokenBudget: 25,
  microBatches: 1,
  seed: 7,
  validationTokens: 20_000,
  frozenEmbeddings: false,
  lora: null,
  checkpointing: false,
  patience: null,
  validations: 100,
};
const guessing = Math.log(microConfig.vocabularySize);

async function train(options: Partial<LoopOptions> & { stopAt?: number }) {
  const { stopAt = Number.POSITIVE_INFINITY, ...rest } = options;
  const model = await microModel({ weights: livelyWeights(microConfig, 1), seed: 7 });
  const bytes = () => JSON.stringify([...model.weights()].map(([name, data]) => [name, [...data]]));
  const start = bytes();
  const steps: StepMetrics[] = [];
  const weightsAt = new Map<number, string>();
  try {
    const result = await trainLoop({
      model,
      sequences,
      validation: sequences,
      settings: rising,
      checkpoints: join(folder, 'none'),
      checkpointSeconds: 1e6,
      resume: false,
      onStep: (metrics) => {
        steps.push(metrics);
        if (metrics.validationLoss !== undefined) weightsAt.set(metrics.step, bytes());
      },
      stopRequested: () => (steps.at(-1)?.step ?? 0) >= stopAt,
      ...rest,
    }).catch((error: unknown) => error as Error & { code: string });
    return { result, steps, weightsAt, end: bytes(), start };
  } finally {
    await model.release();
  }
}
type Ran = Awaited<ReturnType<typeof train>>;
const finished = ({ result }: Ran) => {
  if (result instanceof Error) throw result;
  return result;
};

test('it ends 20 steps after the loss left what guessing has, and the best weights are the model’s', async () => {
  const whole = await train({ checkpoints: join(folder, 'rising') });
  const { divergedAt, bestStep, bestLoss, stoppedEarly, step, totalSteps } = finished(whole);
  expect(totalSteps).toBe(300);
  expect(divergedAt).toBe(step);
  expect(step).toBeLessThan(300);
  expect(stoppedEarly).toBe(false);
  const far = whole.steps.map(({ loss }) => loss > Math.max(guessing, whole.steps[0]?.loss ?? 0) + 1);
  expect(far.slice(-20)).toEqual(Array(20).fill(true));
  expect(far.slice(0, -1).join().includes(Array(20).fill(true).join())).toBe(false);
  const measured = whole.steps.flatMap(({ step, validationLoss }) =>
    validationLoss === undefined ? [] : [{ step, loss: validationLoss }],
  );
  expect({ step: bestStep, loss: bestLoss }).toEqual(measured.reduce((a, b) => (b.loss < a.loss ? b : a)));
  expect(whole.end).toBe(whole.weightsAt.get(bestStep ?? 0));
  expect(whole.end).not.toBe(whole.start);

  // Stopped among the 20 steps and resumed, it ends at the same one.
  const checkpoints = join(folder, 'resumed');
  await train({ checkpoints, stopAt: step - 7 });
  const resumed = await train({ checkpoints, resume: true });
  expect(finished(resumed)).toMatchObject({ divergedAt, bestStep, bestLoss });
  expect(resumed.end).toBe(whole.end);
});

test('without a better step before, it is an error that names the losses', async () => {
  const settings = { ...rising, learningRate: 5, warmupShare: 0, schedule: 'constant' } as const;
  const { result, steps } = await train({ settings });
  expect(result).toMatchObject({
    code: 'training-diverged',
    message: expect.stringMatching(
      /^The training diverged and was stopped after step \d+: the loss is [\d.]+, it was [\d.]+ at the first step, and it has been far above guessing for 20 steps\. Start again with a lower `learningRate`/,
    ),
  });
  expect(steps.length).toBeLessThan(40);
});

test('without validation it is an error too: nothing says which weights were better', async () => {
  expect((await train({ validation: [] })).result).toMatchObject({ code: 'training-diverged' });
});

test('a step without a finite loss ends it as well: an error, or the best weights before', async () => {
  const settings = { ...rising, learningRate: 1e30, warmupShare: 0 };
  expect((await train({ settings })).result).toMatchObject({
    code: 'training-diverged',
    message: expect.stringMatching(/^The training diverged at step 2: the loss is /),
  });
  const late = { ...rising, learningRate: 1e-2, warmupShare: 0.1 } as const;
  let steps = 0;
  const model = await microModel({ weights: livelyWeights(microConfig, 1), seed: 7 });
  const step = model.step.bind(model);
  model.step = (batches, stepSettings) =>
    step(batches, steps++ < 30 ? stepSettings : { ...stepSettings, learningRate: 1e30 });
  const result = await trainLoop({
    model,
    sequences,
    validation: sequences,
    settings: late,
    checkpoints: join(folder, 'late'),
    checkpointSeconds: 1e6,
    resume: false,
  });
  await model.release();
  expect(result).toMatchObject({ finished: true, divergedAt: 31, bestStep: 30 });
});

test('a training that learns keeps its last weights, and says nothing of a divergence', async () => {
  const settings = { ...rising, learningRate: 1e-2, warmupShare: 0.1, maxSteps: 40, validations: 40 };
  const ran = await train({ settings, validation: randomSequences([9, 12, 7], 77) });
  const result = finished(ran);
  expect(result).toMatchObject({ divergedAt: null, bestStep: null, bestLoss: null, step: 40 });
  expect(ran.end).toBe(ran.weightsAt.get(40));
});
