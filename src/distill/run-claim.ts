// The run directory, from the look at what is there to the end of a training: what a start may use, and how a failure leaves it.
import { existsSync } from 'node:fs';
import {
  describeSystemError,
  InterruptedError,
  isSystemError,
  option,
  SocraticError,
  say,
} from '../common/index.ts';
import { ClaimedPlace, recoverPlace } from './claimed-place.ts';
import { type RunRecord, readRunRecord, runFiles } from './run-directory.ts';
import { lockRun } from './run-lock.ts';
import { type RunPlace, refuseOtherRun, refuseTakenDirectory, removeTemporaries } from './run-place.ts';
import { stoppedBeforeStart } from './stop-point.ts';

/**
 * The record of the run in `out` that is resumed; null where a new run may begin. Repairs what a killed process left half-done.
 * Throws `out-exists`, `out-not-a-run`, `out-in-use`, `nothing-to-resume`, and `checkpoint-mismatch` when the run there is not `wanted`.
 */
export function findRun(place: RunPlace, wanted: RunRecord): RunRecord | null {
  const { out, resume } = place;
  recoverPlace(out, place);
  if (!resume || !existsSync(runFiles.record(out))) {
    refuseTakenDirectory(place);
    return null;
  }
  const previous = readRunRecord(out);
  refuseOtherRun(out, previous, wanted);
  removeTemporaries(out);
  return previous;
}

/** A run directory that this process trains in. */
export class RunClaim {
  readonly #out: string;
  /** Null for a run that is resumed: it stays whatever happens. */
  readonly #place: ClaimedPlace | null;
  readonly #unlock: () => void;

  /** For a directory that `findRun` has let pass. Throws `out-in-use`. */
  constructor(out: string, isResumed: boolean) {
    this.#out = out;
    this.#place = isResumed ? null : new ClaimedPlace(out);
    try {
      this.#unlock = lockRun(out);
    } catch (error) {
      this.#place?.abandon();
      throw error;
    }
  }

  /** Whether there is nothing to keep yet: a failure leaves everything as it was. */
  get isOpen(): boolean {
    return this.#place?.open ?? false;
  }

  /** A step is done: from now on the run stays. */
  settle(): void {
    this.#place?.settle();
  }

  /** After a failure: leaves `out` as it was where no step was done, else as a run that can be resumed. Returns what to throw. */
  fail(error: unknown): unknown {
    if (this.#place?.open) {
      try {
        this.#place.abandon();
      } catch {
        return error; // what was there is still there, beside what was made: the next start puts it back
      }
      return error instanceof InterruptedError ? stoppedBeforeStart(error) : error;
    }
    if (!isSystemError(error)) return error;
    return new SocraticError(
      'system',
      say`${describeSystemError(error)}\nThe training is in ${this.#out}, as of its last checkpoint. To go on from there, start it again with ${option('resume', true)}.`,
      { cause: error, subject: { path: this.#out } },
    );
  }

  /** Others may train there again. */
  release(): void {
    this.#unlock();
  }
}
