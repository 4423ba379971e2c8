// The run directory, from the look at what is there to the end of a training: what a start may use, and how a failure leaves it.
import { existsSync } from 'node:fs';
import {
  describeSystemError,
  InterruptedError,
  isSystemError,
  option,
  type Reporter,
  recoverDirectory,
  SocraticError,
  say,
} from '../common/index.ts';
import { ClaimedPlace } from './claimed-place.ts';
import { type RunRecord, readRunRecord, runFiles } from './run-directory.ts';
import { assertPlaceFree, assertSameRun, divergedBefore, type RunPlace, recoverRun } from './run-place.ts';
import { stoppedBeforeStart } from './stop-point.ts';

/**
 * The record of the run in `out` that is resumed; null where a new run may begin. For a locked directory. Repairs what a killed process
 * left half-done. Throws `out-exists`, `out-not-a-run`, `nothing-to-resume`, `training-diverged` for a run that ended so, and `checkpoint-mismatch` when the run there is not `wanted`.
 */
export function findRun(place: RunPlace, wanted: RunRecord, reporter: Reporter): RunRecord | null {
  const { out, resume } = place;
  recoverDirectory(out, reporter);
  if (!resume || !existsSync(runFiles.record(out))) {
    assertPlaceFree(place);
    return null;
  }
  const previous = readRunRecord(out);
  if (previous.status === 'diverged') throw divergedBefore(previous, out);
  assertSameRun(out, previous, wanted);
  recoverRun(out);
  return previous;
}

/** The locked directory of a run that this process trains. */
export class RunClaim {
  readonly #out: string;
  /** Of a new run, which is beside its place until its first step is done. Null for a run that is resumed: it stays whatever happens. */
  readonly place: ClaimedPlace | null;

  /** For a directory that `findRun` has let pass. */
  constructor(out: string, isResumed: boolean) {
    this.#out = out;
    this.place = isResumed ? null : new ClaimedPlace(out);
  }

  /** Where the run is now. */
  get directory(): string {
    return this.place?.directory ?? this.#out;
  }

  /** Whether there is nothing to keep yet: a failure leaves everything as it was. */
  get isOpen(): boolean {
    return this.place?.open ?? false;
  }

  /** After a failure: leaves `out` as it was where no step was done, else as a run that can be resumed. Returns what to throw. */
  fail(error: unknown): unknown {
    if (this.place?.open) {
      this.place.abandon();
      return error instanceof InterruptedError ? stoppedBeforeStart(error) : error;
    }
    if (!isSystemError(error)) return error;
    return new SocraticError(
      'system',
      say`${describeSystemError(error)}\nThe training is in ${this.#out}, as of its last checkpoint. To go on from there, start it again with ${option('resume', true)}.`,
      { cause: error, subject: { path: this.#out } },
    );
  }
}
