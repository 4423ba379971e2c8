// What callers name for a score or a comparison; how outputs and sub-questions are judged is in score.test.ts and sub-questions.test.ts.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentReporter } from '../common/index.ts';
import { type Dataset, datasetFromSplits, type Problem, resolveData, writeDataset } from '../data/index.ts';
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

test('a line about a problem of another split says so', async () => {
  const predictions = outputs(
    { id: 'four', output: '#### 4' },
    { id: 'two', output: '#### 2' },
    { question: 'What is one?', output: '#### 1' },
    { id: 'nine', output: '#### 9' },
  );
  const { unmatched } = await score({ data, predictions });
  expect(unmatched.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'its problem, two, is in the validation split'],
    [3, 'its problem, one, is in the train split'],
    [4, 'no problem has the id "nine"'],
  ]);
  expect(await score({ data, predictions, split: 'all' })).toMatchObject({
    split: 'all',
    total: 4,
    correct: 3,
  });
});

describe('of a file of problems', () => {
  const all = Array.from({ length: 30 }, (_, index) => ({
    ...problem(`p${index}`, String(index)),
    question: `What does ${'abcdefghijklmnopqrstuvwxyzäöüß'[index]} stand for?`, // no two from one template
  }));
  const fileOf = () => {
    const path = join(folder, 'problems.jsonl');
    writeFileSync(path, all.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return path;
  };

  test('all problems are scored, whatever tenth of them a training would not see', async () => {
    const predictions = outputs(...all.map(({ id, answer }) => ({ id, output: `#### ${answer}` })));
    const infos: string[] = [];
    const reporter = { ...silentReporter, info: (message: unknown) => void infos.push(String(message)) };
    const found = await score({ data: fileOf(), predictions, reporter });
    expect(found).toMatchObject({ split: 'all', total: 30, correct: 30, unmatched: [] });
    expect(infos).toContain('Scoring `split: "all"`.');
    expect(
      await score({ data: fileOf(), predictions: outputs({ id: 'p0', output: '#### 0' }) }),
    ).toMatchObject({
      split: 'all',
      missing: 29,
    });
  });

  test('outputs for exactly the test problems are scored on these', async () => {
    const { splits } = await resolveData(fileOf());
    const predictions = outputs(...splits.test.map(({ id }) => ({ id, output: '#### 1' })));
    expect(await score({ data: fileOf(), predictions })).toMatchObject({
      split: 'test',
      total: splits.test.length,
    });
    expect(await score({ data: fileOf(), predictions, split: 'all' })).toMatchObject({
      split: 'all',
      total: 30,
    });
  });
});

describe('a directory of evaluations', () => {
  const keep = async (name: string, split = 'test', of: Dataset = data) => {
    const { sha256 } = await resolveData(of);
    writeFileSync(join(folder, `evaluation-${name}.json`), JSON.stringify({ split, dataset: { sha256 } }));
    writeFileSync(join(folder, `predictions-${name}.jsonl`), '{"id":"four","output":"#### 4"}\n');
  };

  test('has the predictions for the dataset under whatever name', async () => {
    await keep('numbers-test');
    await keep(
      'test',
      'test',
      datasetFromSplits('other', { train: [], validation: [], test: [problem('x', '1')] }),
    );
    const found = await score({ data, predictions: folder });
    expect(found).toMatchObject({ correct: 1, predictions: join(folder, 'predictions-numbers-test.jsonl') });
  });

  test('without the wanted ones, it says which there are', async () => {
    await expect(score({ data, predictions: folder })).rejects.toThrow(
      `${folder} has no evaluation on numbers as it is now. Evaluate first, or name a file of outputs.`,
    );
    await keep('validation', 'validation');
    await expect(score({ data, predictions: folder })).rejects.toThrow(
      `${folder} has no predictions for the test problems of numbers, only for validation.`,
    );
    await keep('test');
    await keep('test-calculator');
    await expect(score({ data, predictions: folder })).rejects.toThrow(
      'has several files of predictions for numbers: predictions-test-calculator.jsonl, predictions-test.jsonl.',
    );
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
