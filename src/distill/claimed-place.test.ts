// A new run, until its first step is done: a failure leaves what was there as it was, and what others put there stays in any case.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { markText, ownMark, recoverDirectory } from '../common/index.ts';
import { ClaimedPlace } from './claimed-place.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'claimed-place-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A directory with a run in it. */
function oldRun(name: string): string {
  const out = join(folder, name);
  write(out, 'old');
  return out;
}
function write(out: string, text: string): void {
  mkdirSync(join(out, 'models'), { recursive: true });
  writeFileSync(join(out, 'run.json'), text);
  writeFileSync(join(out, 'models', `${text}.bin`), text);
}
/** Everything that is there, and what the record says. */
const seen = (out: string) => ({
  files: readdirSync(out, { recursive: true, encoding: 'utf8' }).sort(),
  record: readFileSync(join(out, 'run.json'), 'utf8'),
});
const whole = (text: string, ...more: string[]) => ({
  files: ['models', `models/${text}.bin`, 'run.json', ...more].sort(),
  record: text,
});
/** Names beside `out` that start like it. */
const beside = (out: string) =>
  readdirSync(folder).filter((name) => join(folder, name).startsWith(`${out}.`));

test('until it is settled, a run is beside its place, and goes when it fails', () => {
  const out = oldRun('failing');
  const place = new ClaimedPlace(`${out}/`);
  expect(place.directory).toMatch(new RegExp(`failing\\.${markText(ownMark())}-\\d+\\.socratic-new$`));
  expect(place.open).toBe(true);
  write(place.directory, 'new');
  expect(seen(out)).toEqual(whole('old'));
  place.abandon();
  expect(place.open).toBe(false);
  expect(seen(out)).toEqual(whole('old'));
  expect(beside(out)).toEqual([]);
});

test('settled, it is in its place with the rights of the directory before, and nothing can undo that', () => {
  const out = oldRun('settled');
  const mode = statSync(out).mode & 0o750;
  spawnSync('chmod', ['750', out]);
  const listeners = process.listenerCount('exit');
  const place = new ClaimedPlace(out);
  write(place.directory, 'new');
  place.settle();
  place.settle();
  place.abandon();
  expect(place.directory).toBe(out);
  expect(seen(out)).toEqual(whole('new'));
  expect(statSync(out).mode & 0o777).toBe(mode);
  expect(beside(out)).toEqual([]);
  expect(process.listenerCount('exit')).toBe(listeners);
});

test('an empty directory is taken, and left when the run fails', () => {
  const out = join(folder, 'empty');
  mkdirSync(out);
  new ClaimedPlace(out).abandon();
  expect(readdirSync(out)).toEqual([]);
  const place = new ClaimedPlace(out);
  write(place.directory, 'new');
  place.settle();
  expect(seen(out)).toEqual(whole('new'));
});

describe('what others put there in the meantime', () => {
  test('stays when the run fails, and when it is put into its place', () => {
    const out = oldRun('notes');
    const failing = new ClaimedPlace(out);
    write(failing.directory, 'new');
    writeFileSync(join(out, 'notes.txt'), 'mine');
    failing.abandon();
    expect(seen(out)).toEqual(whole('old', 'notes.txt'));

    rmSync(join(out, 'notes.txt'));
    const lasting = new ClaimedPlace(out);
    write(lasting.directory, 'new');
    writeFileSync(join(out, 'notes.txt'), 'mine');
    writeFileSync(join(out, 'models', 'notes.txt'), 'mine');
    mkdirSync(join(out, 'folder', 'deep'), { recursive: true });
    writeFileSync(join(out, 'folder', 'deep', 'notes.txt'), 'mine');
    lasting.settle();
    expect(seen(out)).toEqual(
      whole('new', 'notes.txt', 'models/notes.txt', 'folder', 'folder/deep', 'folder/deep/notes.txt'),
    );
    expect(beside(out)).toEqual([]);
  });

  test('goes with the old run where it is of an evaluation of that', () => {
    const out = oldRun('evaluated');
    const place = new ClaimedPlace(out);
    write(place.directory, 'new');
    const temporary = `evaluation-test.json.${markText({ ...ownMark(), pid: process.ppid })}-3.tmp`;
    for (const name of [
      'evaluation-test.json',
      'predictions-test-calculator.jsonl',
      temporary,
      'evaluation.txt',
    ])
      writeFileSync(join(out, name), 'of the old run');
    place.settle();
    expect(seen(out)).toEqual(whole('new', 'evaluation.txt'));
    expect(beside(out)).toEqual([]);
  });

  test('is not replaced where the run has something of the same name: the run fails', () => {
    const out = join(folder, 'clash');
    const place = new ClaimedPlace(out);
    write(place.directory, 'new');
    write(out, 'theirs');
    expect(() => place.settle()).toThrow(
      expect.objectContaining({ code: 'out-exists', message: expect.stringContaining('run.json') }),
    );
    place.abandon();
    expect(seen(out)).toEqual(whole('theirs'));
    expect(beside(out)).toEqual([]);
  });
});

test('a symbolic link stays, and the run is where it points, there already or not', () => {
  const real = oldRun('elsewhere');
  const link = join(folder, 'link');
  symlinkSync(real, link);
  const dangling = join(folder, 'dangling');
  symlinkSync('not-there', dangling);
  for (const [path, target] of [
    [link, real],
    [dangling, join(folder, 'not-there')],
  ] as const) {
    const place = new ClaimedPlace(path);
    write(place.directory, 'new');
    place.settle();
    expect(seen(target)).toEqual(whole('new'));
    expect(seen(path)).toEqual(whole('new'));
    expect(beside(target)).toEqual([]);
  }
});

/** Runs code in a process of its own, with `ClaimedPlace` and `write` at hand. */
function inProcess(code: string, command: readonly string[] = []): string {
  const script = `
    const { ClaimedPlace } = await import(${JSON.stringify(join(import.meta.dirname, 'claimed-place.ts'))});
    const { mkdirSync, writeFileSync, readdirSync } = await import('node:fs');
    const { join } = await import('node:path');
    const write = (out, text) => {
      mkdirSync(join(out, 'models'), { recursive: true });
      writeFileSync(join(out, 'run.json'), text);
      writeFileSync(join(out, 'models', text + '.bin'), text);
    };
    ${code}`;
  const argv = [...command, process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
  const [program = '', ...rest] = argv;
  const { status, stderr, stdout } = spawnSync(program, rest, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim();
}

test('the current directory stays the current one: its entries are replaced', () => {
  const out = oldRun('current');
  const inode = statSync(out).ino;
  inProcess(`
    process.chdir(${JSON.stringify(out)});
    const failing = new ClaimedPlace('.');
    write(failing.directory, 'failed');
    failing.abandon();
    const place = new ClaimedPlace('.');
    write(place.directory, 'new');
    writeFileSync('notes.txt', 'mine');
    place.settle();`);
  expect(seen(out)).toEqual(whole('new', 'notes.txt'));
  expect(statSync(out).ino).toBe(inode);
});

const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
test(
  'so are those of a mount point, which cannot be renamed',
  skipUnless(canMount, 'the right to mount'),
  () => {
    const out = oldRun('mounted');
    const point = join(folder, 'mount point');
    mkdirSync(point);
    const mounted = ['unshare', '-rm', 'sh', '-c', `mount --bind "${out}" "${point}" && exec "$@"`, 'sh'];
    const during = inProcess(
      `const place = new ClaimedPlace(${JSON.stringify(point)});
    write(place.directory, 'new');
    writeFileSync(${JSON.stringify(join(point, 'notes.txt'))}, 'mine');
    console.log(readdirSync(${JSON.stringify(point)}).length);
    place.settle();`,
      mounted,
    );
    expect(during).toBe('4'); // the old run, the new one in a folder, and the notes
    expect(seen(out)).toEqual(whole('new', 'notes.txt'));
    expect(readdirSync(point)).toEqual([]);
  },
);

test('a process that ends takes its unsettled run along', () => {
  const out = oldRun('ended');
  inProcess(`write(new ClaimedPlace(${JSON.stringify(out)}).directory, 'new'); process.exit(0);`);
  expect(seen(out)).toEqual(whole('old'));
  expect(beside(out)).toEqual([]);
});

test('nothing that only looks like a leftover is touched', () => {
  const out = oldRun('looks');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const ended = markText({ ...ownMark(), pid });
  const names = [
    `looks.${ended}.tmp`,
    `looks.${ended}.old`,
    `looks.old`,
    `looks.${ended}-1.socratic-old.bak`,
  ];
  // set aside by a process that was killed before it could say what may be deleted; something new is in the place
  names.push(`looks.${ended}-1.socratic-old`);
  for (const name of names) write(join(folder, name), 'backup');
  recoverDirectory(out);
  for (const name of names) expect(seen(join(folder, name))).toEqual(whole('backup'));
  expect(seen(out)).toEqual(whole('old'));
  expect(existsSync(join(out, '.socratic-replaced.json'))).toBe(false);
});
