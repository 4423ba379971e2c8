import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort } from './on-abort.ts';

test('a hundred tasks share one listener, which goes with the last of them', () => {
  const { signal } = new AbortController();
  const takeBack = Array.from({ length: 100 }, () => onAbort(signal, () => undefined));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  for (const back of takeBack.slice(1)) back();
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  takeBack[0]?.();
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('an abort calls what was not taken back, each once, in order', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const again = () => void called.push('again');
  onAbort(controller.signal, () => called.push('first'));
  const back = onAbort(controller.signal, () => called.push('taken back'));
  onAbort(controller.signal, again);
  const backAgain = onAbort(controller.signal, again);
  back();
  controller.abort();
  controller.abort();
  expect(called).toEqual(['first', 'again', 'again']);
  backAgain();
});

test('what is taken back while others are called is not called', () => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => {
    called.push('first');
    back();
  });
  const back = onAbort(controller.signal, () => called.push('second'));
  controller.abort();
  expect(called).toEqual(['first']);
});

test('without a signal there is nothing to call', () => {
  expect(onAbort(undefined, () => undefined)()).toBeUndefined();
});
