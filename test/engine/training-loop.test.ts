// The loop around the training step: stopping, checkpoints, and going on bit for bit.
// One file, over 400 lines: every test compares with the same uninterrupted run, which is trained once.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markText, ownMark } from '../../src/common/index.ts';
import { saveBest, saveCheckpoint } from '../../src/engine/train/checkpoints.ts';
import {
  type DamagedCheckpoint,
  type LoopOptions,
  type LoopSettings,
  type LoopStart,
  type StartMetrics,
  type StepMetrics,
  trainLoop,
} from '../../src/engine/train/index.ts';
import { livelyWeights, microConfig, microModel, packAll, randomSequences } from './micro-model.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loop-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sequences = randomSequences([9, 4, 14, 2, 9, 11, 20, 6, 7, 15]);
const validation = randomSequences([8, 5], 9);
const settings: LoopSettings = {
  maxSteps: 12,
  learningRate: 5e-3,
  schedule: 'cosine',
  warmupShare: 0.2,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
  dropout: 0.1,
  tokenBudget: 25,
  microBatches: 2,
  seed: 7,
  validationTokens: 20_000,
  frozenEmbeddings: false,
  lora: null,
  checkpointing: false,
  patience: null,
  validations: 3,
};

interface Trained {
  readonly start: LoopStart;
  readonly steps: readonly StepMetrics[];
  readonly finished: boolean;
  /** Every weight and moment, as bytes. */
  readonly state: string;
}

/** Trains a new model, starting weights from `weightSeed`, until `stopAt` steps are done. */
async function train(
  options: Partial<LoopOptions> & { stopAt?: number; weightSeed?: number } = {},
): Promise<Trained> {
  const { stopAt = Number.POSITIVE_INFINITY, weightSeed = 1, ...rest } = options;
  const loopSettings = options.settings ?? settings;
  const model = await microModel({
    weights: livelyWeights(microConfig, weightSeed),
    seed: loopSettings.seed,
    dropout: loopSettings.dropout,
    accumulate: loopSettings.microBatches > 1,
  });
  const steps: StepMetrics[] = [];
  let start: LoopStart | undefined;
  const { finished } = await trainLoop({
    model,
    sequences,
    validation,
    settings,
    checkpointSeconds: 0,
    resume: false,
    onStart: (begun) => {
      start = begun;
    },
    onStep: (metrics) => steps.push(metrics),
    stopRequested: () => (steps.at(-1)?.step ?? start?.stepsDone ?? 0) >= stopAt,
    ...rest,
  });
  const arrays = model.memory.parameters.flatMap(({ weight, firstMoment, secondMoment }) => [
    weight,
    firstMoment,
    secondMoment,
  ]);
  const state = Buffer.concat(
    arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  ).toString('base64');
  await model.release();
  if (start === undefined) throw new Error('onStart was not called');
  return { start, steps, finished, state };
}

/** Everything about a step except how long it took. */
const facts = (steps: readonly StepMetrics[]) => steps.map(({ seconds: _, ...rest }) => rest);

describe('a run that is stopped and resumed', () => {
  let whole: Trained;
  beforeAll(async () => {
    whole = await train();
  });

  test.each([1, 5, 11])('equals the uninterrupted one bit for bit: stopped after step %i', async (stopAt) => {
    const checkpoints = join(folder, `stopped-${stopAt}`);
    const first = await train({ checkpoints, stopAt });
    expect(first).toMatchObject({ finished: false, start: { totalSteps: 12, stepsDone: 0 } });
    // Other starting weights: what goes on must be the checkpoint's.
    const second = await train({ checkpoints, resume: true, weightSeed: 99 });
    expect(second).toMatchObject({ finished: true, start: { totalSteps: 12, stepsDone: stopAt } });
    expect(facts([...first.steps, ...second.steps])).toEqual(facts(whole.steps));
    expect(second.state).toBe(whole.state);
  });

  test('also when it is stopped after every single step', async () => {
    const checkpoints = join(folder, 'every');
    const steps: StepMetrics[] = [];
    let last: Trained | undefined;
    for (let stopAt = 1; last?.finished !== true; stopAt++) {
      last = await train({ checkpoints, resume: true, stopAt, weightSeed: stopAt });
      steps.push(...last.steps);
    }
    expect(facts(steps)).toEqual(facts(whole.steps));
    expect(last.state).toBe(whole.state);
  });

  test('also from the checkpoint before the newest, when the newest was not finished', async () => {
    const checkpoints = join(folder, 'torn');
    await train({ checkpoints, stopAt: 6 });
    const unfinished = `step-00000006.${markText({ ...ownMark(), pid: 2 ** 22 + 1 })}-1.socratic-new`; // of a process that has ended
    cpSync(join(checkpoints, 'step-00000006'), join(checkpoints, unfinished), { recursive: true });
    rmSync(join(checkpoints, 'step-00000006'), { recursive: true });
    const second = await train({ checkpoints, resume: true, weightSeed: 99 });
    expect(readdirSync(checkpoints)).not.toContain(unfinished);
    expect(second.start.stepsDone).toBe(5);
    expect(facts(second.steps)).toEqual(facts(whole.steps.slice(5)));
    expect(second.state).toBe(whole.state);
  });

  test('sums of tokens, FLOPs and seconds go on', async () => {
    const [first, last] = [whole.steps[0], whole.steps.at(-1)];
    for (const sum of ['tokens', 'supervisedTokens', 'flops'] as const) {
      expect(last?.[sum]).toBeGreaterThan(5 * (first?.[sum] ?? 0));
    }
    expect(last?.seconds).toBeGreaterThan(first?.seconds ?? 0);
    const checkpoints = join(folder, 'seconds');
    const before = await train({ checkpoints, stopAt: 8 });
    const after = await train({ checkpoints, resume: true });
    expect(after.steps[0]?.seconds).toBeGreaterThan(before.steps.at(-1)?.seconds ?? 0);
  });

  test('a different seed is a different run', async () => {
    const other = await train({ settings: { ...settings, seed: 8 } });
    expect(other.steps[0]?.loss).not.toBe(whole.steps[0]?.loss);
  });
});

/** The states in a folder of checkpoints, without the best weights. */
const statesIn = (path: string) => readdirSync(path).filter((name) => !name.startsWith('best-'));

describe('checkpoints', () => {
  test('the two newest are kept, whole', async () => {
    const checkpoints = join(folder, 'kept');
    await train({ checkpoints, stopAt: 4 });
    expect(statesIn(checkpoints).sort()).toEqual(['step-00000003', 'step-00000004']);
    const progress = JSON.parse(readFileSync(join(checkpoints, 'step-00000004/progress.json'), 'utf8'));
    expect(progress).toMatchObject({ step: 4, tokens: expect.any(Number), finalLoss: expect.any(Number) });
  });

  test('are written at the interval, and at the end', async () => {
    const checkpoints = join(folder, 'interval');
    const seen: string[][] = [];
    await train({
      checkpoints,
      checkpointSeconds: 3600,
      onStep: () => {
        mkdirSync(checkpoints, { recursive: true });
        seen.push(statesIn(checkpoints));
      },
    });
    expect(seen.flat()).toEqual([]);
    expect(statesIn(checkpoints)).toEqual(['step-00000012']);
  });

  test('resuming a finished run trains nothing and loses nothing', async () => {
    const checkpoints = join(folder, 'finished');
    const { state } = await train({ checkpoints });
    const again = await train({ checkpoints, resume: true, weightSeed: 99 });
    expect(again).toMatchObject({ finished: true, steps: [], state });
  });

  test('with nothing to resume, a run starts at the beginning', async () => {
    const { start, steps } = await train({ checkpoints: join(folder, 'none'), resume: true, stopAt: 2 });
    expect({ done: start.stepsDone, steps: steps.length }).toEqual({ done: 0, steps: 2 });
  });

  const changes: readonly [string, Partial<LoopOptions>][] = [
    ['another learning rate', { settings: { ...settings, learningRate: 1e-3 } }],
    ['another length', { settings: { ...settings, maxSteps: 13 } }],
    ['another seed', { settings: { ...settings, seed: 8 } }],
    ['another sequence', { sequences: [...sequences.slice(1), ...randomSequences([9], 2)] }],
    ['another order', { sequences: [...sequences].reverse() }],
    [
      'other supervised tokens',
      {
        sequences: sequences.map((sequence, index) =>
          index === 0 ? { ...sequence, learned: sequence.learned.map((value) => 1 - value) } : sequence,
        ),
      },
    ],
  ];
  test.each(changes)('%s is not the same run and is refused', async (_name, changed) => {
    const checkpoints = join(folder, 'mismatch');
    await train({ checkpoints, stopAt: 2 });
    await expect(train({ checkpoints, resume: true, ...changed })).rejects.toMatchObject({
      code: 'checkpoint-mismatch',
      message: expect.stringContaining(join(checkpoints, 'step-00000002')),
    });
  });

  const state = 'state.safetensors';
  const cutOff = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -10));
  test.each<[string, string, (path: string) => void]>([
    ['cut off', state, cutOff],
    ['without its weights', state, rmSync],
    ['with a torn progress', 'progress.json', cutOff],
    ['with another progress', 'progress.json', (path) => writeFileSync(path, '{}')],
  ])('the newest one, %s: training goes on from the one before it', async (name, file, damage) => {
    const whole = await train();
    const checkpoints = join(folder, `damaged ${name}`);
    await train({ checkpoints, stopAt: 6 });
    damage(join(checkpoints, 'step-00000006', file));
    const told: DamagedCheckpoint[] = [];
    const onDamaged = (damaged: DamagedCheckpoint) => told.push(damaged);
    const options = { checkpoints, resume: true, checkpointSeconds: 1e6, weightSeed: 99, onDamaged };
    const started = await train({ ...options, stopAt: 5 });
    expect(started.start.stepsDone).toBe(5);
    expect(told).toEqual([
      {
        path: join(checkpoints, 'step-00000006'),
        problem: expect.stringContaining(join(checkpoints, 'step-00000006', file)),
        resumedStep: 5,
      },
    ]);
    expect(statesIn(checkpoints)).toEqual(['step-00000005']);
    const second = await train(options);
    expect(told).toHaveLength(1);
    expect(facts(second.steps)).toEqual(facts(whole.steps.slice(5)));
    expect(second.state).toBe(whole.state);
  });

  test('where both are damaged, the error names the file of the newest, and both stay', async () => {
    const checkpoints = join(folder, 'cut');
    await train({ checkpoints, stopAt: 2 });
    const path = join(checkpoints, 'step-00000002/state.safetensors');
    cutOff(path);
    rmSync(join(checkpoints, 'step-00000001/progress.json'));
    await expect(train({ checkpoints, resume: true })).rejects.toMatchObject({
      code: 'safetensors-invalid',
      message: expect.stringContaining(path),
    });
    expect(statesIn(checkpoints).sort()).toEqual(['step-00000001', 'step-00000002']);
  });

  test('the best weights that neither of them names are removed', async () => {
    const checkpoints = join(folder, 'best');
    const model = await microModel();
    const at = async (step: number, bestStep: number) => {
      if (step === bestStep) await saveBest(checkpoints, model, step);
      const best = { step: bestStep, loss: 1, sinceThen: 0 };
      const losses = { finalLoss: 1, firstLoss: 2, farAbove: 0, startLoss: 2 };
      const sums = { tokens: 1, supervisedTokens: 1, flops: 1, seconds: 1, ...losses };
      await saveCheckpoint(checkpoints, model, { step, ...sums, best }, { settings: 'same' });
      return readdirSync(checkpoints)
        .filter((name) => name.startsWith('best-'))
        .map((name) => Number(name.slice('best-'.length, -'.safetensors'.length)));
    };
    expect(await at(2, 2)).toEqual([2]);
    expect(await at(4, 4)).toEqual([2, 4]);
    expect(await at(6, 4)).toEqual([4]);
    expect(await at(8, 8)).toEqual([4, 8]);
    expect(await at(10, 10)).toEqual([8, 10]);
    await model.release();
  });
});

test('validation losses are measured at even distances and after the last step, and change nothing', async () => {
  const { steps, state } = await train();
  const measured = steps.filter(({ validationLoss }) => validationLoss !== undefined);
  expect(measured.map(({ step }) => step)).toEqual([4, 8, 12]);
  const without = await train({ validation: [] });
  expect(without.steps.every(({ validationLoss }) => validationLoss === undefined)).toBe(true);
  expect(without.state).toBe(state);

  const model = await microModel();
  const before = await model.lossOf([packAll(validation)]);
  await model.release();
  const [first] = (
    await train({
      settings: {
        ...settings,
        learningRate: 0,
        validationTokens: 20_000,
        frozenEmbeddings: false,
        patience: null,
        validations: 12,
      },
    })
  ).steps;
  expect(first?.validationLoss).toBeCloseTo(before, 5);
});

test('the learning rate of the schedule reaches the optimizer: with 0 nothing is learned', async () => {
  const zero = await train({ settings: { ...settings, learningRate: 0, dropout: 0 } });
  const [first, ...rest] = zero.steps.filter(({ epoch }) => epoch === 0);
  expect(first?.learningRate).toBe(0);
  expect(rest.length).toBeGreaterThan(0);
  const model = await microModel();
  const whole = await model.lossOf([packAll(sequences)]);
  await model.release();
  const tokens = zero.steps.map(
    ({ supervisedTokens }, i) => supervisedTokens - (zero.steps[i - 1]?.supervisedTokens ?? 0),
  );
  const epoch = zero.steps.flatMap((step, i) =>
    step.epoch === 0 ? [{ loss: step.loss, n: tokens[i] ?? 0 }] : [],
  );
  const mean =
    epoch.reduce((sum, { loss, n }) => sum + loss * n, 0) / epoch.reduce((sum, { n }) => sum + n, 0);
  expect(mean).toBeCloseTo(whole, 4); // an epoch's steps, by their tokens, are the loss of all sequences
});

describe('with patience', () => {
  /** Validation on sequences that nothing in training resembles: it gets worse while training goes on. */
  const patient: LoopSettings = {
    ...settings,
    maxSteps: 40,
    learningRate: 2e-2,
    dropout: 0,
    validations: 20,
    patience: 2,
  };
  const others = randomSequences([9, 12, 7], 77);

  test('training stops when validation gets no better, and the best weights are the model’s', async () => {
    const checkpoints = join(folder, 'patient');
    const model = await microModel({ seed: 7, accumulate: true });
    const losses = new Map<number, number>();
    const weightsAt = new Map<number, string>();
    const bytes = () => JSON.stringify([...model.weights()].map(([name, data]) => [name, [...data]]));
    const result = await trainLoop({
      model,
      sequences,
      validation: others,
      settings: patient,
      checkpoints,
      checkpointSeconds: 1e6,
      resume: false,
      onStep: ({ step, validationLoss }) => {
        if (validationLoss === undefined) return;
        losses.set(step, validationLoss);
        weightsAt.set(step, bytes());
      },
    });
    const best = [...losses].reduce((a, b) => (b[1] < a[1] ? b : a));
    expect(result).toMatchObject({
      finished: true,
      stoppedEarly: true,
      bestStep: best[0],
      bestLoss: best[1],
    });
    expect([...losses.keys()].filter((step) => step > best[0])).toHaveLength(2);
    expect(result.step).toBeLessThan(40);
    expect(bytes()).toBe(weightsAt.get(best[0]));
    await model.release();
  });

  test('where the last weights are the best, their step is named all the same', async () => {
    const model = await microModel({ seed: 7, accumulate: true });
    const once = { ...patient, maxSteps: 3, validations: 1 };
    const checkpoints = join(folder, 'last-is-best');
    const options = { model, sequences, checkpoints, checkpointSeconds: 1e6, resume: false };
    const result = await trainLoop({ ...options, validation: others, settings: once });
    expect(result).toMatchObject({ step: 3, bestStep: 3, bestLoss: expect.any(Number) });
    const last = { ...once, patience: null };
    rmSync(checkpoints, { recursive: true });
    expect(await trainLoop({ ...options, validation: others, settings: last })).toMatchObject({
      bestStep: null,
      bestLoss: null,
    });
    await model.release();
  });

  test('the best weights are those of the step on record, also after a crash behind a better one', async () => {
    const checkpoints = join(folder, 'crashed');
    const until = { settings: patient, validation: others, checkpoints };
    const { steps } = await train({ ...until, stopAt: 4 });
    const onRecord = steps.reduce((a, b) => ((b.validationLoss ?? 9) < (a.validationLoss ?? 9) ? b : a)).step;
    const nameOf = (step: number) => join(checkpoints, `best-${String(step).padStart(8, '0')}.safetensors`);
    const before = readFileSync(nameOf(onRecord), 'base64');
    const model = await microModel({ seed: 8, accumulate: true });
    await saveBest(checkpoints, model, 6); // the process ended before the checkpoint that names step 6
    await model.release();
    expect(readFileSync(nameOf(onRecord), 'base64')).toBe(before);
    const whole = await train({ ...until, checkpoints: join(folder, 'p0') });
    const resumed = await train({ ...until, resume: true, weightSeed: 2 });
    expect(resumed.state).toBe(whole.state);
  });

  test('resumed in the middle, it ends the same', async () => {
    const whole = await train({ settings: patient, validation: others, checkpoints: join(folder, 'p1') });
    const checkpoints = join(folder, 'p2');
    const until = { settings: patient, validation: others, checkpoints };
    await train({ ...until, stopAt: 4 });
    const resumed = await train({ ...until, resume: true, weightSeed: 2 });
    expect(resumed.state).toBe(whole.state);
    expect(resumed.steps.at(-1)?.step).toBe(whole.steps.at(-1)?.step);
  });
});

describe('the weights before the first step', () => {
  const others = randomSequences([9, 12, 7], 77);
  /** A rate at which no validation is better than before. */
  const ruinous: LoopSettings = {
    ...settings,
    learningRate: 0.5,
    warmupShare: 0,
    dropout: 0,
    validations: 12,
    patience: 3,
  };
  /** Of a model that has learned these sequences: whatever else it learns makes it worse at them. */
  async function weightsGoodAt(known: typeof others): Promise<Map<string, Float32Array>> {
    const model = await microModel({ weights: livelyWeights(microConfig) });
    const step = { ...settings, learningRate: 1e-2 };
    for (let i = 1; i <= 40; i++) await model.step([packAll(known)], { ...step, step: i });
    const weights = new Map([...model.weights()].map(([name, data]) => [name, data.slice()]));
    await model.release();
    return weights;
  }
  const base = (model: Awaited<ReturnType<typeof microModel>>) =>
    JSON.stringify([...model.weights()].map(([name, data]) => [name, [...data]]));

  test.each([
    'weights',
    'adapters',
  ] as const)('are the model’s where no later ones are better on validation: %s', async (trained) => {
    const lora = trained === 'adapters' ? { rank: 2, alpha: 4, targets: [] } : null;
    const weights = await weightsGoodAt(others);
    const model = await microModel({ weights, seed: 7, accumulate: true, lora });
    const [before, loss] = [base(model), await model.lossOf([packAll(others)])];
    const told: (StartMetrics | StepMetrics)[] = [];
    const result = await trainLoop({
      model,
      sequences,
      validation: others,
      settings: { ...ruinous, lora },
      checkpointSeconds: 1e6,
      resume: false,
      onStartMeasured: (start) => told.push(start),
      onStep: (step) => told.push(step),
    });
    expect(result).toMatchObject({ finished: true, bestStep: 0 });
    expect(result.startLoss).toBeCloseTo(loss, 5);
    expect(result.bestLoss).toBe(result.startLoss);
    expect(told.map(({ step }) => step)).toEqual([0, 1, 2, 3, ...told.slice(4).map(({ step }) => step)]);
    expect(told[0]).toEqual({ step: 0, seconds: expect.any(Number), validationLoss: result.startLoss });
    expect(told.slice(1).every(({ validationLoss }) => (validationLoss ?? 0) >= loss)).toBe(true);
    expect(base(model)).toBe(before);
    await model.release();
  });

  test('are also the model’s after a stop and a resumption, with the loss that was measured at the start', async () => {
    const options = { settings: ruinous, validation: others };
    const whole = await train({ ...options, checkpoints: join(folder, 'ruined') });
    const checkpoints = join(folder, 'ruined-and-resumed');
    const measured: StartMetrics[] = [];
    const onStartMeasured = (start: StartMetrics) => void measured.push(start);
    await train({ ...options, checkpoints, stopAt: 2, onStartMeasured });
    const { startLoss } = JSON.parse(
      readFileSync(join(checkpoints, 'step-00000002/progress.json'), 'utf8'),
    ) as { startLoss: number };
    const resumed = await train({ ...options, checkpoints, resume: true, onStartMeasured });
    expect(measured.map(({ validationLoss }) => validationLoss)).toEqual([startLoss]);
    expect(resumed.state).toBe(whole.state);
    expect(facts(resumed.steps)).toEqual(facts(whole.steps.slice(2)));
  });

  test.each<[string, Partial<LoopOptions>]>([
    ['validation sequences', { validation: [] }],
    ['validations', { settings: { ...ruinous, validations: 0 } }],
    ['a validation sequence that fits the context', { validation: randomSequences([400], 3) }],
  ])('are not measured without %s, and nothing is chosen', async (_what, changes) => {
    const model = await microModel({ accumulate: true });
    const onStartMeasured = () => expect.fail('nothing is to be measured');
    const options = { model, sequences, validation: others, settings: ruinous, checkpointSeconds: 1e6 };
    const result = await trainLoop({ ...options, resume: false, onStartMeasured, ...changes });
    expect(result).toMatchObject({ startLoss: null, bestStep: null, bestLoss: null });
    await model.release();
  });

  test('of a checkpoint that an earlier version wrote are unknown, and its training goes on', async () => {
    const checkpoints = join(folder, 'without-start-loss');
    const options = { settings: { ...ruinous, learningRate: 1e-3 }, validation: others, checkpoints };
    const whole = await train({ ...options, checkpoints: join(folder, 'with-start-loss') });
    await train({ ...options, stopAt: 4 });
    for (const name of readdirSync(checkpoints).filter((name) => name.startsWith('step-'))) {
      const path = join(checkpoints, name, 'progress.json');
      const { startLoss: _, ...older } = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(path, JSON.stringify(older));
    }
    const resumed = await train({ ...options, resume: true });
    expect(resumed.state).toBe(whole.state);
  });
});

test('frozen embeddings stay as they are; everything else moves, and no state is kept for them', async () => {
  const start = livelyWeights(microConfig);
  const model = await microModel({ weights: start, frozenEmbeddings: true });
  const batch = packAll(sequences);
  const step = { learningRate: 1e-2, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
  await model.step([batch], { ...step, step: 1 });
  const moved = [...model.weights()].filter(([name, data]) => data.join() !== start.get(name)?.join());
  const all = [...start.keys()];
  expect(moved.map(([name]) => name)).toEqual(all.filter((name) => !/wte|wpe/.test(name)));
  expect(model.memory.views('transformer.wte.weight').firstMoment).toHaveLength(0);
  await model.release();
});
