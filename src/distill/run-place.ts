// Where a run goes: a directory that is free or may be replaced, or the run in it that is gone on with.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { recoverWithin, refuseToOverwrite, SocraticError } from '../common/index.ts';
import { type RunRecord, readRunRecord, runFiles } from './run-directory.ts';

export interface RunPlace {
  readonly out: string;
  readonly resume: boolean;
  /** Replace a run that is in `out`. */
  readonly force: boolean;
}

/** Throws `checkpoint-mismatch` when a run would go on with options or data that it was not started with. */
export function refuseOtherRun(out: string, before: RunRecord, now: RunRecord): void {
  // Threads and the data's path may change: they do not say what is trained on what.
  const identityOf = ({ strategy, mode, style, student, base, seed, dataset, settings }: RunRecord) => {
    // Another device rounds otherwise, so it would not be the same run; records from before devices have none.
    const { threads: _, device = 'cpu', ...rest } = settings;
    const { sha256: data, trainProblems } = dataset;
    const weights = base?.fingerprint;
    return { strategy, mode, style, student, weights, seed, data, trainProblems, device, ...rest } as Record<
      string,
      unknown
    >;
  };
  const [was, is] = [identityOf(before), identityOf(now)];
  const different = Object.keys(is).filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
  if (different.length === 0) return;
  const text = different.map(
    (key) => `${key} was ${JSON.stringify(was[key])}, now ${JSON.stringify(is[key])}`,
  );
  throw new SocraticError(
    'checkpoint-mismatch',
    `${out} was started with other options or data, so going on would not be the same run: ${text.join('; ')}. ` +
      'Resume with what it was started with, or start again under another --out.',
    { subject: { path: out }, details: { different } },
  );
}

/** Puts a run in order after a process that was killed while it wrote there. For a run that nobody else writes. */
export function recoverRun(out: string): void {
  recoverWithin(out);
  for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    if (/\.\d+\.tmp$/.test(path)) rmSync(join(out, path), { recursive: true, force: true });
  }
}

/** Throws unless a new run can go to `out`: nothing is in it, or a run that is replaced with `force`. */
export function refuseTakenDirectory({ out, resume, force }: RunPlace): void {
  if (resume) {
    throw new SocraticError(
      'nothing-to-resume',
      `--resume: ${out} has no run.json, so there is no run to go on with. Without --resume a new one is started.`,
    );
  }
  const holdsRun = existsSync(runFiles.record(out));
  if (force && existsSync(out) && !holdsRun) {
    throw new SocraticError(
      'out-not-a-run',
      `${out} holds something other than a run and is not replaced. Choose another --out.`,
    );
  }
  if (force) return;
  if (holdsRun) refuseRun(out);
  refuseToOverwrite(out, false);
}

/** Throws `out-exists` about the run that is there; returns where its record cannot be read. */
function refuseRun(out: string): void {
  let record: RunRecord;
  try {
    record = readRunRecord(out);
  } catch {
    return;
  }
  const { strategy, student, status, models } = record;
  const what = `${strategy}, ${student}`;
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
      ? `${out} holds a finished run (${what}). Choose another --out, or pass --force to replace it.`
      : `${out} holds a run (${what}) that ${state}. Its command with --resume goes on with it, --force replaces it; or choose another --out.`,
    { subject: { path: out }, details: { status } },
  );
}
