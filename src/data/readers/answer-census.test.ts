import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';
import type { ReadDatasetOptions } from './types.ts';

/** A file of these answers, read. Line 1 has the first. */
function read(answers: readonly unknown[], options: Omit<ReadDatasetOptions, 'dataset'> = {}) {
  const records = answers.map((answer, index) => ({ question: `How many are ${index}?`, answer }));
  const path = join(folderWith({ 'p.jsonl': records }), 'p.jsonl');
  const { splits, summary } = readDataset({ dataset: path, validation: 0, testFraction: 0, ...options });
  return {
    answers: splits.train.map(({ answer }) => answer),
    types: new Set(splits.train.map(({ answerType }) => answerType)),
    counts: summary.answers,
    skipped: summary.skipped.map(({ line }) => line),
    notes: summary.notes.slice(1).join('\n'),
  };
}

describe('answers of a set of numbers', () => {
  test('a number and words is the number, and the notes say so', () => {
    const { answers, types, notes, counts } = read(['5', 6, '12 apples', '3 m²', '$18', '7 boxes left', '½']);
    expect(answers).toEqual(['5', '6', '12', '3', '18', '7', '0.5']);
    expect(types).toEqual(new Set(['number']));
    expect(counts).toEqual({ number: 7, boolean: 0, text: 0, missing: 0, others: [] });
    expect(notes).toContain(
      '2 answers are not written in plain digits and read as numbers: "$18" is 18, "½" is 0.5 (lines 5 and 7)',
    );
    expect(notes).toContain('3 answers are a number and words, and read as the number');
    expect(notes).toContain('"12 apples" is 12, "3 m²" is 3, "7 boxes left" is 7 (lines 3, 4 and 6)');
  });

  test('what is no number stays a text and is named', () => {
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    const { counts, answers } = read([...numbers, 'about 5', '5 or more', 'blue']);
    expect(answers.slice(-3)).toEqual(['about 5', '5 or more', 'blue']);
    expect(counts).toMatchObject({ number: 20, text: 3 });
    expect(counts?.others.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '21 the answer "about 5" is text',
      '22 the answer "5 or more" is text',
      '23 the answer "blue" is text',
    ]);
  });

  test('missing values are set aside and counted', () => {
    const { answers, counts, skipped } = read([
      '5',
      '',
      null,
      'nan',
      'N/A',
      '–',
      '#DIV/0!',
      'work\n####',
      '6',
    ]);
    expect(answers).toEqual(['5', '6']);
    expect(counts).toMatchObject({ number: 2, missing: 7 });
    expect(skipped).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  test('missing values are missing where the type is stated, too', () => {
    expect(read(['5', 'None', '6'], { answerType: 'number' }).counts).toMatchObject({
      number: 2,
      missing: 1,
    });
  });
});

describe('answers of a set of texts', () => {
  test('stay texts, with numbers in them', () => {
    const { answers, types, notes, counts } = read(['Paris', '12 Monkeys', '7 Samurai', 'Apollo 11', 'Rome']);
    expect(answers).toEqual(['Paris', '12 Monkeys', '7 Samurai', 'Apollo 11', 'Rome']);
    expect(types).toEqual(new Set(['text']));
    expect(counts?.others).toEqual([]);
    expect(notes).toContain('2 answers are a number and words, such as "12 Monkeys", and read as text');
  });

  test('options by letter stay letters', () => {
    const { answers, types, notes } = read(['A', 'B', 'N', 'Y', 'T', 'F', 'None of these', '(C) 12 pens']);
    expect(answers).toEqual(['A', 'B', 'N', 'Y', 'T', 'F', 'None of these', '(C) 12 pens']);
    expect(types).toEqual(new Set(['text']));
    expect(notes).toBe('');
  });

  test('None is a text where the type is stated, and named', () => {
    const { answers, notes, skipped } = read(['Paris', 'None', 'N/A', 'Rome'], { answerType: 'text' });
    expect(answers).toEqual(['Paris', 'None', 'N/A', 'Rome']);
    expect(notes).toContain(
      '2 answers are kept as text, as is stated, though they may stand for missing values (lines 2 and 3)',
    );
    expect(skipped).toEqual([]);
    expect(read(['Paris', 'None', 'Rome']).skipped).toEqual([2]);
  });
});

describe('answers of a set of yes and no', () => {
  test.each<[string, readonly unknown[]]>([
    ['with full stops and capitals', ['Yes.', 'no', 'TRUE', false, 'No!']],
    ['with one sentence', ['yes', 'no', 'yes', 'No, it is not.']],
    ['by letters', ['Y', 'n', 'Y', 'N']],
    ['by the other letters', ['T', 'F']],
    ['by words', ['yes', 'yep', 'nope', 'Correct']],
  ])('%s', (_, given) => {
    const { answers, types } = read(given);
    expect(types).toEqual(new Set(['boolean']));
    expect(answers.every((answer) => answer === 'yes' || answer === 'no')).toBe(true);
  });

  test('what is read so is said', () => {
    const { answers, notes } = read(['yes', 'no', 'Y', 'No, it is not.']);
    expect(answers).toEqual(['yes', 'no', 'yes', 'no']);
    expect(notes).toContain(
      '2 answers are read as yes or no, as nearly all answers are: "Y" is yes, "No, it is not." is no (lines 3 and 4)',
    );
  });

  test('where the type is stated, 1 and 0 are yes and no', () => {
    expect(read([1, '0', 'Y', 'yes', '1.0'], { answerType: 'boolean' }).answers).toEqual([
      ...['yes', 'no', 'yes'],
      'yes',
      'yes',
    ]);
    expect(read([2, 'yes'], { answerType: 'boolean' }).skipped).toEqual([1]);
    expect([...read(['1', '0']).types]).toEqual(['number']);
  });

  test('letters of one side alone say nothing', () => {
    expect([...read(['Y', 'Y']).types]).toEqual(['text']);
    expect([...read(['N', 'S', 'Y']).types]).toEqual(['text']);
  });
});

test('answers of another type are named up to a hundred', () => {
  const { counts } = read([...Array(300).fill('5'), ...Array(250).fill('blue'), ...Array(20).fill('yes')]);
  expect(counts).toMatchObject({ number: 300, boolean: 20, text: 250 });
  expect(counts?.others).toHaveLength(100);
  expect(counts?.others[0]).toMatchObject({ line: 301 });
});

test('where all stands on one line, items are named and not lines', () => {
  const answers = ['4', '$5', 'about 5', '6', null, '7', '8', '9', '10', '11', '12'];
  const records = answers.map((answer, index) => ({ question: `How many are ${index}?`, answer }));
  const path = join(folderWith({ 'p.json': JSON.stringify(records) }), 'p.json');
  const { summary } = readDataset({ dataset: path, validation: 0, testFraction: 0 });
  expect(summary.notes.join()).toContain('"$5" is 5 (item 2)');
  expect(summary.answers?.others.map(({ reason }) => reason)).toEqual([
    'item 3: the answer "about 5" is text',
  ]);
  expect(summary.skipped.map(({ reason }) => reason)).toEqual(['item 5 "answer" is null']);
});
