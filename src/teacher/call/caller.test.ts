// Calls that go out once, within the budget, whatever happens around them.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APICallError, type LanguageModelV3 } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InterruptedError, SocraticError } from '../../common/index.ts';
import { ResponseStore } from '../store/index.ts';
import { fakeModel, http, jumpingClock, prompt } from './fake-teacher.fixture.ts';
import { Caller, type CallerOptions, type CallerSettings, type Clock } from './index.ts';

let folder = '';
let store: ResponseStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caller-'));
  store = await ResponseStore.open(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings: CallerSettings = { concurrency: 4, timeoutMs: 2000, retries: 2, backoffMs: 1 };

function callerOf(model: LanguageModelV3, more: Partial<CallerOptions> = {}): Caller {
  return new Caller({
    model,
    spec: 'fake:1',
    parameters: { temperature: 0, maxOutputTokens: 100 },
    secrets: [],
    store,
    account: 'run',
    price: { input: 1, output: 2 },
    ceiling: null,
    settings,
    ...more,
  });
}

const textOf = (answer: Awaited<ReturnType<Caller['ask']>>) =>
  answer.kind === 'answered' ? answer.response.text : answer.failure.kind;

test('an answer is stored, costs what its tokens cost, and is found the next time', async () => {
  const fake = fakeModel((call) => ({ text: `answer ${call}` }));
  const first = await callerOf(fake.model).ask(prompt('q'), 0);
  expect(first).toMatchObject({
    kind: 'answered',
    reused: false,
    response: { text: 'answer 1', cost: 30_000, model: 'fake-1', finishReason: 'stop' },
  });
  const again = await callerOf(fake.model).ask(prompt('q'), 0);
  expect(again).toMatchObject({ reused: true, response: { text: 'answer 1' } });
  expect(textOf(await callerOf(fake.model).ask(prompt('q'), 1))).toBe('answer 2');
  expect(fake.calls).toHaveLength(2);
  expect(store.account('run')).toMatchObject({ spent: 60_000, reserved: 0, unresolved: 0, answers: 2 });
});

test('the same request at the same time is one call', async () => {
  const fake = fakeModel((call) => ({ text: `answer ${call}` }), 10);
  const caller = callerOf(fake.model);
  const answers = await Promise.all([1, 2, 3].map(() => caller.ask(prompt('q'), 0)));
  expect(answers.map(textOf)).toEqual(['answer 1', 'answer 1', 'answer 1']);
  expect(answers.map((answer) => 'reused' in answer && answer.reused)).toEqual([false, true, true]);
  expect(fake.calls).toHaveLength(1);
});

test('two callers on one store share the work of the same requests', async () => {
  const fake = fakeModel((call) => ({ text: `answer ${call}` }), 10);
  const other = await ResponseStore.open(folder);
  const callers = [callerOf(fake.model), callerOf(fake.model, { store: other, account: 'other' })];
  const prompts = Array.from({ length: 10 }, (_, index) => prompt(`q${index}`));
  await Promise.all(callers.flatMap((caller) => prompts.map((each) => caller.ask(each, 0))));
  expect(fake.calls.toSorted()).toEqual(prompts.map((_, index) => `q${index}`).toSorted());
  expect(store.account('run').answers + store.account('other').answers).toBe(10);
});

test('no more calls at once than allowed', async () => {
  const fake = fakeModel(() => ({ text: 'x' }), 5);
  const caller = callerOf(fake.model);
  await Promise.all(Array.from({ length: 20 }, (_, index) => caller.ask(prompt(`q${index}`), 0)));
  expect(fake.most()).toBe(4);
});

describe('what does not go out or is not paid for', () => {
  test('uses up no requests: waiting for the budget goes on by polls', async () => {
    const clock = jumpingClock();
    const startedAt: number[] = [];
    const fake = fakeModel(() => ({ text: 'x' }));
    const model: LanguageModelV3 = {
      ...fake.model,
      doGenerate: async (options) => {
        startedAt.push(clock.time);
        while (clock.time < 4000) await new Promise((resolve) => setImmediate(resolve));
        return fake.model.doGenerate(options);
      },
    };
    const limited = { ...settings, concurrency: 2, timeoutMs: 50_000, requestsPerMinute: 60 };
    const ceiling = 1.5 * callerOf(model).worstCaseOf(prompt('a'));
    const caller = callerOf(model, { ceiling, clock, settings: limited });
    await Promise.all([caller.ask(prompt('a'), 0), caller.ask(prompt('b'), 0)]);
    expect(startedAt).toHaveLength(2);
    expect(startedAt[1]).toBeLessThan(5000);
  });

  test('uses up no tokens, but its request', async () => {
    const clock = jumpingClock();
    const fake = fakeModel((call) => (call === 1 ? http(503) : { text: 'x' }));
    const limited = { ...settings, tokensPerMinute: 150 };
    await callerOf(fake.model, { clock, settings: limited }).ask(prompt('a'), 0);
    expect(fake.calls).toHaveLength(2);
    expect(clock.time).toBeLessThan(1000);
    const again = fakeModel((call) => (call === 1 ? http(503) : { text: 'x' }));
    const slow = { ...settings, requestsPerMinute: 1 };
    await callerOf(again.model, { clock, settings: slow }).ask(prompt('b'), 0);
    expect(clock.time).toBeGreaterThan(59_000);
  });

  test('leaves the single try of a provider that was down to the call that makes it', async () => {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    let [letGo, answerTry] = [() => {}, () => {}];
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const answered = new Promise<void>((resolve) => {
      answerTry = resolve;
    });
    const fake = fakeModel((call) => (call === 1 ? http(503) : { text: 'x' }));
    const model: LanguageModelV3 = {
      ...fake.model,
      doGenerate: async (options) => {
        if (fake.calls.length === 1) await answered;
        return fake.model.doGenerate(options);
      },
    };
    const claims: string[] = [];
    const breaker = { threshold: 1, coolDownMs: 1, tries: 2 };
    const caller = callerOf(model, {
      settings: { ...settings, timeoutMs: 30_000, breaker },
      clock: { now: Date.now, sleep: (ms) => wait(Math.min(ms, 5)).then(() => undefined) },
    });
    const claim = store.claim.bind(store);
    vi.spyOn(store, 'claim').mockImplementation(async (key, options) => {
      claims.push(key);
      if (key !== caller.keyOf(prompt('elsewhere'), 0) || claims.filter((k) => k === key).length > 1) {
        return claim(key, options);
      }
      await held;
      return { kind: 'leased', untilMs: Date.now() + 1000 };
    });
    const elsewhere = caller.ask(prompt('elsewhere'), 0); // let out before the provider was down
    while (claims.length === 0) await wait(1);
    const trying = caller.ask(prompt('a'), 0);
    while (claims.length < 3) await wait(1);
    letGo();
    await wait(150);
    expect(claims).toHaveLength(3);
    answerTry();
    expect([textOf(await elsewhere), textOf(await trying)]).toEqual(['x', 'x']);
    vi.restoreAllMocks();
  });
});

describe('failures', () => {
  test('that may pass are asked again, so often and no more', async () => {
    const fake = fakeModel((call) => (call < 3 ? http(503) : { text: 'at last' }));
    expect(textOf(await callerOf(fake.model).ask(prompt('q'), 0))).toBe('at last');
    const never = fakeModel(() => http(500));
    expect(textOf(await callerOf(never.model).ask(prompt('other'), 0))).toBe('server-error');
    expect(never.calls).toHaveLength(3);
    expect(store.account('run')).toMatchObject({ spent: 30_000, unresolved: 0 });
  });

  test('that may have been paid for count with their worst case, each of them', async () => {
    const fake = fakeModel((call) => (call === 1 ? http(504) : { text: 'x' }));
    const caller = callerOf(fake.model);
    await caller.ask(prompt('q'), 0);
    const { spent, unresolved, unresolvedCalls } = store.account('run');
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
    expect(store.account('run')).toMatchObject({ unresolvedCalls: 2, reserved: 0 });
  });

  test('an empty answer is asked for again, twice at most, and each costs what its tokens cost', async () => {
    const fake = fakeModel(() => ({ text: '' }));
    expect(textOf(await callerOf(fake.model).ask(prompt('q'), 0))).toBe('empty');
    expect(fake.calls).toHaveLength(3);
    expect(store.count()).toBe(0);
    expect(store.account('run')).toMatchObject({ spent: 90_000, unresolved: 0, inputTokens: 30 });
    const once = fakeModel((call) => ({ text: call === 1 ? ' ' : 'x' }));
    expect(textOf(await callerOf(once.model).ask(prompt('other'), 0))).toBe('x');
  });

  test('an answer that the provider broke off is none, whatever there is of it', async () => {
    const erring = fakeModel((call) =>
      call === 1 ? { text: 'half an ans', finish: 'error' } : { text: 'x' },
    );
    expect(textOf(await callerOf(erring.model).ask(prompt('q'), 0))).toBe('x');
    expect(erring.calls).toHaveLength(2);
    expect(store.account('run')).toMatchObject({ spent: 60_000, unresolved: 0 });
    const unsaid = fakeModel((call) =>
      call === 1 ? { text: '', finish: 'error', usage: false } : { text: 'x' },
    );
    await callerOf(unsaid.model).ask(prompt('other'), 0);
    expect(store.account('run')).toMatchObject({ spent: 90_000, unresolvedCalls: 1 });
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
    expect(store.refusal(caller.keyOf(prompt('q0'), 0))).toBeUndefined();
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
    expect(store.refusal(caller.keyOf(prompt('bad 3'), 0))).toBeUndefined();
    expect(store.account('run')).toMatchObject({ unresolved: 0, answers: 3 });
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
    for (let i = 3; i < 23; i++) expect(store.refusal(caller.keyOf(prompt(`q${i}`), 0))).toBeUndefined();
  });

  test('what was refused before the first answer is set aside with it, and taken back where the key was the reason', async () => {
    const fake = fakeModel((_, text) => (text === 'good' ? { text: 'x' } : http(text === 'end' ? 401 : 400)));
    const caller = callerOf(fake.model);
    const mark = (text: string) => store.refusal(caller.keyOf(prompt(text), 0));
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
    expect(store.account('run').unresolved).toBe(0);
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

describe('the budget', () => {
  const worst = 1000 * (2 + 3 * 16) + 2000 * 100; // of a prompt of two characters

  test('lets through what surely fits, waits for calls under way, and then ends the run', async () => {
    const fake = fakeModel(() => ({ text: 'x' }), 10);
    const ceiling = worst + 5 * 30_000; // five answers and the worst case of a sixth
    const caller = callerOf(fake.model, { ceiling });
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, (_, index) => caller.ask(prompt(`q${index}`), 0)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(results.filter(({ status }) => status === 'rejected')).toMatchObject(
      Array.from({ length: 3 }, () => ({ reason: { code: 'budget-reached' } })),
    );
    expect(fake.most()).toBe(1);
    expect(store.account('run').spent).toBe(6 * 30_000);
    expect(store.account('run').spent).toBeLessThanOrEqual(ceiling);
  });

  test('counts what is unresolved until it is cleared', async () => {
    const lost = fakeModel(() => http(504));
    await callerOf(lost.model, { settings: { ...settings, retries: 0 } }).ask(prompt('q0'), 0);
    const fake = fakeModel(() => ({ text: 'x' }));
    const ceiling = 2 * worst - 1;
    await expect(callerOf(fake.model, { ceiling }).ask(prompt('q0'), 0)).rejects.toMatchObject({
      code: 'budget-reached',
      message: expect.stringContaining('Calls with an unknown outcome: 1, which count with at most'),
    });
    await store.clearUnresolved('run');
    expect(textOf(await callerOf(fake.model, { ceiling }).ask(prompt('q0'), 0))).toBe('x');
  });

  test('of an answer without its tokens is charged with the most that they can have been', async () => {
    const fake = fakeModel(() => ({ text: 'x', usage: false }));
    await callerOf(fake.model).ask(prompt('q0'), 0);
    expect(store.account('run').spent).toBe(worst);
  });
});

test('after an interruption no call goes out, and those under way are stored', async () => {
  const fake = fakeModel(() => ({ text: 'x' }), 30);
  const controller = new AbortController();
  const caller = callerOf(fake.model, {
    signal: controller.signal,
    settings: { ...settings, concurrency: 2 },
  });
  const asked = Array.from({ length: 6 }, (_, index) => caller.ask(prompt(`q${index}`), 0));
  await new Promise((resolve) => setTimeout(resolve, 15));
  controller.abort(new InterruptedError('stop'));
  const results = await Promise.allSettled(asked);
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    ...Array(4).fill('rejected'),
  ]);
  expect(results[5]).toMatchObject({ reason: { code: 'interrupted' } });
  expect(fake.calls).toHaveLength(2);
  expect(store.count()).toBe(2);
});

describe('a disk that is full', () => {
  const full = new SocraticError('store-unwritable', 'no space');
  const clock = { now: Date.now, sleep: async () => undefined };
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('stops all calls; the answers under way go into a file that the next start reads', async () => {
    const fake = fakeModel((call) => ({ text: `answer ${call}` }), 5);
    const warnings: string[] = [];
    vi.spyOn(store, 'resolve').mockRejectedValue(full);
    const caller = callerOf(fake.model, { clock, warn: (message) => warnings.push(String(message)) });
    const asked = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => caller.ask(prompt(`q${i}`), 0)),
    );
    expect(fake.calls).toHaveLength(4); // as many as were under way
    expect(asked.map(({ status }) => status)).toEqual([
      ...Array(4).fill('fulfilled'),
      ...Array(8).fill('rejected'),
    ]);
    expect(asked[5]).toMatchObject({ reason: { code: 'store-unwritable' } });
    expect(warnings).toEqual([expect.stringContaining('kept in')]);
    vi.restoreAllMocks();
    await store.close();
    store = await ResponseStore.open(folder);
    expect(store.count()).toBe(4);
    expect(store.account('run')).toMatchObject({ spent: 4 * 30_000, reserved: 0, unresolved: 0, answers: 4 });
    expect(readdirSync(folder).filter((name) => name.startsWith('rescued'))).toEqual([]);
    const again = callerOf(fake.model);
    for (let i = 0; i < 4; i++) expect(await again.ask(prompt(`q${i}`), 0)).toMatchObject({ reused: true });
  });

  test('that takes no file either: an answer is held for a minute and is not lost where there is room again', async () => {
    const fake = fakeModel((call) => ({ text: `answer ${call}` }));
    const warnings: string[] = [];
    vi.spyOn(store, 'resolve').mockRejectedValueOnce(full).mockRejectedValueOnce(full);
    vi.spyOn(store, 'rescue').mockImplementation(() => {
      throw new Error('no room');
    });
    const caller = callerOf(fake.model, { clock, warn: (message) => warnings.push(String(message)) });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('answer 1');
    expect(store.count()).toBe(1);
    expect(warnings).toEqual([expect.stringContaining('no room')]);
    await expect(caller.ask(prompt('other'), 0)).rejects.toBe(full);
    expect(fake.calls).toHaveLength(1);
    vi.spyOn(store, 'resolve').mockRejectedValue(full);
    await expect(callerOf(fake.model, { clock }).ask(prompt('third'), 0)).rejects.toBe(full);
    expect(store.account('run').reserved).toBeGreaterThan(0); // it still counts
  });

  test('that does not take the intent of a call: no call goes out', async () => {
    const fake = fakeModel(() => ({ text: 'x' }));
    vi.spyOn(store, 'claim').mockRejectedValue(full);
    const caller = callerOf(fake.model, { clock });
    await expect(caller.ask(prompt('q'), 0)).rejects.toBe(full);
    vi.restoreAllMocks();
    await expect(caller.ask(prompt('other'), 0)).rejects.toBe(full);
    expect(fake.calls).toEqual([]);
  });
});

describe('another limit of tokens', () => {
  const withLimit = (model: LanguageModelV3, maxOutputTokens: number) =>
    callerOf(model, { parameters: { temperature: 0, maxOutputTokens } });

  test('asks again only for answers that were cut off', async () => {
    const fake = fakeModel((_, text) => ({ text, ...(text === 'long' && { finish: 'length' as const }) }));
    await store.noteTokenLimit(123);
    const first = withLimit(fake.model, 123);
    for (const text of ['a', 'long', 'b']) await first.ask(prompt(text), 0);
    const higher = withLimit(fake.model, 500);
    for (const text of ['a', 'long', 'b']) await higher.ask(prompt(text), 0);
    expect(fake.calls).toEqual(['a', 'long', 'b', 'long']);
    expect(higher.find(prompt('a'), 0)?.text).toBe('a');
  });

  test('takes no answer that is longer than it allows', async () => {
    const fake = fakeModel(() => ({ text: 'x' })); // of 10 tokens
    await withLimit(fake.model, 1024).ask(prompt('q'), 0);
    await withLimit(fake.model, 10).ask(prompt('q'), 0);
    expect(fake.calls).toHaveLength(1);
    await withLimit(fake.model, 9).ask(prompt('q'), 0);
    expect(fake.calls).toHaveLength(2);
  });

  test('tells other temperatures apart', async () => {
    const fake = fakeModel(() => ({ text: 'x' }));
    await withLimit(fake.model, 1024).ask(prompt('q'), 0);
    await callerOf(fake.model, { parameters: { temperature: 1, maxOutputTokens: 2048 } }).ask(prompt('q'), 0);
    expect(fake.calls).toHaveLength(2);
  });
});

test('an answer longer than was allowed counts for what the next calls can cost', async () => {
  const fake = fakeModel(() => ({ text: 'x', tokens: 3000 }));
  const caller = callerOf(fake.model);
  const before = caller.worstCaseOf(prompt('q'));
  await caller.ask(prompt('q'), 0);
  expect(caller.worstCaseOf(prompt('q'))).toBe(before + 2000 * 2900);
});

test('a secret that a server sends back is not stored', async () => {
  const fake = fakeModel(() => ({ text: 'your key is sk-secret-0123456, EMPTY' }));
  const answer = await callerOf(fake.model, { secrets: ['sk-secret-0123456', 'EMPTY'] }).ask(prompt('q'), 0);
  expect(textOf(answer)).toBe('your key is [key], EMPTY'); // EMPTY is no secret but a placeholder
});
