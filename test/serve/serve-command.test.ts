// `socratic serve` as a process of its own: what it prints, and how a signal ends it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../src/data/index.ts';
import { knownProblems, trainKnown } from '../runs/trained-run.ts';
import { skipUnless } from '../support/optional-data.ts';
import { socratic, socraticJson } from '../teacher/cli.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const [known] = knownProblems as [Problem];
let folder = '';
let run = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-command-'));
  run = await trainKnown(join(folder, 'mine'), { strategy: 'socratic' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the command; ended when it has exited. */
function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const words = [
    '--import',
    'tsx',
    'src/cli/main.ts',
    'serve',
    run,
    '--port',
    '0',
    '--threads',
    '1',
    ...args,
  ];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (said.stdout += String(data)));
  child.stderr.on('data', (data) => (said.stderr += String(data)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, ended };
}

async function urlOf({ stderr }: { readonly stderr: string }): Promise<string> {
  return /Serving mine on (http:\S+)\/v1\. Ctrl-C ends\.\n/.exec(stderr)?.[1] ?? expect.fail(stderr);
}

const until = <T>(isSo: () => T | Promise<T>) => vi.waitFor(isSo, { timeout: 120_000, interval: 50 });
const onPosix = skipUnless(process.platform !== 'win32', 'signals between processes');

const solve = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/v1/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ problem: known.question }),
  });

describe('a signal', onPosix, () => {
  test.each([
    'SIGTERM',
    'SIGINT',
  ] as const)('%s: requests that were taken are answered, then it exits', async (signal) => {
    const { child, said, ended } = start(['--slots', '1', '--json']);
    const url = await until(() => urlOf(said));
    const answers = Array.from({ length: 30 }, () => solve(url));
    await Promise.race(answers); // the others wait for the one slot
    child.kill(signal);
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await ended).toBe(0);
    expect(JSON.parse(said.stdout)).toEqual({ url, models: ['mine'], requests: 30 });
    const records = said.stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(records.map((line) => JSON.parse(line))).toEqual(
      Array(30).fill(expect.objectContaining({ path: '/v1/solve', status: 200, model: 'mine' })),
    );
    expect(said.stderr).not.toMatch(/Ann|pens/);
    expect(said.stderr).toContain('Stopping: requests that were taken are finished. Press Ctrl-C again');
    const afterwards = solve(url);
    await expect(afterwards).rejects.toThrow('fetch failed');
  });
});

test('--quiet says nothing of requests; the key comes from the environment', async () => {
  const key = 'a-key-of-the-tests-1';
  const port = String(20_000 + (process.pid % 20_000));
  const { child, said, ended } = start(['--quiet', '--port', port], { SOCRATIC_SERVE_KEY: key });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => expect((await fetch(`${url}/healthz`)).status).toBe(200));
  expect((await solve(url)).status).toBe(401);
  const answered = await solve(url, { authorization: `Bearer ${key}` });
  expect(await answered.json()).toMatchObject({ answer: known.answer });
  child.kill('SIGTERM');
  await ended;
  expect(said.stderr).not.toContain('{');
  expect(said.stderr).not.toContain(key);
});

describe('what cannot be served', () => {
  test.each<[readonly string[], string, string]>([
    [['--host', '0.0.0.0'], 'missing-option', '--key-from is missing: other machines can reach 0.0.0.0'],
    [
      ['--key-from', 'NOT_SET_ANYWHERE'],
      'key-missing',
      'The environment variable NOT_SET_ANYWHERE is not set.',
    ],
    [
      ['--allow-origins', 'page'],
      'invalid-value',
      '--allow-origins must hold origins such as https://example.org',
    ],
    [['other/mine'], 'conflicting-options', 'Two runs have the name mine.'],
    [['a=none'], 'not-a-run', 'none'],
    [['--top-k', '3'], 'option-unused', '--top-k changes nothing'],
  ])('%j', async (words, code, message) => {
    const { exitCode, json } = await socraticJson('serve', run, ...words);
    expect([exitCode, json.error]).toEqual([2, { code, message: expect.stringContaining(message) }]);
  });

  test('a run that is none is named as the argument', async () => {
    const { exitCode, stderr } = await socratic('serve', join(folder, 'none'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/not-a-run/);
    expect(stderr).not.toContain('--run');
  });
});
