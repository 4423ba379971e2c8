// What callers name for a score or a comparison; how outputs and sub-questions are judged is in score.test.ts and sub-questions.test.ts.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { datasetFromSplits, type Problem, writeDataset } from '../data/index.ts';
import { compareAnnotations, score } from './score-outputs.ts';

const problem = (id: string, answer: string): Problem => ({
  id,
  question: `What is ${id}?`,
  answer,
  answerType: 'number',
});
const data = datasetFromSplits('numbers', {
  train: [problem('one', '1')],
  validation: [problem('two', '2'), problem('three', '3')],
  test: [problem('four', '4')],
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'score-outputs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function outputs(...lines: readonly object[]): string {
  const path = join(folder, 'outputs.jsonl');
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

test('the test split is scored unless another one is named', async () => {
  const predictions = outputs({ id: 'four', output: '#### 4' }, { id: 'two', output: '#### 9' });
  expect(await score({ data, predictions })).toMatchObject({
    dataset: 'numbers',
    split: 'test',
    total: 1,
    correct: 1,
    verdicts: [{ id: 'four', predicted: '4' }],
  });
  expect(await score({ data, predictions, split: 'validation' })).toMatchObject({
    split: 'validation',
    total: 2,
    correct: 0,
    missing: 1,
  });
});

test('a dataset directory is read, and the verdicts are written where that is wanted', async () => {
  const directory = join(folder, 'data');
  writeDataset(directory, data);
  const verdicts = join(folder, 'verdicts.jsonl');
  const found = await score({
    data: directory,
    predictions: outputs({ id: 'four', output: '#### 4' }),
    verdicts,
  });
  expect(JSON.parse(readFileSync(verdicts, 'utf8'))).toEqual(found.verdicts[0]);
});

test('the number format decides what 1.234 is; without it, how the other outputs write numbers', async () => {
  const large = datasetFromSplits('large', {
    train: [],
    validation: [],
    test: [problem('a', '1234'), problem('b', '5.5'), problem('c', '6.25')],
  });
  const ambiguous = { id: 'a', output: '#### 1.234' };
  const commas = [
    { id: 'b', output: '#### 5,5' },
    { id: 'c', output: '#### 6,25' },
  ];
  const correctOf = async (lines: readonly object[], numberFormat?: 'decimal-point' | 'decimal-comma') =>
    (await score({ data: large, predictions: outputs(...lines), numberFormat })).correct;
  expect(await correctOf([ambiguous])).toBe(0);
  expect(await correctOf([ambiguous], 'decimal-comma')).toBe(1);
  expect(await correctOf([ambiguous, ...commas])).toBe(3);
  expect(await correctOf([ambiguous, ...commas], 'decimal-point')).toBe(2);
});

test.each<[string, () => Partial<Parameters<typeof score>[0]>, string, string]>([
  [
    'a missing file of outputs',
    () => ({ predictions: join(folder, 'none') }),
    'file-unreadable',
    'predictions',
  ],
  ['outputs of other problems', () => ({ split: 'train' }), 'predictions-unusable', 'predictions'],
  ['no dataset', () => ({ data: join(folder, 'none') }), 'dataset-missing', 'data'],
  ['an unknown split', () => ({ split: 'tset' as 'test' }), 'invalid-value', 'split'],
  [
    'an unknown number format',
    () => ({ numberFormat: 'comma' as 'decimal-comma' }),
    'invalid-value',
    'numberFormat',
  ],
  ['a file of verdicts that exists', () => ({ verdicts: outputs({}) }), 'out-exists', 'verdicts'],
  [
    'a place that cannot be written to',
    () => ({ verdicts: join(outputs({ id: 'four', output: '4' }), 'verdicts.jsonl') }),
    'directory-unwritable',
    'verdicts',
  ],
])('%s is an error about its option', async (_, changes, code, option) => {
  const predictions = outputs({ id: 'four', output: '#### 4' });
  await expect(score({ data, predictions, ...changes() })).rejects.toMatchObject({
    code,
    fault: 'input',
    subject: { option },
  });
  expect(existsSync(join(folder, 'verdicts.jsonl'))).toBe(false);
});

test.each<[string, () => Partial<Parameters<typeof compareAnnotations>[0]>, string, string]>([
  ['a missing file', () => ({ file: join(folder, 'none') }), 'file-unreadable', 'file'],
  ['a file without annotations', () => ({}), 'annotation-unreadable', 'file'],
  ['no dataset', () => ({ data: join(folder, 'none') }), 'dataset-missing', 'data'],
  ['an unknown split', () => ({ split: 'tset' as 'test' }), 'invalid-value', 'split'],
])('comparing: %s is an error about its option', async (_, changes, code, option) => {
  const file = outputs({ id: 'four', output: '#### 4' });
  await expect(compareAnnotations({ file, data, ...changes() })).rejects.toMatchObject({
    code,
    fault: 'input',
    subject: { option },
  });
});
