import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readJsonArray } from './json-array.ts';

const file = (content: string) => join(folderWith({ 'p.json': content }), 'p.json');

test('each element carries the line it starts on', () => {
  const read = readJsonArray(file('[\n  {"a": "],{\\""},\n\n  [1,\n 2], 3\n]\n'));
  expect(read).toEqual({
    values: [
      { line: 2, number: 1, value: { a: '],{"' } },
      { line: 4, number: 2, value: [1, 2] },
      { line: 5, number: 3, value: 3 },
    ],
    skipped: [],
  });
});

test('a broken element costs only itself', () => {
  const path = file('[{"a": 1},\n{"a": oops},\n{"a": 3}]');
  const { values, skipped } = readJsonArray(path);
  expect(values.map(({ line }) => line)).toEqual([1, 3]);
  expect(skipped).toEqual([{ file: path, line: 2, reason: expect.stringMatching(/^item 2 is not JSON: /) }]);
});

test('a file that was cut off keeps what came before', () => {
  const { values, skipped } = readJsonArray(file('[{"a": 1},\n{"a": 2},\n{"a": "thr'));
  expect(values).toHaveLength(2);
  expect(skipped).toHaveLength(1);
  expect(skipped[0]).toMatchObject({
    line: 3,
    reason: expect.stringContaining('from here to the end of the file'),
  });
});

test.each([
  ['{"a": 1}', 'found an object'],
  ['<html>', 'found text that is not JSON'],
])('%s is not an array', (content, reason) => {
  const { values, skipped } = readJsonArray(file(content));
  expect(values).toEqual([]);
  expect(skipped[0]?.reason).toContain(reason);
});

test('reads every array that JSON.stringify writes', () => {
  const path = file('');
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1), (values, indent) => {
      writeFileSync(path, JSON.stringify(values, null, indent));
      const read = readJsonArray(path);
      expect(read.skipped).toEqual([]);
      expect(read.values.map(({ value }) => value)).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});

test('what stands behind the array is named, and a last element without the end of the array is read', () => {
  const path = file('[{"a": 1}]\n[{"a": 2},\n{"a": 3}]\n');
  expect(readJsonArray(path)).toEqual({
    values: [{ line: 1, number: 1, value: { a: 1 } }],
    skipped: [{ file: path, line: 2, reason: 'stands behind the end of the array, with all that follows' }],
  });
  expect(readJsonArray(file('[{"a": 1},\n{"a": 2}')).values).toHaveLength(2);
});
