// The promises of the ledger: a call is in one batch at a time and counts with its worst case until it is booked, which happens once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyAccount, ResponseStore, type StoredResponse } from './index.ts';

let folder = '';
let now = 1_000_000;
let store: ResponseStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'batch-ledger-'));
  store = await ResponseStore.open(folder, () => now);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const answer = (text: string, cost = 30): StoredResponse => ({
  text,
  finishReason: 'stop',
  usage: { inputTokens: 10, outputTokens: 5, reported: true },
  cost,
  model: 'm',
  calledAt: '2026-01-01T00:00:00.000Z',
  seconds: 0.5,
  body: '{}',
});

const row = (key: string, worstCase = 100) => ({
  key,
  most: { inputTokens: 50, outputTokens: 20 },
  worstCase,
});
const begin = async (account = 'run') =>
  (await store.batches.begin({ account, spec: 'teacher', price: null, leaseMs: 1000 })).id;
const add = (id: string, keys: readonly string[], ceiling: number | null = null) =>
  store.batches.addRows(
    id,
    keys.map((key) => row(key)),
    { ceiling, leaseMs: 1000 },
  );
const kinds = (outcomes: readonly { readonly kind: string }[]) => outcomes.map(({ kind }) => kind);
const claim = (key: string) =>
  store.claim(key, { account: 'run', worstCase: 100, ceiling: null, leaseMs: 1000 });
const failure = (billed: 'no' | 'maybe') => ({ kind: 'server-error', billed, message: 'no' });

test('a call is in one batch, and neither there nor elsewhere while it is made or answered', async () => {
  const claimed = await claim('a');
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  await store.resolve('a', claimed.attempt, 'run', answer('1'));
  await claim('b');
  const [first, second] = [await begin(), await begin('other')];
  expect(kinds(await add(first, ['a', 'b', 'c', 'd', 'c']))).toEqual([
    'elsewhere',
    'elsewhere',
    'added',
    'added',
    'elsewhere',
  ]);
  expect(kinds(await add(second, ['c', 'e']))).toEqual(['elsewhere', 'added']);
  expect(store.batches.record(first)).toMatchObject({ state: 'building', rows: 2 });
  expect(await claim('c')).toEqual({ kind: 'in-batch', batch: first });
  expect(store.account('run')).toMatchObject({ batched: 200, batchedCalls: 2, reserved: 100, spent: 30 });
  expect(store.account('other')).toMatchObject({ batched: 100, batchedCalls: 1 });
});

test('calls go in up to the ceiling, with what is spent and under way', async () => {
  await claim('single');
  const id = await begin();
  const outcomes = await add(id, ['a', 'b', 'c', 'd'], 350);
  expect(kinds(outcomes)).toEqual(['added', 'added', 'over-budget', 'over-budget']);
  expect(outcomes[2]).toMatchObject({ worstCase: 100, account: { reserved: 100, batched: 200 } });
  const single = await store.claim('x', { account: 'run', worstCase: 100, ceiling: 350, leaseMs: 1000 });
  expect(single).toMatchObject({ kind: 'over-budget', final: false });
  const larger = await store.claim('x', { account: 'run', worstCase: 200, ceiling: 350, leaseMs: 1000 });
  expect(larger).toMatchObject({ kind: 'over-budget', final: true });
});

test('an answer is booked once, whoever brings it how often', async () => {
  const id = await begin();
  await add(id, ['a', 'b', 'c']);
  const answers = ['a', 'b'].map((key) => ({ key, response: answer(key) }));
  expect(await store.batches.resolveRows(id, answers)).toBe(2);
  expect(await store.batches.resolveRows(id, [...answers, { key: 'z', response: answer('z') }])).toBe(0);
  expect(store.find('a')?.text).toBe('a');
  expect(store.find('z')).toBeUndefined();
  expect(store.account('run')).toEqual({
    ...emptyAccount,
    spent: 60,
    answers: 2,
    inputTokens: 20,
    outputTokens: 10,
    batched: 100,
    batchedCalls: 1,
  });
  await expect(store.batches.close(id, 'completed')).rejects.toThrow(/calls left/);
  expect(await store.batches.failRest(id, failure('no'))).toBe(1);
  await store.batches.close(id, 'completed');
  expect(store.batches.open('teacher')).toEqual([]);
  expect(store.account('run')).toMatchObject({ batched: 0, batchedCalls: 0, unresolved: 0 });
});

test('what may have been paid for stays unresolved until its answer comes after all', async () => {
  const id = await begin();
  await add(id, ['a', 'b']);
  expect(await store.batches.failRows(id, [{ key: 'a', failure: failure('maybe') }])).toBe(1);
  expect(await store.batches.failRows(id, [{ key: 'a', failure: failure('maybe') }])).toBe(0);
  expect(store.account('run')).toMatchObject({ unresolved: 100, unresolvedCalls: 1, batchedCalls: 1 });
  expect(store.unresolvedCalls('run')).toEqual([{ key: 'a', worstCase: 100 }]);
  expect(store.batches.failure('run', 'a')).toEqual({ ...failure('maybe'), tries: 1 });
  const again = await begin();
  expect(kinds(await add(again, ['a']))).toEqual(['added']);
  await store.batches.failRows(again, [{ key: 'a', failure: failure('no') }]);
  expect(store.batches.failure('run', 'a')).toEqual({ ...failure('no'), tries: 2 });
  expect(await store.batches.resolveRows(id, [{ key: 'a', response: answer('late') }])).toBe(1);
  expect(store.account('run')).toMatchObject({ spent: 30, unresolved: 0, unresolvedCalls: 0 });
  expect(store.batches.failure('run', 'a')).toBeUndefined();
  await store.batches.failRows(id, [{ key: 'b', failure: failure('no') }]);
  await store.batches.clearFailures('run');
  expect(store.batches.failure('run', 'b')).toBeUndefined();
});

test('more calls than fit into one transaction are released', async () => {
  const id = await begin();
  const keys = Array.from({ length: 2500 }, (_, index) => index.toString(16).padStart(8, '0'));
  await add(id, keys);
  expect(store.account('run').batchedCalls).toBe(2500);
  await store.batches.release(id, 'not sent');
  expect(store.account('run')).toEqual(emptyAccount);
  expect(store.batches.batchOf(keys[7] ?? '')).toBeUndefined();
  expect(store.batches.record(id)).toMatchObject({ state: 'done', outcome: 'not sent' });
});

test('what a process left half-done is taken over once its lease has run out, never before', async () => {
  const id = await begin();
  await add(id, ['a']);
  const other = await ResponseStore.open(folder, () => now);
  try {
    expect(await other.batches.takeOver(id, 1000)).toBe(false);
    await other.settleAbandoned();
    expect(other.batches.batchOf('a')).toBe(id);
    now += 1001;
    expect(await other.batches.takeOver(id, 1000)).toBe(true);
    await expect(store.batches.advance(id, { state: 'uploading' }, 1000)).rejects.toMatchObject({
      code: 'batch-taken-over',
    });
    await expect(add(id, ['b'])).rejects.toMatchObject({ code: 'batch-taken-over' });
    await other.batches.advance(id, { state: 'creating' }, 1000);
    await other.batches.letGo();
    expect(await store.batches.takeOver(id, 1000)).toBe(true);
    await store.settleAbandoned(); // it may have been sent: its calls stay
    expect(store.batches.batchOf('a')).toBe(id);
  } finally {
    await other.close();
  }
});

test('calls of a batch that was never sent are free again', async () => {
  const id = await begin();
  await add(id, ['a']);
  now += 1001;
  const other = await ResponseStore.open(folder, () => now);
  await other.settleAbandoned();
  await other.close();
  expect(store.batches.batchOf('a')).toBeUndefined();
  expect(store.account('run')).toEqual(emptyAccount);
  expect(await claim('a')).toMatchObject({ kind: 'claimed' });
});
