// `socratic annotate --batch` against an imitation of OpenAI's Batch API: what is sent, paid for once, sent again, and written.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BatchServer, type RowPlan, startBatchServer } from './batch-server.ts';
import { socratic, socraticJson } from './cli.ts';
import { goodChain, numbersOf, writePrices, writeSums } from './fixtures.ts';

const secret = 'sk-very-secret-0123456789';
let folder = '';
let server: BatchServer;
let data = '';
let spec = '';

const answerWell = (row: { prompt: string }): RowPlan => ({ do: 'answer', text: goodChain(row) });

beforeEach(async () => {
  process.env.OPENAI_COMPATIBLE_API_KEY = secret;
  folder = mkdtempSync(join(tmpdir(), 'batch-'));
  server = await startBatchServer({ row: answerWell });
  spec = `openai-compatible:${server.url}#teacher`;
  data = writeSums(folder, 12, 3);
});
afterEach(async () => {
  delete process.env.OPENAI_COMPATIBLE_API_KEY;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const out = () => join(folder, 'chains.jsonl');
const store = () => join(folder, 'store');
const plain = (...more: string[]) => [
  ...['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', out()],
  ...['--store', store(), '--prices', writePrices(folder, spec), ...more],
];
const command = (...more: string[]) => plain('--batch', '--poll', '0.05', ...more);
/** 100 tokens read and 20 written, at half the price. */
const costOfRow = 0.00007;
const indexOf = ({ prompt }: { prompt: string }) => numbersOf({ prompt }).a - 11;
const timesPaid = () => [...server.paid.values()];
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean);

test('a whole run: one batch, every answer at half the price, the file that single calls write', async () => {
  const { exitCode, json, stderr } = await socraticJson(...command());
  expect(exitCode, stderr).toBe(0);
  expect(json).toMatchObject({
    status: 'annotated',
    problems: 15,
    kept: 15,
    answered: 15,
    reused: 0,
    unanswered: [],
    usage: { inputTokens: 1500, outputTokens: 300 },
    cost: { unresolved: 0, unresolvedCalls: 0, inBatches: 0, callsInBatches: 0 },
  });
  expect((json.cost as { spent: number }).spent).toBeCloseTo(15 * costOfRow, 9);
  expect(server.batches()).toMatchObject([{ rows: 15, status: 'completed' }]);
  expect(timesPaid()).toEqual(Array(15).fill(1));
  expect(server.requests.every(({ authorization }) => authorization === `Bearer ${secret}`)).toBe(true);
  expect(stderr).toMatch(/Batch batch_\d+: 15 requests sent\./);
  expect(stderr).toMatch(/Batch batch_\d+: completed, 15 answers stored\./);
  expect(readdirSync(join(store(), 'batches'))).toEqual([]);

  // both ways share their answers, and neither pays for the other's
  const batched = readFileSync(out(), 'utf8');
  const again = await socraticJson(...command());
  expect(again.json).toMatchObject({ answered: 0, reused: 15 });
  const single = await socraticJson(...plain('--out', join(folder, 'single.jsonl')));
  expect(single.json).toMatchObject({ answered: 0, reused: 15 });
  expect(readFileSync(join(folder, 'single.jsonl'), 'utf8')).toBe(batched);
  expect(timesPaid()).toEqual(Array(15).fill(1));
});

test.each([
  'openai-compatible',
  'openai',
])('%s: a row is the request that goes out alone', async (provider) => {
  const environment = { OPENAI_API_KEY: secret, OPENAI_BASE_URL: server.url };
  Object.assign(process.env, environment);
  try {
    if (provider === 'openai') spec = 'openai:gpt-4.1-mini';
    const batched = await socraticJson(...command());
    expect(batched.json).toMatchObject({ kept: 15, answered: 15 });
    if (provider === 'openai-compatible') expect(batched.json.price).toMatchObject({ input: 0.5, output: 1 });
    const single = await socraticJson(
      ...plain('--output', provider === 'openai' ? 'json' : 'text'), // what batches assume
      ...['--out', join(folder, 'single.jsonl'), '--store', join(folder, 'other')],
    );
    expect(single.json).toMatchObject({ kept: 15, answered: 15 });
    expect(server.singleBodies).toHaveLength(15);
    expect([...server.rowBodies].sort()).toEqual([...server.singleBodies].sort());
    const chains = (path: string) =>
      linesOf(path).map((line) => ({ ...(JSON.parse(line) as object), cost: null }));
    expect(chains(out())).toEqual(chains(join(folder, 'single.jsonl')));
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
  }
});

test('rows that failed or expired are sent again, others are not', async () => {
  const plans: Readonly<Record<number, RowPlan>> = {
    0: { do: 'status', status: 429 },
    1: { do: 'status', status: 500 },
    2: { do: 'expire' },
    3: { do: 'vanish', paid: false },
    4: { do: 'status', status: 400, message: 'too long' },
  };
  server.plan = {
    row: (row) => (row.earlier === 0 ? (plans[indexOf(row)] ?? answerWell(row)) : answerWell(row)),
    batch: (number) => ({ end: number === 0 ? 'expired' : 'completed' }),
  };
  const { exitCode, json } = await socraticJson(...command());
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({
    problems: 14,
    kept: 14,
    answered: 14,
    unanswered: [
      {
        kind: 'rejected',
        count: 1,
        example: { problemId: 'p4', message: expect.stringContaining('too long') },
      },
    ],
    cost: { unresolvedCalls: 0 },
  });
  expect(server.batches()).toMatchObject([
    { rows: 15, status: 'expired' },
    { rows: 4, status: 'completed' },
  ]);
  expect(timesPaid()).toEqual(Array(14).fill(1));
  // the next start asks for the one that was refused
  const again = await socraticJson(...command());
  expect(again.json).toMatchObject({ kept: 15, answered: 1, reused: 14 });
});

test('an answer that cannot be read may have been paid for: it counts, and is asked for again', async () => {
  server.plan = {
    row: (row) => {
      if (row.earlier > 0) return answerWell(row);
      if (indexOf(row) === 0) return { do: 'garble' };
      return indexOf(row) === 1 ? { do: 'vanish', paid: true } : answerWell(row);
    },
  };
  const { json, stderr } = await socraticJson(...command());
  expect(json).toMatchObject({ kept: 15, cost: { unresolvedCalls: 2, callsInBatches: 0 } });
  expect(stderr).toMatch(/line \d+: not an answer of a batch/);
  expect(timesPaid().sort()).toEqual([...Array(13).fill(1), 2, 2]);
});

test('a row that always fails is given up after --retries', async () => {
  server.plan = { row: (row) => (indexOf(row) === 0 ? { do: 'status', status: 500 } : answerWell(row)) };
  const { exitCode, json } = await socraticJson(...command('--retries', '2'));
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ kept: 14, unanswered: [{ kind: 'server-error', count: 1 }] });
  expect(server.batches().map(({ rows }) => rows)).toEqual([15, 1, 1]);
});

test('a row whose answer can never be read is paid for twice at most', async () => {
  server.plan = { row: (row) => (indexOf(row) === 0 ? { do: 'garble' } : answerWell(row)) };
  const { json } = await socraticJson(...command());
  expect(json).toMatchObject({ kept: 14, unanswered: [{ kind: 'unreadable', count: 1 }] });
  expect(timesPaid().sort()).toEqual([...Array(14).fill(1), 2]);
});

describe('money', () => {
  const mostOf = async (limit: number) =>
    (await socraticJson(...command('--dry-run', '--limit', String(limit)))).json.mostCost as number;

  test('a dry run shows half the price, or the share that the price file says', async () => {
    const single = (await socraticJson(...plain('--dry-run', '--output', 'text'))).json;
    const batched = (await socraticJson(...command('--dry-run'))).json;
    expect(batched).toMatchObject({ dryRun: true, batch: true, calls: 15, inBatches: 0 });
    expect(batched.cost).toBeCloseTo((single.cost as number) / 2, 12);
    expect(batched.mostCost).toBeCloseTo((single.mostCost as number) / 2, 8);
    const prices = join(folder, 'own.json');
    writeFileSync(prices, JSON.stringify({ [spec]: { input: 1, output: 2, batch: 0.75 } }));
    const own = (await socraticJson(...command('--dry-run', '--prices', prices))).json;
    expect(own.cost).toBeCloseTo((single.cost as number) * 0.75, 12);
    expect(server.requests).toHaveLength(0);
  });

  test('the ceiling lets a part of the rows out, and what they cost less lets out more', async () => {
    const ceiling = (await mostOf(15)) / 3;
    const { exitCode, json } = await socraticJson(...command('--max-cost', String(ceiling)));
    expect({ exitCode, code: (json.error as { code: string } | undefined)?.code }).toEqual({
      exitCode: 0,
      code: undefined,
    });
    expect(json).toMatchObject({ kept: 15 });
    const sizes = server.batches().map(({ rows }) => rows);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes[0]).toBeGreaterThanOrEqual(4);
    expect(sizes[0]).toBeLessThanOrEqual(5);
    // at no moment could the open batches have cost more than was left
    const most = await mostOf(1);
    let spent = 0;
    for (const rows of sizes) {
      expect(spent + rows * most).toBeLessThanOrEqual(ceiling * 1.02);
      spent += rows * costOfRow;
    }
  });

  test('a ceiling below a single row sends nothing; one that is used up ends the run', async () => {
    const most = await mostOf(1);
    const none = await socraticJson(...command('--max-cost', String(most / 2)));
    expect(none.exitCode).toBe(1);
    expect(none.json.error).toMatchObject({ code: 'budget-reached' });
    expect(server.batches()).toHaveLength(0);
    const some = await socraticJson(...command('--max-cost', String(1.001 * most + 3 * costOfRow)));
    expect(some.json.error).toMatchObject({ code: 'budget-reached' });
    const paidRows = timesPaid().length;
    expect(paidRows).toBeGreaterThanOrEqual(3);
    expect(paidRows * costOfRow).toBeLessThanOrEqual(1.001 * most + 3 * costOfRow);
    expect(linesOf(out())).toHaveLength(paidRows);
    const rest = await socraticJson(...command('--max-cost', '1'));
    expect(rest.json).toMatchObject({ kept: 15 });
    expect(timesPaid()).toEqual(Array(15).fill(1));
  });
});

describe('what the provider does on bad days', () => {
  test('requests that fail on the way are repeated, and no batch is made twice', async () => {
    const failed = new Set<string>();
    server.plan = {
      row: answerWell,
      pageSize: 1,
      before: (method, path) => {
        const name = `${method} ${path.split('/')[1]}`;
        if (failed.has(name) || name === 'POST batches') return undefined;
        failed.add(name);
        return { status: 503 };
      },
      at: (moment) => {
        if (failed.has(moment)) return undefined;
        failed.add(moment);
        return moment === 'retrieved' ? { status: 502 } : 'drop';
      },
    };
    const { exitCode, json, stderr } = await socraticJson(...command());
    expect(exitCode, stderr).toBe(0);
    expect(json).toMatchObject({ kept: 15, answered: 15 });
    expect([...failed]).toEqual(expect.arrayContaining(['uploaded', 'created', 'retrieved', 'content']));
    expect(server.batches()).toHaveLength(1);
    expect(timesPaid()).toEqual(Array(15).fill(1));
  });

  test('a batch that is found invalid is told with its lines, and nothing is paid', async () => {
    server.plan = {
      row: answerWell,
      batch: () => ({ errors: [{ code: 'model_not_found', message: `no model; ${secret}`, line: 3 }] }),
    };
    const { exitCode, json } = await socraticJson(...command());
    expect(exitCode).toBe(1);
    expect(json.error).toMatchObject({
      code: 'batch-refused',
      message: expect.stringContaining('line 3: model_not_found: no model; [key]'),
    });
    expect(timesPaid()).toEqual([]);
    server.plan = { row: answerWell };
    expect((await socraticJson(...command())).json).toMatchObject({ kept: 15, cost: { unresolvedCalls: 0 } });
  });

  test('a queue without room makes batches smaller', async () => {
    server.plan = { row: answerWell, queuedRows: 6 };
    const { exitCode, json } = await socraticJson(...command());
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ kept: 15, unanswered: [] });
    expect(server.batches().filter(({ status }) => status === 'failed').length).toBeGreaterThan(0);
    expect(timesPaid()).toEqual(Array(15).fill(1));
  });

  test('a batch that was cancelled keeps the answers that it has', async () => {
    server.plan = {
      row: (row) => (indexOf(row) < 5 || row.earlier > 0 ? answerWell(row) : { do: 'expire' }),
      batch: (number) => (number === 0 ? { workingMs: 60_000 } : {}),
    };
    const run = socraticJson(...command());
    while (server.batches()[0]?.status !== 'in_progress') await new Promise((r) => setTimeout(r, 20));
    server.cancel(server.batches()[0]?.id ?? '');
    const { exitCode, json } = await run;
    expect(exitCode).toBe(1);
    expect(json.error).toMatchObject({ code: 'batch-cancelled' });
    expect(linesOf(out())).toHaveLength(5);
    expect((await socraticJson(...command())).json).toMatchObject({ kept: 15, reused: 5, answered: 10 });
    expect(timesPaid()).toEqual(Array(15).fill(1));
  });

  test('a server without batches, and one that does not know a batch any more', async () => {
    server.plan = { row: answerWell, before: () => ({ status: 404 }) };
    const none = await socraticJson(...command());
    expect(none.exitCode).toBe(2);
    expect(none.json.error).toMatchObject({ code: 'batch-unsupported' });
    server.plan = { row: answerWell, batch: () => ({ workingMs: 60_000 }) };
    const run = socraticJson(...command());
    while (server.batches()[0]?.status !== 'in_progress') await new Promise((r) => setTimeout(r, 20));
    server.forget(server.batches()[0]?.id ?? '');
    expect((await run).json.error).toMatchObject({ code: 'batch-not-found' });
    server.plan = { row: answerWell };
    const lost = await socraticJson(...command());
    expect(lost.json.error).toMatchObject({ code: 'batch-not-found' });
    const cleared = await socraticJson(...command('--clear-unresolved'));
    expect(cleared.json).toMatchObject({ kept: 15, cost: { unresolvedCalls: 0 } });
  });

  test('a wrong key is said at once, and is in no file and no message', async () => {
    server.plan = { row: answerWell, before: () => ({ status: 401 }) };
    const refused = await socratic(...command('--debug'));
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('teacher-refuses');
    server.plan = { row: (row) => ({ do: 'answer', text: `${goodChain(row)}\nYour key is ${secret}` }) };
    const leaked = await socratic(...command('--debug'));
    for (const { stdout, stderr } of [refused, leaked]) expect(stdout + stderr).not.toContain(secret);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toContain('data.mdb');
    for (const { name, parentPath } of files) {
      expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false);
    }
  });
});

test('Ctrl-C ends the waiting; the batch goes on, single calls leave it alone, and the same command collects it', async () => {
  server.plan = { row: answerWell, batch: () => ({ workingMs: 60_000 }) };
  const run = socraticJson(...command());
  while (server.batches()[0]?.status !== 'in_progress') await new Promise((r) => setTimeout(r, 20));
  process.emit('SIGINT');
  const stopped = await run;
  expect(stopped.exitCode).toBe(130);
  expect(stopped.json.error).toMatchObject({
    code: 'interrupted',
    message: expect.stringContaining('15 requests in batches go on at the provider'),
  });
  expect((await socraticJson(...command('--dry-run'))).json).toMatchObject({ calls: 0, inBatches: 15 });
  const single = await socraticJson(...plain());
  expect(single.json).toMatchObject({ answered: 0, unanswered: [{ kind: 'in-batch', count: 15 }] });
  server.hurry(server.batches()[0]?.id ?? '');
  expect((await socraticJson(...command())).json).toMatchObject({ kept: 15, answered: 15, reused: 0 });
  expect(server.batches()).toHaveLength(1);
  expect(timesPaid()).toEqual(Array(15).fill(1));
});

test.each([
  ['a teacher without batches', ['--teacher', 'anthropic:claude-haiku-4-5', '--batch'], 'batch-unsupported'],
  ['a pace', ['--batch', '--concurrency', '4'], 'option-unused'],
  ['looks at nothing', ['--poll', '1'], 'option-unused'],
])('%s is refused', async (_name, flags, code) => {
  const { exitCode, json } = await socraticJson(...plain(...flags));
  expect({ exitCode, code: (json.error as { code: string }).code }).toEqual({ exitCode: 2, code });
  expect(server.requests).toHaveLength(0);
});
