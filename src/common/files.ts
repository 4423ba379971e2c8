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
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { messageOf, SocraticError } from './errors.ts';
import { option, say } from './message.ts';
import { aboutFile, isDiskFull } from './system-errors.ts';
import { besideOf, releaseTemporary, takeTemporary } from './temporary-names.ts';

/**
 * Makes a directory and those above it. One by one: Node's own `recursive` never returns where the system refuses with ENOENT
 * below a directory that exists, as under /proc. Throws `directory-unwritable`, or the system's error where the disk is full.
 */
export function makeDirectory(path: string, attempts = 8): void {
  const found = statOf(path);
  if (found?.isDirectory()) return;
  if (found !== undefined) {
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
    // made by another process in the meantime, which may have taken it away again
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && attempts > 1) {
      makeDirectory(path, attempts - 1);
      return;
    }
    if (isDiskFull(error)) throw error;
    throw new SocraticError('directory-unwritable', `${path} cannot be made: ${messageOf(error)}`, {
      subject: { path },
      cause: error,
    });
  }
}

/** What is at `path`; undefined where nothing is, or nothing that can be looked at. Asked once: another process may take it away. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Writes `content` to a temporary name in the same folder, flushes it to disk and renames it into place. `onWritten` is called before it
 * takes its place.
 */
export function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
  onWritten: () => void = () => undefined,
): void {
  makeDirectory(dirname(path));
  const temporary = takeTemporary(besideOf(path), 'file');
  try {
    writeAndFlush(temporary.path, path, content);
    onWritten();
    renameSync(temporary.path, path);
  } catch (error) {
    rmSync(temporary.path, { force: true });
    throw error;
  } finally {
    releaseTemporary(temporary);
  }
  flushDirectory(dirname(path));
}

/**
 * The same, chunk by chunk, for large files: other work and signals get their turn between two of them. Throws the signal's reason once it
 * is aborted, and leaves nothing behind.
 */
export async function writeFileInChunks(
  path: string,
  chunks: Iterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  makeDirectory(dirname(path));
  const temporary = takeTemporary(besideOf(path), 'file');
  try {
    const file = openSync(temporary.path, 'w');
    try {
      for (const chunk of chunks) {
        writeWhole(file, chunk);
        await setImmediate();
        signal?.throwIfAborted();
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary.path, path);
  } catch (error) {
    rmSync(temporary.path, { force: true });
    throw aboutFile(error, path);
  } finally {
    releaseTemporary(temporary);
  }
  flushDirectory(dirname(path));
}

/** Writes all to a new file that will be `path`, and flushes it. */
function writeAndFlush(
  temporary: string,
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): void {
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
    throw aboutFile(error, path);
  } finally {
    closeSync(file);
  }
}

/** Writes all of `chunk` to an open file: the system may take a part of it at a time. */
export function writeWhole(file: number, chunk: Uint8Array): void {
  for (let offset = 0; offset < chunk.byteLength; ) offset += writeSync(file, chunk, offset);
}

/** Writes indented JSON, atomically. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Makes the names in a directory last over a power failure, where the system can do that for directories. */
export function flushDirectory(path: string): void {
  let directory: number;
  try {
    directory = openSync(path, 'r');
  } catch {
    return; // Windows cannot open a directory; on other systems it may be unreadable
  }
  try {
    fsyncSync(directory);
  } catch {
    // some file systems cannot flush a directory
  } finally {
    closeSync(directory);
  }
}

/** Throws `out-exists` when there is something at `path`, where a file is to be written, unless `force`. */
export function assertFreeFile(path: string, force: boolean): void {
  if (!force && existsSync(path)) throw taken(path, 'exists already');
}

/** Throws `out-exists` when there is something in `path`, where a directory is to be written: also with `force` when that is a file. */
export function assertFreeDirectory(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    const problem = say`${path} is a file, and a directory is to be written. Choose another ${option('out')}.`;
    throw new SocraticError('out-exists', problem, { subject: { path } });
  }
  if (readdirSync(path).length > 0) throw taken(path, 'exists already and is not empty');
}

function taken(path: string, how: string): SocraticError {
  return new SocraticError(
    'out-exists',
    say`${path} ${how}. Choose another ${option('out')}, or use ${option('force', true)} to replace it.`,
    { subject: { path } },
  );
}

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
