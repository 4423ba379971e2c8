// The files in which people have the outputs of a system.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { scorePredictions } from './score.ts';

const problems: Problem[] = [
  { id: 'a', question: 'What is 2 + 2?', answer: '4', answerType: 'number' },
  { id: 'b', question: 'What is 2 + 3?', answer: '5', answerType: 'number' },
  { id: '3', question: 'What is 2 + 4?', answer: '6', answerType: 'number' },
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'score-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function score(name: string, content: string) {
  const predictionsPath = join(folder, name);
  writeFileSync(predictionsPath, content);
  const { verdicts, skipped, unmatched, duplicates } = scorePredictions({ problems, predictionsPath });
  const told = [...skipped, ...unmatched, ...duplicates].map(({ line, reason }) => `${line}: ${reason}`);
  return { predicted: verdicts.map(({ predicted }) => predicted), told };
}

const records = [
  { id: 'a', output: 'So 4.' },
  { id: 'b', output: 'It is\n7.' },
  { id: 3, output: '#### 6' },
];

describe('the outputs are read', () => {
  test.each([
    ['JSON Lines', 'o.jsonl', records.map((record) => JSON.stringify(record)).join('\n')],
    ['an array on one line', 'o.json', JSON.stringify(records)],
    ['an array over several lines', 'o.json', JSON.stringify(records, null, 2)],
    [
      'an array of objects, one a line',
      'o.json',
      `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]`,
    ],
    ['an array under the name of JSON Lines', 'o.jsonl', JSON.stringify(records, null, 2)],
    ['an object that holds the records', 'o.json', JSON.stringify({ model: 'x', data: records })],
    [
      'columns, as pandas has them',
      'o.json',
      '{"id":{"0":"a","1":"b","2":3},"output":{"0":"So 4.","1":"It is 7.","2":"#### 6"}}',
    ],
    ['outputs by their ids', 'o.json', '{"a": "So 4.", "b": "It is 7.", "3": "#### 6"}'],
    [
      'objects by their ids',
      'o.json',
      '{"a": {"output": "So 4."}, "b": {"output": "7"}, "3": {"output": "#### 6"}}',
    ],
    ['CSV', 'o.csv', 'id,output\na,So 4.\nb,"It is\n7."\n3,#### 6\n'],
    ['CSV with capitals and semicolons', 'o.csv', 'ID;Output;model\na;So 4.;x\nb;7;x\n3;#### 6;x\n'],
    ['tabs', 'o.tsv', 'output\tid\nSo 4.\ta\n7\tb\n6\t3\n'],
    ['CSV under another name', 'o.txt', 'id,output\na,So 4.\nb,7\n3,6\n'],
    [
      'CSV by question, below a title',
      'o.csv',
      'My run\nquestion,output\nWhat is 2 + 2?,4\nWhat is 2 + 3?,7\nWhat is 2 + 4?,6\n',
    ],
  ])('%s', (_, name, content) => {
    const { predicted, told } = score(name, content);
    expect(predicted).toEqual(['4', '7', '6']);
    expect(told.filter((line) => !line.includes('stands above'))).toEqual([]);
  });

  test('an empty cell is an output that cannot be read, not a missing one', () => {
    writeFileSync(join(folder, 'e.csv'), 'id,output\na,\nb,5\n');
    const found = scorePredictions({ problems, predictionsPath: join(folder, 'e.csv') });
    expect(found).toMatchObject({ unreadable: 1, missing: 1, correct: 1 });
  });

  test('a lone line with its samples is one output', () => {
    const line = {
      id: 'a',
      output: '4',
      samples: [
        { id: 'b', output: '5' },
        { id: '3', output: '6' },
      ],
    };
    expect(score('o.jsonl', JSON.stringify(line)).predicted).toEqual(['4', null, null]);
  });
});

test('of an array it is said which item is meant', () => {
  const { told } = score('o.json', JSON.stringify([records[0], 5, { id: 'x', output: '1' }, records[0]]));
  expect(told).toEqual([
    '1: item 2 expected an object with "output" and "id" or "question", found a number',
    '1: item 3 no problem has the id "x"',
    '1: item 4 problem a was answered on line 1 already',
  ]);
});

describe('what cannot be scored says what it is, and what to do', () => {
  test.each([
    [
      'o.txt',
      'So 4.\nIt is 5.\n',
      'It is neither JSON nor a table with a header. Write one JSON object a line',
    ],
    ['o.csv', 'id,response\na,4\n', 'Rename "response" to "output", if it holds what the system wrote.'],
    ['o.jsonl', '{"id":"a","generated_text":"4"}', 'Rename "generated_text" to "output"'],
    ['o.jsonl', '{"id":"x","output":"4"}', 'no problem has the id "x"'],
    ['o.jsonl', 'PAR1 0000', 'is a Parquet file, whatever its name says: write it as JSON Lines'],
    [
      'o.csv',
      'PK\x03\x04 [Content_Types].xml',
      'is an Excel workbook, whatever its name says: save the sheet as "CSV UTF-8"',
    ],
    ['o.jsonl', '', 'it has no lines'],
  ])('%s: %j', (name, content, message) => {
    expect(() => score(name, content)).toThrow(message);
  });
});
