// Time, as far as calls depend on it; tests bring their own.
import { setTimeout as timeout } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; rejects with the signal's reason when it is aborted in the meantime. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longer waits than this would overflow the timer and fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await timeout(
        Math.min(Math.max(0, ms), longestTimerMs),
        undefined,
        signal === undefined ? {} : { signal },
      );
    } catch (error) {
      signal?.throwIfAborted(); // its own reason, not the timer's AbortError
      throw error;
    }
  },
};
