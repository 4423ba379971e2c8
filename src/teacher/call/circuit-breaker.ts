// Stops asking a provider that is down: after several failures in a row nothing goes out for a while, then a single call tries.
import { SocraticError } from '../../common/index.ts';
import type { Clock } from './clock.ts';

export interface BreakerSettings {
  /** Failures in a row after which it opens. */
  readonly threshold: number;
  /** How long it stays open the first time; twice as long each time that the try fails. */
  readonly coolDownMs: number;
  /** Tries that may fail before the provider is given up. */
  readonly tries: number;
}

const longestCoolDownMs = 60_000;

/** How often calls look whether the one that tries has come back. */
const pollMs = 50;

/** The one call that may go out while a provider is thought to be down. */
export type Try = symbol;

export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  readonly #clock: Clock;
  /** Told when it opens: for how long, and after what. */
  readonly #onOpen: (ms: number, message: string) => void;
  #failures = 0;
  #failedTries = 0;
  #openUntilMs: number | null = null;
  #trying: Try | null = null;
  #lastMessage = '';

  constructor(
    settings: BreakerSettings,
    clock: Clock,
    onOpen: (ms: number, message: string) => void = () => undefined,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#onOpen = onOpen;
  }

  /**
   * Waits until a call may go out; null unless it is the one that tries, alone. Throws `teacher-unavailable` once the provider is given
   * up, and the signal's reason.
   */
  async admit(signal?: AbortSignal): Promise<Try | null> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#failedTries >= this.#settings.tries) {
        throw new SocraticError(
          'teacher-unavailable',
          `No call to the teacher succeeds, ${this.#settings.tries} tries over some minutes included: ${this.#lastMessage}\nEvery answer so far is stored: run it again to continue.`,
        );
      }
      if (this.#openUntilMs === null) return null;
      const left = this.#openUntilMs - this.#clock.now();
      if (left <= 0 && this.#trying === null) {
        this.#trying = Symbol('try');
        return this.#trying;
      }
      await this.#clock.sleep(Math.max(left, pollMs), signal);
    }
  }

  /** An admitted call was answered, or refused by a provider that is well. */
  succeeded(): void {
    this.#failures = 0;
    this.#failedTries = 0;
    this.#openUntilMs = null;
    this.#trying = null;
  }

  /** A call that was admitted as `trial` failed as calls do when a provider is down. */
  failed(message: string, trial: Try | null = null): void {
    this.#lastMessage = message;
    if (this.#openUntilMs === null) {
      this.#failures++;
      if (this.#failures >= this.#settings.threshold) this.#open();
    } else if (trial !== null && trial === this.#trying) {
      this.#trying = null;
      this.#failedTries++;
      this.#open();
    } // else: it went out before the breaker opened
  }

  /** The call that was admitted as `trial` did not go out after all: where it was to try, another one tries. */
  abandoned(trial: Try | null): void {
    if (trial !== null && trial === this.#trying) this.#trying = null;
  }

  #open(): void {
    const ms = Math.min(this.#settings.coolDownMs * 2 ** this.#failedTries, longestCoolDownMs);
    this.#openUntilMs = this.#clock.now() + ms;
    if (this.#failedTries < this.#settings.tries) this.#onOpen(ms, this.#lastMessage);
  }
}
