// Whether there is a server at all: nobody listens at the address, or it is still loading its model.
import { SocraticError } from '../../common/index.ts';
import type { Clock } from './clock.ts';
import type { CallFailure } from './failure.ts';

/** Nobody has ever answered, so often and for so long: it is not a moment's fault. */
const missesBeforeEnd = 3;
const missingMs = 1000;
/** A model that has not been loaded by then. */
const longestLoadingMs = 20 * 60_000;

export class ServerWatch {
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  #isThere = false;
  #misses = 0;
  #missingSinceMs = 0;
  #loadingSinceMs: number | null = null;

  constructor(clock: Clock, warn: (message: string) => void = () => undefined) {
    this.#clock = clock;
    this.#warn = warn;
  }

  /** It has answered, well or not. */
  answered(): void {
    this.#isThere = true;
    this.#loadingSinceMs = null;
  }

  /** Nobody listened; returns `teacher-unavailable` where nobody ever has. */
  missing({ message, isOtherProtocol = false }: CallFailure): SocraticError | null {
    if (this.#isThere) return null;
    if (this.#misses++ === 0) this.#missingSinceMs = this.#clock.now();
    const tooLong = this.#clock.now() - this.#missingSinceMs >= missingMs;
    if (!isOtherProtocol && (this.#misses < missesBeforeEnd || !tooLong)) return null;
    if (isOtherProtocol) {
      return new SocraticError(
        'teacher-unavailable',
        `The teacher cannot be reached: ${message}\nNo answer came. Correct the address, and run it again.`,
      );
    }
    return new SocraticError(
      'teacher-unavailable',
      `The teacher cannot be reached: ${message}\nIs the server running, and is its address right? Nothing was paid for. Run it again when it answers.`,
    );
  }

  /** It is loading its model; returns `teacher-unavailable` when it has done so for too long. */
  loading({ message }: CallFailure): SocraticError | null {
    this.#isThere = true;
    const now = this.#clock.now();
    if (this.#loadingSinceMs === null) {
      this.#loadingSinceMs = now;
      this.#warn('The server is loading its model; calls wait until it has.');
    }
    if (now - this.#loadingSinceMs < longestLoadingMs) return null;
    return new SocraticError(
      'teacher-unavailable',
      `The server has been loading its model for ${longestLoadingMs / 60_000} minutes: ${message}\nEvery answer so far is stored: run it again when it has.`,
    );
  }
}
