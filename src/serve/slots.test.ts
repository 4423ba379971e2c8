import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

/** Work that ends when it is told to. */
function work(slots: Slots, count = 1, signal = never) {
  let end = (): void => undefined;
  let hasBegun = false;
  const done = slots.use(count, signal, () => {
    hasBegun = true;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  done.catch(() => undefined);
  return { done, end: () => end(), hasBegun: () => hasBegun };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what does not fit waits, first come first served, and begins when slots are free', async () => {
  const slots = new Slots(3, 9);
  const [first, large, small] = [work(slots, 2), work(slots, 2), work(slots, 1)];
  await turn();
  expect([first, large, small].map(({ hasBegun }) => hasBegun())).toEqual([true, false, false]);
  expect([slots.used, slots.waiting]).toEqual([2, 2]);
  first.end();
  await first.done;
  await turn();
  expect([large, small].map(({ hasBegun }) => hasBegun())).toEqual([true, true]);
  expect([slots.used, slots.waiting]).toEqual([3, 0]);
  large.end();
  small.end();
  await Promise.all([large.done, small.done]);
  expect(slots.used).toBe(0);
});

test('more than may wait is turned away, with when to come again', async () => {
  const slots = new Slots(1, 1);
  const [first, second] = [work(slots), work(slots)];
  await expect(slots.use(1, never, async () => 7)).rejects.toMatchObject({
    status: 429,
    code: 'server-busy',
    headers: { 'retry-after': '2' },
  });
  first.end();
  await first.done;
  await turn();
  second.end();
  await second.done;
  expect(await slots.use(1, never, async () => 7)).toBe(7);
});

test('work that fails frees its slots', async () => {
  const slots = new Slots(1, 0);
  await expect(slots.use(1, never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await slots.use(1, never, async () => 7)).toBe(7);
});

test('who gives up while waiting leaves the line, and a smaller one behind begins', async () => {
  const slots = new Slots(2, 9);
  const controller = new AbortController();
  const [first, large, small] = [work(slots), work(slots, 2, controller.signal), work(slots)];
  await turn();
  expect(small.hasBegun()).toBe(false);
  controller.abort(new Error('enough'));
  await expect(large.done).rejects.toThrow('enough');
  await turn();
  expect([large.hasBegun(), small.hasBegun()]).toEqual([false, true]);
  await expect(slots.use(1, controller.signal, async () => 7)).rejects.toThrow('enough');
  first.end();
  small.end();
});
