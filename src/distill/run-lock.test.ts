// One training at a time in a directory: whose mark counts, and which one is of a process that has ended.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { lockRun } from './run-lock.ts';

let folder = '';
let out = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-lock-'));
  out = join(folder, 'run');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The mark of a process that certainly runs: the one that started this one. */
const parents = () => `run.${process.ppid}-1.socratic-lock`;
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
    expect.stringMatching(new RegExp(`^run\\.${process.pid}-\\d+\\.socratic-lock$`)),
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
  const beyond = 2 ** 22 + 1; // beyond the largest number of a process
  // The second one has this process's own number: of an earlier start in a container.
  const names = [`run.${beyond}-1.socratic-lock`, `run.${process.pid}-999999.socratic-lock`];
  for (const name of names) writeFileSync(join(folder, name), '');
  writeFileSync(join(out, `.${beyond}-1.socratic-lock`), '');
  lockRun(out)();
  expect(readdirSync(folder)).toEqual(['run']);
  expect(readdirSync(out)).toEqual([]);
});

test('a mark inside the directory counts, as of a process whose current directory it is', () => {
  mkdirSync(out);
  writeFileSync(join(out, `.${process.ppid}-1.socratic-lock`), '');
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
