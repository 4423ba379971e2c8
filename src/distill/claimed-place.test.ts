// A start that fails, is killed, or meets another one leaves everything as it was.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClaimedPlace, recoverPlace } from './claimed-place.ts';

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
const whole = (text: string) => ({ files: ['models', `models/${text}.bin`, 'run.json'], record: text });
/** The number of a process that has ended. */
const ended = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a start that fails', () => {
  test('removes what it made, the directories above it too, and nothing else', () => {
    mkdirSync(join(folder, 'runs'));
    writeFileSync(join(folder, 'runs', 'notes.txt'), 'mine');
    const out = join(folder, 'runs', 'a', 'b');
    const place = new ClaimedPlace(out);
    write(out, 'new');
    place.abandon();
    expect(readdirSync(join(folder, 'runs'))).toEqual(['notes.txt']);
    expect(place.open).toBe(false);
  });

  test('leaves a directory that was there, empty', () => {
    const out = join(folder, 'empty');
    mkdirSync(out);
    const place = new ClaimedPlace(out);
    write(out, 'new');
    place.abandon();
    expect(readdirSync(out)).toEqual([]);
  });

  test('puts back what it was to replace; one that goes on does not', () => {
    const out = oldRun('replaced');
    const failing = new ClaimedPlace(`${out}/`);
    expect(existsSync(join(out, 'run.json'))).toBe(false);
    write(out, 'new');
    failing.abandon();
    expect(seen(out)).toEqual(whole('old'));
    const lasting = new ClaimedPlace(out);
    write(out, 'new');
    lasting.settle();
    lasting.abandon(); // too late: nothing happens
    expect(seen(out)).toEqual(whole('new'));
  });

  test('in a symbolic link: the link stays, and the run is where it points', () => {
    const real = oldRun('elsewhere');
    const link = join(folder, 'link');
    symlinkSync(real, link);
    new ClaimedPlace(link).abandon();
    expect(seen(real)).toEqual(whole('old'));
    const place = new ClaimedPlace(link);
    write(link, 'new');
    place.settle();
    expect(seen(real)).toEqual(whole('new'));
  });

  test('in the current directory, which stays the current one', () => {
    const out = oldRun('current');
    const script = `
      process.chdir(${JSON.stringify(out)});
      const { ClaimedPlace } = await import(${JSON.stringify(join(import.meta.dirname, 'claimed-place.ts'))});
      const { writeFileSync, rmSync } = await import('node:fs');
      const place = new ClaimedPlace('.');
      writeFileSync('run.json', 'new');
      place.settle();`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(seen(out)).toEqual({ files: ['run.json'], record: 'new' });
  });
});

describe('a start that was killed', () => {
  test('is undone by the next one', () => {
    const pid = ended();
    const out = oldRun('undone');
    mkdirSync(join(out, `.socratic-starting-${pid}`));
    for (const name of ['models', 'run.json']) {
      renameSync(join(out, name), join(out, `.socratic-starting-${pid}`, name));
    }
    write(out, 'new');
    recoverPlace(out, { resume: false });
    expect(seen(out)).toEqual(whole('old'));
  });

  test('with --resume its run stays', () => {
    const pid = ended();
    const out = oldRun('resumed');
    mkdirSync(join(out, `.socratic-starting-${pid}`));
    recoverPlace(out, { resume: true });
    expect(seen(out)).toEqual(whole('old'));
  });

  test('in the middle of moving: nothing is lost', () => {
    const pid = ended();
    const out = oldRun('moving');
    mkdirSync(join(out, `.socratic-moving-${pid}`));
    renameSync(join(out, 'models'), join(out, `.socratic-moving-${pid}`, 'models'));
    recoverPlace(out, { resume: false });
    expect(seen(out)).toEqual(whole('old'));
  });

  test('in the middle of removing what it replaced: that goes', () => {
    const out = oldRun('removing');
    mkdirSync(join(out, `.socratic-replaced.${ended()}.tmp`));
    recoverPlace(out, { resume: false });
    expect(seen(out)).toEqual(whole('old'));
  });
});

test('two starts at once: the second is refused, and takes nothing away', () => {
  const out = oldRun('twice');
  mkdirSync(join(out, `.socratic-starting-${process.ppid}`));
  expect(() => recoverPlace(out, { resume: false })).toThrow('is starting a training there');
  expect(() => new ClaimedPlace(out)).toThrow('is starting a training there');
  rmSync(join(out, `.socratic-starting-${process.ppid}`), { recursive: true });
  expect(seen(out)).toEqual(whole('old'));
});

test('folders of other names are not taken for a start', () => {
  const out = oldRun('foreign');
  for (const name of [`.starting-${ended()}`, `replaced.${ended()}.tmp`]) mkdirSync(join(out, name));
  const before = readdirSync(out);
  recoverPlace(out, { resume: false });
  expect(readdirSync(out)).toEqual(before);
});

test('a place that is not there, or a file, is left alone', () => {
  recoverPlace(join(folder, 'nowhere'), { resume: false });
  writeFileSync(join(folder, 'file'), 'x');
  recoverPlace(join(folder, 'file'), { resume: false });
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('x');
});
