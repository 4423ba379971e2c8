// The directory of a quickstart: whose it is, what state it was left in, and what of it may be removed. `quickstart.json` marks it.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  AtomicDirectory,
  option,
  ownerOfName,
  type Reporter,
  recoverDirectory,
  recoverWithin,
  SocraticError,
  say,
  writeJson,
} from '../common/index.ts';
import { quickstartStudents } from './quickstart-plan.ts';

export interface DirectoryOptions {
  readonly out: string;
  readonly minutes: number;
  readonly seed: number;
  /** Replace an interrupted quickstart that had other options. */
  readonly force?: boolean;
}

const state = z.object({
  format: z.literal(2),
  status: z.enum(['running', 'finished']),
  seed: z.number(),
  minutes: z.number(),
  /** Wall time of all starts so far. */
  seconds: z.number(),
  /** Null until the machine's speed is known. */
  budget: z
    .object({
      minutes: z.number(),
      workers: z.number(),
      flopsPerStudent: z.number(),
      secondsPerStudent: z.number(),
      reduced: z.boolean(),
    })
    .nullable(),
});
export type QuickstartState = z.infer<typeof state>;

export const statePath = (out: string) => join(out, 'quickstart.json');

/** The state to go on from, or null after making `out` ready for a new start. `out` is locked. */
export function openDirectory(
  { out, seed, minutes, force }: DirectoryOptions,
  reporter: Reporter,
): QuickstartState | null {
  recoverDirectory(out, reporter);
  const found = readState(statePath(out));
  if (found === null) {
    if (existsSync(out) && readdirSync(out).length > 0) {
      throw new SocraticError(
        'out-exists',
        say`${out} holds something other than a quickstart. Choose another ${option('out')}.`,
        { subject: { path: out } },
      );
    }
    return null;
  }
  if (found.status === 'running' && found.seed === seed && found.minutes === minutes) {
    reporter.info(`Going on with the interrupted quickstart in ${out}.`);
    removeTemporaries(out);
    return found;
  }
  if (found.status === 'running' && !force) {
    throw new SocraticError(
      'quickstart-interrupted',
      say`${out} holds an interrupted quickstart with ${option('minutes', found.minutes)} and ${option('seed', found.seed)}. To go on with it, give the same. Or choose another ${option('out')}, or use ${option('force', true)} to replace it.`,
      { subject: { path: out } },
    );
  }
  reporter.info(
    `Training again: the ${found.status === 'finished' ? 'finished' : 'interrupted'} quickstart in ${out} is replaced.`,
  );
  startAnew({ out, seed, minutes }, reporter);
  return null;
}

/** The state of an earlier version, which trained other students: there is nothing in it to go on with. */
const earlierState = z.object({
  format: z.literal(1),
  seed: z.number(),
  minutes: z.number(),
  seconds: z.number(),
});

/** The state that a quickstart left, or null when there is none that can be read. One of an earlier version counts as finished. */
function readState(path: string): QuickstartState | null {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8'));
    const earlier = earlierState.safeParse(found);
    if (earlier.success) return { ...earlier.data, format: 2, status: 'finished', budget: null };
    const parsed = state.safeParse(found);
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // missing, or not ours
  }
}

/** Whether a path in the directory is of something that a quickstart makes, under its own name or a temporary one. */
function isOwn(path: string): boolean {
  const first = path.split(/[\\/]/)[0] ?? '';
  const name = ownerOfName(first)?.name ?? first;
  return ownNames.includes(name) || calibration.test(name);
}

const ownNames: readonly string[] = [
  'quickstart.json',
  'data',
  ...quickstartStudents.map(({ id }) => id),
  'report.html',
  'result.json',
];
const calibration = /^calibration-\d+$/;

/** Puts a new start in the place of what a quickstart has made. Everything else stays. */
function startAnew({ out, seed, minutes }: DirectoryOptions, reporter: Reporter): void {
  const directory = new AtomicDirectory(out, { replaces: isOwn });
  const begun: QuickstartState = { format: 2, status: 'running', seed, minutes, seconds: 0, budget: null };
  writeJson(statePath(directory.temporary), begun);
  directory.commit(reporter);
}

/** Removes what a killed quickstart may have left half-written: temporary names and measurements of the speed. */
function removeTemporaries(out: string): void {
  recoverWithin(out);
  for (const name of readdirSync(out).filter(isOwn)) {
    const isUnfinished = ownerOfName(name)?.kind === 'file' || name.startsWith('calibration-');
    if (isUnfinished) rmSync(join(out, name), { recursive: true, force: true });
  }
}
