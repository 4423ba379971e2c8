// `train`: what it accepts, what it makes of it, and what it returns. The runs themselves are tested in train-run.test.ts.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { InterruptedError, type Reporter, silentReporter } from '../common/index.ts';
import {
  datasetFromSplits,
  generateArithmetic,
  loadDataset,
  readDataset,
  writeDataset,
} from '../data/index.ts';
import {
  pretrainedSettings,
  type RunOptions,
  readRunRecord,
  runFiles,
  scratchSettings,
  type TrainOptions,
  train,
  trainDefaults,
  trainRun,
} from './index.ts';

// A student that trains in seconds.
vi.mock('../engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../engine/model/index.ts')>();
  const micro = { width: 16, layers: 1, heads: 2, contextLength: 400, vocabularySize: 320 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});
vi.mock('./train-run.ts', async (original) => {
  const actual = await original<typeof import('./train-run.ts')>();
  return { ...actual, trainRun: vi.fn(actual.trainRun) };
});
vi.setConfig({ testTimeout: 180_000 }); // training processes: slow on a busy machine

const problems = generateArithmetic({
  seed: 2,
  train: 24,
  validation: 4,
  test: 3,
  steps: { min: 2, max: 3 },
});
const data = datasetFromSplits('arithmetic', problems);
let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-'));
  writeDataset(at('data'), data);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => void vi.mocked(trainRun).mockClear());

const least = () => ({ data, strategy: 'cot', student: 'scratch:micro', out: at('run') }) as const;
const small = { maxSteps: 2, threads: 1, batchTokens: 400 } as const;

describe('four options are enough', () => {
  test('a dataset in memory is trained on; the record is returned, with where things are', async () => {
    const result = await train({ ...least(), ...small });
    const { run, directories, testProblems, warnings, ...record } = result;
    expect(run).toBe(at('run'));
    expect(record).toEqual(readRunRecord(at('run')));
    expect(directories).toEqual({ student: runFiles.model(at('run'), 'student') });
    expect(existsSync(join(directories.student ?? '', 'model.safetensors'))).toBe(true);
    expect(testProblems).toBe(3);
    expect(warnings).toEqual([
      expect.stringMatching(/^24 train problems are few: /),
      expect.stringMatching(/^cot: 2 optimizer steps are few: /),
    ]);
    expect(record).toMatchObject({
      status: 'trained',
      dataset: { name: 'arithmetic', path: null, trainProblems: 24 },
      models: { student: { steps: 2, totalSteps: 2 } },
    });
  });

  test('a dataset directory is named in the record, with the hash of its files', async () => {
    const { dataset } = await train({ ...least(), ...small, data: at('data'), out: at('from-directory') });
    expect(dataset).toMatchObject({ path: at('data'), sha256: loadDataset(at('data')).sha256 });
  });

  test('a file of problems is read as it is; its hash is that of its problems, so the run is resumed from it', async () => {
    const lines = problems.train.map(({ question, answer, steps = [] }) =>
      JSON.stringify({ question, answer, steps: steps.map(({ solution }) => solution) }),
    );
    writeFileSync(at('own.jsonl'), `${lines.join('\n')}\n`);
    const options = { ...least(), ...small, data: at('own.jsonl'), out: at('from-file') };
    const { dataset } = await train(options);
    const { sha256 } = readDataset({ dataset: at('own.jsonl') });
    expect(dataset).toMatchObject({ name: at('own.jsonl'), path: at('own.jsonl'), sha256 });
    expect(dataset.trainProblems).toBeLessThan(24); // some are cut off as validation and test
    expect((await train({ ...options, resume: true })).status).toBe('trained');
    writeFileSync(at('own.jsonl'), `${lines.slice(1).join('\n')}\n`);
    await expect(train({ ...options, resume: true })).rejects.toMatchObject({ code: 'checkpoint-mismatch' });
  });

  test('clipping to almost nothing leaves the loss where it starts', async () => {
    const lossWith = async (clip: number) => {
      const out = at(`clip-${clip}`);
      const { models } = await train({ ...least(), ...small, maxSteps: 8, learningRate: 0.02, clip, out });
      return models.student?.finalLoss ?? Number.NaN;
    };
    const [free, clipped] = [await lossWith(1), await lossWith(1e-9)];
    expect(free).toBeLessThan(5.2);
    expect(clipped).toBeGreaterThan(free + 0.3);
  });
});

/** What `train` asks the run for. */
async function askedWith(options: Partial<TrainOptions>): Promise<RunOptions> {
  vi.mocked(trainRun).mockResolvedValueOnce(readRunRecord(at('run')));
  await train({ ...least(), ...options });
  const [asked] = vi.mocked(trainRun).mock.calls.at(-1) ?? [];
  if (!asked) throw new Error('nothing was asked for');
  return asked;
}

describe('every option reaches the run', () => {
  const pretrained = { student: './base' };
  const optimizer = (changes: object) => ({ optimizer: expect.objectContaining(changes) });
  const other = datasetFromSplits('other', problems);
  const cases: {
    readonly [Name in Exclude<keyof TrainOptions, 'annotations' | 'reporter' | 'signal'>]-?: readonly [
      Partial<TrainOptions>,
      object,
    ];
  } = {
    data: [{ data: other }, { dataset: expect.objectContaining({ name: 'other' }) }],
    strategy: [{ strategy: 'answer' }, { strategy: 'answer' }],
    student: [pretrained, pretrained],
    out: [{ out: './elsewhere' }, { out: './elsewhere' }],
    mode: [{ strategy: 'socratic', mode: 'interleaved' }, { mode: 'interleaved' }],
    guidance: [{ strategy: 'socratic', guidance: 'steps' }, { guidance: 'steps' }],
    style: [{ style: 'equations' }, { style: 'equations' }],
    prompt: [{ ...pretrained, prompt: 'chat' }, { prompt: 'chat' }],
    require: [{ require: 'sub-questions' }, { require: 'sub-questions' }],
    limit: [{ limit: 7 }, { limit: 7 }],
    epochs: [{ epochs: 1.5 }, { length: { epochs: 1.5 } }],
    maxSteps: [{ maxSteps: 11 }, { length: { maxSteps: 11 } }],
    learningRate: [{ learningRate: 0.3 }, optimizer({ learningRate: 0.3 })],
    schedule: [{ schedule: 'constant' }, optimizer({ schedule: 'constant' })],
    warmup: [{ warmup: 0.4 }, optimizer({ warmupShare: 0.4 })],
    weightDecay: [{ weightDecay: 0.7 }, optimizer({ weightDecay: 0.7 })],
    clip: [{ clip: 0.6 }, optimizer({ clip: 0.6 })],
    dropout: [{ dropout: 0.2 }, optimizer({ dropout: 0.2 })],
    batchTokens: [{ batchTokens: 333 }, optimizer({ tokenBudget: 333 })],
    accumulate: [{ accumulate: 3 }, optimizer({ microBatches: 3 })],
    validations: [{ validations: 5 }, optimizer({ validations: 5 })],
    patience: [{ patience: 9 }, optimizer({ patience: 9 })],
    freezeEmbeddings: [{ freezeEmbeddings: true }, optimizer({ frozenEmbeddings: true })],
    lora: [
      { ...pretrained, lora: 4 },
      optimizer({ lora: { rank: 4, alpha: 8, targets: [] }, learningRate: 1e-3 }),
    ],
    loraAlpha: [
      { ...pretrained, lora: 4, loraAlpha: 5 },
      optimizer({ lora: { rank: 4, alpha: 5, targets: [] } }),
    ],
    loraTargets: [
      { ...pretrained, lora: 4, loraTargets: ['q_proj'] },
      optimizer({ lora: { rank: 4, alpha: 8, targets: ['q_proj'] } }),
    ],
    checkpointing: [{ checkpointing: true }, optimizer({ checkpointing: true })],
    seed: [{ seed: 12 }, { seed: 12 }],
    threads: [{ threads: 3 }, { threads: 3 }],
    device: [{ device: 'webgpu' }, { device: 'webgpu' }],
    checkpointSeconds: [{ checkpointSeconds: 17 }, { checkpointSeconds: 17 }],
    resume: [{ resume: true }, { resume: true, force: false }],
    force: [{ force: true }, { force: true, resume: false }],
    ignoreMemory: [{ ignoreMemory: true }, { availableMemory: null }],
  };
  test.each(Object.entries(cases))('%s', async (_name, [options, expected]) => {
    const { lengthOf, ...asked } = await askedWith(options);
    expect({ ...asked, length: lengthOf('student') }).toMatchObject(expected);
  });

  test('with both limits a run ends at the first', async () => {
    const { lengthOf } = await askedWith({ epochs: 2, maxSteps: 11 });
    expect(lengthOf('student')).toEqual({ epochs: 2, maxSteps: 11 });
  });

  test('what is left out or undefined has its default, by the kind of student', async () => {
    const { lengthOf, ...scratch } = await askedWith({ epochs: undefined, clip: undefined });
    expect(lengthOf('student')).toEqual({ epochs: 3 });
    expect(scratch).toMatchObject({
      mode: 'upfront',
      style: 'text',
      prompt: 'plain',
      seed: 0,
      threads: trainDefaults.threads,
      device: 'cpu',
      checkpointSeconds: 60,
      resume: false,
      force: false,
      optimizer: scratchSettings,
    });
    expect(scratch).not.toHaveProperty('availableMemory');
    expect(await askedWith(pretrained)).toMatchObject({
      prompt: 'auto',
      checkpointSeconds: 300,
      optimizer: pretrainedSettings,
    });
  });

  test('reporter and signal come along; without a reporter nothing is said', async () => {
    const signal = new AbortController().signal;
    const reporter: Reporter = { ...silentReporter };
    await askedWith({ reporter, signal });
    expect(vi.mocked(trainRun).mock.calls.at(-1)?.[1]).toEqual({ reporter, signal });
    await askedWith({});
    expect(vi.mocked(trainRun).mock.calls.at(-1)?.[1].reporter).toBe(silentReporter);
  });
});

describe('what cannot be is an error that names the option, before anything is done', () => {
  const pretrained = { student: './base' };
  test.each<[Partial<Record<keyof TrainOptions, unknown>>, string, string]>([
    [{ student: '' }, 'missing-option', 'student'],
    [{ out: undefined }, 'missing-option', 'out'],
    [{ strategy: 'scot' }, 'invalid-value', 'strategy'],
    [{ mode: 'both' }, 'invalid-value', 'mode'],
    [{ clip: 0 }, 'invalid-value', 'clip'],
    [{ dropout: 0.95 }, 'invalid-value', 'dropout'],
    [{ batchTokens: 1.5 }, 'invalid-value', 'batchTokens'],
    [{ epochs: '3' }, 'invalid-value', 'epochs'],
    [{ threads: 0 }, 'invalid-value', 'threads'],
    [{ mode: 'interleaved' }, 'option-unused', 'mode'],
    [{ guidance: 'plan', strategy: 'socratic' }, 'invalid-value', 'guidance'],
    [{ guidance: 'steps' }, 'option-unused', 'guidance'],
    [{ strategy: 'socratic-unified', guidance: 'equations' }, 'option-unused', 'guidance'],
    [{ strategy: 'answer', style: 'equations' }, 'option-unused', 'style'],
    [{ strategy: 'annotator', style: 'text' }, 'option-unused', 'style'],
    [{ strategy: 'answer', annotations: 'chains.jsonl' }, 'option-unused', 'annotations'],
    [{ prompt: 'chat' }, 'option-unused', 'prompt'],
    [{ lora: 8 }, 'option-unused', 'lora'],
    [{ ...pretrained, loraAlpha: 8 }, 'option-unused', 'loraAlpha'],
    [{ ...pretrained, loraTargets: ['q_proj'] }, 'option-unused', 'loraTargets'],
    [{ ...pretrained, lora: 8, freezeEmbeddings: true }, 'option-unused', 'freezeEmbeddings'],
    [{ resume: true, force: true }, 'option-unused', 'force'],
  ])('%j: %s', async (changes, code, option) => {
    const asked = { ...least(), data: at('nowhere'), ...changes } as TrainOptions;
    await expect(train(asked)).rejects.toMatchObject({ code, fault: 'input', subject: { option } });
  });

  test('options that are off go with everything', async () => {
    await askedWith({ ...pretrained, lora: 8, freezeEmbeddings: false, force: false, resume: true });
  });

  test('data and annotations that cannot be used name their options', async () => {
    const refused = (changes: Partial<TrainOptions>) => train({ ...least(), out: at('new'), ...changes });
    await expect(refused({ data: at('nowhere') })).rejects.toMatchObject({
      code: 'dataset-missing',
      fault: 'input',
      subject: { option: 'data', path: at('nowhere') },
    });
    await expect(refused({ annotations: at('nowhere.jsonl') })).rejects.toMatchObject({
      fault: 'input',
      subject: { option: 'annotations', path: at('nowhere.jsonl') },
    });
    expect(existsSync(at('new'))).toBe(false);
  });
});

test('a stop request that is there at the beginning, or comes while the problems are made into sequences, changes nothing', async () => {
  const nothingChanged = new InterruptedError('Stopped before the first step: nothing was changed.');
  const early = train({ ...least(), out: at('early'), signal: AbortSignal.abort() });
  await expect(early).rejects.toThrow(nothingChanged);
  const controller = new AbortController();
  // the memory is estimated when the sequences are there
  const info: Reporter['info'] = (line) =>
    String(line).startsWith('Memory:') && controller.abort('any reason');
  const later = train({
    ...least(),
    out: at('later'),
    reporter: { ...silentReporter, info },
    signal: controller.signal,
  });
  await expect(later).rejects.toThrow(nothingChanged);
  expect([at('early'), at('later')].filter(existsSync)).toEqual([]);
});
