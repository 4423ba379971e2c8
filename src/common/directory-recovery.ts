// What a killed process left of a replacement, finished or undone: afterwards a directory is wholly the old one or wholly the new one.
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { flushDirectory, makeDirectory } from './files.ts';
import { type Reporter, silentReporter } from './progress.ts';
import {
  asKind,
  besideOf,
  insideOf,
  isAbandoned,
  ownerOfName,
  realPlace,
  type Temporary,
  temporariesAt,
} from './temporary-names.ts';

/** Other processes can come in between a few times, not this often. */
export const mostAttempts = 100;

const namesShown = 3;

/** A file in an old directory that was set aside. It lists what was there when the replacement began: that and nothing else may go. */
export const manifestName = '.socratic-replaced.json';

/**
 * Puts `path` in order after a process that was killed while it replaced it. Whatever reads or writes a directory that may be replaced
 * calls this first. Warns of what it cannot put in order. Does nothing where the system does not let this process change anything.
 */
export function recoverDirectory(path: string, { warn }: Pick<Reporter, 'warn'> = silentReporter): void {
  try {
    const place = realPlace(path);
    recoverBeside(place);
    recoverInside(place);
    for (const left of [besideOf(place), insideOf(place)].flatMap(temporariesAt)) {
      if (!['lock', 'file'].includes(left.kind) && isAbandoned(left)) warn(describeRest(left, place));
    }
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) throw error;
  }
}

/** The same for all directories in and below `folder`. */
export function recoverWithin(folder: string): void {
  const entries = unraced(() =>
    existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [],
  );
  const places = new Set<string>();
  for (const entry of entries) {
    const owner = ownerOfName(entry.name);
    if (owner !== null && owner.kind !== 'file') places.add(join(entry.parentPath, owner.name));
  }
  for (const place of places) recoverDirectory(place);
}

function recoverBeside(place: string): void {
  const found = temporariesAt(besideOf(place));
  const olds = found.filter(({ kind }) => kind === 'old').sort((a, b) => changedMs(b) - changedMs(a));
  // A process that still runs may be between its two renames. It notices that the old directory is back, and sets it aside again.
  for (const { path } of olds) if (isFree(place)) raced(() => renameSync(path, place));
  if (existsSync(join(place, manifestName))) rmSync(join(place, manifestName), { force: true });
  for (const left of found.filter(isAbandoned)) {
    if (left.kind === 'new') removeTree(left.path);
    if (left.kind === 'old' && !isFree(place)) finishOld(left, place);
    if (left.kind === 'replaced') finishReplaced(left.path, place);
  }
}

function recoverInside(place: string): void {
  const found = temporariesAt(insideOf(place)).filter(isAbandoned);
  const ofKind = (wanted: Temporary['kind']) => found.filter(({ kind }) => kind === wanted);
  for (const { path } of ofKind('old')) {
    raced(() => moveEntries(path, place));
    rmSync(join(path, manifestName), { force: true });
    raced(() => rmdirSync(path)); // it stays if something else now has the name of an entry
  }
  const replacements = ofKind('replaced');
  for (const replaced of replacements) {
    const { path } = asKind(insideOf(place), replaced, 'new');
    raced(() => moveEntries(path, place));
    raced(() => rmdirSync(path));
    flushDirectory(place);
    // While something else has the name of a new entry, both stay: the next recovery tries again.
    if (!existsSync(path)) finishReplaced(replaced.path, place);
  }
  const inPlace = new Set(replacements.map(({ id }) => id));
  for (const { path, id } of ofKind('new')) if (!inPlace.has(id)) removeTree(path);
}

/**
 * Relative paths of what may be deleted of an old directory; null where that was not written, or not to its end: a part of a JSON array is
 * no JSON.
 */
function readManifest(folder: string): ReadonlySet<string> | null {
  try {
    const names: unknown = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'));
    return Array.isArray(names) ? new Set(names.map(String)) : null;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** What a person has to know of a folder that no recovery could empty. */
function describeRest({ path }: Temporary, place: string): string {
  const known = readManifest(path);
  const names =
    known === null
      ? unraced(() => readdirSync(path)).filter((name) => name !== manifestName)
      : [...foreignEntries(path, place, known)].map(({ name }) => name);
  const shown = names.slice(0, namesShown).join(', ');
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  return `${path} is left of an interrupted replacement of ${place}. It holds what could not be put there, since other things have these names: ${shown}${more}. Move away what you need, then delete it.`;
}

/** The old directory goes, now that the new one is in its place. Under another name first: half of it must never come back. */
function finishOld(old: Temporary, place: string): void {
  const replaced = asKind(besideOf(place), old, 'replaced');
  if (readManifest(old.path) === null) return; // nothing says what may be deleted
  if (raced(() => renameSync(old.path, replaced.path))) finishReplaced(replaced.path, place);
}

/** Deletes what was replaced. What others have put there since the replacement began moves to the new directory. */
function finishReplaced(replaced: string, place: string): void {
  if (!existsSync(place)) return;
  raced(() => {
    const known = readManifest(replaced);
    if (known === null) return;
    let isEmptied = true;
    for (const { name, isFree } of foreignEntries(replaced, place, known)) {
      if (isFree) moveEntry(join(replaced, name), join(place, name));
      else isEmptied = false;
    }
    if (!isEmptied) return;
    for (const name of readdirSync(replaced)) {
      if (name !== manifestName) rmSync(join(replaced, name), { recursive: true, force: true });
    }
    rmSync(join(replaced, manifestName), { force: true });
  });
  raced(() => rmdirSync(replaced)); // it stays as long as something is in it
}

/**
 * The topmost entries of `from` that are not `known`, each with whether `to` has nothing of that name. A directory that `to` has too is
 * looked into.
 */
export function* foreignEntries(
  from: string,
  to: string,
  known: ReadonlySet<string>,
  folder = '',
): Generator<{ readonly name: string; readonly isFree: boolean }> {
  for (const entry of readdirSync(join(from, folder), { withFileTypes: true })) {
    const name = join(folder, entry.name);
    if (name === manifestName) continue;
    const there = entryAt(join(to, name));
    const isKnown = known.has(name);
    if (entry.isDirectory() && (isKnown || there === 'directory')) {
      yield* foreignEntries(from, to, known, name);
    } else if (!isKnown) yield { name, isFree: there === null };
  }
}

function entryAt(path: string): 'directory' | 'other' | null {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) return null;
    return status.isDirectory() ? 'directory' : 'other';
  } catch {
    return 'other'; // a file is where its folder would be
  }
}

/** Moves what is in one directory into another, except what is there already. Of a directory that is there too, what is in it. */
function moveEntries(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name === manifestName) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const there = entryAt(target);
    if (there === null) raced(() => renameSync(source, target));
    else if (there === 'directory' && entry.isDirectory()) {
      raced(() => moveEntries(source, target));
      raced(() => rmdirSync(source));
    }
  }
}

function moveEntry(from: string, to: string): void {
  makeDirectory(dirname(to));
  renameSync(from, to);
}

/** Whether nothing is at `place`, or an empty directory. */
function isFree(place: string): boolean {
  return unraced(() => {
    const status = statSync(place, { throwIfNoEntry: false });
    return status === undefined || (status.isDirectory() && readdirSync(place).length === 0);
  });
}

function removeTree(path: string): void {
  raced(() => rmSync(path, { recursive: true, force: true }));
}

function changedMs({ path }: Temporary): number {
  return lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0;
}

/** Does something that another process may do at the same time. Returns false where the other one was first. */
export function raced(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    return false;
  }
}

/** Reads something again where another process has moved it away in the middle. */
export function unraced<T>(read: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return read();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === mostAttempts) throw error;
    }
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';
