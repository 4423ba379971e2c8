// Who makes the record when two processes start at once, on file systems without hard links, and after a run of which nothing came.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openRun, type RunIdentity, readRun, runRecordPath, writeRun } from './run-record.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, linkSync: vi.fn(real.linkSync) };
});

let folder = '';
let out = '';
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'run-record-'));
  out = join(folder, 'a.jsonl');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const identity: RunIdentity = {
  data: { name: 'd', sha256: '0', splits: ['train'] },
  teacher: 'openai:m',
  kind: 'cot',
  blind: false,
  samples: 1,
  temperature: 0,
  maxTokens: 100,
  output: 'text',
  calculator: false,
  repair: 0,
  logprobs: null,
  prompts: [],
};
const failure = (code: string) => Object.assign(new Error(code), { code });

/** The next record is made while another process, with `theirs`, has just made its own. */
function loseTheRace(theirs: RunIdentity): void {
  const run = openRun(join(folder, 'other.jsonl'), theirs, false);
  vi.mocked(fs.linkSync).mockImplementationOnce(() => {
    writeRun(out, run);
    throw failure('EEXIST');
  });
}

test('the one that comes second goes on with the record of the same run, and with no other', () => {
  loseTheRace({ ...identity, teacher: 'openai:n' });
  expect(() => openRun(out, identity, false)).toThrow(/other settings: teacher was/);
  fs.rmSync(runRecordPath(out));
  fs.rmSync(runRecordPath(join(folder, 'other.jsonl')));
  loseTheRace(identity);
  expect(openRun(out, identity, false).id).toBe(readRun(runRecordPath(out)).id);
});

test('without hard links there is still one record', () => {
  vi.mocked(fs.linkSync).mockImplementationOnce(() => {
    throw failure('EPERM');
  });
  const run = openRun(out, identity, false);
  expect(readRun(runRecordPath(out))).toEqual(run);
  expect(fs.readdirSync(folder)).toEqual(['a.jsonl.run.json']);
});

const none = {
  chains: 0,
  usage: { inputTokens: 0, outputTokens: 0, perKeptChain: null },
  cost: { spent: 0, unresolved: 0, unresolvedCalls: 0, inBatches: 0, callsInBatches: 0, perKeptChain: null },
};

test('a run of which nothing came gives way to one with another teacher', () => {
  const misspelt = openRun(out, { ...identity, teacher: 'openai:n' }, false);
  writeRun(out, { ...misspelt, status: 'stopped', result: none });
  const run = openRun(out, identity, false);
  expect(run.id).not.toBe(misspelt.id);
  expect(readRun(runRecordPath(out)).identity.teacher).toBe('openai:m');
});

test.each([
  ['has annotations', { ...none, chains: 1 }],
  ['paid', { ...none, usage: { ...none.usage, outputTokens: 1 } }],
  ['may have paid', { ...none, cost: { ...none.cost, unresolvedCalls: 1 } }],
  ['waits for a batch', { ...none, cost: { ...none.cost, callsInBatches: 1 } }],
  ['was killed', null],
])('a run that %s does not', (_, result) => {
  const before = openRun(out, { ...identity, teacher: 'openai:n' }, false);
  writeRun(out, { ...before, status: 'stopped', result });
  expect(() => openRun(out, identity, false)).toThrow(/other settings: teacher was/);
});

test('a run that replaces another one pays from the same account: a ceiling is for all starts', () => {
  const before = openRun(out, identity, false);
  writeRun(out, { ...before, status: 'annotated', result: { ...none, chains: 3 } });
  const forced = openRun(out, { ...identity, temperature: 0.5 }, true);
  expect(forced.id).toBe(before.id);
  expect(readRun(runRecordPath(out)).identity.temperature).toBe(0.5);
});

test('a higher limit of tokens goes on with the run, a lower one does not', () => {
  const before = openRun(out, identity, false);
  writeRun(out, { ...before, status: 'annotated', result: { ...none, chains: 3 } });
  const raised = openRun(out, { ...identity, maxTokens: 4 * identity.maxTokens }, false);
  expect(raised).toMatchObject({ id: before.id, identity: { maxTokens: 4 * identity.maxTokens } });
  expect(() => openRun(out, identity, false)).toThrow(/only those that were cut off are paid for again/);
});

test.each<[string, Partial<RunIdentity>, RegExp]>([
  ['that asks for nothing new', { calculator: true }, /none is paid for again/],
  ['that asks for something else', { temperature: 0.5 }, /Another temperature makes other requests/],
])('a change %s says what it would cost', (_name, change, expected) => {
  const before = openRun(out, identity, false);
  writeRun(out, { ...before, status: 'annotated', result: { ...none, chains: 3 } });
  expect(() => openRun(out, { ...identity, ...change }, false)).toThrow(expected);
});
