// A teacher that answers 429, "too many requests": what is said of it while calls wait, and when waiting has lasted long enough.
import { type Message, option, SocraticError, say } from '../../common/index.ts';
import type { Clock } from './clock.ts';

/** So long nothing but 429, and the run ends: it is not this minute's limit but a quota, such as that of the day. */
const longestMs = 15 * 60_000;
/** The first 429 of a run is reported at once, one after answers only where it lasts; then again after 1, 2, 4, … minutes. */
const firstAgainMs = 10_000;
const secondMs = 60_000;

export class LimitWatch {
  readonly #clock: Clock;
  readonly #warn: (message: string | Message) => void;
  #sinceMs: number | null = null;
  #calls = 0;
  #tellAfterMs = 0;

  constructor(clock: Clock, warn: (message: string | Message) => void = () => undefined) {
    this.#clock = clock;
    this.#warn = warn;
  }

  /** Something else than 429 came. */
  passed(): void {
    if (this.#sinceMs === null) return;
    this.#sinceMs = null;
    this.#calls = 0;
    this.#tellAfterMs = firstAgainMs;
  }

  /** A 429 came, with what the teacher said; returns `teacher-limited` when nothing else has come for too long. */
  limited(message: string): SocraticError | null {
    this.#sinceMs ??= this.#clock.now();
    this.#calls++;
    if (this.#lastedMs() < longestMs) return null;
    return new SocraticError(
      'teacher-limited',
      `For ${durationText(this.#lastedMs())} the teacher has answered nothing but 429, too many requests: ${message}\nA quota may be used up. Every answer so far is stored: run it again when the teacher allows calls.`,
      { details: { calls: this.#calls } },
    );
  }

  /** After a 429, a call waits for `ms` before it is made again. */
  waits(ms: number, message: string): void {
    const lasted = this.#lastedMs();
    if (lasted < this.#tellAfterMs) return;
    this.#tellAfterMs =
      lasted < secondMs ? secondMs : secondMs * 2 ** (1 + Math.floor(Math.log2(lasted / secondMs)));
    const what =
      lasted < firstAgainMs
        ? 'The teacher answers 429, too many requests'
        : `For ${durationText(lasted)} the teacher has answered nothing but 429`;
    this.#warn(
      say`${what} (${message}). The next try is in ${durationText(ms)}. ${option('requestsPerMinute')} or a lower ${option('concurrency')} may help. After ${durationText(longestMs)} of nothing else the run ends.`,
    );
  }

  #lastedMs(): number {
    return this.#sinceMs === null ? 0 : this.#clock.now() - this.#sinceMs;
  }
}

function durationText(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
