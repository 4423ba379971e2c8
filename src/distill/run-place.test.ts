// The directory of a run: what is said about one that is taken.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModelRecord, type RunRecord, runFiles, writeRunRecord } from './run-directory.ts';
import { assertPlaceFree, assertSameRun } from './run-place.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-place-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model: ModelRecord = {
  parameters: 10,
  steps: 6,
  totalSteps: 6,
  tokens: 1,
  supervisedTokens: 1,
  flops: 1,
  seconds: 1,
  finalLoss: 1,
  validationLoss: null,
  startLoss: null,
  bestStep: null,
  stoppedEarly: false,
  divergedAt: null,
  sequences: 1,
  tooLong: 0,
  unsupervised: 0,
  memory: null,
};

const record: RunRecord = {
  format: 1,
  strategy: 'socratic',
  mode: 'upfront',
  style: 'text',
  student: 'scratch:tiny',
  base: null,
  prompt: null,
  promptChoice: null,
  seed: 1,
  status: 'trained',
  createdAt: '',
  dataset: {
    name: 'known',
    path: 'data/known',
    sha256: '',
    answerType: 'number',
    trainProblems: 1,
    leftOut: [],
    rationaleSource: 'steps',
  },
  settings: {},
  versions: {},
  gitRevision: null,
  models: { qg: model, qa: model },
};

function runAt(name: string, changes: Partial<RunRecord> = {}): string {
  const out = join(folder, name);
  writeRunRecord(out, { ...record, ...changes });
  return out;
}

describe('a run is not resumed with', () => {
  const base = { path: 'base', name: null, licence: null, fingerprint: 'f1' };
  const before: RunRecord = {
    ...record,
    base,
    settings: { learningRate: 1, threads: 2, frozenEmbeddings: false, length: { qg: { epochs: 3 } } },
  };
  const lora = { rank: 8, alpha: 16, targets: [] };
  const settings = (changes: object) => ({ settings: { ...before.settings, ...changes } });
  test.each<[string, Partial<RunRecord>, string]>([
    ['strategy', { strategy: 'cot' }, '`strategy` was socratic and is cot'],
    ['mode', { mode: 'interleaved' }, '`mode` was upfront and is interleaved'],
    ['guidance', { guidance: 'steps' }, '`guidance` was not given and is steps'],
    ['style', { style: 'equations' }, '`style` was text and is equations'],
    ['student', { student: 'scratch:small' }, '`student` was scratch:tiny and is scratch:small'],
    ['weights', { base: { ...base, fingerprint: 'f2' } }, 'the weights of the student are others'],
    ['seed', { seed: 2 }, '`seed` was 1 and is 2'],
    [
      'data',
      { dataset: { ...record.dataset, sha256: 'other' } },
      'the problems or their annotations are others',
    ],
    [
      'trainProblems',
      { dataset: { ...record.dataset, trainProblems: 2 } },
      'it was trained on 1 problem and would be on 2 (`limit`)',
    ],
    ['device', settings({ device: 'webgpu' }), '`device` was cpu and is webgpu'],
    ['learningRate', settings({ learningRate: 2 }), '`learningRate` was 1 and is 2'],
    ['tokenBudget', settings({ tokenBudget: 512 }), '`batchTokens` was not given and is 512'],
    ['frozenEmbeddings', settings({ frozenEmbeddings: true }), '`freezeEmbeddings` was off and is on'],
    ['patience', settings({ patience: 3 }), '`patience` was not given and is 3'],
    [
      'beta2',
      settings({ beta2: 0.9 }),
      'beta2, which the version of Socratic decides, was not given and is 0.9',
    ],
    [
      'length',
      settings({ length: { qg: { maxSteps: 9 }, qa: { maxSteps: 9 } } }),
      '`epochs` was 3 and is not given; `maxSteps` was not given and is 9',
    ],
    ['lora', settings({ lora }), '`lora` was not given and is 8'],
    ['require', settings({ require: 'steps' }), '`require` was not given and is steps'],
  ])('another %s', (key, changes, text) => {
    expect(() => assertSameRun('runs/a', before, { ...before, ...changes })).toThrow(
      expect.objectContaining({
        code: 'checkpoint-mismatch',
        details: { different: [key] },
        message: `runs/a was started with other options or data, so resuming it would not be the same run: ${text}. Resume it with what it was started with, or start again with another \`out\`.`,
      }),
    );
  });

  test('other adapters', () => {
    const [was, is] = [
      settings({ lora }),
      settings({ lora: { ...lora, alpha: 8, targets: ['q_proj', 'v_proj'] } }),
    ];
    expect(() => assertSameRun('runs/a', { ...before, ...was }, { ...before, ...is })).toThrow(
      ': `loraAlpha` was 16 and is 8; `loraTargets` was all and is q_proj, v_proj. Resume',
    );
  });

  test('but with other threads, another path of the data, or the device named', () => {
    const dataset = { ...record.dataset, path: 'elsewhere' };
    const settings = { ...before.settings, threads: 8, device: 'cpu' };
    expect(() => assertSameRun('runs/a', before, { ...before, dataset, settings })).not.toThrow();
  });
});

describe('a directory that is taken by a run says what it holds and how to go on', () => {
  const early = { ...model, steps: 4, stoppedEarly: true };
  test.each<[string, Partial<RunRecord>, string]>([
    [
      'finished',
      {},
      'holds a finished run (socratic, scratch:tiny). Choose another `out`, or use `force: true` to replace it.',
    ],
    [
      'interrupted',
      { status: 'interrupted', models: { qg: early, qa: { ...model, steps: 2 } } },
      'holds a run (socratic, scratch:tiny) that was interrupted after step 2 of 6 of qa. Use `resume: true` to continue it or `force: true` to replace it, or choose another `out`.',
    ],
    [
      'between',
      { status: 'interrupted', models: { qg: early } },
      'that was interrupted. Use `resume: true` to continue it',
    ],
    [
      'killed',
      { status: 'training', models: {} },
      'that is not finished: it failed or was killed. Use `resume: true`',
    ],
  ])('%s', (name, changes, words) => {
    const out = runAt(name, changes);
    expect(() => assertPlaceFree({ out, resume: false, force: false })).toThrow(
      expect.objectContaining({
        code: 'out-exists',
        name: 'SocraticError',
        message: expect.stringContaining(words),
      }),
    );
    expect(() => assertPlaceFree({ out, resume: false, force: true })).not.toThrow();
  });

  test('a record that cannot be read is a directory like any other', () => {
    const out = join(folder, 'torn');
    mkdirSync(out);
    writeFileSync(runFiles.record(out), '{"form');
    expect(() => assertPlaceFree({ out, resume: false, force: false })).toThrow(
      'exists already and is not empty',
    );
  });
});
