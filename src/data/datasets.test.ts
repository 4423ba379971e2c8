import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../test/support/source-files.ts';
import { type Reporter, silentReporter } from '../common/index.ts';
import { generatorDefaults } from './arithmetic/index.ts';
import type { CreateDatasetOptions } from './create-dataset.ts';
import { datasets } from './datasets.ts';

const lines = Array.from({ length: 20 }, (_, index) => ({
  id: `p${index}`,
  question: `How many ${'abcdefghijklmnopqrst'[index]} are there?`,
  answer: index,
}));
const filesOf = (directory: string) =>
  readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]);

test('what is read, written and loaded again is the same, and has the same hash', async () => {
  const folder = folderWith({ 'own.jsonl': lines });
  const out = join(folder, 'data');
  const data = await datasets.read(join(folder, 'own.jsonl'), { validation: 0.25, testFraction: 0.2 });
  expect(data.splits.train).toHaveLength(12);
  expect(data.splits.validation).toHaveLength(4);
  expect(data.splits.test).toHaveLength(4);
  await datasets.write(data, out);
  const loaded = await datasets.load(out);
  expect(loaded).toMatchObject({ name: data.name, splits: data.splits, sha256: data.sha256, edited: [] });
  await expect(datasets.write(data, out)).rejects.toMatchObject({
    code: 'out-exists',
    subject: { path: out, option: 'out' },
  });
  await datasets.write(data, out, { force: true });
});

test('a stream reads the splits that it is asked for, all of them by default', async () => {
  const out = join(folderWith(), 'data');
  await datasets.write(datasets.generate({ train: 10, test: 3, validation: 0.2 }), out);
  const ids = async (options?: Parameters<typeof datasets.stream>[1]) => {
    const found: string[] = [];
    for await (const { id } of (await datasets.stream(out, options)).read()) found.push(id);
    return found;
  };
  expect(await ids()).toHaveLength(13);
  expect(await ids({ splits: ['test'] })).toEqual([1, 2, 3].map((n) => `arithmetic-test-${n}`));
});

test('the generator counts validation as part of train, and its defaults are the exported ones', () => {
  const { name, splits, summary } = datasets.generate({ train: 40, test: 5, validation: 0.25, seed: 3 });
  expect(name).toBe('arithmetic');
  expect([splits.train, splits.validation, splits.test].map(({ length }) => length)).toEqual([30, 10, 5]);
  expect(summary).toMatchObject({ splits: { train: 40, test: 5 }, validation: 10, details: { seed: 3 } });
  const { train, test: testProblems } = datasets.generate().summary.splits;
  expect([train, testProblems]).toEqual([generatorDefaults.train, generatorDefaults.test]);
});

test('problems in memory become a dataset with unique ids', () => {
  const problem = { id: 'a', question: 'How many?', answer: '1', answerType: 'number' } as const;
  const { splits, summary } = datasets.fromSplits('mine', {
    train: [problem, problem],
    validation: [],
    test: [],
  });
  expect(splits.train.map(({ id }) => id)).toEqual(['a', 'a-2']);
  expect(summary.renamedIds).toHaveLength(1);
});

test('create writes what generate and write do, without holding it', async () => {
  const folder = folderWith();
  const options = { train: 50, test: 7, validation: 0.2, seed: 5, maxNumber: 90 };
  const data = datasets.generate(options);
  await datasets.write(data, join(folder, 'whole'));
  const summary = await datasets.create('arithmetic', { ...options, out: join(folder, 'made') });
  expect(summary).toEqual(data.summary);
  expect(filesOf(join(folder, 'made'))).toEqual(filesOf(join(folder, 'whole')));
});

test('create writes what read and write do', async () => {
  const folder = folderWith({ 'own.jsonl': lines, 'more.jsonl': lines.slice(0, 3) });
  const [own, test] = [join(folder, 'own.jsonl'), join(folder, 'more.jsonl')];
  const options = { test, validation: 0.3, seed: 2, answerType: 'text' } as const;
  await datasets.write(await datasets.read(own, options), join(folder, 'whole'));
  const reported: string[] = [];
  const reporter: Reporter = { ...silentReporter, info: (message) => reported.push(String(message)) };
  await datasets.create(own, { ...options, out: join(folder, 'made'), reporter });
  expect(filesOf(join(folder, 'made'))).toEqual(filesOf(join(folder, 'whole')));
});

test('create stops when its signal does, and leaves nothing', async () => {
  const folder = folderWith({ 'own.jsonl': lines });
  const signal = AbortSignal.abort(new Error('enough'));
  for (const source of ['arithmetic', join(folder, 'own.jsonl')]) {
    await expect(datasets.create(source, { out: join(folder, 'made'), signal })).rejects.toThrow('enough');
  }
  expect(readdirSync(folder)).toEqual(['own.jsonl']);
});

test.each<[string, Partial<CreateDatasetOptions>, string, string]>([
  ['arithmetic', { source: 'x' }, 'option-unused', 'source'],
  ['arithmetic', { columns: {} }, 'option-unused', 'columns'],
  ['arithmetic', { answerType: 'text' }, 'option-unused', 'answerType'],
  ['arithmetic', { numberFormat: 'decimal-comma' }, 'option-unused', 'numberFormat'],
  ['arithmetic', { testFraction: 0.5 }, 'option-unused', 'testFraction'],
  ['arithmetic', { test: 'test.jsonl' }, 'invalid-value', 'test'],
  ['arithmetic', { validation: 1 }, 'invalid-value', 'validation'],
  ['arithmetic', { train: -1 }, 'invalid-value', 'train'],
  ['gsm8k', { train: 5 }, 'option-unused', 'train'],
  ['gsm8k', { families: ['ages'] }, 'option-unused', 'families'],
  ['gsm8k', { steps: { min: 2, max: 3 } }, 'option-unused', 'steps'],
  ['gsm8k', { source: 'x', numberFormat: 'decimal-point' }, 'option-unused', 'numberFormat'],
  ['gsm8k', {}, 'data-source-missing', 'source'],
  ['own.jsonl', { maxNumber: 60 }, 'option-unused', 'maxNumber'],
  ['own.jsonl', { distractors: 0 }, 'option-unused', 'distractors'],
  ['own.jsonl', { source: 'x' }, 'option-unused', 'source'],
  ['own.jsonl', { numberFormat: 'comma' as 'decimal-comma' }, 'invalid-value', 'numberFormat'],
  ['own.jsonl', { test: 5 }, 'invalid-value', 'test'],
  ['own.jsonl', { test: 'own.jsonl', testFraction: 0.1 }, 'option-unused', 'testFraction'],
  ['own.jsonl', { testFraction: -1 }, 'invalid-value', 'testFraction'],
])('%s with %j: %s about %s, and nothing is written', async (dataset, options, code, option) => {
  const out = join(folderWith(), 'data');
  await expect(datasets.create(dataset, { ...options, out })).rejects.toMatchObject({
    code,
    fault: 'input',
    subject: { option },
    message: expect.stringContaining(`\`${option}\``),
  });
  expect(existsSync(out)).toBe(false);
});

test('a path that cannot be used is the fault of the option that named it', async () => {
  const folder = folderWith({ 'own.jsonl': lines });
  const [own, missing] = [join(folder, 'own.jsonl'), join(folder, 'missing.jsonl')];
  const out = join(folder, 'data');
  const about = (path: string, option: string) => ({ fault: 'input', subject: { path, option } });
  await expect(datasets.read(missing)).rejects.toMatchObject(about(missing, 'dataset'));
  await expect(datasets.create(missing, { out })).rejects.toMatchObject(about(missing, 'dataset'));
  await expect(datasets.read(own, { test: missing })).rejects.toMatchObject(about(missing, 'test'));
  await expect(datasets.create(own, { test: missing, out })).rejects.toMatchObject(about(missing, 'test'));
  await expect(datasets.read('gsm8k', { source: missing })).rejects.toMatchObject(about(missing, 'source'));
  await expect(datasets.create(own, { out: join(own, 'made') })).rejects.toMatchObject({
    fault: 'input',
    subject: { option: 'out' },
  });
  await expect(datasets.load(missing)).rejects.toMatchObject(about(missing, 'directory'));
});
