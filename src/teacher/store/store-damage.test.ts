// Damaged stores: each is found before LMDB touches it, and what is whole in it is read.
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ResponseStore, requestKey, type StoredResponse } from './index.ts';
import { findDamage, salvage } from './store-damage.ts';

let folder = '';
let data = '';
const answers = 120;
const keyOf = (index: number) =>
  requestKey({
    spec: 's',
    parameters: {},
    system: '',
    messages: [{ role: 'user', content: `q${index}` }],
    sample: 0,
  });

/** Short ones lie within a page, long ones on pages of their own. */
const response = (index: number): StoredResponse => ({
  text: `answer ${index} ${'x'.repeat(index % 3 === 0 ? 9000 : 40)}`,
  finishReason: 'stop',
  usage: { inputTokens: 10, outputTokens: 5, reported: true },
  cost: 7,
  model: null,
  calledAt: '2026-01-01T00:00:00Z',
  seconds: 1,
  body: null,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'damage-'));
  data = join(folder, 'data.mdb');
  const store = await ResponseStore.open(folder);
  for (let index = 0; index < answers; index++) {
    const claim = await store.claim(keyOf(index), {
      account: 'run',
      worstCase: 9,
      ceiling: null,
      leaseMs: 1000,
    });
    if (claim.kind !== 'claimed') throw new Error(claim.kind);
    await store.resolve(keyOf(index), claim.attempt, 'run', response(index));
  }
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a whole store has no damage, and all of it can be read', () => {
  expect(findDamage(folder)).toBeNull();
  const { answers: read, accounts } = salvage(folder);
  expect(read.size).toBe(answers);
  for (let index = 0; index < answers; index++) expect(read.get(keyOf(index))).toEqual(response(index));
  expect(accounts.get('run')).toMatchObject({ spent: 7 * answers, reserved: 0, answers });
});

test('a folder without a store, and a store that is open and being written to, have none', async () => {
  expect(findDamage(join(folder, 'none'))).toBeNull();
  const store = await ResponseStore.open(folder);
  for (let index = 0; index < 20; index++) {
    const claim = await store.claim(`k${index}`, {
      account: 'b',
      worstCase: 1,
      ceiling: null,
      leaseMs: 1000,
    });
    expect(findDamage(folder)).toBeNull();
    if (claim.kind === 'claimed') await store.fail(`k${index}`, claim.attempt, 'b', 'no');
  }
  await store.close();
});

const size = () => statSync(data).size;
const overwrite = (from: number, bytes: Buffer) => {
  const all = readFileSync(data);
  bytes.copy(all, from);
  writeFileSync(data, all);
};

test.each<[string, () => void, RegExp]>([
  ['cut in half', () => truncateSync(data, Math.floor(size() / 2)), /cut off/],
  ['cut within a page', () => truncateSync(data, Math.floor(size() / 3) + 100), /cut off|overwritten/],
  ['cut to its first two pages', () => truncateSync(data, 8192), /cut off/],
  ['cut to a few bytes', () => truncateSync(data, 50), /not a file of LMDB/],
  ['garbage', () => writeFileSync(data, Buffer.alloc(40_960, 'garbage ')), /not a file of LMDB/],
  ['text', () => writeFileSync(data, 'version https://git-lfs.github.com/spec/v1'), /not a file of LMDB/],
  ['zeros from its third page on', () => overwrite(8192, Buffer.alloc(size() - 8192)), /overwritten/],
  ['garbage from its third page on', () => overwrite(8192, Buffer.alloc(size() - 8192, 0xa5)), /overwritten/],
])('one that is %s is refused with what can be read', async (_name, damage, expected) => {
  damage();
  const readable = salvage(folder).answers.size;
  await expect(ResponseStore.open(folder)).rejects.toMatchObject({
    code: 'store-damaged',
    message: expect.stringMatching(expected),
    details: { answers: readable },
  });
  copyFileSync(data, join(folder, 'before'));
  const store = await ResponseStore.open(folder, Date.now, true);
  expect(store.count()).toBe(readable);
  await store.close();
  const aside = readdirSync(folder).filter((name) => name.startsWith('damaged-'));
  expect(aside).toHaveLength(1);
  expect(readFileSync(join(folder, aside[0] ?? '')).equals(readFileSync(join(folder, 'before')))).toBe(true);
  expect(findDamage(folder)).toBeNull();
});

test('what is read of a store that was cut keeps its answers and what was spent', async () => {
  truncateSync(data, Math.floor(size() * 0.9));
  const store = await ResponseStore.open(folder, Date.now, true);
  expect(store.count()).toBeGreaterThan(answers / 2);
  let same = 0;
  for (let index = 0; index < answers; index++) {
    const found = store.find(keyOf(index));
    if (found === undefined) continue;
    expect(found).toEqual(response(index));
    same++;
  }
  expect(same).toBe(store.count());
  expect(store.account('run').spent).toBeGreaterThan(0);
  await store.close();
});
