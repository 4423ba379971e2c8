// The promises of the store: an answer is paid for once, whoever asks; what may have been paid counts until its outcome is known.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startThread } from '../../common/index.ts';
import { type ClaimOptions, emptyAccount, ResponseStore, requestKey, type StoredResponse } from './index.ts';

let folder = '';
let now = 1_000_000;
let store: ResponseStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'response-store-'));
  store = await ResponseStore.open(folder, () => now);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const asks = (changes: Partial<ClaimOptions> = {}): ClaimOptions => ({
  account: 'run',
  worstCase: 100,
  ceiling: null,
  leaseMs: 1000,
  ...changes,
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

/** The attempt of a claim that must have been granted. */
async function claimed(key: string, changes: Partial<ClaimOptions> = {}): Promise<string> {
  const claim = await store.claim(key, asks(changes));
  if (claim.kind !== 'claimed') throw new Error(`found ${claim.kind}`);
  return claim.attempt;
}

test('an intent counts with its worst case, its answer with its cost', async () => {
  const attempt = await claimed('a');
  expect(store.account('run')).toEqual({ ...emptyAccount, reserved: 100 });
  await store.resolve('a', attempt, 'run', answer('18'));
  const spent = { ...emptyAccount, spent: 30, answers: 1, inputTokens: 10, outputTokens: 5 };
  expect(store.account('run')).toEqual(spent);
  expect(store.find('a')).toEqual(answer('18'));
  expect(await store.claim('a', asks())).toEqual({ kind: 'stored', response: answer('18') });
  expect(store.account('run')).toEqual(spent);
});

test('another start of the program finds answers and accounts', async () => {
  await store.resolve('a', await claimed('a'), 'run', answer('18'));
  await store.close();
  store = await ResponseStore.open(folder, () => now);
  expect(store.find('a')?.text).toBe('18');
  expect(store.account('run').spent).toBe(30);
  expect(store.count()).toBe(1);
});

test('a call is made by one process at a time, and by another only when the lease has run out', async () => {
  const other = await ResponseStore.open(folder, () => now);
  await claimed('a');
  expect(await other.claim('a', asks({ account: 'other' }))).toEqual({ kind: 'leased', untilMs: now + 1000 });
  now += 999;
  expect((await other.claim('a', asks({ account: 'other' }))).kind).toBe('leased');
  now += 1;
  expect((await other.claim('a', asks({ account: 'other' }))).kind).toBe('claimed');
  expect(store.account('run')).toEqual({ ...emptyAccount, unresolved: 100, unresolvedCalls: 1 });
  expect(other.account('other')).toEqual({ ...emptyAccount, reserved: 100 });
});

const claimer = new URL('claim.fixture.ts', import.meta.url);

test('a call of a thread of this process is its own while it has the lease', async () => {
  const thread = startThread(claimer, { workerData: [folder, String(now)] });
  try {
    expect(await once(thread, 'message')).toEqual(['claimed']);
    expect(await store.claim('a', asks())).toEqual({ kind: 'leased', untilMs: now + 1000 });
  } finally {
    await thread.terminate();
  }
});

test('a call of a process that has died is given up at once, of one that lives it is not', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(claimer), folder, String(now)]);
  try {
    const [kind] = await once(child.stdout, 'data');
    expect(String(kind)).toBe('claimed\n');
    expect(await store.claim('a', asks())).toEqual({ kind: 'leased', untilMs: now + 1000 });
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect((await store.claim('a', asks())).kind).toBe('claimed');
  expect(store.account('run')).toEqual({
    ...emptyAccount,
    reserved: 100,
    unresolved: 100,
    unresolvedCalls: 1,
  });
});

test('an unheard rejection of somebody else ends the process only where nobody else listens', () => {
  const before = process.listeners('unhandledRejection');
  const ours = before.find(({ name }) => name === 'passOverCommits');
  if (ours === undefined) throw new Error('not listening');
  const hear = () => ours(new Error('of others'), Promise.resolve());
  process.removeAllListeners('unhandledRejection');
  try {
    process.on('unhandledRejection', ours);
    process.on('unhandledRejection', ours); // of a second store
    expect(hear).toThrow('of others');
    process.on('unhandledRejection', () => undefined);
    expect(hear).not.toThrow();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of before) process.on('unhandledRejection', listener);
  }
});

test('an answer that comes after its lease is kept, and its call no longer unresolved', async () => {
  const late = await claimed('a');
  now += 1000;
  const second = await claimed('a');
  await store.resolve('a', second, 'run', answer('second'));
  await store.resolve('a', late, 'run', answer('late', 40));
  expect(store.find('a')?.text).toBe('second');
  expect(store.find(`a/${late}`)?.text).toBe('late');
  expect(store.account('run')).toMatchObject({ spent: 70, reserved: 0, unresolved: 0, unresolvedCalls: 0 });
});

test('a failed call that was not paid for costs nothing; one that may have been stays until it is cleared', async () => {
  await store.fail('a', await claimed('a'), 'run', 'no');
  expect(store.account('run')).toEqual(emptyAccount);
  await store.fail('a', await claimed('a'), 'run', 'maybe');
  await store.fail('b', await claimed('b', { account: 'other' }), 'other', 'maybe');
  expect(store.account('run')).toEqual({ ...emptyAccount, unresolved: 100, unresolvedCalls: 1 });
  expect(store.unresolvedCalls('run')).toEqual([{ key: 'a', worstCase: 100 }]);
  expect(await store.clearUnresolved('run')).toBe(1);
  expect(store.account('run')).toEqual(emptyAccount);
  expect(store.unresolvedCalls('run')).toEqual([]);
  expect(store.account('other').unresolvedCalls).toBe(1);
});

describe('the ceiling', () => {
  test('covers what is spent, under way and unresolved', async () => {
    const ceiling = 230;
    await store.resolve('a', await claimed('a', { ceiling }), 'run', answer('1', 30));
    await store.fail('b', await claimed('b', { ceiling }), 'run', 'maybe');
    const attempt = await claimed('c', { ceiling }); // 30 + 100 + 100
    const refused = await store.claim('d', asks({ ceiling, worstCase: 1 }));
    expect(refused).toMatchObject({ kind: 'over-budget', final: false });
    await store.resolve('c', attempt, 'run', answer('2', 0));
    expect((await store.claim('d', asks({ ceiling, worstCase: 101 }))).kind).toBe('over-budget');
    expect((await store.claim('d', asks({ ceiling, worstCase: 100 }))).kind).toBe('claimed');
  });

  test('is final when nothing under way could make room', async () => {
    await store.resolve('a', await claimed('a'), 'run', answer('1', 30));
    expect(await store.claim('b', asks({ ceiling: 129 }))).toMatchObject({
      kind: 'over-budget',
      final: true,
    });
    expect(await store.claim('b', asks({ ceiling: 130 }))).toMatchObject({ kind: 'claimed' });
  });

  test('of one run is not touched by another run', async () => {
    await claimed('a', { account: 'other', worstCase: 1000 });
    expect((await store.claim('b', asks({ ceiling: 100 }))).kind).toBe('claimed');
  });
});

test('many calls claimed at once never exceed the ceiling together', async () => {
  const claims = await Promise.all(
    Array.from({ length: 20 }, (_, index) => store.claim(`k${index}`, asks({ ceiling: 750 }))),
  );
  expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(7);
  expect(store.account('run').reserved).toBe(700);
});

describe('the key of a request', () => {
  const request = {
    spec: 'openai:m',
    parameters: { temperature: 0, maxOutputTokens: 10 },
    system: 's',
    messages: [{ role: 'user', content: 'q' }],
    sample: 0,
  } as const;

  test('does not depend on the order of parameters or on those that are not given', () => {
    const same = { ...request, parameters: { maxOutputTokens: 10, topK: undefined, temperature: 0 } };
    expect(requestKey(same)).toBe(requestKey(request));
    expect(requestKey(request)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    { spec: 'openai:n' },
    { parameters: { temperature: 0.1, maxOutputTokens: 10 } },
    { system: 't' },
    { messages: [{ role: 'assistant', content: 'q' }] as const },
    { messages: [{ role: 'user', content: 'q ' }] as const },
    { sample: 1 },
  ])('depends on %j', (change) => {
    expect(requestKey({ ...request, ...change })).not.toBe(requestKey(request));
  });
});

test('a place that is no store is refused', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'text');
  await expect(ResponseStore.open(path)).rejects.toMatchObject({ code: 'store-unusable' });
});
