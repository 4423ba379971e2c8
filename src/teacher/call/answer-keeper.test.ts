// An answer that has been paid for, on a disk that does not take it. With a whole store: caller.test.ts.
import { expect, test, vi } from 'vitest';
import type { StoredResponse } from '../store/index.ts';
import { AnswerKeeper } from './answer-keeper.ts';
import { asReused } from './asker.ts';
import { callerOptions, storeForEachTest } from './caller.fixture.ts';
import { fakeModel, jumpingClock } from './fake-teacher.fixture.ts';

const world = storeForEachTest();
const response: StoredResponse = {
  ...{ text: '4', finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1, reported: true } },
  ...{ cost: 3000, model: 'm', calledAt: '2026-01-01T00:00:00.000Z', seconds: 1, body: null },
};

function keeperOf(warnings: string[] | null) {
  const stopped: unknown[] = [];
  const clock = jumpingClock();
  const { model } = fakeModel(() => ({ text: 'x' }));
  const warn = warnings === null ? {} : { warn: (message: unknown) => warnings.push(String(message)) };
  const keeper = new AnswerKeeper({ ...callerOptions(world.store, model), clock, ...warn }, (error) => {
    stopped.push(error);
  });
  return { keeper, stopped, clock };
}

test('is tried again for a minute, with one warning, and then lost', async () => {
  const fault = new Error('disk full');
  const resolve = vi.spyOn(world.store, 'resolve').mockRejectedValue(fault);
  vi.spyOn(world.store, 'rescue').mockImplementation(() => {
    throw new Error('no room');
  });
  const warnings: string[] = [];
  const { keeper, stopped, clock } = keeperOf(warnings);
  await expect(keeper.keep('k', 'a', response)).rejects.toBe(fault);
  expect(resolve).toHaveBeenCalledTimes(31);
  expect(clock.time).toBe(60_000);
  expect(warnings).toEqual([expect.stringMatching(/trying again for a minute\. no room$/)]);
  expect(stopped[0]).toMatchObject({
    code: 'store-unwritable',
    message: 'The store cannot be written: disk full',
    cause: fault,
  });
  vi.restoreAllMocks();
});

test('goes into a file, also where nobody is warned', async () => {
  vi.spyOn(world.store, 'resolve').mockRejectedValue(new Error('disk full'));
  const rescue = vi.spyOn(world.store, 'rescue').mockReturnValue('rescued.jsonl');
  await keeperOf(null).keeper.keep('k', 'a', response);
  expect(rescue).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
});

test('an answer that another call got is reused, a failure is not', () => {
  const failure = { kind: 'empty' as const, billed: 'maybe' as const, message: 'm' };
  expect(asReused({ kind: 'answered', response, reused: false })).toEqual({
    kind: 'answered',
    response,
    reused: true,
  });
  expect(asReused({ kind: 'unanswered', failure })).toStrictEqual({ kind: 'unanswered', failure });
});
