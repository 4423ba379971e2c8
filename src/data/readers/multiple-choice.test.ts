// What becomes the answer of a record with choices: never another choice than the one that is meant.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { convertUserFile } from './convert-file.ts';
import { readDataset } from './read.ts';
import { loadDataset } from './store.ts';

const colours = ['red', 'green', 'blue'];

/** The answers of a file with these records, and why records were set aside. */
function read(records: readonly object[]) {
  const all = records.map((record, index) => ({ question: `Which is number ${index} of them?`, ...record }));
  const dataset = join(folderWith({ 'p.jsonl': all }), 'p.jsonl');
  const { splits, summary } = readDataset({ dataset, validation: 0, testFraction: 0 });
  return {
    answers: splits.train.map(({ answer }) => answer),
    reasons: summary.skipped.map(({ reason }) => reason),
  };
}

const other = { question: 'What is 2 + 2?', answer: '4' };
const placeless = /its file does not show whether places begin at 0 or at 1: write the text of the choice$/;

describe('places count as the whole file counts them', () => {
  test.each<[string, readonly (number | string)[], readonly string[]]>([
    ['from 0', [1, 0, 2], ['green', 'red', 'blue']],
    ['from 1', [1, 3, 2], ['red', 'blue', 'green']],
    ['from 0, as texts', ['1', '0', '2'], ['green', 'red', 'blue']],
    ['from 1, as texts', ['1', '3', '2'], ['red', 'blue', 'green']],
  ])('%s', (_, places, answers) => {
    expect(read(places.map((answer) => ({ options: colours, answer }))).answers).toEqual(answers);
    expect(read(places.map((answerKey) => ({ choices: colours, answerKey }))).answers).toEqual(answers);
    expect(read(places.map((label) => ({ choices: colours, label }))).answers).toEqual(answers);
  });

  test('also where the one that shows it comes last, or has fewer choices', () => {
    const { answers } = read([
      { options: colours, answer: 1 },
      { options: ['cold', 'warm'], answer: 2 },
    ]);
    expect(answers).toEqual(['red', 'warm']);
  });

  test.each<[string, readonly (number | string)[]]>([
    ['neither 0 nor the highest', [1, 2, 1]],
    ['both', [0, 3, 1]],
    ['texts that are neither', ['1', '2']],
  ])('where it has %s, they are set aside', (_, places) => {
    const { answers, reasons } = read([...places.map((answer) => ({ options: colours, answer })), other]);
    expect(answers).toEqual(['4']);
    expect(reasons).toHaveLength(places.length);
    for (const reason of reasons) expect(reason).toMatch(placeless);
  });

  test('whichever records a file has, all of its places count alike', () => {
    const record = fc.integer({ min: 2, max: 5 }).chain((count) =>
      fc.record({
        options: fc.constant(['ant', 'bee', 'cat', 'dog', 'elk'].slice(0, count)),
        at: fc.nat({ max: count - 1 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 1),
        (records, first) => {
          const shows = records.some(({ at, options }) => at === (first === 0 ? 0 : options.length - 1));
          const { answers } = read([
            ...records.map(({ options, at }) => ({ options, answer: at + first })),
            other,
          ]);
          const meant = shows ? records.map(({ options, at }) => options[at]) : [];
          expect(answers).toEqual([...meant, '4']);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a file that is read twice, to be written, counts them so too', async () => {
    const records = [1, 3].map((answer) => ({
      question: `Which is it, ${answer}?`,
      options: colours,
      answer,
    }));
    const folder = folderWith({ 'p.jsonl': records });
    const directory = join(folder, 'out');
    await convertUserFile(
      { dataset: join(folder, 'p.jsonl'), validation: 0, testFraction: 0 },
      { directory },
    );
    expect(loadDataset(directory).splits.train.map(({ answer }) => answer)).toEqual(['red', 'blue']);
  });
});

test('lines that cannot be read do not keep a file from being counted', () => {
  const lines = [
    { question: 'Which?', options: colours, answer: 1 },
    { question: 'And?', options: colours, answer: 3 },
  ];
  const text = `${lines.map((line) => JSON.stringify(line)).join('\nno JSON\n')}\n`;
  const dataset = join(folderWith({}), 'broken.jsonl');
  writeFileSync(dataset, text);
  const { splits, summary } = readDataset({ dataset, validation: 0, testFraction: 0 });
  expect(splits.train.map(({ answer }) => answer)).toEqual(['red', 'blue']);
  expect(summary.skipped).toHaveLength(1);
});

describe('a number that its choices hold is no place', () => {
  test.each<[readonly (string | number)[], string]>([
    [['1 pen', '2 pens', '3 pens'], '2'],
    [['1.0', '2.0', '3.0'], '2'],
    [['$1', '$2', '$3'], '1'],
    [['He has 3.', 'He has 2.', 'He has 1.'], '1'],
    [[3, 2, 1], '2'],
  ])('%j with the answer "%s"', (options, answer) => {
    expect(read([{ options, answer }]).answers).toEqual([answer]);
  });

  test('and as a number it is unclear, unless both are the same choice', () => {
    const { answers, reasons } = read([
      { options: colours, answer: 0 },
      { options: ['0', '1', '2'], answer: 1 },
      { options: ['1 pen', '2 pens', '3 pens'], answer: 2 },
    ]);
    expect(answers).toEqual(['red', '1']);
    expect(reasons).toEqual([
      'its answer 2 may be one of its choices or the place of one: write the text of the choice',
    ]);
  });

  test('nor does it show where places begin', () => {
    const { answers, reasons } = read([
      { options: ['1', '2', '3'], answer: '3' },
      { options: colours, answer: 1 },
    ]);
    expect(answers).toEqual(['3']);
    expect(reasons).toEqual([expect.stringMatching(placeless)]);
  });
});

test('letters name choices whatever the file has', () => {
  expect(
    read([
      { options: colours, answer: 'B' },
      { options: colours, answer: ' c ' },
    ]).answers,
  ).toEqual(['green', 'blue']);
});
