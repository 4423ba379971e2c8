import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readCsv } from './csv.ts';

const read = (content: string) => readCsv(join(folderWith({ 'p.csv': content }), 'p.csv'));
const pairs = (content: string) =>
  read(content).values.map(({ value }) => [value.question ?? null, value.answer ?? null]);

describe('what separates the columns is seen from the header and the records', () => {
  test.each([
    ['question;answer\nHow many, then?;5,5\n', 'How many, then?', '5,5'],
    ['"question";"answer"\n"Six; or seven?";"6,0"\n', 'Six; or seven?', '6,0'],
    ['question\tanswer\nHow many, then?\t5\n', 'How many, then?', '5'],
    ['question|answer\nHow many, then?|5\n', 'How many, then?', '5'],
    ['question,answer\nWhat is 3; 4 | 5?,5\n', 'What is 3; 4 | 5?', '5'],
    ['answer;question;notes, and more\n5;How many, then?;none\n', 'How many, then?', '5'],
    ['question,answer,"tags;of;it"\nHow many?,5,"a;b;c"\n', 'How many?', '5'],
    ['sep=;\nquestion;answer\nHow many, then?;5\n', 'How many, then?', '5'],
    ['\uFEFFsep=,\r\nquestion,answer\r\nHow many?,5\r\n', 'How many?', '5'],
    ['"sep=\t"\nquestion\tanswer\nHow many?\t5\n', 'How many?', '5'],
    ['SEP=^\nquestion^answer\nHow many?^5\n', 'How many?', '5'],
    ['question,answer\rHow many?,5\r', 'How many?', '5'],
    ['"question","answer"\r\r\n"How many?",5\r\r\n', 'How many?', '5'],
  ])('%j', (content, question, answer) => expect(pairs(content)).toEqual([[question, answer]]));

  test('columns that bear other names', () => {
    const { columns, values } = read('text;result\nHow many, then?;5,5\nAnd now, what?;6\n');
    expect(columns).toEqual(['text', 'result']);
    expect(values.map(({ value }) => value.result)).toEqual(['5,5', '6']);
  });

  test('a file of one column has one', () => {
    expect(read('question\nHow many?\n')).toMatchObject({ columns: ['question'], skipped: [] });
  });
});

describe('columns that hold nothing', () => {
  test.each([
    ['behind the last, in all lines', 'question,answer,,\nHow?,5,,\nWhy?,6,,\n'],
    ['behind the last, in the header alone', 'question,answer,,\nHow?,5\nWhy?,6,\n'],
    ['behind the last, in the records alone', 'question,answer\nHow?,5,,,\nWhy?,6,\n'],
    ['before the first, with row numbers', ',,question,answer\n0,0,How?,5\n1,1,Why?,6\n'],
    ['before the first, with row numbers and no name', '"question","answer"\n1,"How?",5\n2,"Why?",6\n'],
  ])('%s', (_, content) =>
    expect(pairs(content)).toEqual([
      ['How?', '5'],
      ['Why?', '6'],
    ]));

  test('a column without a name that holds something keeps it', () => {
    expect(read('question,,answer\nHow?,really,5\n').values[0]?.value).toEqual({
      question: 'How?',
      'column 2 (no name)': 'really',
      answer: '5',
    });
  });

  test('a comma too many in every question is no column of numbers', () => {
    const { values, skipped } = read('question,answer\nHow, then?,5\nWhy, then?,6\n');
    expect(values).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual(Array(2).fill('has 3 fields, the header has 2'));
  });

  test('a record that lacks a column with a name is set aside', () => {
    expect(read('question,answer,steps\nHow?,5\n').skipped).toHaveLength(1);
  });
});

test('quotes that a backslash escapes are named as what they are', () => {
  const { skipped } = read('question,answer\n"He said \\"six\\" or so?",6\n');
  expect(skipped[0]?.reason).toContain('a quote within quotes is written twice');
});

// A writer of every dialect, against the reader.

interface Written {
  readonly delimiter: string;
  readonly quoteAll: boolean;
  readonly end: string;
  readonly mark: string;
  readonly separator: boolean;
  readonly index: 'none' | 'unnamed' | 'pandas' | 'beside the header';
  readonly emptyColumns: number;
  readonly ended: boolean;
}

const dialect: fc.Arbitrary<Written> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quoteAll: fc.boolean(),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  mark: fc.constantFrom('', '\uFEFF'),
  separator: fc.boolean(),
  index: fc.constantFrom('none', 'unnamed', 'pandas', 'beside the header'),
  emptyColumns: fc.nat(3),
  ended: fc.boolean(),
});

const cellText = (alphabet: readonly string[]) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 8 }).map((parts) => `${parts.join('')}.`);
const row = fc.tuple(
  cellText(['Tom', ' has ', '3', ',', ';', '\t', '|', '"', '\n', 'é', "'", '=']),
  cellText(['5', ',5', ' kg', ';', '"', 'x']),
);

function writeCsv(rows: readonly (readonly string[])[], written: Written): string {
  const { delimiter, quoteAll, end, mark, separator, index, emptyColumns, ended } = written;
  const cell = (text: string) =>
    quoteAll || ['"', '\n', '\r', delimiter].some((special) => text.includes(special))
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const line = (cells: readonly string[], before: readonly string[]) =>
    [...[...before, ...cells].map(cell), ...Array<string>(emptyColumns).fill('')].join(delimiter);
  const name = { none: [], unnamed: [''], pandas: ['Unnamed: 0'], 'beside the header': [] }[index];
  const lines = rows.map((cells, number) => line(cells, index === 'none' ? [] : [String(number)]));
  const all = [...(separator ? [`sep=${delimiter}`] : []), line(['question', 'answer'], name), ...lines];
  return mark + all.join(end) + (ended ? end : '');
}

test('what is written in any dialect is read as it was', () => {
  const path = join(folderWith(), 'round.csv');
  fc.assert(
    fc.property(dialect, fc.array(row, { minLength: 2, maxLength: 6 }), (given, rows) => {
      // Without a name for the numbers nothing but the count of the fields tells them from an empty column.
      const written = given.index === 'beside the header' ? { ...given, emptyColumns: 0 } : given;
      writeFileSync(path, writeCsv(rows, written));
      const { values, skipped } = readCsv(path);
      expect(skipped).toEqual([]);
      expect(values.map(({ value }) => [value.question, value.answer])).toEqual(rows);
    }),
    { numRuns: 400 },
  );
});
