import { expect, test } from 'vitest';
import { forEachInPortions } from './interruptible.ts';

const items = Array.from({ length: 1_200 }, (_, index) => index);

test('every item is worked on in order, and progress is told to the last one', async () => {
  const seen: number[] = [];
  const told: number[] = [];
  await forEachInPortions(items, (item) => seen.push(item), { onProgress: (done) => told.push(done) });
  expect(seen).toEqual(items);
  expect(told).toEqual([500, 1_000, 1_200]);
});

test('what happens meanwhile is heard between two portions, and the items are let go', async () => {
  const controller = new AbortController();
  let done = 0;
  let closed = false;
  function* source() {
    try {
      yield* items;
    } finally {
      closed = true;
    }
  }
  setImmediate(() => controller.abort(new Error('enough')));
  const work = forEachInPortions(source(), () => done++, { signal: controller.signal });
  await expect(work).rejects.toThrow('enough');
  expect({ done, closed }).toEqual({ done: 500, closed: true });
});

test('a stop after the last item counts too', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(forEachInPortions([1], () => undefined, { signal })).rejects.toThrow('enough');
});
