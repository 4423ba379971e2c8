// The directory of a run: what is said about one that is taken, and that a start which fails leaves everything as it was.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModelRecord, type RunRecord, runFiles, writeRunRecord } from './run-directory.ts';
import { ClaimedPlace, refuseTakenDirectory } from './run-place.ts';

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
  bestStep: null,
  stoppedEarly: false,
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

describe('a directory that is taken by a run says what it holds and how to go on', () => {
  const early = { ...model, steps: 4, stoppedEarly: true };
  test.each<[string, Partial<RunRecord>, string]>([
    [
      'finished',
      {},
      'holds a finished run (socratic, scratch:tiny). Choose another --out, or pass --force to replace it.',
    ],
    [
      'interrupted',
      { status: 'interrupted', models: { qg: early, qa: { ...model, steps: 2 } } },
      'holds a run (socratic, scratch:tiny) that was interrupted after step 2 of 6 of qa. Its command with --resume goes on with it, --force replaces it; or choose another --out.',
    ],
    [
      'between',
      { status: 'interrupted', models: { qg: early } },
      'that was interrupted. Its command with --resume goes on with it',
    ],
    [
      'killed',
      { status: 'training', models: {} },
      'that is not finished: it failed, was killed, or is being trained right now. Its command with --resume',
    ],
  ])('%s', (name, changes, words) => {
    const out = runAt(name, changes);
    expect(() => refuseTakenDirectory({ out, resume: false, force: false })).toThrow(
      expect.objectContaining({
        code: 'out-exists',
        name: 'UsageError',
        message: expect.stringContaining(words),
      }),
    );
    expect(() => refuseTakenDirectory({ out, resume: false, force: true })).not.toThrow();
  });

  test('a record that cannot be read is a directory like any other', () => {
    const out = join(folder, 'torn');
    mkdirSync(out);
    writeFileSync(runFiles.record(out), '{"form');
    expect(() => refuseTakenDirectory({ out, resume: false, force: false })).toThrow(
      'already exists and is not empty',
    );
  });
});

describe('a start that fails', () => {
  const write = (out: string) => {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'run.json'), 'new');
  };

  test('removes what it made, the directories above it too, and nothing else', () => {
    mkdirSync(join(folder, 'runs'));
    writeFileSync(join(folder, 'runs', 'notes.txt'), 'mine');
    const out = join(folder, 'runs', 'a', 'b');
    const place = new ClaimedPlace(out);
    write(out);
    place.abandon();
    expect(readdirSync(join(folder, 'runs'))).toEqual(['notes.txt']);
    expect(place.open).toBe(false);
  });

  test('leaves a directory that was there, empty', () => {
    const out = join(folder, 'empty');
    mkdirSync(out);
    const place = new ClaimedPlace(out);
    write(out);
    place.abandon();
    expect(readdirSync(out)).toEqual([]);
  });

  test('puts back what it was to replace; one that goes on does not', () => {
    const out = join(folder, 'replaced');
    const current = () => readFileSync(join(out, 'run.json'), 'utf8');
    mkdirSync(out);
    writeFileSync(join(out, 'run.json'), 'old');
    const failing = new ClaimedPlace(`${out}/`);
    write(out);
    failing.abandon();
    expect(current()).toBe('old');
    const lasting = new ClaimedPlace(out);
    write(out);
    lasting.settle();
    lasting.abandon(); // too late: nothing happens
    expect(current()).toBe('new');
    expect(readdirSync(folder).filter((name) => name.includes('.replaced'))).toEqual([]);
    expect(existsSync(out)).toBe(true);
  });
});
