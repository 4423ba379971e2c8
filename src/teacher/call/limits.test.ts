// Rate limits and the circuit breaker, on a clock that jumps to whatever is waited for.
import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';
import { type Clock, systemClock } from './clock.ts';
import { RateLimit } from './rate-limit.ts';
import { Slots } from './slots.ts';

function jumpingClock(): Clock & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      clock.time += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return clock;
}

describe('a rate limit', () => {
  test('lets no more through in any minute', async () => {
    const clock = jumpingClock();
    const limit = new RateLimit(2, clock);
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      await limit.take(1);
      times.push(clock.time);
      clock.time += 10_000;
    }
    expect(times).toEqual([0, 10_000, 60_001, 70_001, 120_002]);
    for (const time of times) {
      expect(times.filter((other) => other > time - 60_000 && other <= time).length).toBeLessThanOrEqual(2);
    }
  });

  test('goes by what was really used once that is known', async () => {
    const clock = jumpingClock();
    const limit = new RateLimit(100, clock);
    const correct = await limit.take(80);
    correct(10);
    await limit.take(90);
    expect(clock.time).toBe(0);
    await limit.take(1);
    expect(clock.time).toBe(60_001);
  });

  test('lets what is larger than itself through alone', async () => {
    const clock = jumpingClock();
    const limit = new RateLimit(10, clock);
    await limit.take(50);
    expect(clock.time).toBe(0);
    await limit.take(1);
    expect(clock.time).toBe(60_001);
  });

  test('takes what is given back for never taken, also for whoever waits already', async () => {
    const clock = jumpingClock();
    const limit = new RateLimit(10, clock);
    (await limit.take(5))(0);
    await limit.take(50);
    expect(clock.time).toBe(0);
    const full = new RateLimit(1, systemClock);
    const correct = await full.take(1);
    const startMs = Date.now();
    const waiting = full.take(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    correct(0);
    await waiting;
    expect(Date.now() - startMs).toBeLessThan(30_000);
  });

  test('ends waiting when it is aborted, and the next in line goes on', async () => {
    const limit = new RateLimit(1, systemClock);
    const controller = new AbortController();
    await limit.take(1);
    const waiting = limit.take(1, controller.signal);
    controller.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
  });
});

describe('a circuit breaker', () => {
  const settings = { threshold: 3, coolDownMs: 1000, tries: 2 };

  test('opens after failures in a row, lets one call try, and closes when it succeeds', async () => {
    const clock = jumpingClock();
    const breaker = new CircuitBreaker(settings, clock);
    breaker.failed('x');
    breaker.failed('x');
    breaker.succeeded();
    breaker.failed('x');
    breaker.failed('x');
    await breaker.admit();
    expect(clock.time).toBe(0);
    breaker.failed('x');
    await breaker.admit();
    expect(clock.time).toBe(1000);
    let second = false;
    const other = breaker.admit().then(() => {
      second = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(second).toBe(false); // the first one is still trying
    breaker.succeeded();
    await other;
    const before = clock.time;
    await breaker.admit();
    expect(clock.time).toBe(before);
  });

  test('waits longer each time, and gives up in the end', async () => {
    const clock = jumpingClock();
    const opened: number[] = [];
    const breaker = new CircuitBreaker(settings, clock, (ms) => opened.push(ms));
    for (let i = 0; i < 3; i++) breaker.failed('HTTP 503');
    breaker.failed('HTTP 503', await breaker.admit());
    breaker.failed('HTTP 503', await breaker.admit());
    expect(opened).toEqual([1000, 2000]);
    await expect(breaker.admit()).rejects.toMatchObject({
      code: 'teacher-unavailable',
      message: expect.stringContaining('HTTP 503'),
    });
  });

  test('a call from before it opened is not the one that tries, however it ends', async () => {
    const clock = jumpingClock();
    const opened: number[] = [];
    const breaker = new CircuitBreaker(settings, clock, (ms) => opened.push(ms));
    const earlier = await breaker.admit();
    for (let i = 0; i < 3; i++) breaker.failed('HTTP 503');
    const trial = await breaker.admit();
    breaker.failed('HTTP 504', earlier);
    breaker.abandoned(earlier);
    expect(opened).toEqual([1000]);
    let second = false;
    const other = breaker.admit().then((admitted) => {
      second = true;
      return admitted;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(second).toBe(false);
    breaker.failed('HTTP 503', trial);
    expect(opened).toEqual([1000, 2000]);
    const next = await other;
    expect(next).not.toBe(trial);
    breaker.failed('late', trial); // it has been counted
    expect(opened).toEqual([1000, 2000]);
    breaker.succeeded();
    expect(await breaker.admit()).toBeNull();
  });
});

test('no more work at once than there are slots, and a failure frees its slot', async () => {
  const slots = new Slots(2);
  let [open, most, done] = [0, 0, 0];
  const work = Array.from({ length: 9 }, (_, index) =>
    slots.run(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 2));
      open--;
      if (index === 0) throw new Error('first');
      done++;
    }),
  );
  const results = await Promise.allSettled(work);
  expect({ most, done, failed: results.filter(({ status }) => status === 'rejected').length }).toEqual({
    most: 2,
    done: 8,
    failed: 1,
  });
});
