import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Problem } from '../problem.ts';
import {
  type Dataset,
  datasetFromSplits,
  openProblemStream,
  openProblems,
  readDataset,
  writeDataset,
} from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problem = (index: number): Problem => ({
  id: `p${index}`,
  question: `What is ${index} and ${3 * index} “apples”\n\u2028 of kind ${'abcdefghijklmnopqrst'[index] ?? 'z'}?`,
  answer: String(4 * index),
  answerType: 'number',
});
const list = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => problem(from + index));
const dataset = datasetFromSplits('mine', {
  train: list(0, 4),
  validation: list(4, 6),
  test: list(6, 8),
});

async function read(data: string | Dataset, splits: readonly ('train' | 'validation' | 'test')[]) {
  const { read: problems, ...stream } = await openProblems(data, splits);
  const [found, skipped]: [Problem[], unknown[]] = [[], []];
  for await (const one of problems((line) => skipped.push(line))) found.push(one);
  return { stream, found, skipped };
}

test.each([
  [['train']],
  [['validation']],
  [['train', 'validation']],
  [['train', 'test']],
] as const)('a Dataset, split %j, is the stream of the directory that it is written to', async (splits) => {
  const path = join(folder, 'data');
  writeDataset(path, dataset);
  const memory = await read(dataset, splits);
  expect(memory.found).toEqual(splits.flatMap((split) => dataset.splits[split]));
  expect(await read(path, splits)).toEqual(memory);
  const { sha256, total, name } = await openProblemStream(path, splits);
  expect(memory.stream).toEqual({ name, total, sha256, splits });
});

test('other problems, another order and another split have another hash', async () => {
  const hashOf = async (data: Dataset, splits: Parameters<typeof read>[1] = ['train']) =>
    (await read(data, splits)).stream.sha256;
  const withTrain = (train: readonly Problem[]) => datasetFromSplits('mine', { ...dataset.splits, train });
  const hashes = await Promise.all([
    hashOf(dataset),
    hashOf(dataset, ['validation']),
    hashOf(dataset, ['train', 'validation']),
    hashOf(withTrain(list(0, 4).toReversed())),
    hashOf(withTrain([...list(0, 3), { ...problem(3), answer: '13' }])),
  ]);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('a file of problems is cut as it is when it is read, and its unusable lines are named', async () => {
  const path = join(folder, 'mine.jsonl');
  const lines = list(0, 20).map(({ question, answer }) => JSON.stringify({ question, answer }));
  writeFileSync(path, [...lines, '{"question": "no answer"}', ''].join('\n'));
  const { splits } = readDataset({ dataset: path });
  const { stream, found, skipped } = await read(path, ['train', 'validation']);
  expect(found).toEqual([...splits.train, ...splits.validation]);
  expect(found.length).toBeGreaterThan(10);
  expect(stream.total).toBe(found.length);
  expect(skipped).toEqual([expect.objectContaining({ file: path, line: 21 })]);
  expect((await read(path, ['test'])).found).toEqual(splits.test);
});

test.each([
  ['missing.jsonl', 'file-unreadable'],
  ['missing.csv', 'file-unreadable'],
  ['missing', 'dataset-missing'],
  ['notes.txt', 'data-format-unknown'],
])('%s: %s', async (name, code) => {
  writeFileSync(join(folder, 'notes.txt'), 'x');
  const path = join(folder, name);
  await expect(openProblems(path, ['train'])).rejects.toMatchObject({ code, subject: { path } });
});
