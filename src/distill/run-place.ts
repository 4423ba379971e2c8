// Where a run goes: a directory that is free or may be replaced, or the run in it that is resumed.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  assertFreeDirectory,
  joinMessages,
  option,
  ownerOfName,
  recoverWithin,
  SocraticError,
  say,
} from '../common/index.ts';
import { differencesOf } from './run-differences.ts';
import { type RunRecord, readRunRecord, runFiles } from './run-directory.ts';

export interface RunPlace {
  readonly out: string;
  readonly resume: boolean;
  /** Replace a run that is in `out`. */
  readonly force: boolean;
}

/** Throws `checkpoint-mismatch` when a run would be resumed with options or data that it was not started with. */
export function assertSameRun(out: string, before: RunRecord, now: RunRecord): void {
  const differences = differencesOf(before, now);
  if (differences.length === 0) return;
  const different = [...new Set(differences.map(({ key }) => key))];
  const text = joinMessages(
    differences.map((difference) => difference.text),
    '; ',
  );
  throw new SocraticError(
    'checkpoint-mismatch',
    say`${out} was started with other options or data, so resuming it would not be the same run: ${text}. Resume it with what it was started with, or start again with another ${option('out')}.`,
    { subject: { path: out }, details: { different } },
  );
}

/** Puts a run in order after a process that was killed while it wrote there. For a run that nobody else writes. */
export function recoverRun(out: string): void {
  recoverWithin(out);
  for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    if (ownerOfName(basename(path))?.kind === 'file') rmSync(join(out, path), { force: true });
  }
}

/** Throws unless a new run can go to `out`: nothing is in it, or a run that is replaced with `force`. */
export function assertPlaceFree({ out, resume, force }: RunPlace): void {
  if (resume) {
    throw new SocraticError(
      'nothing-to-resume',
      say`There is no run to resume: ${out} has no run.json. Without ${option('resume')} a new one is started.`,
      { subject: { path: out, option: 'resume' } },
    );
  }
  const holdsRun = existsSync(runFiles.record(out));
  const isFile = statSync(out, { throwIfNoEntry: false })?.isFile() ?? false;
  if (force && existsSync(out) && !holdsRun && !isFile) {
    throw new SocraticError(
      'out-not-a-run',
      say`${out} holds something other than a run and is not replaced. Choose another ${option('out')}.`,
      { subject: { path: out } },
    );
  }
  if (force && !isFile) return;
  if (holdsRun) assertNoRun(out);
  assertFreeDirectory(out);
}

/** The error of resuming a run whose training diverged: it would do so again. */
export function divergedBefore({ strategy, student }: RunRecord, out: string): SocraticError {
  return new SocraticError(
    'training-diverged',
    say`The training in ${out} (${strategy}, ${student}) diverged: resumed, it would diverge again. Start again with a lower ${option('learningRate')} and ${option('force', true)} instead of ${option('resume')}.`,
    { subject: { path: out } },
  );
}

/** Throws `out-exists` about the run that is there; returns where its record cannot be read. */
function assertNoRun(out: string): void {
  let record: RunRecord;
  try {
    record = readRunRecord(out);
  } catch {
    return;
  }
  const { strategy, student, status, models } = record;
  const what = `${strategy}, ${student}`;
  if (status === 'diverged') {
    throw new SocraticError(
      'out-exists',
      say`${out} holds a run (${what}) whose training diverged. Use ${option('force', true)} with a lower ${option('learningRate')} to replace it, or choose another ${option('out')}.`,
      { subject: { path: out }, details: { status } },
    );
  }
  const stopped = Object.entries(models).findLast(
    ([, { steps, totalSteps, stoppedEarly }]) => steps < totalSteps && !stoppedEarly,
  );
  const state =
    status === 'interrupted'
      ? stopped
        ? `was interrupted after step ${stopped[1].steps} of ${stopped[1].totalSteps} of ${stopped[0]}`
        : 'was interrupted'
      : 'is not finished: it failed or was killed';
  throw new SocraticError(
    'out-exists',
    status === 'trained'
      ? say`${out} holds a finished run (${what}). Choose another ${option('out')}, or use ${option('force', true)} to replace it.`
      : say`${out} holds a run (${what}) that ${state}. Use ${option('resume', true)} to continue it or ${option('force', true)} to replace it, or choose another ${option('out')}.`,
    { subject: { path: out }, details: { status } },
  );
}
