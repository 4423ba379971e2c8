// What calls are waiting for, and until when, for whoever watches a run in which nothing happens.
import type { Clock } from './clock.ts';

interface Wait {
  readonly why: string;
  readonly untilMs: number;
}

/** Shorter waits are over before anybody has read of them. */
const shortestToldMs = 2000;
const longestReason = 100;

export class Waiting {
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sleeps for `ms`, which is one step of a wait until `untilMs`. */
  async sleep(
    ms: number,
    why: string,
    signal?: AbortSignal,
    untilMs = this.#clock.now() + ms,
  ): Promise<void> {
    const wait = { why, untilMs };
    this.#waits.add(wait);
    try {
      await this.#clock.sleep(ms, signal);
    } finally {
      this.#waits.delete(wait);
    }
  }

  /** A clock whose sleepers are seen here. */
  clock(why: string): Clock {
    return {
      now: () => this.#clock.now(),
      sleep: (ms, signal) => this.sleep(ms, why, signal),
    };
  }

  /** `waits until 12:03:10: the teacher answers 503`: the wait that ends first; null where none takes long. */
  text(): string | null {
    const first = [...this.#waits].toSorted((a, b) => a.untilMs - b.untilMs)[0];
    if (first === undefined || first.untilMs - this.#clock.now() < shortestToldMs) return null;
    const why = first.why.length <= longestReason ? first.why : `${first.why.slice(0, longestReason)}…`;
    return `waits until ${clockTime(first.untilMs)}: ${why}`;
  }
}

/** `12:03:10`, in the time zone of this machine. */
function clockTime(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
