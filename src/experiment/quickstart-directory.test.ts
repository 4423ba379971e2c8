// The directory of an interrupted quickstart: what of it stays, and what a killed process left goes.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markText, ownMark, silentReporter, writeJson } from '../common/index.ts';
import { openDirectory, type QuickstartState, statePath } from './quickstart-directory.ts';

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'quickstart-directory-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const state: QuickstartState = {
  format: 2,
  status: 'running',
  seed: 1,
  minutes: 2,
  seconds: 30,
  budget: null,
};

test('going on with it removes measurements and half-written files, and nothing else', () => {
  const ended = markText({ ...ownMark(), pid: 2 ** 22 + 1 }); // beyond the largest number of a process
  for (const folder of ['answer', 'calibration-0', 'calibration-11', `calibration-1.${ended}-2.socratic-new`])
    mkdirSync(join(out, folder, 'models'), { recursive: true });
  const mine = ['notes.txt', 'calibration-notes.txt', `notes.txt.${ended}-1.tmp`];
  for (const name of [...mine, `report.html.${ended}-1.tmp`]) writeFileSync(join(out, name), '');
  writeJson(statePath(out), state);
  expect(openDirectory({ out, seed: 1, minutes: 2 }, silentReporter)).toEqual(state);
  expect(readdirSync(out).sort()).toEqual([...mine, 'answer', 'quickstart.json'].sort());
});

test('one of an earlier version is replaced: what it trained is not what is trained now', () => {
  for (const folder of ['answer', 'data']) mkdirSync(join(out, folder));
  writeFileSync(join(out, 'notes.txt'), '');
  const budget = { minutes: 9, workers: 2, flopsPerStrategy: 8e12, secondsPerStrategy: 100, reduced: false };
  writeJson(statePath(out), { ...state, format: 1, budget });
  expect(openDirectory({ out, seed: 1, minutes: 2 }, silentReporter)).toBe(null);
  expect(readdirSync(out).sort()).toEqual(['notes.txt', 'quickstart.json']);
});
