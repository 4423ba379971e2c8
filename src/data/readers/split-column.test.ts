// A column that names the split of each row.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { convertUserFile } from './convert-file.ts';
import { readDataset } from './read.ts';
import { loadDataset } from './store.ts';
import type { ReadDatasetOptions } from './types.ts';

const words = ['pens', 'cats', 'cups', 'hats', 'nuts', 'keys', 'eggs', 'pies', 'toys', 'jars'];

/** A file of one problem for each of these, all of different templates. */
function fileOf(splits: readonly unknown[], column = 'split'): string {
  const records = splits.map((split, index) => ({
    question: `Ann has 5 ${words[index]} and loses 2 ${words[index]}. How many?`,
    answer: '3',
    ...(split === undefined ? {} : { [column]: split }),
  }));
  return join(folderWith({ 'p.jsonl': records }), 'p.jsonl');
}

function read(dataset: string, options: Partial<ReadDatasetOptions> = {}) {
  const { splits, summary } = readDataset({ dataset, ...options });
  const ids = (name: keyof typeof splits) => splits[name].map(({ id }) => Number(id.slice(2)));
  return {
    ids: { train: ids('train'), validation: ids('validation'), test: ids('test') },
    notes: summary.notes.join('\n'),
    counts: summary,
  };
}

describe('rows go to the splits that they name', () => {
  test.each([
    ['split', ['train', 'test', 'validation', 'train', 'test']],
    ['Split', ['Training', 'testing', 'valid', 'TRAIN', 'Test']],
    ['set', ['train', 'test', 'dev', 'train', 'test']],
    ['subset', [' train', 'test ', 'val', 'train', 'test']],
    ['data_split', ['train', 'test', 'development', 'train', 'test']],
  ])('column "%s" with %j', (column, splits) => {
    const { ids, notes } = read(fileOf(splits, column));
    expect(ids).toEqual({ train: [1, 4], validation: [3], test: [2, 5] });
    expect(notes).toMatch(
      /it names the split of each problem, and that is followed: 2 train, 1 validation, 2 test/,
    );
    expect(notes).not.toMatch(/not used|cut off/);
  });

  test('a split that no row names is cut off train', () => {
    const withoutTest = read(fileOf(['validation', ...Array<string>(9).fill('train')]), {
      testFraction: undefined,
    });
    expect(withoutTest.ids.validation).toEqual([1]);
    expect(withoutTest.ids.test).toHaveLength(1);
    expect(withoutTest.notes).toMatch(/1 of 9 problems was cut off as test/);
    const withoutValidation = read(fileOf(['test', ...Array<string>(9).fill('train')]), { validation: 0.2 });
    expect(withoutValidation.ids.test).toEqual([1]);
    expect(withoutValidation.ids.validation).toHaveLength(2);
  });

  test('also where the file is read twice, to be written', async () => {
    const dataset = fileOf(['train', 'test', 'validation', 'train', 'test', 'train']);
    const directory = join(folderWith({}), 'out');
    const summary = await convertUserFile({ dataset }, { directory });
    expect(loadDataset(directory).splits).toEqual(readDataset({ dataset }).splits);
    expect(summary.notes).toEqual(readDataset({ dataset }).summary.notes);
    expect(summary).toMatchObject({ splits: { train: 4, test: 2 }, validation: 1 });
  });
});

describe('a column that does not decide says why', () => {
  test.each<[string, readonly unknown[], string]>([
    [
      'another value',
      ['train', 'test', 'holdout'],
      'it has "holdout", and each row must say train, validation or test',
    ],
    ['a row without one', ['train', undefined, 'test'], 'it has a row without a value'],
    ['numbers', [0, 1, 2], 'it has 0, and each row must say'],
    ['one split alone', ['train', 'train', 'train'], 'and that is not followed: all of its rows are train'],
    [
      'nothing to train on',
      ['test', 'validation', 'test'],
      'and that is not followed: it leaves no problem to train on',
    ],
  ])('%s', (_, splits, why) => {
    const { ids, notes } = read(fileOf(splits), { validation: 0 });
    expect(ids.train).toHaveLength(3);
    expect(notes).toContain(why);
  });

  test('options go before it', () => {
    const dataset = fileOf(['train', 'test', 'train']);
    const cut = read(dataset, { testFraction: 0, validation: 0 });
    expect(cut.ids.train).toEqual([1, 2, 3]);
    expect(cut.notes).toContain('not followed: a fraction of test problems is stated');
    const second = read(dataset, { test: fileOf([undefined]), validation: 0 });
    expect(second.ids.train).toEqual([1, 2, 3]);
    expect(second.notes).toContain('not followed: the test problems come from a second file');
  });

  test('of another column with a common name only that it is not used', () => {
    const { notes } = read(fileOf(['5a', '5b', '5a'], 'set'));
    expect(notes).toContain('the column "set" is not used');
    expect(notes).not.toContain('each row must say');
  });
});
