// At most so much in any minute: requests, or tokens. First come, first served.
import type { Clock } from './clock.ts';

const minuteMs = 60_000;

/** What was let through, and when. */
interface Entry {
  readonly atMs: number;
  amount: number;
}

/** Corrects what was counted for something once its true size is known; 0 gives its place back. */
export type Correction = (amount: number) => void;

export class RateLimit {
  readonly #perMinute: number;
  readonly #clock: Clock;
  readonly #entries: Entry[] = [];
  #sum = 0;
  #queue: Promise<unknown> = Promise.resolve();
  /** Ends the sleep of the one whose turn it is: something has been given back. */
  #wake: () => void = () => undefined;

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /**
   * Waits until `amount` more fits into the minute that ends now. What is larger than the limit goes when nothing else is in that
   * minute. Rejects with the signal's reason.
   */
  take(amount: number, signal?: AbortSignal): Promise<Correction> {
    const turn = this.#queue.then(() => this.#wait(amount, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #wait(amount: number, signal: AbortSignal | undefined): Promise<Correction> {
    signal?.throwIfAborted();
    for (;;) {
      const now = this.#clock.now();
      this.#forget(now - minuteMs);
      const oldest = this.#entries[0];
      if (oldest === undefined || this.#sum + amount <= this.#perMinute) {
        const entry = { atMs: now, amount };
        this.#entries.push(entry);
        this.#sum += amount;
        return (actual) => this.#correct(entry, actual);
      }
      await this.#sleep(oldest.atMs + minuteMs - now + 1, signal);
    }
  }

  #correct(entry: Entry, actual: number): void {
    const index = this.#entries.indexOf(entry);
    if (index < 0) return; // its minute is over, or it was given back
    const less = actual < entry.amount;
    this.#sum += actual - entry.amount;
    entry.amount = actual;
    if (actual === 0) this.#entries.splice(index, 1);
    if (less) this.#wake();
  }

  /** Sleeps until `ms` are over or something is given back. */
  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const awake = new AbortController();
    const giveUp = () => awake.abort();
    this.#wake = giveUp;
    signal?.addEventListener('abort', giveUp);
    try {
      await this.#clock.sleep(ms, awake.signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!awake.signal.aborted) throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      this.#wake = () => undefined;
    }
  }

  #forget(before: number): void {
    for (
      let oldest = this.#entries[0];
      oldest !== undefined && oldest.atMs <= before;
      oldest = this.#entries[0]
    ) {
      this.#sum -= oldest.amount;
      this.#entries.shift();
    }
  }
}
