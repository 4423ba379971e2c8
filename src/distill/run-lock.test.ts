// One training at a time in a directory: whose mark counts, and which one is of a process that has ended.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { longestSilenceMs, markText, ownMark, type ProcessMark, startThread } from '../common/index.ts';
import { ClaimedPlace } from './claimed-place.ts';
import { lockRun } from './run-lock.ts';

let folder = '';
let out = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-lock-'));
  out = join(folder, 'run');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The mark of a process that certainly runs: the one that started this one. */
const parents = () => `run.${markText({ ...ownMark(), pid: process.ppid })}-1.socratic-lock`;
const inUse = (pid: number) =>
  expect.objectContaining({
    code: 'out-in-use',
    message: expect.stringContaining(`process ${pid} is training there`),
  });

test('while another process trains there, nobody else does, whatever they call it', () => {
  writeFileSync(join(folder, parents()), '');
  symlinkSync(out, join(folder, 'link'));
  expect(() => lockRun(out)).toThrow(inUse(process.ppid));
  expect(() => lockRun(join(folder, 'link'))).toThrow(inUse(process.ppid));
  expect(readdirSync(folder).sort()).toEqual(['link', parents()]);
});

test('the mark goes with the training, and with the process', () => {
  const before = process.listenerCount('exit');
  const unlock = lockRun(out);
  expect(readdirSync(folder)).toEqual([
    expect.stringMatching(new RegExp(`^run\\.${markText(ownMark())}-\\d+\\.socratic-lock$`)),
  ]);
  expect(process.listenerCount('exit')).toBe(before + 1);
  expect(() => lockRun(out)).toThrow(inUse(process.pid)); // two trainings in one process
  unlock();
  expect(readdirSync(folder)).toEqual([]);
  expect(process.listenerCount('exit')).toBe(before);
  lockRun(out)();
});

test('directories that had to be made for it go again, unless something is in them', () => {
  lockRun(join(folder, 'a', 'b', 'run'))();
  expect(readdirSync(folder)).toEqual([]);
  const unlock = lockRun(join(folder, 'a', 'b', 'run'));
  writeFileSync(join(folder, 'a', 'notes.txt'), 'mine');
  unlock();
  expect(readdirSync(folder, { recursive: true })).toEqual(['a', 'a/notes.txt']);
});

test('marks of processes that have ended do not count and are removed', () => {
  mkdirSync(out);
  const ended = markText({ ...ownMark(), pid: 2 ** 22 + 1 }); // beyond the largest number of a process
  // The second one has this process's own number: of an earlier process.
  const names = [`run.${ended}-1.socratic-lock`, `run.${markText(ownMark())}-999999.socratic-lock`];
  for (const name of names) writeFileSync(join(folder, name), '');
  writeFileSync(join(out, `.${ended}-1.socratic-lock`), '');
  lockRun(out)();
  expect(readdirSync(folder)).toEqual(['run']);
  expect(readdirSync(out)).toEqual([]);
});

describe('who cannot be seen to run', () => {
  const mark = (changes: Partial<ProcessMark>) =>
    join(folder, `run.${markText({ ...ownMark(), ...changes })}-1.socratic-lock`);
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each<[string, Partial<ProcessMark>, string]>([
    ['another machine', { machine: '0badcafe', pid: 7 }, 'process 7 of another machine or container'],
    ['another thread', { thread: 9 }, `a thread of process ${process.pid}`],
    ['a thread of another process', { pid: process.ppid, thread: 9 }, `a thread of process ${process.ppid}`],
  ])('%s: its mark counts until nothing was heard of it for 5 minutes', (_, owner, who) => {
    writeFileSync(mark(owner), '');
    const refused = expect.objectContaining({
      code: 'out-in-use',
      message: expect.stringMatching(
        new RegExp(
          `${who} is training there\\. It was last seen \\d+ seconds? ago\\..* delete ${mark(owner)}`,
        ),
      ),
    });
    expect(() => lockRun(out)).toThrow(refused);
    const lastSeen = (minutesAgo: number) => {
      const then = new Date(Date.now() - minutesAgo * 60_000);
      utimesSync(mark(owner), then, then);
    };
    lastSeen(4.9);
    expect(() => lockRun(out)).toThrow(refused);
    expect(existsSync(mark(owner))).toBe(true);
    lastSeen(5.1);
    lockRun(out)();
    expect(existsSync(mark(owner))).toBe(false);
  });

  test('a thread of a process that has ended does not count', () => {
    writeFileSync(mark({ pid: 2 ** 22 + 1, thread: 9 }), '');
    lockRun(out)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a process refreshes its own marks as long as it holds them', () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    const unlock = lockRun(out);
    const claim = new ClaimedPlace(out);
    const ages = () =>
      [join(folder, readdirSync(folder).find((name) => name.endsWith('-lock')) ?? ''), claim.directory].map(
        (path) => Date.now() - statSync(path).mtimeMs,
      );
    vi.advanceTimersByTime(3600_000);
    for (const age of ages()) expect(age).toBeLessThan(longestSilenceMs / 10);
    claim.abandon();
    unlock();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('another thread of this process gets neither the lock nor the same temporary name', async () => {
    const unlock = lockRun(out);
    const claim = new ClaimedPlace(out);
    writeFileSync(join(claim.directory, 'weights'), 'hours of work');
    const inThread = () =>
      new Promise<unknown>((resolve, reject) => {
        const thread = startThread(new URL('./run-lock.fixture.ts', import.meta.url), { workerData: out });
        thread.once('message', resolve);
        thread.once('error', reject);
      });
    expect(await inThread()).toBe('out-in-use');
    expect(readdirSync(claim.directory)).toEqual(['weights']);
    claim.abandon();
    unlock();
    expect(await inThread()).toMatch(/^run\.[\da-f]{8}-\d+-[1-9]\d*-\d+\.socratic-new$/);
  });

  const canUnshare = spawnSync('unshare', ['-rpf', '--mount-proc', 'true']).status === 0;
  test(
    'another container gets no lock, and its readers leave the new run alone',
    skipUnless(canUnshare, 'the right to make a process namespace'),
    () => {
      const unlock = lockRun(out);
      const claim = new ClaimedPlace(out);
      writeFileSync(join(claim.directory, 'weights'), 'hours of work');
      const script = `
        const { lockRun } = await import(${JSON.stringify(join(import.meta.dirname, 'run-lock.ts'))});
        const { recoverDirectory } = await import(${JSON.stringify(join(import.meta.dirname, '..', 'common', 'index.ts'))});
        const out = ${JSON.stringify(out)};
        recoverDirectory(out);
        try { lockRun(out); console.log('locked'); } catch (error) { console.log(error.code); }`;
      const argv = ['-rpf', '--mount-proc', process.execPath, '--import', 'tsx', '--input-type=module', '-e'];
      const { stdout, stderr } = spawnSync('unshare', [...argv, script], { encoding: 'utf8' });
      expect({ stdout, stderr }).toEqual({ stdout: 'out-in-use\n', stderr: '' });
      expect(readdirSync(claim.directory)).toEqual(['weights']);
      claim.abandon();
      unlock();
    },
  );
});

test('a mark inside the directory counts, as of a process whose current directory it is', () => {
  mkdirSync(out);
  writeFileSync(join(out, parents().slice('run'.length)), '');
  expect(() => lockRun(out)).toThrow(inUse(process.ppid));
});

test(
  'where nothing can be written beside it, the mark is inside',
  skipUnless(process.getuid?.() !== 0, 'a user other than root'),
  () => {
    mkdirSync(out);
    chmodSync(folder, 0o555);
    try {
      const unlock = lockRun(out);
      expect(readdirSync(out)).toHaveLength(1);
      unlock();
      expect(readdirSync(out)).toEqual([]);
    } finally {
      chmodSync(folder, 0o755);
    }
  },
);

test('of processes that start in the same moment exactly one goes on, every time', async () => {
  const [starters, rounds] = [3, 6];
  const script = `
    const { lockRun } = await import(${JSON.stringify(join(import.meta.dirname, 'run-lock.ts'))});
    const { existsSync, writeFileSync } = await import('node:fs');
    const folder = ${JSON.stringify(folder)};
    for (let round = 0; round < ${rounds}; round++) {
      writeFileSync(\`\${folder}/ready-\${round}-\${process.pid}\`, '');
      while (!existsSync(\`\${folder}/go-\${round}\`));
      let result = 'locked';
      let unlock = () => undefined;
      try { unlock = lockRun(\`\${folder}/contested-\${round}\`); } catch (error) { result = error.code; }
      writeFileSync(\`\${folder}/\${result}-\${round}-\${process.pid}\`, '');
      while (!existsSync(\`\${folder}/end-\${round}\`)) await new Promise((resolve) => setTimeout(resolve, 5));
      unlock();
    }`;
  const children = Array.from({ length: starters }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: 'inherit' }),
  );
  const count = (start: string) => readdirSync(folder).filter((name) => name.startsWith(start)).length;
  for (let round = 0; round < rounds; round++) {
    while (count(`ready-${round}-`) < starters) await wait(5);
    writeFileSync(join(folder, `go-${round}`), '');
    while (count(`locked-${round}-`) + count(`out-in-use-${round}-`) < starters) await wait(5);
    expect([round, count(`locked-${round}-`)]).toEqual([round, 1]);
    writeFileSync(join(folder, `end-${round}`), '');
  }
  await Promise.all(children.map((child) => new Promise((resolve) => child.once('close', resolve))));
  expect(existsSync(join(folder, 'contested-0'))).toBe(false);
  expect(count('contested')).toBe(0);
});

test(
  'a place where the system refuses a mark is said by its name',
  skipUnless(existsSync('/proc/self'), '/proc'),
  () => {
    expect(() => lockRun('/proc/nowhere')).toThrow(
      expect.objectContaining({
        code: 'directory-unwritable',
        message: expect.stringMatching(/^\/proc\/nowhere cannot be written: /),
      }),
    );
  },
);
