// Calls that go out once, within the budget, whatever happens around them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InterruptedError, SocraticError } from '../../common/index.ts';
import { ResponseStore } from '../store/index.ts';
import { fakeModel, http, jumpingClock, prompt } from './fake-teacher.fixture.ts';
import { Caller, type CallerOptions, type CallerSettings } from './index.ts';

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

  test('an empty answer that just stops has been paid for and is stored; one that says error only with its tokens', async () => {
    const fake = fakeModel(() => ({ text: '' }));
    expect(textOf(await callerOf(fake.model).ask(prompt('q'), 0))).toBe('');
    expect(fake.calls).toHaveLength(1);
    const paid = fakeModel(() => ({ text: '', finish: 'error' }));
    expect(textOf(await callerOf(paid.model).ask(prompt('paid'), 0))).toBe('');
    expect(paid.calls).toHaveLength(1);
    const erring = fakeModel((call) =>
      call === 1 ? { text: '', finish: 'error', usage: false } : { text: 'x' },
    );
    expect(textOf(await callerOf(erring.model).ask(prompt('other'), 0))).toBe('x');
    expect(erring.calls).toHaveLength(2);
  });

  test('of one request end that request only', async () => {
    const fake = fakeModel((_, text) => (text === 'bad' ? http(400) : { text: 'x' }));
    const caller = callerOf(fake.model);
    expect(textOf(await caller.ask(prompt('bad'), 0))).toBe('rejected');
    expect(textOf(await caller.ask(prompt('good'), 0))).toBe('x');
    expect(fake.calls).toEqual(['bad', 'good']);
  });

  test('of every request end the run', async () => {
    for (const status of [401, 402, 404]) {
      const fake = fakeModel(() => http(status));
      const caller = callerOf(fake.model);
      await expect(caller.ask(prompt('a'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
      await expect(caller.ask(prompt('b'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
      expect(fake.calls).toHaveLength(1);
    }
    const fake = fakeModel(() => http(400));
    const caller = callerOf(fake.model);
    for (let i = 0; i < 4; i++) expect(textOf(await caller.ask(prompt(`q${i}`), 0))).toBe('rejected');
    await expect(caller.ask(prompt('fifth'), 0)).rejects.toMatchObject({ code: 'teacher-refuses' });
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

test('an answer that the disk does not take is held and tried again, not asked for again', async () => {
  const fake = fakeModel((call) => ({ text: `answer ${call}` }));
  const warnings: string[] = [];
  const full = new SocraticError('store-unwritable', 'no space');
  vi.spyOn(store, 'resolve').mockRejectedValueOnce(full).mockRejectedValueOnce(full);
  const clock = { now: Date.now, sleep: async () => undefined };
  const caller = callerOf(fake.model, { clock, warn: (message) => warnings.push(String(message)) });
  expect(textOf(await caller.ask(prompt('q'), 0))).toBe('answer 1');
  expect(store.count()).toBe(1);
  expect(warnings).toEqual([expect.stringContaining('no space')]);
  vi.spyOn(store, 'resolve').mockRejectedValue(full);
  await expect(caller.ask(prompt('other'), 0)).rejects.toBe(full);
  expect(fake.calls).toHaveLength(2);
  expect(store.account('run').reserved).toBeGreaterThan(0); // it still counts
  vi.restoreAllMocks();
});

test('a secret that a server sends back is not stored', async () => {
  const fake = fakeModel(() => ({ text: 'your key is sk-secret-0123456, EMPTY' }));
  const answer = await callerOf(fake.model, { secrets: ['sk-secret-0123456', 'EMPTY'] }).ask(prompt('q'), 0);
  expect(textOf(answer)).toBe('your key is [key], EMPTY'); // EMPTY is no secret but a placeholder
});
