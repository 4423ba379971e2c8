// Files of one JSON object with several lists: splits by their names, one list of problems beside others, and lists of which none is meant.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { convertUserFile } from './convert-file.ts';
import { recordsWithin } from './held-records.ts';
import { readDataset } from './read.ts';
import { loadDataset } from './store.ts';
import type { ReadDatasetOptions } from './types.ts';

const words = ['pens', 'cats', 'cups', 'hats', 'nuts', 'keys', 'eggs', 'pies', 'toys', 'jars'];
const problems = words.map((word) => ({
  question: `Ann has 5 ${word} and loses 2 ${word}. How many?`,
  answer: '3',
}));
const [train, validation, other] = [problems.slice(0, 5), problems.slice(5, 7), problems.slice(7)];
const columnsOf = (records: typeof problems) => ({
  question: records.map(({ question }) => question),
  answer: records.map(({ answer }) => answer),
});
const byId = (records: typeof problems) => Object.fromEntries(records.map((record, k) => [`p${k}`, record]));
const fileOf = (value: unknown, indent?: number) =>
  join(folderWith({ 'p.json': JSON.stringify(value, null, indent) }), 'p.json');

const read = (value: unknown, options: Partial<ReadDatasetOptions> = {}) => {
  const { splits, summary } = readDataset({ dataset: fileOf(value), ...options });
  const questions = (name: keyof typeof splits) => splits[name].map(({ question }) => question);
  return {
    questions: { train: questions('train'), validation: questions('validation'), test: questions('test') },
    notes: summary.notes.join('\n'),
    skipped: summary.skipped.map(({ reason }) => reason),
  };
};
const questionsOf = (records: typeof problems) => records.map(({ question }) => question);

describe('lists that are named as splits', () => {
  test.each<[string, unknown]>([
    ['train, validation and test', { train, validation, test: other }],
    ['other names of the same', { Training: train, dev: validation, TEST: other }],
    ['names with a word behind them', { train_data: train, val_set: validation, 'test-examples': other }],
    ['within an object', { examples: { train, validation, test: other } }],
    [
      'beside other things',
      { version: 1, authors: [{ name: 'Ann' }], data: { train, validation, test: other } },
    ],
    ['columns', { train: columnsOf(train), validation: columnsOf(validation), test: columnsOf(other) }],
    ['by ids', { train: byId(train), validation: byId(validation), test: byId(other) }],
    ['an object each', { train: { data: train }, validation: { data: validation }, test: { data: other } }],
    ['in an array', [{ train, validation, test: other }]],
    [
      'rows of a datasets server',
      Object.fromEntries(
        Object.entries({ train, validation, test: other }).map(([name, records]) => [
          name,
          records.map((row, row_idx) => ({ row_idx, row })),
        ]),
      ),
    ],
  ])('%s', (_, value) => {
    const { questions, notes, skipped } = read(value);
    expect(questions).toEqual({
      train: questionsOf(train),
      validation: questionsOf(validation),
      test: questionsOf(other),
    });
    expect(notes).toMatch(/that is followed: 5 train, 2 validation, 3 test/);
    expect(notes).not.toMatch(/not used/);
    expect(skipped).toEqual([]);
  });

  test('under names that are mapped', () => {
    const renamed = (records: typeof problems) =>
      records.map(({ question, answer }) => ({ Frage: question, Antwort: answer }));
    const { questions } = read(
      { train: renamed(train), validation: renamed(validation), test: renamed(other) },
      { columns: { question: 'Frage', answer: 'Antwort' } },
    );
    expect(questions.test).toEqual(questionsOf(other));
  });

  test('a stated fraction goes before them, and a split column of a record before the name of its list', () => {
    expect(read({ train, test: other }, { testFraction: 0 }).questions.test).toEqual([]);
    const own = other.map((record) => ({ ...record, split: 'train' }));
    expect(read({ train: [...train, ...own], test: validation }).questions.test).toEqual(
      questionsOf(validation),
    );
    expect(read({ train, test: [...own, ...validation] }).questions.test).toEqual(questionsOf(validation));
  });

  test('also where the file is printed and read twice, to be written', async () => {
    const directory = join(folderWith(), 'out');
    await convertUserFile({ dataset: fileOf({ train, test: other }, 2) }, { directory });
    const { splits } = loadDataset(directory);
    expect(splits.test.map(({ question }) => question)).toEqual(questionsOf(other));
  });

  test('one alone is cut as any file, and so are those that leave nothing to train on', () => {
    expect(recordsWithin({ train, test: [] })).toEqual({ records: train, unread: [] });
    expect(recordsWithin({ test: other })).toEqual({ records: other, unread: [] });
    const { questions, notes } = read({ validation, test: other }, { validation: 0 });
    expect(questions.train.length + questions.test.length).toBe(5);
    expect(notes).toMatch(/that is not followed: it leaves no problem to train on/);
  });
});

describe('one list of problems beside others', () => {
  test.each<[string, unknown]>([
    ['a list of something else', { data: train, meta: [{ name: 'x' }] }],
    ['under any name', { math: train, authors: [{ name: 'Ann' }, { name: 'Bob' }] }],
    ['of two names for records, the one with problems', { data: [{ x: 1 }], items: train }],
  ])('%s', (_, value) => expect(recordsWithin(value)).toEqual({ records: train, unread: [] }));

  test.each<[string, unknown, string]>([
    [
      'data and extra',
      { data: train, extra: other },
      'the list "extra" of 3 is not read: save it as a file of its own',
    ],
    [
      'train and challenge',
      { train, challenge: other },
      'the list "challenge" of 3 is not read: save it as a file of its own',
    ],
    [
      'splits and two more',
      { train, test: validation, hard: other, more: { easy: other } },
      'the lists "hard" of 3 and "more.easy" of 3 are not read: save each as a file of its own',
    ],
  ])('%s: the others are named', (_, value, reason) => expect(read(value).skipped).toEqual([reason]));
});

describe('lists of which none is meant', () => {
  test.each<[string, unknown, string]>([
    ['other names', { easy: train, hard: other }, 'easy (5), hard (3)'],
    ['as many in each', { a: train, b: train }, 'a (5), b (5)'],
    ['two names for records', { data: train, items: other }, 'data (5), items (3)'],
    [
      'splits in several objects',
      { easy: { train, test: other }, hard: { train, test: other } },
      'easy.train (5), easy.test (3), hard.train (5), hard.test (3)',
    ],
  ])('%s', (_, value, lists) => {
    const { code, message } = errorOf(() => read(value));
    expect(code).toBe('data-unreadable');
    expect(message).toContain(
      `holds several lists of problems, and their names do not say which to read: ${lists}. Name them train, validation and test, or save each as a file of its own`,
    );
  });

  test('empty ones', () => {
    expect(errorOf(() => read({ train: [], test: [] })).message).toContain('there is no record in it');
  });
});

test.each<[string, unknown]>([
  ['a problem with lists', { question: 'How many?', answer: 1, tests: [{ a: 1 }], train: 'x' }],
  [
    'a problem whose steps are pairs',
    { question: 'How many?', answer: 1, steps: [{ question: 'a', answer: 1 }] },
  ],
  ['what a system wrote', { output: 'x', examples: [{ a: 1 }] }],
  ['an unknown record', { id: 1, text: 'x', tags: [] }],
])('%s is one record', (_, value) => expect(recordsWithin(value)).toBeNull());
