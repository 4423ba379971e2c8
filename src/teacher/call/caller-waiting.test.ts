// How long calls wait and what is reported of it, and what each of them counts for: on a clock that jumps, and without chance.
import { APICallError, type LanguageModelV3 } from '@ai-sdk/provider';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Random } from '../../common/index.ts';
import { callerOn, settings, storeForEachTest, textOf } from './caller.fixture.ts';
import { fakeModel, http, jumpingClock, prompt, type Reply } from './fake-teacher.fixture.ts';
import type { CallerOptions, Parameters } from './index.ts';

const world = storeForEachTest();
const callerOf = (model: LanguageModelV3, more: Partial<CallerOptions> = {}) =>
  callerOn(world.store, model, more);
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A clock that jumps, and what was slept on it. */
function recordingClock(time = 0) {
  const clock = jumpingClock();
  clock.time = time;
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    return clock.sleep(ms);
  };
  return { now: clock.now, sleep, slept };
}

/** Replies in turn; the last one again and again. */
const inTurn = (...replies: readonly Reply[]) =>
  fakeModel((call) => replies[Math.min(call, replies.length) - 1] ?? new Error('no reply'));
const x = { text: 'x' };
const noConnection = (code: string) =>
  new APICallError({
    message: code,
    url: 'http://127.0.0.1:1/v1',
    requestBodyValues: {},
    cause: Object.assign(new Error(code), { code }),
  });
const withBody = (statusCode: number, responseBody: string) =>
  new APICallError({ message: 'no', url: 'u', requestBodyValues: {}, statusCode, responseBody });
function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Lets `model` answer a call with `text` only when `letGo` is called. */
function holding(model: LanguageModelV3, text: string) {
  const [held, sent] = [deferred(), deferred()];
  const doGenerate: LanguageModelV3['doGenerate'] = async (options) => {
    if (JSON.stringify(options.prompt).includes(text)) {
      sent.resolve();
      await held.promise;
    }
    return model.doGenerate(options);
  };
  return { model: { ...model, doGenerate }, sent: sent.promise, letGo: held.resolve };
}

describe('the wait before a call is made again', () => {
  test.each<[string, Reply, number[]]>([
    ['doubles after each fault', http(503), [750, 1500, 3000]],
    ['stays short while a model loads', withBody(503, 'Loading model'), [750, 750, 750]],
  ])('%s', async (_, failure, waits) => {
    vi.spyOn(Random.prototype, 'float').mockReturnValue(0.5);
    const clock = recordingClock();
    const patient = { ...settings, retries: 3, backoffMs: 1000 };
    const caller = callerOf(inTurn(failure, failure, failure, x).model, { clock, settings: patient });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('x');
    expect(clock.slept).toEqual(waits);
  });

  test.each([
    [1, 8],
    [6, 12],
  ])('with %i calls at once, %i failures in a row hold all calls back for 5 s', async (concurrency, failures) => {
    const warnings: string[] = [];
    const fake = inTurn(http(503));
    const caller = callerOf(fake.model, {
      clock: jumpingClock(),
      settings: { ...settings, concurrency, retries: 0 },
      warn: (message) => warnings.push(String(message)),
    });
    while (warnings.length === 0) await caller.ask(prompt(`q${fake.calls.length}`), 0);
    expect(fake.calls).toHaveLength(failures);
    expect(warnings).toEqual([
      expect.stringMatching(/^No call to the teacher succeeds .*; trying again in 5 s\.$/),
    ]);
  });

  test('that a teacher asked for is not cut short by a later, shorter one', async () => {
    const clock = jumpingClock();
    const waits: Record<string, string> = { long: '100', short: '1' };
    const fake = fakeModel((_, text) =>
      text in waits ? http(503, { 'retry-after': waits[text] ?? '' }) : x,
    );
    const { model, sent, letGo } = holding(fake.model, 'short');
    const caller = callerOf(model, { clock, settings: { ...settings, retries: 0 } });
    const short = caller.ask(prompt('short'), 0);
    await sent;
    await caller.ask(prompt('long'), 0);
    letGo();
    await short;
    await caller.ask(prompt('next'), 0);
    expect(clock.time).toBe(100_000);
  });

  test('is not told while a call is out', async () => {
    const told: (string | null)[] = [];
    const clock = jumpingClock();
    const fake = fakeModel((call) => (call === 1 ? http(503, { 'retry-after': '40' }) : x));
    const { model, sent, letGo } = holding(fake.model, 'out');
    const sleep = (ms: number) => {
      told.push(caller.waitText());
      return clock.sleep(ms);
    };
    const caller = callerOf(model, { clock: { now: clock.now, sleep } });
    const out = caller.ask(prompt('out'), 0);
    await sent;
    await caller.ask(prompt('a'), 0);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told)).toEqual(new Set([null]));
    letGo();
    await out;
  });

  test('ends nothing where something else than 429 comes in between', async () => {
    const slow = http(429, { 'retry-after': '600' });
    const fake = inTurn(slow, http(503), slow, slow, x); // at 0, 10, 10 and 20 minutes
    const caller = callerOf(fake.model, { clock: jumpingClock() });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('x');
  });
});

describe('a server that nobody runs', () => {
  const patient = {
    ...settings,
    retries: 50,
    backoffMs: 500,
    breaker: { threshold: 99, coolDownMs: 1, tries: 1 },
  };
  const nobody = noConnection('ECONNREFUSED');

  test('is not there because a connection to it broke off', async () => {
    const clock = jumpingClock();
    const caller = callerOf(inTurn(noConnection('ECONNRESET'), nobody).model, { clock, settings: patient });
    await expect(caller.ask(prompt('q'), 0)).rejects.toMatchObject({ code: 'teacher-unavailable' });
    expect(clock.time).toBeLessThan(10_000);
  });

  test('was there if it has answered with a failure, and is waited for', async () => {
    const fake = inTurn(http(500), nobody, nobody, nobody, nobody, nobody, x);
    const caller = callerOf(fake.model, { clock: jumpingClock(), settings: patient });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('x');
  });
});

describe('the tokens for a minute', () => {
  // about 9 tokens of a short prompt, and at most 256 of what it may write
  const timeOf = async (replies: readonly Reply[], tokensPerMinute: number, maxOutputTokens: number) => {
    const clock = jumpingClock();
    const caller = callerOf(inTurn(...replies).model, {
      clock,
      parameters: { temperature: 0, maxOutputTokens },
      settings: { ...settings, retries: 0, tokensPerMinute },
    });
    const times: number[] = [];
    for (const name of ['a', 'b', 'c']) {
      await caller.ask(prompt(name), 0);
      times.push(clock.time);
    }
    return times;
  };

  test('are what an answer took, input and output', async () => {
    const [first, second, third] = await timeOf([{ text: 'x', tokens: 300 }], 1000, 100);
    expect([first, second]).toEqual([0, 0]);
    expect(third).toBeGreaterThanOrEqual(60_000);
  });

  test('are an estimate where a call may have been paid for', async () => {
    const [first, second, third] = await timeOf([http(504)], 530, 1000);
    expect([first, second]).toEqual([0, 0]);
    expect(third).toBeGreaterThanOrEqual(60_000);
  });
});

describe('a request that is claimed already', () => {
  test('is claimed once, however often it is asked for at the same time', async () => {
    const claim = vi.spyOn(world.store, 'claim');
    const caller = callerOf(inTurn(x).model);
    await Promise.all([1, 2, 3].map(() => caller.ask(prompt('q'), 0)));
    expect(claim).toHaveBeenCalledTimes(1);
  });

  test('is asked for again once it has failed', async () => {
    const caller = callerOf(inTurn(http(503), x).model, { settings: { ...settings, retries: 0 } });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('server-error');
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('x');
  });

  test('by a call that has been answered since is answered so', async () => {
    const fake = inTurn(x);
    const answer = await callerOf(fake.model).ask(prompt('q'), 0);
    if (answer.kind !== 'answered') throw new Error('no answer');
    const { response } = answer;
    vi.spyOn(world.store, 'claim').mockResolvedValueOnce({ kind: 'stored', response });
    expect(await callerOf(fake.model).ask(prompt('other'), 0)).toEqual({
      kind: 'answered',
      response,
      reused: true,
    });
    expect(fake.calls).toEqual(['q']);
  });

  test('by a batch is not asked for', async () => {
    const fake = inTurn(x);
    vi.spyOn(world.store, 'claim').mockResolvedValueOnce({ kind: 'in-batch', batch: 'b' });
    expect(await callerOf(fake.model).ask(prompt('q'), 0)).toMatchObject({
      kind: 'unanswered',
      failure: {
        kind: 'in-batch',
        billed: 'no',
        message: expect.stringContaining('annotate in batches again'),
      },
    });
    expect(fake.calls).toEqual([]);
  });

  test('by another process is looked at when its lease ends, and every quarter of a second', async () => {
    const clock = recordingClock(1000);
    const leased = (untilMs: number) => ({ kind: 'leased' as const, untilMs });
    vi.spyOn(world.store, 'claim')
      .mockResolvedValueOnce(leased(9000))
      .mockResolvedValueOnce(leased(1350))
      .mockResolvedValueOnce(leased(1000));
    expect(textOf(await callerOf(inTurn(x).model, { clock }).ask(prompt('q'), 0))).toBe('x');
    expect(clock.slept).toEqual([250, 100, 1]);
  });
});

describe('what a call costs', () => {
  test('an empty answer is paid for three times at most, however many retries there are', async () => {
    const fake = inTurn({ text: '' });
    const caller = callerOf(fake.model, { settings: { ...settings, retries: 9 } });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('empty');
    expect(fake.calls).toHaveLength(3);
  });

  test('is unknown where a failure reports its input alone', async () => {
    const body = withBody(200, '{"usage": {"prompt_tokens": 7}}');
    const caller = callerOf(inTurn(body).model, { settings: { ...settings, retries: 0 } });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('unreadable');
    const unresolved = caller.worstCaseOf(prompt('q'));
    expect(world.store.account('run')).toMatchObject({ spent: 0, unresolved, unresolvedCalls: 1 });
  });

  test('is nothing where there is no price', async () => {
    const caller = callerOf(inTurn({ text: '' }).model, { price: null });
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('empty');
    expect(world.store.account('run')).toMatchObject({ spent: 0, unresolved: 0, inputTokens: 30 });
  });

  test('a budget that is reached is named', async () => {
    const caller = callerOf(inTurn(x).model, { ceiling: 1.5e6 });
    vi.spyOn(world.store, 'claim').mockResolvedValueOnce({
      kind: 'over-budget',
      final: true,
      account: { ...world.store.account('run'), spent: 1.4e6 },
    });
    await expect(caller.ask(prompt('q'), 0)).rejects.toThrow('$0.0015');
  });
});

describe('a store that fails in another way than by its disk', () => {
  test('fails this request alone', async () => {
    vi.spyOn(world.store, 'claim').mockRejectedValueOnce(new TypeError('a fault of ours'));
    const caller = callerOf(inTurn(x).model);
    await expect(caller.ask(prompt('q'), 0)).rejects.toThrow('a fault of ours');
    expect(textOf(await caller.ask(prompt('q'), 0))).toBe('x');
  });
});

describe('what is asked of a model', () => {
  test.each([
    ['socratic', { seed: 3, maxOutputTokens: 100, temperature: 0 }],
    ['fake', { seed: undefined, maxOutputTokens: 100, temperature: 0 }],
  ])('of %s: the seed is the number of the sample, of students alone', async (provider, wanted) => {
    const asked: object[] = [];
    const fake = inTurn(x);
    const doGenerate: LanguageModelV3['doGenerate'] = (options) => {
      asked.push({
        ...wanted,
        seed: options.seed,
        maxOutputTokens: options.maxOutputTokens,
        temperature: options.temperature,
      });
      return fake.model.doGenerate(options);
    };
    await callerOf({ ...fake.model, provider, doGenerate }).ask(prompt('q'), 3);
    expect(asked).toEqual([wanted]);
  });
});

describe('what is warned of, once', () => {
  const parameters: Parameters = { temperature: 0, maxOutputTokens: 100, logprobs: 1 };
  const token = { token: 'x', logprob: -0.5, top_logprobs: [{ token: 'x', logprob: -0.5 }] };
  const warningsOf = async (model: LanguageModelV3, more: Partial<CallerOptions>) => {
    const warnings: string[] = [];
    const caller = callerOf(model, { ...more, warn: (message) => warnings.push(String(message)) });
    for (const name of ['a', 'b']) await caller.ask(prompt(name), 0);
    return warnings;
  };

  test('log-probabilities that were asked for and do not come', async () => {
    const { model } = inTurn(x);
    expect(await warningsOf(model, { parameters })).toEqual([
      expect.stringContaining('answers without them'),
    ]);
    expect(textOf(await callerOf(model, { parameters }).ask(prompt('c'), 0))).toBe('x');
  });

  test('but not those that come, or were not asked for', async () => {
    const { model } = inTurn(x);
    const doGenerate: LanguageModelV3['doGenerate'] = async (options) => ({
      ...(await model.doGenerate(options)),
      response: { body: { choices: [{ logprobs: { content: [token] } }] } },
    });
    expect(await warningsOf({ ...model, doGenerate }, { parameters })).toEqual([]);
    expect(await warningsOf(model, {})).toEqual([]);
  });

  test.each([
    [1, 'A call had no answer after 2 s. `timeoutMs` gives slow answers more time.'],
    [
      4,
      'A call had no answer after 2 s. A server that answers one call after the other keeps the others waiting: `concurrency: 1` is right for most servers on one machine. `timeoutMs` gives slow answers more time.',
    ],
  ])('calls that had no answer in time, of %i at once', async (concurrency, text) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const late: LanguageModelV3['doGenerate'] = async ({ abortSignal }) => {
      vi.advanceTimersByTime(2000);
      abortSignal?.throwIfAborted();
      throw new Error('it was not ended');
    };
    const model = { ...inTurn(x).model, doGenerate: late };
    const warnings = await warningsOf(model, {
      settings: { ...settings, concurrency, retries: 1 },
      clock: jumpingClock(),
    });
    expect(warnings).toEqual([text]);
  });

  test('and nothing of them where a call failed otherwise', async () => {
    const slow = { ...settings, retries: 0 };
    expect(await warningsOf(inTurn(http(500)).model, { settings: slow })).toEqual([]);
  });
});
