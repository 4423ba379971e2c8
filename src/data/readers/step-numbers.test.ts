// Files with decimal commas: the calculator reads their steps, and the notes say which number format was taken and why.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { checkAnnotations } from '../calculator/index.ts';
import { createDataset } from '../create-dataset.ts';
import { readDataset } from './read.ts';
import { loadDataset } from './store.ts';
import type { ReadDatasetOptions } from './types.ts';

type Row = readonly [answer: string | number, steps?: readonly string[]];

function fileOf(rows: readonly Row[]): string {
  const records = rows.map(([answer, steps], index) => ({ question: `Wie viel ${index}?`, answer, steps }));
  return join(folderWith({ 'p.jsonl': records }), 'p.jsonl');
}

/** What is made of a file of these answers and steps. */
function read(rows: readonly Row[], options: Omit<ReadDatasetOptions, 'dataset'> = {}) {
  const whole = readDataset({ dataset: fileOf(rows), validation: 0, testFraction: 0, ...options });
  return {
    answers: whole.splits.train.map(({ answer }) => answer),
    steps: whole.splits.train.flatMap(({ steps = [] }) => steps.map(({ solution }) => solution)),
    notes: whole.summary.notes.slice(1),
  };
}

const german: readonly Row[] = [
  ['4,50', ['Drei Hefte kosten 3*1,50 = <<3*1,50=4,50>>4,50 Euro.']],
  ['4.000', ['Zusammen 1.500+2.500 = <<1.500+2.500=4.000>>4.000 Meter.']],
  ['7,25', ['Er zahlt 7,25 Euro.']],
];

describe('steps of a file with decimal commas', () => {
  test('are kept with points where the answers show the format, so that the calculator agrees', () => {
    const { answers, steps, notes } = read(german);
    expect(answers).toEqual(['4.5', '4000', '7.25']);
    expect(steps).toEqual([
      'Drei Hefte kosten 3*1.50 = <<3*1.50=4.50>>4.50 Euro.',
      'Zusammen 1500+2500 = <<1500+2500=4000>>4000 Meter.',
      'Er zahlt 7.25 Euro.',
    ]);
    expect(steps.flatMap(checkAnnotations).map(({ agrees }) => agrees)).toEqual([true, true]);
    expect(notes).toEqual([
      'Answers are read with decimal commas, as nearly all of them are written: "1.234" is 1234. State the number format decimal-point if that is wrong.',
      'The steps of 3 problems are written with decimal commas and kept with decimal points, which the calculator needs: "3*1,50" is "3*1.50". State the number format decimal-point if that is wrong.',
    ]);
  });

  test('are the same in a directory that is written piece by piece', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'socratic-')), 'd');
    await createDataset(fileOf(german), { out, validation: 0, testFraction: 0 });
    const { splits } = loadDataset(out);
    expect(splits.train.flatMap(({ steps = [] }) => steps.map(({ solution }) => solution))).toEqual(
      read(german).steps,
    );
  });

  test('follow the format that is stated, once', () => {
    const rows: readonly Row[] = [['1.500', ['<<1,500*2=3,000>>3,000 und 1.500']]];
    const comma = read(rows, { numberFormat: 'decimal-comma' });
    expect(comma.answers).toEqual(['1500']);
    expect(comma.steps).toEqual(['<<1.500*2=3.000>>3.000 und 1500']);
    expect(comma.notes).toEqual([
      'The steps of 1 problem are written with decimal commas and kept with decimal points, which the calculator needs: "<<1,500*2=3,000>>" is "<<1.500*2=3.000>>".',
    ]);
    const point = read(rows, { numberFormat: 'decimal-point' });
    expect(point).toEqual({ answers: ['1.5'], steps: ['<<1,500*2=3,000>>3,000 und 1.500'], notes: [] });
  });

  test('show the format where the answers do not', () => {
    const inSteps = ['3*1,50 = 4,50', '<<2*0,25=0,50>>0,50'];
    const { answers, steps, notes } = read([
      ['1.500', inSteps],
      [2000, ['<<2.000*1=2.000>>']],
    ]);
    expect(answers).toEqual(['1500', '2000']);
    expect(steps).toEqual(['3*1.50 = 4.50', '<<2*0.25=0.50>>0.50', '<<2000*1=2000>>']);
    expect(notes[0]).toContain('as the calculations in the steps are written');
  });

  test('a list with commas is no calculation and shows nothing', () => {
    const rows: readonly Row[] = [
      ['1,234', ['The points (2,3) and (4,5).', 'In rows 1,2 she has 1,200+34 = <<1,200+34=1,234>>1,234.']],
    ];
    expect(read(rows)).toEqual({ answers: ['1234'], steps: rows[0]?.[1], notes: [] });
  });
});

describe('answers that can be read in two ways', () => {
  test('are named where nothing shows the format', () => {
    const { answers, notes } = read([['1.500'], ['2.750'], ['12']]);
    expect(answers).toEqual(['1.5', '2.75', '12']);
    expect(notes).toContain(
      '2 answers are ambiguous, and no other number shows how they are meant: "1.500" is read as 1.5, and could be 1500 (lines 1 and 2). State the number format: decimal-point for 1.5, decimal-comma for 1500.',
    );
  });

  test('are read as the others, and the note says so', () => {
    const { answers, notes } = read([['1.500'], ['2.75'], ['0.5']]);
    expect(answers).toEqual(['1.5', '2.75', '0.5']);
    expect(notes).toContain(
      '1 answer is read with decimal points, as the other numbers are written: "1.500" is 1.5 (line 1). State the number format decimal-comma if it is 1500.',
    );
  });

  test('need no note where the format is stated, or where they are no text', () => {
    expect(read([['1.500']], { numberFormat: 'decimal-comma' })).toMatchObject({
      answers: ['1500'],
      notes: [],
    });
    expect(read([[1.5], ['0.500']])).toMatchObject({ answers: ['1.5', '0.5'], notes: [] });
  });
});
