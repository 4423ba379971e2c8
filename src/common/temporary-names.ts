// The temporary names of a directory that is being replaced, and of a lock on it: whose they are, and whether that process still runs.
//
// They are beside the directory, or inside it where it cannot be renamed:
//   NAME.PID-N.socratic-new        .PID-N.socratic-new        the new content, not yet whole
//   NAME.PID-N.socratic-old        .PID-N.socratic-old        the old content, which comes back if the process is killed now
//   NAME.PID-N.socratic-replaced   .PID-N.socratic-replaced   the old content, which goes: the new content is whole
//   NAME.PID-N.socratic-lock       .PID-N.socratic-lock       a file: process PID works in the directory
import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { isAlive } from './process-start.ts';

export type TemporaryKind = 'new' | 'old' | 'replaced' | 'lock';

export interface Temporary {
  readonly path: string;
  readonly kind: TemporaryKind;
  readonly pid: number;
  /** PID-N: what one replacement inside a directory uses has the same. */
  readonly id: string;
}

const form = /^((\d+)-\d+)\.socratic-(new|old|replaced|lock)$/;
let counter = 0;
/** The paths that this process itself uses at the moment. */
const ownPaths = new Set<string>();

/** The absolute path with all symbolic links resolved; the last parts of it need not exist. */
export function realPlace(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(full) === full) return full;
  }
  const isLink = lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (isLink) return realPlace(resolve(dirname(full), readlinkSync(full)));
  return join(realPlace(dirname(full)), basename(full));
}

/**
 * What the temporary names of `place` (a real path) start with. They are inside it where it should not be renamed (the current directory
 * or one above it), or cannot be: a mount point, or a directory whose parent is not writable.
 */
export function temporaryPrefix(place: string): string {
  const cannotMove = isCurrent(place) || isMountPoint(place) || !isWritable(dirname(place));
  return cannotMove ? insideOf(place) : besideOf(place);
}

export const besideOf = (place: string) => `${place}.`;
export const insideOf = (place: string) => `${place}${sep}.`;

/** A new name for this process. It counts as used until `releaseTemporary`. */
export function takeTemporary(prefix: string, kind: TemporaryKind): Temporary {
  const id = `${process.pid}-${++counter}`;
  const path = pathOf(prefix, id, kind);
  ownPaths.add(path);
  return { path, kind, pid: process.pid, id };
}

/** Another kind of the same name. */
export const asKind = (prefix: string, { id, pid }: Temporary, kind: TemporaryKind): Temporary => ({
  path: pathOf(prefix, id, kind),
  kind,
  pid,
  id,
});

export function releaseTemporary({ path }: Temporary): void {
  ownPaths.delete(path);
}

const pathOf = (prefix: string, id: string, kind: TemporaryKind) => `${prefix}${id}.socratic-${kind}`;

/** The temporary names that exist with this prefix; none where the folder is missing or cannot be listed. */
export function temporariesAt(prefix: string): Temporary[] {
  const folder = dirname(`${prefix}-`);
  const start = basename(`${prefix}-`).slice(0, -1);
  return namesIn(folder).flatMap((name) => {
    if (!name.startsWith(start)) return [];
    const [, id, pid, kind] = form.exec(name.slice(start.length)) ?? [];
    if (id === undefined) return [];
    return [{ path: join(folder, name), kind: kind as TemporaryKind, pid: Number(pid), id }];
  });
}

/** Whether a name in a directory is a temporary one of that directory itself. */
export const isInsideName = (name: string) => name.startsWith('.') && form.test(name.slice(1));

/** The name of the directory that a name beside it belongs to; null for other names. */
export function ownerOfName(name: string): string | null {
  return /^(.+)\.\d+-\d+\.socratic-(new|old|replaced)$/.exec(name)?.[1] ?? null;
}

/** Whether the process that took the name has ended, or this process no longer uses it. */
export function isAbandoned({ path, pid }: Temporary): boolean {
  if (pid === process.pid) return !ownPaths.has(path);
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status !== undefined && !isAlive(pid, status.ctimeMs);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isCurrent(place: string): boolean {
  const current = realPlace(process.cwd());
  return current === place || current.startsWith(`${place}${sep}`);
}

function isMountPoint(place: string): boolean {
  const status = statSync(place, { throwIfNoEntry: false });
  if (status === undefined) return false;
  if (status.dev !== statSync(dirname(place)).dev) return true;
  try {
    // proc(5): the fifth field is the mount point; spaces and the like are octal escapes
    const points = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return points.some((line) => unescaped(line.split(' ')[4] ?? '') === place);
  } catch {
    return false; // not Linux
  }
}

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
