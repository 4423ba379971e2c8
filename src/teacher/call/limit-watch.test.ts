// A teacher that answers 429: what is said, how long is waited, and what ends the run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ResponseStore } from '../store/index.ts';
import type { Clock } from './clock.ts';
import { fakeModel, http, jumpingClock, prompt } from './fake-teacher.fixture.ts';
import { Caller } from './index.ts';
import { LimitWatch } from './limit-watch.ts';

let folder = '';
let store: ResponseStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'limits-'));
  store = await ResponseStore.open(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const minute = 60_000;

/** A caller on `clock`, and when it has warned of what. */
function callerOn(
  clock: Clock,
  model: LanguageModelV3,
  settings: { concurrency?: number; retries?: number } = {},
) {
  const warnings: { readonly atMs: number; readonly message: string }[] = [];
  const caller = new Caller({
    ...{ model, spec: 'fake:1', parameters: { temperature: 0, maxOutputTokens: 100 }, secrets: [] },
    ...{ store, account: 'run', price: null, ceiling: null, clock },
    settings: { concurrency: 1, timeoutMs: 2000, retries: 100, ...settings },
    warn: (message) => warnings.push({ atMs: clock.now(), message: String(message) }),
  });
  return { caller, warnings };
}

test('429 for ever is reported at once and now and then, and ends the run after 15 minutes; the next start goes on', async () => {
  const clock = jumpingClock();
  const fake = fakeModel((_, text) => (text === 'first' ? { text: 'x' } : http(429)));
  const { caller, warnings } = callerOn(clock, fake.model);
  await caller.ask(prompt('first'), 0);
  await expect(caller.ask(prompt('q'), 0)).rejects.toMatchObject({
    code: 'teacher-limited',
    message: expect.stringMatching(
      /^For 1[56] min the teacher has answered nothing but 429, too many requests: HTTP 429: no\n.*stored: run it again when the teacher allows calls\.$/,
    ),
  });
  expect(clock.time).toBeGreaterThanOrEqual(15 * minute);
  expect(clock.time).toBeLessThan(16 * minute);
  const times = warnings.map(({ atMs }) => atMs);
  expect(times).toHaveLength(5);
  expect(times[0]).toBe(0);
  for (const [index, atMs] of times.slice(1).entries()) {
    expect(atMs).toBeGreaterThanOrEqual(2 ** index * minute);
    expect(atMs).toBeLessThan((2 ** index + 2) * minute);
  }
  expect(warnings[0]?.message).toMatch(
    /^The teacher answers 429, .*\(HTTP 429: no\)\. The next try is in 1 s\. `requestsPerMinute` or a lower `concurrency` may help\./,
  );
  expect(warnings[1]?.message).toMatch(
    /^For \d+ s the teacher has answered nothing but 429 \(HTTP 429: no\)\. The next try is in \d+ s\./,
  );
  await expect(caller.ask(prompt('another'), 0)).rejects.toMatchObject({ code: 'teacher-limited' });
  const well = fakeModel(() => ({ text: 'well again' }));
  const next = callerOn(clock, well.model);
  expect(await next.caller.ask(prompt('first'), 0)).toMatchObject({ reused: true });
  expect(await next.caller.ask(prompt('q'), 0)).toMatchObject({ response: { text: 'well again' } });
});

test('an answer in between begins the 15 minutes again, and only what lasts is reported from then on', async () => {
  const clock = jumpingClock();
  const tries: number[] = [];
  const fake = fakeModel((_, text) => {
    if (text !== 'q') return { text: 'x' };
    tries.push(clock.time);
    return tries.length < 9 ? http(429, { 'retry-after': '200' }) : { text: 'at last' };
  });
  const { caller, warnings } = callerOn(clock, fake.model, { concurrency: 2 });
  const asked = caller.ask(prompt('q'), 0);
  const done: number[] = [];
  for (let problem = 0; tries.length < 9; problem++) {
    while (tries.length === done.length) await new Promise((resolve) => setImmediate(resolve));
    done.push(problem);
    await caller.ask(prompt(`other ${problem}`), 0);
  }
  expect(await asked).toMatchObject({ response: { text: 'at last' } });
  expect(clock.time).toBeGreaterThan(20 * minute);
  expect(warnings).toHaveLength(1);
});

test('Retry-After is waited for, and the warning says how long', async () => {
  const clock = jumpingClock();
  const tries: number[] = [];
  const fake = fakeModel(() => {
    tries.push(clock.time);
    return tries.length < 4 ? http(429, { 'retry-after': '90' }) : { text: 'x' };
  });
  const { caller, warnings } = callerOn(clock, fake.model);
  await caller.ask(prompt('q'), 0);
  const waits = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
  expect(waits).toHaveLength(3);
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(90_000);
    expect(wait).toBeLessThan(91_000);
  }
  expect(warnings[0]?.message).toContain('The next try is in 91 s.');
});

test('calls that wait are woken when the run ends', async () => {
  const clock = jumpingClock();
  let asleep = false;
  const oneSleeps: Clock = {
    ...clock,
    now: () => clock.time,
    sleep: async (ms, signal) => {
      if (asleep) {
        await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      }
      asleep = true;
      await clock.sleep(ms);
      asleep = false;
    },
  };
  const { caller } = callerOn(oneSleeps, fakeModel(() => http(429)).model, { concurrency: 3 });
  const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => caller.ask(prompt(text), 0)));
  expect(results).toMatchObject(Array(4).fill({ reason: { code: 'teacher-limited' } }));
});

test('few retries leave a problem unanswered before that', async () => {
  const clock = jumpingClock();
  const fake = fakeModel(() => http(429));
  const { caller } = callerOn(clock, fake.model, { retries: 1 });
  expect(await caller.ask(prompt('q'), 0)).toMatchObject({ failure: { kind: 'rate-limited' } });
  expect(fake.calls).toHaveLength(11);
});

/** A watch on a clock that a test sets, and what it has warned of. */
function watchOf() {
  const clock = jumpingClock();
  const warnings: string[] = [];
  const watch = new LimitWatch(clock, (message) => warnings.push(String(message)));
  return { clock, watch, warnings };
}

test('a quarter of an hour of nothing but 429 ends the run, to the millisecond, with the number of calls', () => {
  const { clock, watch } = watchOf();
  expect(watch.limited('slow')).toBeNull();
  clock.time = 15 * minute - 1;
  expect(watch.limited('slow')).toBeNull();
  clock.time = 15 * minute;
  expect(watch.limited('slow')).toMatchObject({ code: 'teacher-limited', details: { calls: 3 } });
});

test.each([
  [0, /^The teacher answers 429, too many requests \(slow\)/],
  [9999, /^The teacher answers 429, too many requests/],
  [10_000, /^For 10 s the teacher has answered nothing but 429/],
  [119_999, /^For 120 s /],
  [2 * minute, /^For 2 min /],
])('after %i ms the first warning begins so: %s', (ms, start) => {
  const { clock, watch, warnings } = watchOf();
  watch.limited('slow');
  clock.time = ms;
  watch.waits(1000, 'slow');
  expect(warnings).toEqual([expect.stringMatching(start)]);
});

test('warnings come again after 1, 2, 4 and 8 minutes', () => {
  const { clock, watch, warnings } = watchOf();
  const warned: number[] = [];
  watch.limited('slow');
  for (clock.time = 0; clock.time < 14 * minute; clock.time += 10_000) {
    watch.waits(1000, 'slow');
    if (warnings.length > warned.length) warned.push(clock.time / minute);
  }
  expect(warned).toEqual([0, 1, 2, 4, 8]);
});

test('a wait behind something else than 429 is none of 429', () => {
  const { clock, watch, warnings } = watchOf();
  watch.limited('slow');
  watch.passed();
  clock.time = 5 * minute;
  watch.waits(1000, 'slow');
  expect(warnings).toEqual([]);
});
