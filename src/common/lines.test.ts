import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { linesOf } from './lines.ts';

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
