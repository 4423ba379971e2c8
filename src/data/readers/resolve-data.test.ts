import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { silentReporter } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { datasetFromSplits } from './dataset.ts';
import { openProblems } from './open-problems.ts';
import { readDataset } from './read.ts';
import { resolveData } from './resolve-data.ts';
import { loadDataset, writeDataset } from './store.ts';

const things = [
  'pens',
  'cups',
  'keys',
  'maps',
  'nuts',
  'bows',
  'hats',
  'figs',
  'mugs',
  'jars',
  'tins',
  'rods',
];
const lines = things.map((thing, index) => ({
  id: thing,
  question: `How many ${thing} are ${index + 2} and 3?`,
  answer: String(index + 5),
}));
const problems: readonly Problem[] = lines.map((line) => ({ ...line, answerType: 'number' }));
const dataset = datasetFromSplits('things', {
  train: problems.slice(0, 6),
  validation: problems.slice(6, 8),
  test: problems.slice(8),
});

function listener() {
  const [warnings, infos]: [string[], string[]] = [[], []];
  const reporter = {
    ...silentReporter,
    warn: (message: unknown) => void warnings.push(String(message)),
    info: (message: unknown) => void infos.push(String(message)),
  };
  return { warnings, infos, reporter };
}

describe('a dataset directory', () => {
  test('has its own name, hash and splits', async () => {
    const directory = join(folderWith(), 'things');
    writeDataset(directory, dataset);
    const { name, sha256 } = loadDataset(directory);
    const { infos, reporter } = listener();
    expect(await resolveData(directory, { reporter })).toEqual({
      name,
      path: directory,
      sha256,
      splits: dataset.splits,
      unusable: [],
    });
    expect(infos).toEqual([]);
  });

  test('has its first five unusable lines named, and the others counted', async () => {
    const directory = join(folderWith(), 'things');
    writeDataset(directory, dataset);
    writeFileSync(join(directory, 'train.jsonl'), '{}\n'.repeat(7));
    const { warnings, reporter } = listener();
    const { unusable } = await resolveData(directory, { reporter });
    expect(unusable).toHaveLength(7);
    expect(warnings).toHaveLength(6);
    expect(warnings[4]).toMatch(/train\.jsonl:5: .*; set aside\.$/);
    expect(warnings[5]).toBe('2 more lines were set aside.');
  });
});

describe('a file of problems', () => {
  test('is cut into the splits that readDataset cuts, and the reporter hears of them', async () => {
    const path = join(folderWith({ 'own.jsonl': lines }), 'own.jsonl');
    const { infos, warnings, reporter } = listener();
    const found = await resolveData(path, { reporter });
    expect(found).toMatchObject({
      name: path,
      path,
      splits: readDataset({ dataset: path }).splits,
      unusable: [],
    });
    expect(infos).toEqual([
      `${path}: 10 train, 1 validation and 1 test problems.`,
      'Note: 1 of 12 problems was cut off as test, by groups of questions that differ only in numbers',
    ]);
    expect(warnings).toEqual([]);
  });

  test('has what there is to know of its answers and columns said', async () => {
    const odd = ['5,5', '6,25', '1.234', '3 apples', 'blue'];
    const records = lines.map((line, index) => ({
      ...line,
      answer: odd[index] ?? line.answer,
      context: 'A shop.',
    }));
    const path = join(folderWith({ 'own.jsonl': records }), 'own.jsonl');
    const { infos, reporter } = listener();
    const { splits } = await resolveData(path, { reporter });
    const answers = Object.values(splits).flatMap((split) => split.map(({ answer }) => answer));
    expect(answers).toContain('1234');
    expect(infos).toContainEqual(expect.stringContaining('Note: Answers are read with decimal commas'));
    expect(infos).toContainEqual(expect.stringContaining('"3 apples" is 3 (line 4)'));
    expect(infos).toContain(`${path}:5: the answer "blue" is text; most are not.`);
    expect(infos).toContainEqual(expect.stringContaining('map the columns question=context+question'));
    const stream = listener();
    await openProblems(path, ['train'], { reporter: stream.reporter });
    expect(stream.infos).toEqual(infos);
  });

  test('has the hash of the directory that is made of it', async () => {
    const path = join(folderWith({ 'own.jsonl': lines }), 'own.jsonl');
    const directory = join(folderWith(), 'own');
    writeDataset(directory, readDataset({ dataset: path }));
    const { sha256 } = await resolveData(path);
    expect(sha256).toBe((await resolveData(directory)).sha256);
    const [ofFile, ofDirectory] = await Promise.all(
      [path, directory].map((data) => openProblems(data, ['train', 'validation'])),
    );
    expect(ofFile?.sha256).toBe(ofDirectory?.sha256);
  });

  test('is identified by its problems', async () => {
    const folder = folderWith({ 'a.jsonl': lines, 'b.jsonl': lines, 'c.jsonl': lines.slice(1) });
    const [a, b, c] = await Promise.all(
      ['a', 'b', 'c'].map((name) => resolveData(join(folder, `${name}.jsonl`))),
    );
    expect(a?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(b?.sha256).toBe(a?.sha256);
    expect(c?.sha256).not.toBe(a?.sha256);
  });

  test('may be CSV, and its unusable lines are set aside', async () => {
    const rows = lines.map(({ question, answer }) => `${question},${answer}`);
    const path = join(
      folderWith({ 'own.csv': ['question,answer', ...rows, 'only a question'].join('\n') }),
      'own.csv',
    );
    const { warnings, reporter } = listener();
    const { splits, unusable } = await resolveData(path, { reporter });
    expect(splits.train.length + splits.validation.length + splits.test.length).toBe(12);
    expect(unusable).toEqual([expect.objectContaining({ file: path, line: 14 })]);
    expect(warnings).toEqual([expect.stringMatching(/own\.csv:14: .*; set aside\.$/)]);
  });
});

describe('a Dataset in memory', () => {
  test('has no path, and the hash of the directory that would be written', async () => {
    const directory = join(folderWith(), 'things');
    writeDataset(directory, dataset);
    expect(await resolveData(dataset)).toEqual({
      name: 'things',
      path: null,
      sha256: loadDataset(directory).sha256,
      splits: dataset.splits,
      unusable: [],
    });
  });

  test('is identified by its problems, whatever it was loaded as', async () => {
    const directory = join(folderWith(), 'things');
    writeDataset(directory, dataset);
    const loaded = loadDataset(directory);
    const changed = { ...loaded, splits: { ...loaded.splits, test: loaded.splits.test.slice(1) } };
    expect((await resolveData(changed)).sha256).not.toBe(loaded.sha256);
  });
});

test.each([
  ['nothing', 'dataset-missing'],
  ['nothing.jsonl', 'file-unreadable'],
  ['notes.txt', 'data-format-unknown'],
  ['empty.jsonl', 'data-unreadable'],
  ['folder', 'dataset-missing'],
])('%s throws %s about its path', async (name, code) => {
  const folder = folderWith({ 'notes.txt': 'a note', 'empty.jsonl': '', 'folder/a.txt': '' });
  await expect(resolveData(join(folder, name))).rejects.toMatchObject({
    code,
    subject: { path: join(folder, name) },
  });
});
