import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDirectory } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'make-directory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a directory is made with those above it, and may be there already', () => {
  const path = join(folder, 'a', 'b');
  makeDirectory(path);
  makeDirectory(path);
  expect(existsSync(path)).toBe(true);
});

test('a file, what is below one, and a link to nothing are no place for one', () => {
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  const unwritable = expect.objectContaining({ code: 'directory-unwritable' }) as Error;
  for (const name of ['file', 'file/below', 'link', 'link/below'])
    expect(() => makeDirectory(join(folder, name)), name).toThrow(unwritable);
});
