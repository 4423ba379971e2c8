// A directory that is filled under a temporary name and then takes its place whole. What was there is set aside first and deleted last,
// so that a process that is killed at any moment leaves the old directory or the new one (`recoverDirectory`).
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  foreignEntries,
  manifestName,
  mostAttempts,
  raced,
  recoverDirectory,
  unraced,
} from './directory-recovery.ts';
import { messageOf, SocraticError } from './errors.ts';
import { flushDirectory, makeDirectory } from './files.ts';
import { type Reporter, silentReporter } from './progress.ts';
import { isDiskFull, isSystemError } from './system-errors.ts';
import {
  asKind,
  insideOf,
  isInsideName,
  realPlace,
  releaseTemporary,
  type Temporary,
  takeTemporary,
  temporaryPrefix,
} from './temporary-names.ts';

/** What a new directory replaces, by relative path; the rest of what is there stays. */
interface Replaced {
  /** Of what is there when it is made. Default: all. */
  readonly replaces?: (name: string) => boolean;
  /** Of what comes there later. Default: nothing. */
  readonly replacesLater?: (name: string) => boolean;
}

export class AtomicDirectory {
  readonly #path: string;
  readonly #place: string;
  readonly #prefix: string;
  readonly #new: Temporary;
  /** Relative paths of what it replaces, of what was there when it was made. */
  readonly #known: readonly string[];
  readonly #replacesLater: (name: string) => boolean;

  /** Makes it, empty. It will replace what is at `path`. Throws `directory-unwritable`. */
  constructor(path: string, { replaces = () => true, replacesLater = () => false }: Replaced = {}) {
    this.#path = path;
    this.#place = realPlace(path);
    makeDirectory(dirname(this.#place));
    recoverDirectory(this.#place);
    this.#known = pathsIn(this.#place).filter(replaces);
    this.#replacesLater = replacesLater;
    this.#prefix = temporaryPrefix(this.#place);
    if (this.#isInside || existsSync(this.#place)) makeDirectory(this.#place); // throws where it is a file
    this.#new = takeTemporary(this.#prefix, 'new');
    makeDirectory(this.#new.path);
  }

  /** Where its files go until it is committed. */
  get temporary(): string {
    return this.#new.path;
  }

  get #isInside(): boolean {
    return this.#prefix === insideOf(this.#place);
  }

  /**
   * Puts it into its place; it must hold something. What others have put there since the constructor stays. Throws `out-exists` where that has the name of
   * something new, and `directory-unwritable`; then everything is as it was. Warns of what is left of the old directory.
   */
  commit(reporter: Pick<Reporter, 'warn'> = silentReporter): void {
    try {
      unraced(() => this.#refuseClash());
      flushTree(this.temporary);
      if (this.#isInside) this.#moveIn();
      else this.#swap();
    } catch (error) {
      throw this.#aboutPlace(error);
    } finally {
      this.#release(reporter); // finishes what is on its way, or undoes it
    }
    if (existsSync(this.temporary)) throw this.#onlyInPart();
  }

  /** Forgets it with all that is in it, unless it is in its place. */
  discard(): void {
    this.#release(silentReporter);
  }

  #release(reporter: Pick<Reporter, 'warn'>): void {
    releaseTemporary(this.#new);
    recoverDirectory(this.#place, reporter); // what this process no longer uses goes like what a killed one left
  }

  /** Someone has put something there between the check and the last move. */
  #onlyInPart(): SocraticError {
    const names = readdirSync(this.temporary).join(', ');
    return new SocraticError(
      'out-exists',
      `${this.#path} was replaced only in part: ${names} has been put there in the meantime, and the new one is in ${this.temporary}. Move away what was put there; whatever uses ${this.#path} next then completes it.`,
      { subject: { path: this.#path } },
    );
  }

  #refuseClash(): void {
    if (!existsSync(this.#place)) return;
    const replaced = this.#replacedIn(this.#place);
    for (const { name, isFree } of foreignEntries(this.#place, this.temporary, replaced)) {
      if (isFree) continue;
      throw new SocraticError(
        'out-exists',
        `${this.#path} was not replaced: ${name} has been put there in the meantime. Choose another directory.`,
        { subject: { path: this.#path } },
      );
    }
  }

  /** Relative paths of what it replaces in the old directory, wherever that is now. */
  #replacedIn(folder: string): ReadonlySet<string> {
    return new Set([...this.#known, ...pathsIn(folder).filter(this.#replacesLater)]);
  }

  /** Renames the directory that is there, and then the new one. Recovery deletes the old one. */
  #swap(): void {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      if (attempt > 0) giveWay();
      if (existsSync(this.#place)) {
        const mode = statSync(this.#place, { throwIfNoEntry: false })?.mode;
        if (mode === undefined) continue;
        chmodSync(this.temporary, mode & 0o7777);
        const old = takeTemporary(this.#prefix, 'old');
        releaseTemporary(old); // recovery may use it from now on
        if (!raced(() => renameSync(this.#place, old.path))) continue;
        if (!raced(() => writeManifest(old.path, this.#replacedIn(old.path)))) continue; // a reader has brought it back
      }
      if (!raced(() => renameSync(this.temporary, this.#place))) continue;
      flushDirectory(dirname(this.#place));
      return;
    }
    throw new SocraticError(
      'directory-unwritable',
      `${this.#path} cannot be replaced: other processes replace it all the time.`,
      { subject: { path: this.#path } },
    );
  }

  /** Moves the entries of the directory out; the directory itself stays. Recovery moves the new entries in. */
  #moveIn(): void {
    const old = asKind(this.#prefix, this.#new, 'old');
    const replaced = asKind(this.#prefix, this.#new, 'replaced');
    const going = this.#replacedIn(this.#place);
    mkdirSync(old.path);
    writeManifest(old.path, going);
    for (const name of readdirSync(this.#place)) {
      if (going.has(name)) renameSync(join(this.#place, name), join(old.path, name));
    }
    flushDirectory(this.#place);
    renameSync(old.path, replaced.path); // before, recovery brings the old content back; from here on it moves the new one in
  }

  #aboutPlace(error: unknown): unknown {
    if (!isSystemError(error) || isDiskFull(error)) return error;
    return new SocraticError(
      'directory-unwritable',
      `${this.#path} cannot be replaced: ${messageOf(error)}`,
      {
        subject: { path: this.#path },
        cause: error,
      },
    );
  }
}

/** The longest wait for other processes that are at the same directory, in milliseconds. */
const longestWayMs = 3;

/** Lets other processes finish: those that try again at once, in step, would meet again. */
function giveWay(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * longestWayMs);
}

/** Fills a directory and puts it in the place of what was at `path`. What was filled in goes when `fill` throws. */
export function writeDirectoryAtomic(path: string, fill: (temporary: string) => void): void {
  const directory = new AtomicDirectory(path);
  try {
    fill(directory.temporary);
  } catch (error) {
    directory.discard();
    throw error;
  }
  directory.commit();
}

/** Relative paths of everything in a directory, without the temporary names of the directory itself. */
function pathsIn(place: string): string[] {
  const entries = unraced(() => {
    const isDirectory = statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
    return isDirectory ? readdirSync(place, { recursive: true, encoding: 'utf8' }) : [];
  });
  return entries.filter((path) => !isInsideName(path.split(/[\\/]/)[0] ?? ''));
}

/** Whole on disk before anything that it allows to be deleted can be deleted. A part of it is no JSON, and counts as none. */
function writeManifest(folder: string, known: ReadonlySet<string>): void {
  const file = openSync(join(folder, manifestName), 'w');
  try {
    writeFileSync(file, JSON.stringify([...known]));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) flushDirectory(join(entry.parentPath, entry.name));
  }
  flushDirectory(folder);
}
