// How much is worked on at once, and how much may wait: what is beyond both is turned away.
import { onAbort } from '../common/index.ts';
import { HttpFailure } from './http-failure.ts';

interface Waiting {
  readonly count: number;
  readonly begin: () => void;
}

/** The longest time that a client is told to wait, in seconds. */
const longestRetry = 60;

export class Slots {
  /** Solutions that are worked on at once. */
  readonly size: number;
  /** Problems that may wait. */
  readonly #maxWaiting: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;
  /** What a problem takes, in seconds: a moving average. */
  #meanSeconds = 1;

  constructor(size: number, maxWaiting: number) {
    this.size = size;
    this.#maxWaiting = maxWaiting;
  }

  /** Solutions that are worked on. */
  get used(): number {
    return this.#used;
  }

  /** Problems that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Does `work`, which takes `count` slots, once they are free; first come, first served. Throws HttpFailure 429 `server-busy` at once when
   * too many wait already, and the reason of `signal` once that is aborted before the work has begun.
   */
  async use<T>(count: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#take(count, signal);
    const started = performance.now();
    try {
      const result = await work();
      const seconds = (performance.now() - started) / 1000;
      this.#meanSeconds += 0.1 * (seconds - this.#meanSeconds);
      return result;
    } finally {
      this.#used -= count;
      this.#beginNext();
    }
  }

  async #take(count: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#used + count <= this.size) {
      this.#used += count;
      return;
    }
    if (this.#waiting.length >= this.#maxWaiting) throw this.#busy();
    await new Promise<void>((resolve, reject) => {
      const settled = onAbort(signal, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
        this.#beginNext(); // a smaller one behind it may fit
      });
      const waiting: Waiting = {
        count,
        begin: () => {
          settled();
          resolve();
        },
      };
      this.#waiting.push(waiting);
    });
  }

  #beginNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || this.#used + next.count > this.size) return;
      this.#waiting.shift();
      this.#used += next.count;
      next.begin();
    }
  }

  #busy(): HttpFailure {
    const expected = (this.#meanSeconds * (this.#waiting.length + 1)) / this.size;
    const seconds = Math.min(longestRetry, Math.max(1, Math.ceil(expected)));
    return new HttpFailure(
      429,
      'server-busy',
      `The server is busy: ${this.#waiting.length} problems wait already. Send the request again in ${seconds} s.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }
}
