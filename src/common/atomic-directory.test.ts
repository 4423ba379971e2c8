// A directory in the place of another: several processes at once, and places that cannot be taken. What a kill leaves is tested in
// test/places.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AtomicDirectory, writeDirectoryAtomic } from './atomic-directory.ts';
import { recoverDirectory, recoverWithin } from './directory-recovery.ts';
import { markText, ownMark } from './process-mark.ts';

const onFlush = vi.hoisted(() => vi.fn());
vi.mock('./files.ts', async (original) => {
  const actual = await original<typeof import('./files.ts')>();
  const flushDirectory = (path: string) => {
    onFlush(path);
    actual.flushDirectory(path);
  };
  return { ...actual, flushDirectory };
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-directory-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const contentOf = (path: string) =>
  Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));

test('only what `replaces` names is replaced; the rest stays, in folders too', () => {
  const path = join(folder, 'partly');
  mkdirSync(join(path, 'data'), { recursive: true });
  for (const name of ['mine.txt', 'ours.txt', 'data/a.txt']) writeFileSync(join(path, name), 'old');
  const directory = new AtomicDirectory(path, { replaces: (name) => /^(ours|data)/.test(name) });
  writeFileSync(join(directory.temporary, 'ours.txt'), 'new');
  writeFileSync(join(path, 'data', 'b.txt'), 'later');
  directory.commit();
  expect(readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()).toEqual([
    'data',
    'data/b.txt',
    'mine.txt',
    'ours.txt',
  ]);
  expect(readFileSync(join(path, 'ours.txt'), 'utf8')).toBe('new');
  expect(readFileSync(join(path, 'mine.txt'), 'utf8')).toBe('old');
});

test('a file is not replaced', () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'here');
  expect(() => writeDirectoryAtomic(path, () => undefined)).toThrow(
    expect.objectContaining({ code: 'directory-unwritable', subject: { path } }),
  );
  expect(readFileSync(path, 'utf8')).toBe('here');
});

test('two that are filled by one process at the same time do not disturb each other; the later one stays', () => {
  const path = join(folder, 'same-process');
  const [first, second] = [new AtomicDirectory(path), new AtomicDirectory(path)];
  writeFileSync(join(first.temporary, 'a'), 'first');
  writeFileSync(join(second.temporary, 'b'), 'second');
  recoverDirectory(path);
  first.commit();
  expect(contentOf(path)).toEqual({ a: 'first' });
  second.commit();
  expect(contentOf(path)).toEqual({ a: 'first', b: 'second' }); // `a` was not there when the second one began
  expect(readdirSync(folder).filter((name) => name.startsWith('same-process.'))).toEqual([]);
});

test('what killed processes left is put in order everywhere in a folder', () => {
  const run = join(folder, 'run');
  const ended = markText({ ...ownMark(), pid: 2 ** 22 + 1 }); // beyond the largest number of a process
  const old = join(run, 'checkpoints', `step-1.${ended}-2.socratic-old`);
  for (const path of [old, join(run, `models.${ended}-1.socratic-new`)]) mkdirSync(path, { recursive: true });
  writeFileSync(join(old, 'state'), 'whole');
  recoverWithin(run);
  expect(readdirSync(run, { recursive: true, encoding: 'utf8' }).sort()).toEqual([
    'checkpoints',
    'checkpoints/step-1',
    'checkpoints/step-1/state',
  ]);
  recoverWithin(join(folder, 'missing'));
});

describe('inside the current directory', () => {
  let before = '';
  let place = '';
  beforeEach(() => {
    before = process.cwd();
    place = mkdtempSync(join(folder, 'inside-'));
    process.chdir(place);
  });
  afterEach(() => process.chdir(before));
  const filesIn = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();

  test('a folder that someone else has made in the meantime gets what is new as well', () => {
    const directory = new AtomicDirectory(place);
    mkdirSync(join(directory.temporary, 'models', 'qg'), { recursive: true });
    writeFileSync(join(directory.temporary, 'models', 'qg', 'weights'), 'new');
    mkdirSync(join(place, 'models', 'qg'), { recursive: true });
    writeFileSync(join(place, 'models', 'notes.txt'), 'mine');
    directory.commit();
    expect(filesIn(place)).toEqual(['models', 'models/notes.txt', 'models/qg', 'models/qg/weights']);
  });

  test('what cannot be put there is kept, said, and put there once it can be', () => {
    writeFileSync(join(place, 'known.txt'), 'old');
    const replacing = new AtomicDirectory(place);
    writeFileSync(join(replacing.temporary, 'known.txt'), 'new');
    writeFileSync(join(replacing.temporary, 'models'), 'new');
    onFlush.mockImplementationOnce(() => mkdirSync(join(place, 'models'))); // after the check, before the last move
    expect(() => replacing.commit()).toThrow(expect.objectContaining({ code: 'out-exists' }));
    expect(readFileSync(join(replacing.temporary, 'models'), 'utf8')).toBe('new');
    const warnings: string[] = [];
    recoverDirectory(place, { warn: (message) => warnings.push(String(message)) });
    expect(warnings.join('\n')).toContain(`${replacing.temporary} is left of`);
    rmSync(join(place, 'models'), { recursive: true });
    recoverDirectory(place);
    expect(contentOf(place)).toEqual({ 'known.txt': 'new', models: 'new' });
  });
});

describe('an old directory', () => {
  const ended = markText({ ...ownMark(), pid: 2 ** 22 + 1 });
  const setAside = (name: string, kind: 'old' | 'replaced', manifest: string) => {
    const path = join(folder, name);
    const old = `${path}.${ended}-1.socratic-${kind}`;
    for (const directory of [path, old]) mkdirSync(directory);
    writeFileSync(join(path, 'a.txt'), 'new');
    writeFileSync(join(old, 'a.txt'), 'old');
    writeFileSync(join(old, '.socratic-replaced.json'), manifest);
    return { path, old };
  };
  const warningsOf = (path: string) => {
    const warnings: string[] = [];
    recoverDirectory(path, { warn: (message) => warnings.push(String(message)) });
    return warnings;
  };

  test.each([
    '',
    '["a.t',
    '\0\0\0',
    '{}',
  ])('with the manifest %j stays, and every reader goes on', (manifest) => {
    const { path, old } = setAside(`torn-${manifest.length}`, 'old', manifest);
    for (const _ of [1, 2]) {
      expect(warningsOf(path)).toEqual([
        expect.stringMatching(new RegExp(`^${old} is left of .* ${path}\\..* these names: a\\.txt\\. Move`)),
      ]);
    }
    expect(contentOf(path)).toEqual({ 'a.txt': 'new' });
    expect(readFileSync(join(old, 'a.txt'), 'utf8')).toBe('old');
  });

  test('that holds what others put there under a name that is taken is named, until it is moved', () => {
    const { path, old } = setAside('foreign', 'replaced', '[]');
    expect(warningsOf(path)).toEqual([expect.stringContaining(`${old} is left of`)]);
    rmSync(join(path, 'a.txt'));
    expect(warningsOf(path)).toEqual([]);
    expect(contentOf(path)).toEqual({ 'a.txt': 'old' });
    expect(existsSync(old)).toBe(false);
  });
});

test('what another machine is filling stays until nothing in it was written for 5 minutes', () => {
  const path = join(folder, 'shared');
  const longAgo = new Date(Date.now() - 6 * 60_000);
  const elsewhere = (n: number) =>
    `${path}.${markText({ ...ownMark(), machine: '0badcafe' })}-${n}.socratic-new`;
  for (const n of [1, 2, 3]) {
    mkdirSync(elsewhere(n));
    writeFileSync(join(elsewhere(n), 'weights'), 'hours of work');
    if (n !== 2) utimesSync(join(elsewhere(n), 'weights'), longAgo, longAgo); // the second one is being written to
    if (n !== 1) utimesSync(elsewhere(n), longAgo, longAgo); // the first one was looked after
  }
  recoverDirectory(path);
  expect([1, 2, 3].map((n) => existsSync(elsewhere(n)))).toEqual([true, true, false]);
});

test('several processes replace and recover one directory at the same time: it is never lost, and whole in the end', async () => {
  const path = join(folder, 'contested');
  const script = (work: string) => `
    const { writeDirectoryAtomic } = await import(${JSON.stringify(join(import.meta.dirname, 'atomic-directory.ts'))});
    const { recoverDirectory } = await import(${JSON.stringify(join(import.meta.dirname, 'directory-recovery.ts'))});
    const { writeFileSync } = await import('node:fs');
    const path = ${JSON.stringify(path)};
    for (let round = 0; round < 60; round++) { ${work} }`;
  // One that began between the two renames of the other found no directory, so it does not replace what is there in the end.
  const write = `try {
    writeDirectoryAtomic(path, (folder) => {
      for (const name of ['a', 'b']) writeFileSync(folder + '/' + name, process.pid + '-' + round);
    });
  } catch (error) {
    if (error.code !== 'out-exists') throw error;
  }`;
  const works = [write, write, 'for (let i = 0; i < 20; i++) recoverDirectory(path);'];
  const failures = await Promise.all(
    works.map(
      (work) =>
        new Promise<string>((resolve) => {
          const argv = ['--import', 'tsx', '--input-type=module', '-e', script(work)];
          const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
          let stderr = '';
          child.stderr.on('data', (part) => (stderr += part));
          child.on('close', (code, signal) => resolve(code === 0 ? '' : `${code} ${signal} ${stderr}`));
        }),
    ),
  );
  expect(failures).toEqual(['', '', '']);
  const { a, b, ...rest } = contentOf(path);
  expect(a).toMatch(/^\d+-\d+$/);
  expect(b).toBe(a);
  expect(rest).toEqual({});
  expect(readdirSync(folder).filter((name) => /^contested\..*-(new|old)$/.test(name))).toEqual([]);
});
