// At most so much in any minute: requests, or tokens. First come, first served.
import type { Clock } from './clock.ts';

const minuteMs = 60_000;

/** What was let through, and when. */
interface Entry {
  readonly atMs: number;
  amount: number;
}

/** Corrects what was counted for something once its true size is known. */
export type Correction = (amount: number) => void;

export class RateLimit {
  readonly #perMinute: number;
  readonly #clock: Clock;
  readonly #entries: Entry[] = [];
  #sum = 0;
  #queue: Promise<unknown> = Promise.resolve();

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
        return (actual) => {
          if (this.#entries.includes(entry)) this.#sum += actual - entry.amount;
          entry.amount = actual;
        };
      }
      await this.#clock.sleep(oldest.atMs + minuteMs - now + 1, signal);
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
