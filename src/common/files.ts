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
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, SocraticError, UsageError } from './errors.ts';

/**
 * Makes a directory and those above it. One by one: Node's own `recursive` never returns where the system refuses with ENOENT
 * below a directory that exists, as under /proc. Throws `directory-unwritable`.
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if (existsSync(path)) return; // made by another process in the meantime
    throw new SocraticError('directory-unwritable', `${path} cannot be made: ${messageOf(error)}`, {
      details: { path },
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
    for (const chunk of chunks) {
      for (let offset = 0; offset < chunk.byteLength; ) offset += writeSync(file, chunk, offset);
    }
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
}

/** Writes indented JSON, atomically. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Fills a directory under a temporary name and renames it whole to `path`, replacing what was there. */
export function writeDirectoryAtomic(path: string, fill: (temporary: string) => void): void {
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  makeDirectory(temporary);
  fill(temporary);
  rmSync(path, { recursive: true, force: true });
  renameSync(temporary, path);
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
    throw new UsageError(
      'out-exists',
      `${path} already exists and is not empty. Choose another --out, or pass --force to replace it.`,
      {
        details: { path },
      },
    );
  }
}

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
