// Calls that go out once, within the budget, whatever happens around them. What fails: caller-failures.test.ts.
import { readdirSync } from 'node:fs';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InterruptedError, SocraticError } from '../../common/index.ts';
import { ResponseStore, requestKey } from '../store/index.ts';
import { callerOn, settings, storeForEachTest, textOf } from './caller.fixture.ts';
import { fakeModel, http, jumpingClock, prompt } from './fake-teacher.fixture.ts';
import type { CallerOptions } from './index.ts';

const world = storeForEachTest();
const callerOf = (model: LanguageModelV3, more: Partial<CallerOptions> = {}) =>
  callerOn(world.store, model, more);

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
  expect(world.store.account('run')).toMatchObject({ spent: 60_000, reserved: 0, unresolved: 0, answers: 2 });
});

test('what a text is continued by is part of its key, and other keys stay what they are', async () => {
  const caller = callerOf(fakeModel(() => ({ text: 'x' })).model);
  const keys = [
    prompt('q'),
    { ...prompt('q'), continues: 'line' },
    { ...prompt('q'), continues: 'text' },
  ] as const;
  expect(new Set(keys.map((each) => caller.keyOf(each, 0))).size).toBe(3);
  const identity = {
    spec: 'fake:1',
    parameters: { temperature: 0, maxOutputTokens: 100 },
    ...prompt('q'),
    sample: 0,
  };
  expect(caller.keyOf(prompt('q'), 0)).toBe(requestKey(identity));
});

test('the same request at the same time is one call', async () => {
  const fake = fakeModel((call) => ({ text: `answer ${call}` }), 10);
  const caller = callerOf(fake.model);
  const answers = await Promise.all([1, 2, 3].map(() => caller.ask(prompt('q'), 0)));
  expect(answers.map(textOf)).toEqual(['answer 1', 'answer 1', 'answer 1']);
  expect(answers.map((answer) => 'reused' in answer && answer.reused)).toEqual([false, true, true]);
  expect(fake.calls).toHaveLength(1);
});

test('two callers on one world.store share the work of the same requests', async () => {
  const fake = fakeModel((call) => ({ text: `answer ${call}` }), 10);
  const other = await ResponseStore.open(world.folder);
  const callers = [callerOf(fake.model), callerOf(fake.model, { store: other, account: 'other' })];
  const prompts = Array.from({ length: 10 }, (_, index) => prompt(`q${index}`));
  await Promise.all(callers.flatMap((caller) => prompts.map((each) => caller.ask(each, 0))));
  expect(fake.calls.toSorted()).toEqual(prompts.map((_, index) => `q${index}`).toSorted());
  expect(world.store.account('run').answers + world.store.account('other').answers).toBe(10);
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
    const claim = world.store.claim.bind(world.store);
    vi.spyOn(world.store, 'claim').mockImplementation(async (key, options) => {
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
    expect(world.store.account('run').spent).toBe(6 * 30_000);
    expect(world.store.account('run').spent).toBeLessThanOrEqual(ceiling);
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
    await world.store.clearUnresolved('run');
    expect(textOf(await callerOf(fake.model, { ceiling }).ask(prompt('q0'), 0))).toBe('x');
  });

  test('of an answer without its tokens is charged with the most that they can have been', async () => {
    const fake = fakeModel(() => ({ text: 'x', usage: false }));
    await callerOf(fake.model).ask(prompt('q0'), 0);
    expect(world.store.account('run').spent).toBe(worst);
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
  expect(world.store.count()).toBe(2);
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
    vi.spyOn(world.store, 'resolve').mockRejectedValue(full);
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
    await world.store.close();
    world.store = await ResponseStore.open(world.folder);
    expect(world.store.count()).toBe(4);
    expect(world.store.account('run')).toMatchObject({
      spent: 4 * 30_000,
      reserved: 0,
      unresolved: 0,
      answers: 4,
    });
    expect(readdirSync(world.folder).filter((name) => name.startsWith('rescued'))).toEqual([]);
    const again = callerOf(fake.model);
    for (let i = 0; i < 4; i++) expect(await again.ask(prompt(`q${i}`), 0)).toMatchObject({ reused: true });
  });

  test('that takes no file either: an answer is held for a minute and is not lost where there is room again', async () => {
    const fake = fakeModel((call) => ({ text: `answer ${call}` }));
    const warnings: string[] = [];
    vi.spyOn(world.store, 'resolve').mockRejectedValueOnce(full).mockRejectedValueOnce(full);
    vi.spyOn(world.store, 'rescue').mockImplementation(() => {
      throw new Error('no room');
    });
    const caller = callerOf(fake.model, { clock, warn: (message) => warnings.push(String(message)) });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('answer 1');
    expect(world.store.count()).toBe(1);
    expect(warnings).toEqual([expect.stringContaining('no room')]);
    await expect(caller.ask(prompt('other'), 0)).rejects.toBe(full);
    expect(fake.calls).toHaveLength(1);
    vi.spyOn(world.store, 'resolve').mockRejectedValue(full);
    await expect(callerOf(fake.model, { clock }).ask(prompt('third'), 0)).rejects.toBe(full);
    expect(world.store.account('run').reserved).toBeGreaterThan(0); // it still counts
  });

  test('that does not take the intent of a call: no call goes out', async () => {
    const fake = fakeModel(() => ({ text: 'x' }));
    vi.spyOn(world.store, 'claim').mockRejectedValue(full);
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
    await world.store.noteTokenLimit(123);
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
