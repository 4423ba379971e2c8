// Files under a wrong name: each is refused in one line that says what it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { assertText } from './file-content.ts';
import { readDataset } from './read.ts';

const zipped = (name: string) =>
  Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.alloc(26), Buffer.from(`${name} and more`)]);
const table = 'question,answer\nHow many?,4\n';

test.each<[string, Buffer, string]>([
  ['p.jsonl', Buffer.from('PAR1\u0015\u0004\u0015\u0004'), 'a Parquet file'],
  ['p.json', Buffer.from('ARROW1\0\0'), 'an Arrow file'],
  ['p.csv', zipped('[Content_Types].xml'), 'an Excel workbook, whatever its name says: save the sheet'],
  ['p.csv', zipped('xl/workbook.xml'), 'an Excel workbook'],
  ['p.csv', zipped('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), 'a spreadsheet'],
  ['p.jsonl', zipped('train.jsonl'), 'a ZIP archive, whatever its name says: unpack it first'],
  ['p.csv', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'an Excel workbook of the old kind'],
  ['p.jsonl', gzipSync('{"question": "q", "answer": 1}\n'), 'compressed by gzip'],
  ['p.jsonl', Buffer.from('28b52ffd00', 'hex'), 'compressed by zstd'],
  ['p.tsv', Buffer.from('SQLite format 3\0'), 'an SQLite database'],
  ['p.csv', Buffer.from('%PDF-1.7\n'), 'a PDF'],
  ['p.json', Buffer.from('8004957d', 'hex'), 'a Python pickle'],
  ['p.csv', Buffer.from(`\uFEFF${table}`, 'utf16le'), 'text in UTF-16'],
  ['p.jsonl', Buffer.from(`\uFEFF${table}`, 'utf16le').swap16(), 'text in UTF-16'],
  [
    'p.jsonl',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:1\n'),
    'a pointer of Git LFS',
  ],
  ['p.json', Buffer.from('\uFEFF\n<!DOCTYPE html><title>Sign in</title>'), 'a web page'],
  ['p.csv', Buffer.from('<table><tr><td>question</td></tr></table>'), 'a web page'],
  ['p.csv', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'XML'],
])('%s is %j: %s', (name, bytes, what) => {
  const path = join(folderWith(), name);
  writeFileSync(path, bytes);
  const { code, message } = errorOf(() => readDataset({ dataset: path }));
  expect(code).toBe('data-format-unknown');
  expect(message).toContain(`${path} is ${what}`);
  expect(message).not.toContain('\n');
});

test.each([
  table,
  'PARIS,answer\nHow many?,4\n',
  'PK,question,answer\n1,How many?,4\n',
  '{"question": "What is <html>?", "answer": 1}\n',
  '<question>,answer\n',
  '',
])('%j is text', (text) => {
  const path = join(folderWith({ 'p.csv': text }), 'p.csv');
  expect(() => assertText(path)).not.toThrow();
});

test('a file that is not there is for the reader to say', () => {
  expect(() => assertText('/nowhere/p.csv')).not.toThrow();
  expect(errorOf(() => readDataset({ dataset: '/nowhere/p.csv' })).code).toBe('file-unreadable');
});
