import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { sha256 } from './files.ts';
import { linesOf, sha256OfText, textLinesOf } from './lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string): Promise<string[]> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return collect(path);
}

async function collect(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(path)) lines.push(line);
  return lines;
}

test('lines come without their ends, with the empty ones, and the last one also without an end', async () => {
  expect(await read('a\n\nb\n')).toEqual(['a', '', 'b']);
  expect(await read('a\nb')).toEqual(['a', 'b']);
  expect(await read('')).toEqual([]);
  expect(await read('\uFEFFa\n\uFEFFb')).toEqual(['a', '\uFEFFb']);
});

test('only a line feed ends a line', async () => {
  expect(await read('{"a":"x\u2028y\u2029z\u0085\u000b"}\nb\r\n')).toEqual([
    '{"a":"x\u2028y\u2029z\u0085\u000b"}',
    'b\r',
  ]);
});

test('lines and characters of several bytes that cross the pieces of a read are whole', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => 'é€😀'.repeat(1 + 977 * index));
  expect(await read(`${lines.join('\n')}\n`)).toEqual(lines);
});

test('a line beyond all measure, and a file that is not there, are errors that name the place', async () => {
  await expect(read(`a\n${'x'.repeat(2 ** 26 + 2 ** 17)}`)).rejects.toMatchObject({
    code: 'line-too-long',
    message: expect.stringContaining('file:2:'),
  });
  await expect(collect(join(folder, 'none'))).rejects.toMatchObject({
    code: 'file-unreadable',
  });
});

/** Bytes around a place where one block of a read ends and the next begins: characters whole, torn and impossible. */
const acrossBlocks = fc
  .tuple(
    fc.constantFrom('', '\uFEFF'),
    fc.integer({ min: 2 ** 16 - 12, max: 2 ** 16 + 2 }),
    fc.array(fc.constantFrom(0x0a, 0x0d, 0x41, 0xc3, 0xa9, 0xe2, 0x80, 0xa8, 0xf0, 0x9f, 0x98, 0xff), {
      maxLength: 24,
    }),
  )
  .map(([mark, before, bytes]) =>
    Buffer.concat([Buffer.from(mark + 'x'.repeat(before)), Buffer.from(bytes)]),
  );

test('read without waiting, the lines and the hash are those of the whole text', () => {
  const path = join(folder, 'blocks');
  fc.assert(
    fc.property(acrossBlocks, (content) => {
      writeFileSync(path, content);
      const text = content.toString('utf8').replace(/^\uFEFF/, '');
      const ends = /^[^\r\n]*\r(?!\n)/.test(text) ? /\r\n|\r|\n/ : '\n';
      const lines = text.split(ends).map((line, index, { length }) => ({
        line: index + 1,
        text: line,
        ended: index < length - 1,
      }));
      if (lines.at(-1)?.text === '') lines.pop();
      expect([...textLinesOf(path)]).toEqual(lines);
      expect(sha256OfText(path)).toBe(sha256(text));
    }),
  );
});

test.each([
  ['a\rb\rc\r', ['a', 'b', 'c']],
  ['a\rb', ['a', 'b']],
  ['a\r', ['a']],
  ['a\r\r\nb\r\r\n', ['a', '', 'b', '']],
  ['\ra\r\nb\nc', ['', 'a', 'b', 'c']],
  ['a\r\nb\rc\r\n', ['a\r', 'b\rc\r']],
  ['a\nb\rc\n', ['a', 'b\rc']],
])('%j is cut at carriage returns only where the first line ends in one', (content, lines) => {
  const path = join(folder, 'returns');
  writeFileSync(path, content);
  expect([...textLinesOf(path)].map(({ text }) => text)).toEqual(lines);
});

test('who reads is told how far', () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'é\n'.repeat(50_000));
  const told: number[] = [];
  for (const _ of textLinesOf(path, (bytes) => told.push(bytes)));
  expect(told).toEqual([2 ** 16, 2 ** 17, 150_000]);
});

test('read without waiting, a folder and a file that is not there are errors that name them', () => {
  expect(() => [...textLinesOf(folder)]).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
  expect(() => sha256OfText(join(folder, 'none'))).toThrow(
    `${join(folder, 'none')} cannot be read: there is no such file`,
  );
});
