// Calls that fail: which are asked again, which are paid for, and which end the run.
import { APICallError, type LanguageModelV3 } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { callerOn, settings, storeForEachTest, textOf } from './caller.fixture.ts';
import { fakeModel, http, jumpingClock, prompt } from './fake-teacher.fixture.ts';
import type { Caller, CallerOptions, Clock } from './index.ts';

const world = storeForEachTest();
const callerOf = (model: LanguageModelV3, more: Partial<CallerOptions> = {}) =>
  callerOn(world.store, model, more);

describe('failures', () => {
  test('that may pass are asked again, so often and no more', async () => {
    const fake = fakeModel((call) => (call < 3 ? http(503) : { text: 'at last' }));
    expect(textOf(await callerOf(fake.model).ask(prompt('q'), 0))).toBe('at last');
    const never = fakeModel(() => http(500));
    expect(textOf(await callerOf(never.model).ask(prompt('other'), 0))).toBe('server-error');
    expect(never.calls).toHaveLength(3);
    expect(world.store.account('run')).toMatchObject({ spent: 30_000, unresolved: 0 });
  });

  test('that may have been paid for count with their worst case, each of them', async () => {
    const fake = fakeModel((call) => (call === 1 ? http(504) : { text: 'x' }));
    const caller = callerOf(fake.model);
    await caller.ask(prompt('q'), 0);
    const { spent, unresolved, unresolvedCalls } = world.store.account('run');
    expect({ spent, unresolved, unresolvedCalls }).toEqual({
      spent: 30_000,
      unresolved: caller.worstCaseOf(prompt('q')),
      unresolvedCalls: 1,
    });
    // 1 byte and 16 for each of message, empty system text and whole; 100 tokens to write
    expect(caller.worstCaseOf(prompt('q'))).toBe(1000 * (1 + 3 * 16) + 2000 * 100);
  });

  test('our timeout ends a call', async () => {
    const fake = fakeModel(() => ({ text: 'too late' }), 500);
    const caller = callerOf(fake.model, { settings: { ...settings, timeoutMs: 20, retries: 1 } });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('timeout');
    expect(fake.calls).toHaveLength(2);
    expect(world.store.account('run')).toMatchObject({ unresolvedCalls: 2, reserved: 0 });
  });

  test('an empty answer is asked for again, twice at most, and each costs what its tokens cost', async () => {
    const fake = fakeModel(() => ({ text: '' }));
    expect(textOf(await callerOf(fake.model).ask(prompt('q'), 0))).toBe('empty');
    expect(fake.calls).toHaveLength(3);
    expect(world.store.count()).toBe(0);
    expect(world.store.account('run')).toMatchObject({ spent: 90_000, unresolved: 0, inputTokens: 30 });
    const once = fakeModel((call) => ({ text: call === 1 ? ' ' : 'x' }));
    expect(textOf(await callerOf(once.model).ask(prompt('other'), 0))).toBe('x');
  });

  test('an answer that the provider broke off is none, whatever there is of it', async () => {
    const erring = fakeModel((call) =>
      call === 1 ? { text: 'half an ans', finish: 'error' } : { text: 'x' },
    );
    expect(textOf(await callerOf(erring.model).ask(prompt('q'), 0))).toBe('x');
    expect(erring.calls).toHaveLength(2);
    expect(world.store.account('run')).toMatchObject({ spent: 60_000, unresolved: 0 });
    const unsaid = fakeModel((call) =>
      call === 1 ? { text: '', finish: 'error', usage: false } : { text: 'x' },
    );
    await callerOf(unsaid.model).ask(prompt('other'), 0);
    expect(world.store.account('run')).toMatchObject({ spent: 90_000, unresolvedCalls: 1 });
  });

  test('answers that are all cut off or all empty end the run after the first few', async () => {
    const long = fakeModel(() => ({ text: '', finish: 'length' }));
    const caller = callerOf(long.model);
    for (let i = 0; i < 5; i++) await caller.ask(prompt(`q${i}`), 0);
    await expect(caller.ask(prompt('sixth'), 0)).rejects.toMatchObject({
      code: 'answers-cut-off',
      message: expect.stringMatching(
        /All 5 .* 100 tokens, while the teacher was still thinking.*`maxTokens: 400`/,
      ),
    });
    const one = fakeModel((call) => ({ text: 'x', finish: call === 1 ? 'stop' : 'length' }));
    const well = callerOf(one.model);
    for (let i = 0; i < 9; i++) expect(textOf(await well.ask(prompt(`w${i}`), 0))).toBe('x');
    const empty = callerOf(fakeModel(() => ({ text: '' })).model);
    await empty.ask(prompt('e0'), 0);
    await expect(empty.ask(prompt('e1'), 0)).rejects.toMatchObject({ code: 'answers-empty' });
  });

  const unreadable = (responseBody: string) =>
    new APICallError({
      message: 'Invalid JSON response',
      url: 'u',
      requestBodyValues: {},
      statusCode: 200,
      responseBody,
    });

  test('a body without an answer is asked for again twice, and costs what it says', async () => {
    const fake = fakeModel((call) =>
      call < 3 ? { text: 'x' } : unreadable('{"usage": {"prompt_tokens": "7", "completion_tokens": 3}}'),
    );
    const caller = callerOf(fake.model, { settings: { ...settings, retries: 9 } });
    await caller.ask(prompt('a'), 0);
    await caller.ask(prompt('b'), 0);
    expect(textOf(await caller.ask(prompt('c'), 0))).toBe('unreadable');
    expect(fake.calls).toHaveLength(5);
    // two answers of 10 and 10 tokens, three bodies of 7 and 3
    expect(world.store.account('run')).toMatchObject({ spent: 60_000 + 3 * (7000 + 6000), unresolved: 0 });
  });

  test.each([
    ['body', '{"hello": "sk-secret-0123", "world": 1}'],
    ['page', '<html>sk-secret-0123 Sign in</html>'],
    ['half of a body', '{"id": "sk-secret-0123", "choi'],
  ])('a %s without an answer ends the run after five in a row, and is shown without secrets', async (_, body) => {
    const fake = fakeModel(() => unreadable(body));
    const caller = callerOf(fake.model, { secrets: ['sk-secret-0123'] });
    await caller.ask(prompt('a'), 0);
    await expect(caller.ask(prompt('b'), 0)).rejects.toMatchObject({
      code: 'answers-unreadable',
      message: expect.stringMatching(/answered 5 times in a row with HTTP 200.*\[key\]/s),
    });
    expect(fake.calls).toHaveLength(5);
    await expect(caller.ask(prompt('c'), 0)).rejects.toMatchObject({ code: 'answers-unreadable' });
    expect(fake.calls).toHaveLength(5);
  });

  test('bodies without an answer behind answers end the run after ten in a row, pages in their place do not', async () => {
    const only = (bad: string) => fakeModel((call) => (call === 1 ? { text: 'x' } : unreadable(bad)));
    const breaker = { threshold: 99, coolDownMs: 1, tries: 1 };
    const paid = only('{"hello": 1}');
    const caller = callerOf(paid.model, { settings: { ...settings, breaker } });
    for (const name of ['a', 'b', 'c', 'd']) await caller.ask(prompt(name), 0);
    await expect(caller.ask(prompt('e'), 0)).rejects.toMatchObject({ code: 'answers-unreadable' });
    expect(paid.calls).toHaveLength(11);
    const down = only('<html>Down for maintenance</html>');
    const patient = callerOf(down.model, { settings: { ...settings, breaker } });
    for (const name of ['f', 'g', 'h', 'i', 'j']) await patient.ask(prompt(name), 0);
    expect(textOf(await patient.ask(prompt('k'), 0))).toBe('unreadable');
  });

  test('of one request end that request only', async () => {
    const fake = fakeModel((_, text) => (text === 'bad' ? http(400) : { text: 'x' }));
    const caller = callerOf(fake.model);
    expect(textOf(await caller.ask(prompt('bad'), 0))).toBe('rejected');
    expect(textOf(await caller.ask(prompt('good'), 0))).toBe('x');
    expect(fake.calls).toEqual(['bad', 'good']);
  });

  test('of every request end the run', async () => {
    for (const status of [401, 402]) {
      const fake = fakeModel(() => http(status));
      const caller = callerOf(fake.model);
      await expect(caller.ask(prompt('a'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
      await expect(caller.ask(prompt('b'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
      expect(fake.calls).toHaveLength(1);
    }
  });

  test.each([
    400, 403, 404, 413, 422,
  ])('HTTP %i of five different requests before any answer ends the run', async (status) => {
    const fake = fakeModel(() => http(status));
    const caller = callerOf(fake.model);
    for (let i = 0; i < 4; i++) expect((await caller.ask(prompt(`q${i}`), 0)).kind).toBe('unanswered');
    await expect(caller.ask(prompt('fifth'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
    expect(world.store.refusal(caller.keyOf(prompt('q0'), 0))).toBeUndefined();
  });

  test.each([
    400, 403, 404,
  ])('HTTP %i of nineteen requests in a row sets them aside, once there was an answer', async (status) => {
    const fake = fakeModel((_, text) => (text.startsWith('bad') ? http(status) : { text: 'x' }));
    const caller = callerOf(fake.model);
    await caller.ask(prompt('first'), 0);
    for (let i = 0; i < 19; i++) {
      expect(await caller.ask(prompt(`bad ${i}`), 0)).toMatchObject({ kind: 'unanswered', isSetAside: true });
    }
    expect(textOf(await caller.ask(prompt('next'), 0))).toBe('x');
    expect(fake.calls).toHaveLength(21);
    const later = callerOf(fake.model);
    expect(await later.ask(prompt('bad 3'), 0)).toMatchObject({
      isSetAside: true,
      failure: { billed: 'no' },
    });
    expect(fake.calls).toHaveLength(21);
    const well = fakeModel(() => ({ text: 'now' }));
    expect(textOf(await callerOf(well.model, { retryFailed: true }).ask(prompt('bad 3'), 0))).toBe('now');
    expect(world.store.refusal(caller.keyOf(prompt('bad 3'), 0))).toBeUndefined();
    expect(world.store.account('run')).toMatchObject({ unresolved: 0, answers: 3 });
  });

  test('a key that is revoked in the middle ends the run after twenty requests, and none of them is set aside', async () => {
    const fake = fakeModel((call) => (call > 3 ? http(403) : { text: 'x' }));
    const caller = callerOf(fake.model);
    for (let i = 0; i < 22; i++) await caller.ask(prompt(`q${i}`), 0);
    await expect(caller.ask(prompt('q22'), 0)).rejects.toMatchObject({
      code: 'teacher-refuses',
      message: expect.stringContaining('20 different requests in a row'),
    });
    expect(fake.calls).toHaveLength(23);
    for (let i = 3; i < 23; i++)
      expect(world.store.refusal(caller.keyOf(prompt(`q${i}`), 0))).toBeUndefined();
  });

  test('what was refused before the first answer is set aside with it, and taken back where the key was the reason', async () => {
    const fake = fakeModel((_, text) => (text === 'good' ? { text: 'x' } : http(text === 'end' ? 401 : 400)));
    const caller = callerOf(fake.model);
    const mark = (text: string) => world.store.refusal(caller.keyOf(prompt(text), 0));
    await caller.ask(prompt('first'), 0);
    expect(mark('first')).toBeUndefined();
    await caller.ask(prompt('good'), 0);
    expect(mark('first')).toMatchObject({ kind: 'rejected' });
    await caller.ask(prompt('second'), 0);
    expect(mark('second')).toMatchObject({ kind: 'rejected' });
    await expect(caller.ask(prompt('end'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
    expect(mark('second')).toBeUndefined();
    expect(mark('first')).toBeDefined();
  });

  test('a start that asks only for what was refused before knows that the teacher answers', async () => {
    const fake = fakeModel((_, text) => (text.startsWith('bad') ? http(403) : { text: 'x' }));
    await callerOf(fake.model).ask(prompt('first'), 0);
    const second = callerOf(fake.model);
    for (let i = 0; i < 8; i++) await second.ask(prompt(`bad ${i}`), 0);
    expect(fake.calls).toHaveLength(9);
  });

  test('a server that nobody runs ends the run in seconds; one that was there is waited for', async () => {
    const refused = () =>
      new APICallError({
        message: 'Cannot connect to API: connect ECONNREFUSED 127.0.0.1:1',
        url: 'http://127.0.0.1:1/v1',
        requestBodyValues: {},
        cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      });
    const clock = jumpingClock();
    const never = fakeModel(refused);
    const patient = { ...settings, retries: 50, backoffMs: 500 };
    await expect(
      callerOf(never.model, { clock, settings: patient }).ask(prompt('q'), 0),
    ).rejects.toMatchObject({
      code: 'teacher-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(clock.time).toBeLessThan(5000);
    const back = fakeModel((call) => (call > 1 && call < 6 ? refused() : { text: 'x' }));
    const caller = callerOf(back.model, { clock, settings: patient });
    await caller.ask(prompt('a'), 0);
    expect(textOf(await caller.ask(prompt('b'), 0))).toBe('x');
    expect(world.store.account('run').unresolved).toBe(0);
  });

  test('a server that loads its model is waited for, however few retries there are', async () => {
    const clock = jumpingClock();
    const warnings: string[] = [];
    const loading = new APICallError({
      message: 'Loading model',
      url: 'u',
      requestBodyValues: {},
      statusCode: 503,
      responseBody: '{"error": {"message": "Loading model"}}',
    });
    const fake = fakeModel((call) => (call < 12 ? loading : { text: 'x' }));
    const slow = { ...settings, retries: 1, backoffMs: 2000 };
    const caller = callerOf(fake.model, {
      clock,
      settings: slow,
      warn: (text) => warnings.push(String(text)),
    });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('x');
    expect(warnings).toEqual([expect.stringContaining('loading its model')]);
    const never = callerOf(fakeModel(() => loading).model, { clock, settings: slow });
    await expect(never.ask(prompt('other'), 0)).rejects.toMatchObject({ code: 'teacher-unavailable' });
  });

  test('the wait that a server asks for is told, with its end', async () => {
    const fake = fakeModel((call) => (call === 1 ? http(503, { 'retry-after': '40' }) : { text: 'x' }));
    let told: string | null = null;
    const clock: Clock = {
      now: () => 0,
      sleep: async () => {
        told ??= caller.waitText();
        clock.now = () => 41_000;
      },
    };
    const caller: Caller = callerOf(fake.model, { clock });
    await caller.ask(prompt('q'), 0);
    expect(told).toMatch(/^waits until \d\d:\d\d:\d\d: .*HTTP 503/);
    expect(caller.waitText()).toBeNull();
  });

  test('of a provider that is down end the run after some waiting', async () => {
    const fake = fakeModel(() => http(503));
    const warnings: string[] = [];
    const breaker = { threshold: 3, coolDownMs: 5, tries: 2 };
    const caller = callerOf(fake.model, {
      settings: { ...settings, retries: 50, breaker },
      warn: (message) => warnings.push(String(message)),
    });
    await expect(caller.ask(prompt('q'), 0)).rejects.toMatchObject({ code: 'teacher-unavailable' });
    expect(fake.calls).toHaveLength(5);
    expect(warnings).toHaveLength(2);
  });

  test('Retry-After holds all calls back', async () => {
    const times: number[] = [];
    const fake = fakeModel((call) => {
      times.push(Date.now());
      return call === 1 ? http(429, { 'retry-after-ms': '150' }) : { text: 'x' };
    });
    const caller = callerOf(fake.model);
    const first = caller.ask(prompt('a'), 0);
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    while (times.length === 0) await wait(5); // on a busy machine the first call takes a while to go out
    await wait(50);
    await Promise.all([first, caller.ask(prompt('b'), 0)]);
    expect(times).toHaveLength(3);
    for (const time of times.slice(1)) expect(time - (times[0] ?? 0)).toBeGreaterThanOrEqual(145);
  });
});
