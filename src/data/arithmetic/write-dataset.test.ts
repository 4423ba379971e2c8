import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Reporter, silentReporter } from '../../common/index.ts';
import { datasetFromSplits, writeDataset } from '../readers/index.ts';
import { generateArithmetic } from './generate.ts';
import { checkOptions } from './options.ts';
import { StructureCounter } from './structures.ts';
import { writeArithmetic } from './write-dataset.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arithmetic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = { seed: 3, train: 700, validation: 90, test: 80, maxNumber: 60 };

test('the problems that are written are those that are generated, and so is the summary', async () => {
  const [whole, written] = [join(folder, 'whole'), join(folder, 'written')];
  const { structures, ...splits } = generateArithmetic(options);
  const details = {
    seed: options.seed,
    structuresBySteps: structures.perSteps,
    structuresSharedBySplits: !structures.disjoint,
  };
  const dataset = datasetFromSplits('arithmetic', splits, { details });
  writeDataset(whole, dataset);
  expect(await writeArithmetic(options, { directory: written })).toEqual(dataset.summary);
  const names = readdirSync(whole);
  expect(readdirSync(written)).toEqual(names);
  for (const name of names)
    expect(readFileSync(join(written, name), 'utf8')).toBe(readFileSync(join(whole, name), 'utf8'));
});

test('stopped half-way, it leaves nothing', async () => {
  const directory = join(folder, 'data');
  const controller = new AbortController();
  const stopped = writeArithmetic(options, { directory, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  expect(readdirSync(folder)).toEqual([]);
});

test('a large dataset tells how many problems are written', async () => {
  const directory = join(folder, 'data');
  const controller = new AbortController();
  const told: string[] = [];
  const reporter: Reporter = {
    ...silentReporter,
    progress: (name, { done, total }) => {
      told.push(`${name} ${done}/${total}`);
      if (done >= 1_000) controller.abort(new Error('enough'));
    },
  };
  const large = { ...options, train: 60_000, maxNumber: 1_000 };
  const written = writeArithmetic(large, { directory, reporter, signal: controller.signal });
  await expect(written).rejects.toThrow('enough');
  expect(told).toEqual(['writing 500/60170', 'writing 1000/60170']);
  expect(readdirSync(folder)).toEqual([]);
});

test('structures are counted once a split, and one that two splits use is noticed', () => {
  const counter = new StructureCounter();
  const checked = checkOptions({ ...options, steps: { min: 2, max: 3 } });
  for (const structure of ['a', 'b', 'a']) counter.add('train', 2, structure);
  counter.add('test', 3, 'c');
  expect(counter.report(checked)).toMatchObject({
    disjoint: true,
    perSteps: [
      { steps: 2, train: 2, validation: 0, test: 0 },
      { steps: 3, train: 0, validation: 0, test: 1 },
    ],
  });
  counter.add('validation', 2, 'a');
  expect(counter.report(checked)).toMatchObject({
    disjoint: false,
    perSteps: [
      { steps: 2, train: 2, validation: 1, test: 0 },
      { steps: 3, train: 0, validation: 0, test: 1 },
    ],
  });
});
