// One training at a time in a directory: whose mark counts, and which one is of a process that has ended.
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { lockRun, refuseInUse } from './run-lock.ts';

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'run-lock-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

/** The mark of a process that certainly runs: the one that started this one. */
const parents = () => join(out, `.socratic-training-${process.ppid}`);
const inUse = expect.objectContaining({
  code: 'out-in-use',
  message: expect.stringContaining(`process ${process.ppid} is training there`),
});

test('while another process trains there, nobody else does', () => {
  writeFileSync(parents(), '');
  expect(() => refuseInUse(out)).toThrow(inUse);
  expect(() => lockRun(out)).toThrow(inUse);
  expect(readdirSync(out)).toHaveLength(1);
});

test('the mark goes with the training, and with the process', () => {
  const before = process.listeners('exit').length;
  const unlock = lockRun(out);
  expect(readdirSync(out)).toEqual([`.socratic-training-${process.pid}`]);
  expect(process.listeners('exit')).toHaveLength(before + 1);
  expect(() => refuseInUse(out)).not.toThrow(); // of this process
  unlock();
  expect(readdirSync(out)).toEqual([]);
  expect(process.listeners('exit')).toHaveLength(before);
});

test('the mark of a process that has ended does not count and is removed', () => {
  const ended = join(out, `.socratic-training-${2 ** 22 + 1}`); // beyond the largest number of a process
  writeFileSync(ended, '');
  expect(() => refuseInUse(out)).not.toThrow();
  expect(existsSync(ended)).toBe(false);
});

test(
  'nor does one whose number another process has got since',
  skipUnless(process.platform === 'linux', 'Linux'),
  () => {
    writeFileSync(parents(), '');
    utimesSync(parents(), 1, 1); // made in 1970, before that process
    expect(() => refuseInUse(out)).not.toThrow();
    expect(existsSync(parents())).toBe(false);
  },
);

test('a directory that is not there is in nobody’s use', () => {
  expect(() => refuseInUse(join(out, 'none'))).not.toThrow();
});
