// What a run says of its training problems.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { trainedAmong, writeTrainedProblems } from './trained-problems.ts';

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'trained-problems-'));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const problem = (id: string, question: string): Problem => ({
  id,
  question,
  answer: '1',
  answerType: 'number',
});

test('problems are known by their question, whatever their ids, spaces, capitals, quotes and dashes', () => {
  writeTrainedProblems(run, [problem('a', "Ann's bag  holds 3-4 pens. How many?"), problem('b', 'Two?')]);
  const same = problem('x', 'ANN’S bag holds 3–4 pens.\nHow many?');
  const others = [problem('a', "Ann's bag holds 3-5 pens. How many?"), problem('b', 'Three?')];
  expect(trainedAmong(run, [same, ...others])).toEqual([same]);
});

test('a run that does not say is unknown, not clean', () => {
  expect(trainedAmong(run, [problem('a', 'One?')])).toBe(null);
});
