// The temporary names of a directory or file that is being replaced, and of a lock on it: whose they are, and whether that process still
// runs. MARK is MACHINE-PID-THREAD (`process-mark.ts`), N counts the names of the thread.
//
// They are beside the directory, or inside it where it cannot be renamed:
//   NAME.MARK-N.socratic-new        .MARK-N.socratic-new        the new content, not yet whole
//   NAME.MARK-N.socratic-old        .MARK-N.socratic-old        the old content, which comes back if the process is killed now
//   NAME.MARK-N.socratic-replaced   .MARK-N.socratic-replaced   the old content, which goes: the new content is whole
//   NAME.MARK-N.socratic-lock       .MARK-N.socratic-lock       a file: the thread works in the directory
// Beside a file:
//   NAME.MARK-N.tmp                                             its new content, not yet whole
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
import { isOwnPath, nextNumber, releasePath, takePath } from './own-paths.ts';
import { hasEnded, isOwnMark, markForm, markText, ownMark, type ProcessMark } from './process-mark.ts';

const endings = {
  new: 'socratic-new',
  old: 'socratic-old',
  replaced: 'socratic-replaced',
  lock: 'socratic-lock',
  file: 'tmp',
} as const;
export type TemporaryKind = keyof typeof endings;

export interface Temporary {
  readonly path: string;
  readonly kind: TemporaryKind;
  readonly owner: ProcessMark;
  /** MARK-N: what one replacement inside a directory uses has the same. */
  readonly id: string;
}

const form = new RegExp(`^(${markForm}-\\d+)\\.(${Object.values(endings).join('|')})$`);
const kindOf = new Map(
  Object.entries(endings).map(([kind, ending]) => [ending as string, kind as TemporaryKind]),
);

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

/** A new name for this thread. It counts as used until `releaseTemporary`. */
export function takeTemporary(prefix: string, kind: TemporaryKind): Temporary {
  const owner = ownMark();
  const id = `${markText(owner)}-${nextNumber()}`;
  const path = pathOf(prefix, id, kind);
  takePath(path);
  return { path, kind, owner, id };
}

/** Another kind of the same name. */
export const asKind = (prefix: string, { id, owner }: Temporary, kind: TemporaryKind): Temporary => ({
  path: pathOf(prefix, id, kind),
  kind,
  owner,
  id,
});

export function releaseTemporary({ path }: Temporary): void {
  releasePath(path);
}

const pathOf = (prefix: string, id: string, kind: TemporaryKind) => `${prefix}${id}.${endings[kind]}`;

/** The temporary names that exist with this prefix; none where the folder is missing or cannot be listed. */
export function temporariesAt(prefix: string): Temporary[] {
  const folder = dirname(`${prefix}-`);
  const start = basename(`${prefix}-`).slice(0, -1);
  return namesIn(folder).flatMap((name) => {
    const found = name.startsWith(start) ? readName(name.slice(start.length)) : null;
    return found === null ? [] : [{ ...found, path: join(folder, name) }];
  });
}

function readName(name: string): Omit<Temporary, 'path'> | null {
  const [, id, machine, pid, thread, ending] = form.exec(name) ?? [];
  const kind = kindOf.get(ending ?? '');
  if (id === undefined || machine === undefined || kind === undefined) return null;
  return { id, kind, owner: { machine, pid: Number(pid), thread: Number(thread) } };
}

/** Whether a name in a directory is a temporary one of that directory itself. */
export const isInsideName = (name: string) => name.startsWith('.') && form.test(name.slice(1));

/** What a name beside a directory or file is of, and as what; null for other names. */
export function ownerOfName(name: string): { readonly name: string; readonly kind: TemporaryKind } | null {
  // the last two parts are MARK-N and the ending
  const [owner, temporary] = /^(.+)\.([^.]+\.[^.]+)$/.exec(name)?.slice(1) ?? [];
  const found = readName(temporary ?? '');
  return owner === undefined || found === null ? null : { name: owner, kind: found.kind };
}

/** Whether the thread that took the name has ended, or this thread no longer uses it. */
export function isAbandoned({ path, owner }: Temporary): boolean {
  return isOwnMark(owner) ? !isOwnPath(path) : hasEnded(owner, path);
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
