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
  const before: RunRecord = { ...record, base, settings: { learningRate: 1, threads: 2 } };
  test.each<[string, Partial<RunRecord>]>([
    ['strategy', { strategy: 'cot' }],
    ['mode', { mode: 'interleaved' }],
    ['style', { style: 'equations' }],
    ['student', { student: 'scratch:small' }],
    ['weights', { base: { ...base, fingerprint: 'f2' } }],
    ['seed', { seed: 2 }],
    ['data', { dataset: { ...record.dataset, sha256: 'other' } }],
    ['trainProblems', { dataset: { ...record.dataset, trainProblems: 2 } }],
    ['device', { settings: { ...before.settings, device: 'webgpu' } }],
    ['learningRate', { settings: { ...before.settings, learningRate: 2 } }],
  ])('another %s', (key, changes) => {
    expect(() => assertSameRun('runs/a', before, { ...before, ...changes })).toThrow(
      expect.objectContaining({
        code: 'checkpoint-mismatch',
        details: { different: [key] },
        message: expect.stringContaining(`${key} was `),
      }),
    );
  });

  test('but with other threads, another path of the data, or the device named', () => {
    const dataset = { ...record.dataset, path: 'elsewhere' };
    const settings = { learningRate: 1, threads: 8, device: 'cpu' };
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
