// Signals to `npm run socratic`, as containers and supervisors send them to npm: the training behind it saves its state and ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from './support/optional-data.ts';
import { writeSums } from './teacher/fixtures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-signals-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a process wrote, and how it ended. A group of its own, as a terminal makes one. */
function started(command: string, args: readonly string[]) {
  const child = spawn(command, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said.text += String(data)));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  return { child, said, ended };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1200 && !condition(); i++) await sleep(50);
  expect(condition()).toBe(true);
}

/** Whether any process of a group is left. */
function isAlive({ pid = 0 }: ChildProcess): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

const onPosix = skipUnless(process.platform !== 'win32', 'signals between processes');

describe('a signal ends a training that npm started', onPosix, () => {
  test.each([
    ['SIGTERM', 'npm'],
    ['SIGINT', 'npm'],
    ['SIGINT', 'the whole group, as Ctrl-C does'],
  ] as const)('%s to %s', { timeout: 120_000 }, async (signal, to) => {
    const out = join(folder, `${signal}-${to.length}`);
    const data = writeSums(mkdtempSync(join(folder, 'data-')), 20, 2);
    const options = ['--data', data, '--strategy', 'answer', '--student', 'scratch:tiny', '--out', out];
    const train = ['train', ...options, '--threads', '1', '--max-steps', '100000'];
    const { child, said, ended } = started('npm', ['run', '-s', 'socratic', '--', ...train]);
    try {
      await until(() => existsSync(join(out, 'run.json')));
      process.kill(to === 'npm' ? (child.pid ?? 0) : -(child.pid ?? 0), signal);
      expect(await ended).toEqual({ code: 130, signal: null });
      expect(said.text).toMatch(/interrupted\s+Stopped after step \d+ .*--resume/);
      await until(() => !isAlive(child));
    } finally {
      if (isAlive(child)) process.kill(-(child.pid ?? 0), 'SIGKILL');
    }
  });
});

describe('scripts/run.mjs ends as what it runs', () => {
  const run = (script: string) => started(process.execPath, ['scripts/run.mjs', '-e', script]);

  test('with its exit code and its words', async () => {
    const { said, ended } = run('console.log(process.argv.length); process.exitCode = 7');
    expect(await ended).toEqual({ code: 7, signal: null });
    expect(said.text).toBe('1\n');
  });

  test('by the signal that ended it', onPosix, async () => {
    const { child, said, ended } = run('console.log("up"); setInterval(() => {}, 1000)');
    await until(() => said.text.includes('up'));
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: null, signal: 'SIGTERM' });
  });
});
