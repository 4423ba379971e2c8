import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Problem } from '../problem.ts';
import { datasetFromSplits, loadDataset, openProblemStream, writeDataset } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'stream-')), 'data');
  const problem = (id: string): Problem => ({
    id,
    question: `q ${id}\n\u2028`,
    answer: '1',
    answerType: 'number',
  });
  const splits = { train: [problem('a'), problem('b')], validation: [problem('v')], test: [problem('t')] };
  writeDataset(folder, datasetFromSplits('mine', splits));
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

async function read(splits: readonly ('train' | 'validation')[]) {
  const stream = await openProblemStream(folder, splits);
  const skipped: unknown[] = [];
  const problems: Problem[] = [];
  for await (const problem of stream.read((line) => skipped.push(line))) problems.push(problem);
  return { stream, skipped, problems };
}

test('the problems are those that loading gives, split after split', async () => {
  const { splits } = loadDataset(folder);
  const { stream, problems } = await read(['train', 'validation']);
  expect(problems).toEqual([...splits.train, ...splits.validation]);
  expect(stream).toMatchObject({ name: 'mine', total: 3, splits: ['train', 'validation'] });
});

test('a line that cannot be used is named and left out, a torn last one too', async () => {
  const path = join(folder, 'train.jsonl');
  appendFileSync(path, '\n{"id": "c"}\n{"id": "d", "ques');
  const { problems, skipped, stream } = await read(['train']);
  expect(problems.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(skipped).toEqual([
    { file: path, line: 4, reason: expect.stringContaining('"question"') },
    { file: path, line: 5, reason: expect.stringContaining('not JSON') },
  ]);
  expect(stream.total).toBe(4);
});

test('the hash is of the problems in their splits', async () => {
  const before = (await read(['train'])).stream.sha256;
  expect((await read(['train'])).stream.sha256).toBe(before);
  expect((await read(['train', 'validation'])).stream.sha256).not.toBe(before);
  writeFileSync(join(folder, 'train.jsonl'), '');
  expect((await read(['train'])).stream.sha256).not.toBe(before);
});

test('a folder that is no dataset, and a split that is missing, are named', async () => {
  rmSync(join(folder, 'validation.jsonl'));
  await expect(openProblemStream(folder, ['train', 'validation'])).rejects.toMatchObject({
    code: 'dataset-incomplete',
  });
  rmSync(join(folder, 'dataset.json'));
  await expect(openProblemStream(folder, ['train'])).rejects.toMatchObject({ code: 'dataset-missing' });
});
