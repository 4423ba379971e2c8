// Stop requests before the first step. What comes before it computes without a pause, so that Ctrl-C waits until somebody lets it in.
import { setImmediate } from 'node:timers/promises';
import { InterruptedError } from '../common/index.ts';

/** Stands between two phases of a start. Lets a stop request in; throws InterruptedError when there is one. */
export async function stopPoint(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw stoppedBeforeStart();
}

/** The start was stopped, and `out` is as it was. */
export function stoppedBeforeStart(cause?: unknown): InterruptedError {
  return new InterruptedError(
    'Stopped before the first step: nothing was changed.',
    cause === undefined ? {} : { cause },
  );
}

/** The items; throws InterruptedError before the next one once a stop is requested. */
export function* untilStopped<T>(items: Iterable<T>, signal: AbortSignal | undefined): Generator<T> {
  for (const item of items) {
    if (signal?.aborted) throw stoppedBeforeStart();
    yield item;
  }
}
