import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import type { Problem } from '../problem.ts';
import { datasetFromSplits } from './dataset.ts';
import { loadDataset, writeDataset } from './store.ts';

const text = fc.string({ minLength: 1 }).map((s) => `${s}.`);
const step = fc.record({ question: text, solution: text }, { requiredKeys: ['solution'] });
const optional = fc.record(
  {
    steps: fc.array(step),
    facts: fc.array(text),
    decomposition: fc.array(text),
    meta: fc.record({ a: fc.oneof(fc.integer(), text) }),
  },
  { requiredKeys: [] },
);
const answer = fc.oneof(
  fc.record({ answer: fc.integer().map(String), answerType: fc.constant<'number'>('number') }),
  fc.record({ answer: fc.constantFrom('yes', 'no'), answerType: fc.constant<'boolean'>('boolean') }),
  fc.record({ answer: text, answerType: fc.constant<'text'>('text') }),
);
const problems: fc.Arbitrary<Problem[]> = fc.array(
  fc
    .tuple(text, text, answer, optional)
    .map(([id, question, gold, rest]) => ({ id, question, ...gold, ...rest })),
  { maxLength: 6 },
);

test('what is written is loaded: problems, summary and hash', () => {
  const folder = folderWith();
  const directory = join(folder, 'data');
  fc.assert(
    fc.property(problems, problems, problems, (train, validation, testSplit) => {
      const dataset = datasetFromSplits(
        'mine',
        { train, validation, test: testSplit },
        { details: { a: [1] } },
      );
      writeDataset(directory, dataset, { force: true });
      const loaded = loadDataset(directory);
      expect(loaded).toMatchObject(dataset);
      expect(loaded).toMatchObject({ edited: [], unusable: [], renamedOnLoad: [] });
      expect(loaded.summary.splits).toEqual({
        train: train.length + validation.length,
        test: testSplit.length,
      });
    }),
    { numRuns: 30 },
  );
  expect(readdirSync(folder)).toEqual(['data']);
});

const problem = (id: string, question: string): Problem => ({
  id,
  question,
  answer: '1',
  answerType: 'number',
});
const small = datasetFromSplits('small', {
  train: [problem('a', 'x'), problem('b', 'y')],
  validation: [problem('c', 'z')],
  test: [problem('d', 'X'), problem('a', 'w')],
});

test('the summary counts as published, and the ids are unique over all splits', () => {
  expect(small.summary).toMatchObject({
    splits: { train: 3, test: 2 },
    validation: 1,
    duplicatesAcrossSplits: 1,
    duplicateIds: [['a', 'd']],
    renamedIds: [{ split: 'test', id: 'a', renamedTo: 'a-2' }],
  });
});

test('nothing is overwritten without force, and with force only a dataset', () => {
  const occupied = folderWith({ 'precious.txt': 'x' });
  expect(errorOf(() => writeDataset(occupied, small)).code).toBe('out-exists');
  expect(errorOf(() => writeDataset(occupied, small, { force: true })).code).toBe('out-not-a-dataset');
  expect(readdirSync(occupied)).toEqual(['precious.txt']);
  const directory = `${folderWith()}/`;
  writeDataset(directory, small);
  expect(errorOf(() => writeDataset(directory, small)).code).toBe('out-exists');
  writeDataset(directory, small, { force: true });
  expect(readdirSync(directory).sort()).toEqual([
    'dataset.json',
    'test.jsonl',
    'train.jsonl',
    'validation.jsonl',
  ]);
});

describe('a directory that changed since', () => {
  const written = () => {
    const directory = join(folderWith(), 'data');
    writeDataset(directory, small);
    return directory;
  };

  test('an edited split is named, its bad lines are set aside and repeated ids renamed', () => {
    const directory = written();
    const before = loadDataset(directory);
    const path = join(directory, 'train.jsonl');
    const [first = ''] = readFileSync(path, 'utf8').split('\n');
    const bad = ['{"id": "e", "question": "q", "answer": 1, "answerType": "number"}', '{"torn'];
    const unreadable = '{"id": "f", "question": "q", "answer": "some", "answerType": "number"}';
    writeFileSync(path, [first, first, unreadable, ...bad].join('\n'));
    const loaded = loadDataset(directory);
    expect(loaded.edited).toEqual(['train']);
    expect(loaded.sha256).not.toBe(before.sha256);
    expect(loaded.splits.train.map(({ id }) => id)).toEqual(['a', 'a-3']);
    expect(loaded.renamedOnLoad).toEqual([{ split: 'train', id: 'a', renamedTo: 'a-3' }]);
    expect(loaded.unusable.map(({ line }) => line).sort()).toEqual([3, 4, 5]);
    const reasons = loaded.unusable.map(({ reason }) => reason);
    expect(reasons).toContain('expected "answer" to be a string, found a number');
    expect(reasons).toContain('"answer": "some" does not read as a number');
  });

  test.each<[string, (directory: string) => void, string]>([
    ['no directory', (directory) => rmSync(directory, { recursive: true }), 'dataset-missing'],
    ['no test.jsonl', (directory) => rmSync(join(directory, 'test.jsonl')), 'dataset-incomplete'],
    [
      'dataset.json is torn',
      (directory) => writeFileSync(join(directory, 'dataset.json'), '{"a'),
      'dataset-invalid',
    ],
    [
      'dataset.json is of another kind',
      (directory) => writeFileSync(join(directory, 'dataset.json'), '[]'),
      'dataset-invalid',
    ],
    [
      'a later format',
      (directory) => writeFileSync(join(directory, 'dataset.json'), '{"format": 2}'),
      'dataset-format-unknown',
    ],
    [
      'not one problem readable',
      (directory) => {
        for (const split of ['train', 'validation', 'test'])
          writeFileSync(join(directory, `${split}.jsonl`), 'x\n');
      },
      'data-unreadable',
    ],
  ])('%s', (_, damage, code) => {
    const directory = written();
    damage(directory);
    const error = errorOf(() => loadDataset(directory));
    expect(error.code).toBe(code);
    expect(error.message).toContain('socratic data');
    expect(readdirSync(dirname(directory)).filter((name) => name.includes('.socratic-'))).toEqual([]);
  });
});
