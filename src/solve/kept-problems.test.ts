import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { KeptProblems } from './kept-problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problem = (id: string, answer = '1'): Problem => ({
  id,
  question: `What is ${id}?`,
  answer,
  answerType: 'number',
});
const read = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Problem);

test('problems are added, and one with the same id takes the place of the earlier one', () => {
  const path = join(folder, 'added.jsonl');
  new KeptProblems(path).add([problem('a'), problem('b')]);
  const again = new KeptProblems(path);
  again.add([problem('b', '2'), problem('c')]);
  again.add([problem('d')]);
  const kept = [problem('a'), problem('b', '2'), problem('c'), problem('d')];
  expect(read(path)).toEqual(kept);
  again.add([problem('d'), problem('a')]);
  expect(read(path)).toEqual(kept);
});

test('a line that was cut off is left out, and the next one does not run into it', () => {
  const path = join(folder, 'cut.jsonl');
  writeFileSync(path, `${JSON.stringify(problem('a'))}\nnull\n{"id": "b", "ques`);
  new KeptProblems(path).add([problem('c')]);
  expect(read(path)).toEqual([problem('a'), problem('c')]);
});
