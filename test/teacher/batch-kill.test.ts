// Processes that are killed while they send, wait for and collect batches, and two that work at once: what the server was paid for is
// what is stored, once a problem, and no batch is made twice.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Random } from '../../src/common/index.ts';
import { type Annotation, ResponseStore } from '../../src/teacher/index.ts';
import { type BatchServer, type BatchServerPlan, type Moment, startBatchServer } from './batch-server.ts';
import { goodChain, numbersOf, writeSums } from './fixtures.ts';

/** Each starts two processes or more, on machines that may be busy. */
vi.setConfig({ testTimeout: 180_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
let server: BatchServer;

const answerAll: BatchServerPlan = { row: (row) => ({ do: 'answer', text: goodChain(row) }) };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kill-batch-'));
  server = await startBatchServer(answerAll);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const store = () => join(folder, 'store');
const out = () => join(folder, 'chains.jsonl');

function start(data: string, { to = out(), ceiling = 1e9, maxRows = 20 } = {}): ChildProcess {
  const spec = `openai-compatible:${server.url}#teacher`;
  const argv = [data, spec, to, store(), String(ceiling), String(maxRows)];
  return spawn(process.execPath, ['--import', 'tsx', 'test/teacher/batch.fixture.ts', ...argv], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

const ended = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));

const idsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as Annotation).problemId);

async function accountOf(path = out()) {
  const opened = await ResponseStore.open(store());
  const { id } = JSON.parse(readFileSync(`${path}.run.json`, 'utf8')) as { id: string };
  const [account, stored] = [opened.account(id), opened.count()];
  await opened.close();
  return { account, stored };
}

/** Every problem is paid for once, stored once and in the file once, in order; nothing is left open. */
async function expectPaidOnce(problems: number): Promise<void> {
  expect(server.paid.size).toBe(problems);
  expect([...server.paid.values()].filter((count) => count !== 1)).toEqual([]);
  expect(idsOf(out())).toEqual(Array.from({ length: problems }, (_, index) => `p${index}`));
  const { account, stored } = await accountOf();
  expect(stored).toBe(problems);
  expect(account).toMatchObject({
    answers: problems,
    spent: problems * 70_000,
    reserved: 0,
    batched: 0,
    batchedCalls: 0,
    unresolvedCalls: 0,
  });
  expect(readdirSync(join(store(), 'batches'))).toEqual([]);
}

const moments: readonly [Moment, number, BatchServerPlan?][] = [
  ['uploaded', 1],
  ['creating', 1, { ...answerAll, creatingMs: 300 }],
  ['created', 1],
  ['created', 2],
  ['retrieved', 1],
  ['retrieved', 3],
  ['content', 1],
  ['content', 2],
];

test.each(
  moments,
)('killed at %s, the time number %i, the next start goes on', async (moment, times, plan) => {
  const data = writeSums(folder, 50);
  let seen = 0;
  const child = start(data);
  const end = ended(child);
  server.plan = {
    ...(plan ?? answerAll),
    at: async (now) => {
      if (now !== moment || ++seen !== times) return undefined;
      child.kill('SIGKILL');
      await end;
      return undefined;
    },
  };
  expect(await end).toBe('SIGKILL');
  expect(await ended(start(data))).toBe(0);
  await expectPaidOnce(50);
  // a batch that was whole but not sent may go out after the one of the second start
  expect(
    server
      .batches()
      .map(({ rows }) => rows)
      .sort(),
  ).toEqual([10, 20, 20]);
});

test('killed in the middle of a file, of which a part has been stored, it stores the rest', async () => {
  const data = writeSums(folder, 600);
  const child = start(data, { maxRows: 600 });
  const end = ended(child);
  server.plan = {
    ...answerAll,
    at: async (now) => {
      if (now !== 'content' || child.killed) return undefined;
      while ((await accountOf()).account.answers === 0) await sleep(50); // it has half of the lines
      child.kill('SIGKILL');
      await end;
      return undefined;
    },
  };
  expect(await end).toBe('SIGKILL');
  const { account } = await accountOf();
  expect(account).toMatchObject({ answers: 200, batchedCalls: 400 });
  expect(await ended(start(data, { maxRows: 600 }))).toBe(0);
  await expectPaidOnce(600);
  expect(server.batches()).toHaveLength(1);
});

test('killed at twelve random moments, with rows that fail and a ceiling', async () => {
  const problems = 60;
  const data = writeSums(folder, problems);
  const random = new Random(4);
  server.plan = {
    row: (row) => {
      const faulty = row.earlier === 0 && numbersOf(row).a % 7 === 0;
      return faulty ? { do: 'status', status: 500 } : { do: 'answer', text: goodChain(row) };
    },
    batch: (number) => ({ end: number % 2 === 0 ? 'completed' : 'expired', workingMs: 100 }),
  };
  // the worst case of a row is about a million nano-dollars: some 15 of them at once, beside what has been spent
  const ceiling = 20e6;
  const committed: number[] = [];
  let kills = 0;
  for (; kills < 12; kills++) {
    const before = server.requests.length;
    const child = start(data, { ceiling });
    const end = ended(child);
    while (server.requests.length === before && child.exitCode === null) await sleep(5);
    if (child.exitCode !== null) break;
    await sleep(random.float() * 150);
    child.kill('SIGKILL');
    await end;
    const { account } = await accountOf();
    committed.push(account.spent + account.batched + account.unresolved + account.reserved);
  }
  expect(kills).toBeGreaterThanOrEqual(6);
  expect(await ended(start(data, { ceiling }))).toBe(0);
  await expectPaidOnce(problems);
  expect(Math.max(...committed)).toBeLessThanOrEqual(ceiling);
  expect(Math.max(...committed)).toBeGreaterThan(ceiling / 2);
});

test('two processes on one run, and on one store, pay for every answer once', async () => {
  const data = writeSums(folder, 50);
  server.plan = { ...answerAll, batch: () => ({ workingMs: 150 }) };
  const other = join(folder, 'other.jsonl');
  const children = [start(data), start(data), start(data, { to: other })];
  expect(await Promise.all(children.map(ended))).toEqual([0, 0, 0]);
  expect(server.paid.size).toBe(50);
  expect([...server.paid.values()].every((count) => count === 1)).toBe(true);
  expect(readFileSync(other, 'utf8')).toBe(readFileSync(out(), 'utf8'));
  expect(idsOf(out())).toHaveLength(50);
  const [mine, others] = [await accountOf(), await accountOf(other)];
  expect(mine.account.answers + others.account.answers).toBe(50);
  expect(mine.account.batched + others.account.batched).toBe(0);
});

test('a process that dies while another waits for it has its batch brought on its way', async () => {
  const data = writeSums(folder, 20);
  let first: ChildProcess | null = null;
  server.plan = {
    ...answerAll,
    at: async (moment) => {
      if (moment !== 'created' || first === null) return undefined;
      await sleep(300); // the other has found its rows taken by now
      first.kill('SIGKILL');
      first = null;
      return undefined;
    },
  };
  first = start(data);
  const dead = ended(first);
  while (server.requests.length === 0) await sleep(5);
  const second = ended(start(data));
  expect(await dead).toBe('SIGKILL');
  expect(await second).toBe(0);
  await expectPaidOnce(20);
  expect(server.batches()).toHaveLength(1);
});

test('a provider that never starts the batch is given up; the next start finds none, and starts it', async () => {
  const data = writeSums(folder, 20);
  server.plan = {
    ...answerAll,
    before: (method, path) => (method === 'POST' && path === '/batches' ? { status: 503 } : undefined),
  };
  expect(await ended(start(data))).toBe(1);
  expect((await accountOf()).account).toMatchObject({ batchedCalls: 20, answers: 0 });
  server.plan = answerAll;
  expect(await ended(start(data))).toBe(0);
  await expectPaidOnce(20);
  expect(server.uploads).toHaveLength(1);
});
