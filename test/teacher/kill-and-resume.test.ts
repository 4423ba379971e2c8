// Processes that are killed at random moments, and two that work at once: every problem is answered exactly once, no answer that had been
// stored is asked for again, and what the server was asked for is what is stored and what was lost in a kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Random } from '../../src/common/index.ts';
import { type Annotation, ResponseStore } from '../../src/teacher/index.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { goodChain, writePrices, writeSums } from './fixtures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const concurrency = 4;
let folder = '';
let server: FaultServer;
/** The process that annotates as plain JavaScript, which starts several times as fast as TypeScript: many starts are waited for. */
let program = '';
let programs = '';

beforeAll(async () => {
  const cache = join(root, 'node_modules', '.cache'); // from where the packages are found
  mkdirSync(cache, { recursive: true });
  programs = mkdtempSync(join(cache, 'kill-annotate-'));
  await build({
    config: false,
    entry: [join(root, 'test/teacher/annotate.fixture.ts')],
    outDir: programs,
    platform: 'node',
    dts: false,
    clean: false,
    logLevel: 'silent',
  });
  program = join(programs, 'annotate.fixture.mjs');
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kill-annotate-'));
  server = await startFaultServer((call) => ({ do: 'answer', text: goodChain(call) }), 15);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const spec = () => `openai-compatible:${server.url}#teacher`;
const store = () => join(folder, 'store');

function start(data: string, out: string): ChildProcess {
  const argv = [data, spec(), out, store(), String(concurrency)];
  return spawn(process.execPath, [program, ...argv], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

const ended = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));

const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
const idsOf = (path: string) => linesOf(path).map((line) => (JSON.parse(line) as Annotation).problemId);

/** How often the server was asked for each prompt. */
function timesAsked(): Map<string, number> {
  const times = new Map<string, number>();
  for (const { prompt } of server.log) times.set(prompt, (times.get(prompt) ?? 0) + 1);
  return times;
}

/** SOCRATIC_KILL_SEED repeats a run; otherwise the moments are others every time. */
const killSeed = Number(process.env.SOCRATIC_KILL_SEED ?? Date.now() % 1_000_000);

/** SOCRATIC_KILLS=50 kills more often than there is time for in every run of the tests. */
const kills = Number(process.env.SOCRATIC_KILLS ?? 10);

test(`${kills} kills at random moments over one run`, { timeout: 120_000 + kills * 5_000 }, async () => {
  const problems = 30 * kills;
  const data = writeSums(folder, problems);
  const out = join(folder, 'chains.jsonl');
  process.stdout.write(`SOCRATIC_KILL_SEED=${killSeed}\n`);
  const random = new Random(killSeed);
  let killed = 0;
  for (; killed < kills; killed++) {
    const before = server.log.length;
    const child = start(data, out);
    const end = ended(child);
    // not before it asks for something new; when all is asked, it ends by itself
    const first = await Promise.race([server.beyond(before).then(() => 'asked'), end]);
    if (first !== 'asked') break;
    await sleep(random.float() * 120);
    child.kill('SIGKILL');
    expect(await end).toBe('SIGKILL');
  }
  expect(killed).toBe(kills);
  expect(await ended(start(data, out))).toBe(0);
  // another start, after all is done, asks nothing
  const asked = server.log.length;
  const whole = readFileSync(out, 'utf8');
  expect(await ended(start(data, out))).toBe(0);
  expect(server.log.length).toBe(asked);
  expect(readFileSync(out, 'utf8')).toBe(whole);

  expect(idsOf(out)).toEqual(Array.from({ length: problems }, (_, index) => `p${index}`));
  const times = timesAsked();
  expect(times.size).toBe(problems);

  const opened = await ResponseStore.open(store());
  const { id } = JSON.parse(readFileSync(`${out}.run.json`, 'utf8')) as { id: string };
  const unresolved = opened.unresolvedCalls(id);
  const account = opened.account(id);
  const stored = opened.count();
  await opened.close();
  expect(stored).toBe(problems);
  // the server's log = stored + lost
  const lost = asked - stored;
  expect(lost).toBeGreaterThanOrEqual(0);
  expect(lost).toBeLessThanOrEqual(kills * concurrency);
  // every call is either stored or among those whose outcome is unknown: none was repeated whose answer had been stored
  expect(unresolved.length).toBeGreaterThanOrEqual(lost);
  expect(unresolved.length).toBeLessThanOrEqual(kills * concurrency);
  const lostByKey = new Map<string, number>();
  for (const { key } of unresolved) lostByKey.set(key, (lostByKey.get(key) ?? 0) + 1);
  const repeated = [...times.values()].filter((count) => count > 1).sort();
  expect(repeated.length).toBeLessThanOrEqual(lostByKey.size);
  expect(Math.max(1, ...repeated)).toBeLessThanOrEqual(1 + Math.max(0, ...lostByKey.values()));
  expect(account).toMatchObject({ answers: problems, reserved: 0, unresolvedCalls: unresolved.length });
  expect(account.spent).toBe(problems * 140_000);
});

test('two processes on one store pay for every answer once', async () => {
  const data = writeSums(folder, 120);
  const outs = ['a.jsonl', 'b.jsonl'].map((name) => join(folder, name));
  const children = outs.map((out) => start(data, out));
  expect(await Promise.all(children.map(ended))).toEqual([0, 0]);
  expect([...timesAsked().values()].every((count) => count === 1)).toBe(true);
  expect(server.log).toHaveLength(120);
  const [a = '', b = ''] = outs.map((out) => readFileSync(out, 'utf8'));
  expect(a).toBe(b);
  expect(linesOf(outs[0] ?? '')).toHaveLength(120);
});

test('Ctrl-C: nothing new is asked, what is under way is stored, and the same command continues', async () => {
  const data = writeSums(folder, 300);
  const out = join(folder, 'chains.jsonl');
  const argv = [
    ...['annotate', '--data', data, '--teacher', spec(), '--kind', 'cot', '--out', out, '--store', store()],
    ...['--prices', writePrices(folder, spec()), '--concurrency', String(concurrency), '--json'],
  ];
  const run = () => spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], { cwd: root });
  const child = run();
  let stdout = '';
  child.stdout.on('data', (part) => (stdout += part));
  child.stderr.resume();
  const end = ended(child);
  await server.beyond(20);
  child.kill('SIGINT');
  expect(await end).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'interrupted', message: expect.stringContaining('Run it again to continue.') },
  });
  const asked = server.log.length;
  expect(asked).toBeLessThan(300);
  expect(idsOf(out)).toHaveLength(asked);
  const opened = await ResponseStore.open(store());
  expect(opened.count()).toBe(asked);
  await opened.close();
  const second = run();
  second.stdout.resume();
  second.stderr.resume();
  expect(await ended(second)).toBe(0);
  expect(server.log).toHaveLength(300);
  expect(idsOf(out)).toHaveLength(300);
});
