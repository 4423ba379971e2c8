import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import type { SkippedLine } from '../../common/index.ts';
import { jsonRecordsOf } from './json-records.ts';

function read(content: string) {
  const path = join(folderWith({ 'p.json': content }), 'p.json');
  const skipped: SkippedLine[] = [];
  const records = [...jsonRecordsOf(path, { onSkipped: (line) => skipped.push(line) })];
  return {
    records,
    values: records.map(({ value }) => value),
    skipped: skipped.map(({ line, reason }) => `${line} ${reason}`),
  };
}

const one = { question: 'How many?', answer: 1 };
const two = { question: 'And now?', answer: 2, steps: [{ solution: 'a' }, { solution: 'b' }] };

describe('one reader finds the records however the file is laid out', () => {
  test.each<[string, string]>([
    ['one a line', `${JSON.stringify(one)}\n\n${JSON.stringify(two)}\n`],
    ['one a line, carriage returns', `${JSON.stringify(one)}\r${JSON.stringify(two)}\r`],
    [
      'one a line, as Python prints them',
      "{'question': 'How many?', 'answer': 1}\n{'question': \"And now?\", 'answer': 2, 'steps': [{'solution': 'a'}, {'solution': 'b'}]}\n",
    ],
    ['an array on one line', JSON.stringify([one, two])],
    ['an array over many lines', JSON.stringify([one, two], null, 2)],
    ['an array, one record a line', `[\n${JSON.stringify(one)},\n${JSON.stringify(two)}\n]\n`],
    ['an array behind blank lines and a mark', `\uFEFF\n\n${JSON.stringify([one, two], null, 1)}`],
    ['printed, one behind another', `${JSON.stringify(one, null, 2)}\n${JSON.stringify(two, null, 2)}\n`],
    ['printed with commas between', `${JSON.stringify(one, null, 2)},\n${JSON.stringify(two, null, 2)}\n`],
    ['within an object', JSON.stringify({ version: '1.0', data: [one, two] })],
    ['within a printed object', JSON.stringify({ version: '1.0', examples: [one, two] }, null, 2)],
    ['within an object, under another name', JSON.stringify({ version: 1, tags: ['a'], math: [one, two] })],
    ['within objects', JSON.stringify({ name: 'mine', dataset: { part: { items: [one, two] } } })],
    [
      'rows of a datasets server',
      JSON.stringify({
        features: [{ name: 'question' }],
        rows: [one, two].map((row, row_idx) => ({ row_idx, row })),
      }),
    ],
  ])('%s', (_, content) => {
    const { values, skipped } = read(content);
    expect(skipped).toEqual([]);
    expect(values).toEqual([one, two]);
  });

  const columns = { question: ['How many?', 'And now?'], answer: [1, 2] };
  const rows = [
    { question: 'How many?', answer: 1 },
    { question: 'And now?', answer: 2 },
  ];
  test.each<[string, unknown]>([
    ['columns as lists', columns],
    [
      'columns by row, as pandas writes them',
      { question: { '0': 'How many?', '4': 'And now?' }, answer: { '0': 1, '4': 2 } },
    ],
    [
      'rows and the names of their columns',
      {
        columns: ['question', 'answer'],
        index: [0, 1],
        data: [
          ['How many?', 1],
          ['And now?', 2],
        ],
      },
    ],
  ])('%s', (_, value) => expect(read(JSON.stringify(value)).values).toEqual(rows));

  test('rows by their id', () => {
    expect(read(JSON.stringify({ a: rows[0], b: rows[1] })).values).toEqual([
      { id: 'a', ...rows[0] },
      { id: 'b', ...rows[1] },
    ]);
  });

  test.each<[string, unknown]>([
    ['a single problem with steps', two],
    [
      'a single conversation',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'y' },
        ],
      },
    ],
    ['a single number', 5],
  ])('%s is one record', (_, value) => expect(read(JSON.stringify(value)).values).toEqual([value]));
});

test('records of an array are numbered, for many may stand on one line', () => {
  expect(read(JSON.stringify([one, two])).records.map(({ line, number }) => [line, number])).toEqual([
    [1, 1],
    [1, 2],
  ]);
});

test('what is broken costs only itself', () => {
  expect(read('[\n{"a": 1},\n{"a": oops},\n{"a": 3}\n]')).toMatchObject({
    values: [{ a: 1 }, { a: 3 }],
    skipped: [expect.stringMatching(/^3 item 2 is not JSON: /)],
  });
  expect(read('{\n"a": 1\n}\n{\n"a": oops\n}\n{\n"a": 3\n}\n')).toMatchObject({
    values: [{ a: 1 }, { a: 3 }],
    skipped: [expect.stringMatching(/^4 not JSON: /)],
  });
  expect(read('{"a": 1}\n{"a": \n{"a": 3}\n')).toMatchObject({
    values: [{ a: 1 }, { a: 3 }],
    skipped: [expect.stringMatching(/^2 not JSON: /)],
  });
  expect(read('{"torn": \n{"a": 2}\n{"a": 3}\n').skipped).not.toEqual([]);
  expect(read('[1, 2]\n[3, 4]\n').values).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(read('').records).toEqual([]);
});

test('every layout of the same records is read as the same', () => {
  const path = join(folderWith(), 'round.json');
  const record = fc.dictionary(fc.constantFrom('question', 'a', 'b"', '{', 'data'), fc.jsonValue(), {
    minKeys: 1,
  });
  const layouts: ((records: readonly unknown[]) => string)[] = [
    (records) => records.map((value) => `${JSON.stringify(value)}\n`).join(''),
    (records) => JSON.stringify(records),
    (records) => JSON.stringify(records, null, 2),
    (records) => records.map((value) => `${JSON.stringify(value, null, 2)}\n`).join(''),
  ];
  fc.assert(
    fc.property(fc.array(record, { minLength: 2, maxLength: 5 }), (records) => {
      const plain = JSON.parse(JSON.stringify(records));
      for (const layout of layouts) {
        writeFileSync(path, layout(records));
        const found = [...jsonRecordsOf(path, { onSkipped: ({ reason }) => expect.fail(reason) })];
        expect(found.map(({ value }) => value)).toEqual(plain);
      }
    }),
    { numRuns: 100 },
  );
});
