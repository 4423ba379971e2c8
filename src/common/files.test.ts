// Files and directories are whole or not there, and a place that cannot be written is an error, not a hang.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { writeDirectoryAtomic } from './atomic-directory.ts';
import { SocraticError } from './errors.ts';
import { assertFreeDirectory, assertFreeFile, writeFileAtomic, writeFileInChunks } from './files.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file is written with the directories above it, and nothing else is left', () => {
  const path = join(folder, 'a', 'b', 'file.txt');
  writeFileAtomic(path, 'first');
  writeFileAtomic(path, [Buffer.from('sec'), Buffer.from('ond')]);
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['file.txt']);
});

test('in chunks: whole, or as it was where it is stopped or a chunk cannot be made', async () => {
  const path = join(folder, 'chunks', 'file.bin');
  const chunks = () => [Buffer.from('one '), Buffer.from('two')];
  await writeFileInChunks(path, chunks());
  expect(readFileSync(path, 'utf8')).toBe('one two');
  const controller = new AbortController();
  function* stopped() {
    yield Buffer.from('other');
    controller.abort(new Error('enough'));
    yield Buffer.from('never');
  }
  await expect(writeFileInChunks(path, stopped(), controller.signal)).rejects.toThrow('enough');
  function* broken() {
    yield Buffer.from('other');
    throw new Error('no more');
  }
  await expect(writeFileInChunks(path, broken())).rejects.toThrow('no more');
  expect(readFileSync(path, 'utf8')).toBe('one two');
  expect(readdirSync(join(folder, 'chunks'))).toEqual(['file.bin']);
});

test('below a file there is no place for a directory', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, 'here');
  const refused = expect.objectContaining({ code: 'directory-unwritable', subject: { path: file } });
  expect(() => writeFileAtomic(join(file, 'in-it'), 'x')).toThrow(refused);
  expect(() => writeDirectoryAtomic(join(file, 'in-it'), () => undefined)).toThrow(refused);
  expect(readFileSync(file, 'utf8')).toBe('here');
});

test('a directory that could not be filled does not replace the one before', () => {
  const path = join(folder, 'directory');
  writeDirectoryAtomic(path, (temporary) => writeFileSync(join(temporary, 'one'), '1'));
  const failing = () =>
    writeDirectoryAtomic(path, () => {
      throw new Error('disk full');
    });
  expect(failing).toThrow('disk full');
  expect(readdirSync(path)).toEqual(['one']);
  expect(readdirSync(folder).filter((name) => name.startsWith('directory.'))).toEqual([]);
});

test('a full disk is an error that names the file', () => {
  const path = join(folder, 'full.txt');
  function* full(): Generator<Uint8Array> {
    yield Buffer.from('part');
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      errno: -28,
      syscall: 'write',
      code: 'ENOSPC',
    });
  }
  expect(() => writeFileAtomic(path, full())).toThrow(expect.objectContaining({ code: 'ENOSPC', path }));
  expect(existsSync(path)).toBe(false);
});

test(
  'where the system refuses a new directory, an error says so',
  skipUnless(existsSync('/proc/self'), '/proc'),
  () => {
    const write = () => writeFileAtomic('/proc/nowhere/file.txt', 'text');
    expect(write).toThrow(SocraticError);
    expect(write).toThrow('/proc/nowhere cannot be made');
  },
);

test('only an empty or missing directory is free; a file there stays, also where a directory may be replaced', () => {
  expect(() => assertFreeDirectory(join(folder, 'missing'))).not.toThrow();
  writeFileSync(join(folder, 'taken.txt'), '');
  expect(() => assertFreeDirectory(join(folder, 'taken.txt'))).toThrow(
    'taken.txt is a file, and a directory is to be written',
  );
  expect(() => assertFreeDirectory(folder)).toThrow('exists already and is not empty');
  expect(() => assertFreeFile(join(folder, 'taken.txt'), false)).toThrow('exists already.');
  expect(() => assertFreeFile(join(folder, 'taken.txt'), true)).not.toThrow();
  expect(() => assertFreeFile(join(folder, 'missing'), false)).not.toThrow();
});
