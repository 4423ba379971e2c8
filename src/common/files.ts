// Files that are never half-written: write beside, flush, rename.
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, SocraticError } from './errors.ts';
import { option, say } from './message.ts';
import { aboutFile, isDiskFull } from './system-errors.ts';

/**
 * Makes a directory and those above it. One by one: Node's own `recursive` never returns where the system refuses with ENOENT
 * below a directory that exists, as under /proc. Throws `directory-unwritable`, or the system's error where the disk is full.
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return;
    throw new SocraticError(
      'directory-unwritable',
      `${path} is a file: there can be no directory of that name.`,
      {
        subject: { path },
      },
    );
  }
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if (existsSync(path)) return; // made by another process in the meantime
    if (isDiskFull(error)) throw error;
    throw new SocraticError('directory-unwritable', `${path} cannot be made: ${messageOf(error)}`, {
      subject: { path },
      cause: error,
    });
  }
}

/** Writes `content` to a temporary name in the same folder, flushes it to disk and renames it into place. */
export function writeFileAtomic(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  makeDirectory(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w');
  try {
    const chunks =
      typeof content === 'string'
        ? [Buffer.from(content)]
        : content instanceof Uint8Array
          ? [content]
          : content;
    for (const chunk of chunks) writeWhole(file, chunk);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw aboutFile(error, path);
  }
  closeSync(file);
  renameSync(temporary, path);
}

/** Writes all of `chunk` to an open file: the system may take a part of it at a time. */
export function writeWhole(file: number, chunk: Uint8Array): void {
  for (let offset = 0; offset < chunk.byteLength; ) offset += writeSync(file, chunk, offset);
}

/** Writes indented JSON, atomically. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** A directory that is filled under a temporary name and appears whole or not at all. */
export class AtomicDirectory {
  /** Where its files go until it is committed. */
  readonly temporary: string;
  readonly #path: string;

  /** Makes it, empty. Throws `directory-unwritable`. */
  constructor(path: string) {
    this.#path = path;
    this.temporary = `${path}.${process.pid}.tmp`;
    this.discard();
    makeDirectory(this.temporary);
  }

  /** Puts it into its place, replacing what was there. */
  commit(): void {
    rmSync(this.#path, { recursive: true, force: true });
    renameSync(this.temporary, this.#path);
  }

  /** Forgets it with all that is in it. */
  discard(): void {
    removeExisting(this.temporary);
  }
}

/**
 * Fills a directory under a temporary name and renames it whole to `path`, replacing what was there. What was filled in goes when
 * `fill` throws.
 */
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

/** Of what lies below a file, rmSync throws that this is no directory, whatever `force` says. */
function removeExisting(path: string): void {
  if (existsSync(path)) rmSync(path, { recursive: true });
}

/** Throws `out-exists` when `path` is a non-empty directory or a file, unless `force`. */
export function refuseToOverwrite(path: string, force: boolean): void {
  if (force || !existsSync(path)) return;
  let occupied = true;
  try {
    occupied = readdirSync(path).length > 0;
  } catch {
    // a file, not a directory: occupied
  }
  if (occupied) {
    throw new SocraticError(
      'out-exists',
      say`${path} already exists and is not empty. Choose another ${option('out')}, or use ${option('force', true)} to replace it.`,
      {
        subject: { path },
      },
    );
  }
}

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
