import { readdirSync, writeFileSync as writeCsv } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skipUnless } from '../../../test/support/optional-data.ts';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { csvRecordsOf, readCsv } from './csv.ts';

const csv = (content: string) => join(folderWith({ 'p.csv': content }), 'p.csv');

test('reads quoted fields with commas, quotes and line breaks, and names the line each record starts on', () => {
  const file = readCsv(csv('question,answer\r\n"a, ""b""\nc",1\r\n\r\nd,\r\n'));
  expect(file.columns).toEqual(['question', 'answer']);
  expect(file.values).toEqual([
    { line: 2, value: { question: 'a, "b"\nc', answer: '1' } },
    { line: 5, value: { question: 'd' } },
  ]);
  expect(file.skipped).toEqual([]);
});

test('a line with broken quotes or too many fields is set aside alone, and reading goes on', () => {
  const path = csv('question,answer\nfirst,1\nab"c",2\n"never closed,3\n"x, y",4\nlast,5,6\n"z"z,7\nend,8\n');
  const file = readCsv(path);
  expect(file.values.map(({ line }) => line)).toEqual([2, 5, 8]);
  expect(file.values[1]?.value).toEqual({ question: 'x, y', answer: '4' });
  expect(file.skipped.map(({ line }) => line)).toEqual([3, 4, 6, 7]);
  expect(file.skipped[1]).toMatchObject({ file: path, reason: expect.stringMatching(/^broken quotes: /) });
  expect(file.skipped[2]?.reason).toBe('has 3 fields, the header has 2');
});

test('an empty file has no columns, and a broken header is fatal', () => {
  expect(readCsv(csv('\n\n'))).toEqual({ columns: [], values: [], skipped: [] });
  expect(errorOf(() => readCsv(csv('"question,answer\na,1\n'))).code).toBe('csv-header-unreadable');
  expect(errorOf(() => readCsv(csv('a,b,a\n1,2,3\n'))).message).toContain('the column "a" occurs twice');
});

test('what a correct writer quotes comes back as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é'), minLength: 1 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const folder = folderWith();
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const lines = rows.map(([a, b]) => `${quoted(`${a}.`)},${quoted(`${b}.`)}`);
      const path = join(folder, 'round.csv');
      writeCsv(path, ['x,y', ...lines].join('\n'));
      const file = readCsv(path);
      expect(file.skipped).toEqual([]);
      expect(file.values.map(({ value }) => [value.x, value.y])).toEqual(
        rows.map(([a, b]) => [`${a}.`, `${b}.`]),
      );
    }),
    { numRuns: 50 },
  );
});

test('who stops reading leaves no file open', skipUnless(process.platform === 'linux', 'Linux'), () => {
  const path = csv(`a,b\n${'1,2\n'.repeat(50_000)}`);
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (const { line } of csvRecordsOf(path, { onSkipped: () => undefined })) if (line === 3) break;
  expect(() => readCsv(csv('a,a\n1,2\n'))).toThrow('occurs twice');
  expect(open()).toBe(before);
});
