import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readJsonLines, writeJsonLines } from './jsonl.ts';

const folder = mkdtempSync(join(tmpdir(), 'jsonl-'));
const path = join(folder, 'file.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

test('values come with their lines, and lines that are not JSON are named', () => {
  writeFileSync(path, '\uFEFF{"a":"x\u2028y"}\r\n\n  \nnot\n3\n{"torn');
  const { values, skipped } = readJsonLines(path);
  expect(values).toEqual([
    { line: 1, value: { a: 'x\u2028y' } },
    { line: 5, value: 3 },
  ]);
  expect(skipped).toEqual([
    { file: path, line: 4, reason: expect.stringMatching(/^not JSON: .*valid JSON$/) },
    { file: path, line: 6, reason: expect.stringMatching(/\(the last line has no end: .*\)$/) },
  ]);
});

test('a last line without an end is read like any other', () => {
  writeFileSync(path, '1\n2');
  expect(readJsonLines(path)).toEqual({
    values: [
      { line: 1, value: 1 },
      { line: 2, value: 2 },
    ],
    skipped: [],
  });
});

test('what is written in pieces is one value a line', () => {
  const values = Array.from({ length: 3_000 }, (_, index) => ({
    index,
    text: 'é😀\ud800\n'.repeat(index % 40),
  }));
  writeJsonLines(path, new Set(values));
  expect(readFileSync(path, 'utf8')).toBe(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  expect(readJsonLines(path).values.map(({ value }) => value)).toEqual(values);
  writeJsonLines(path, []);
  expect(readFileSync(path, 'utf8')).toBe('');
});
