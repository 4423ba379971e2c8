// A JSON Lines file that grows too large to be held in memory, and still appears whole or not at all.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushDirectory, makeDirectory, writeWhole } from './files.ts';
import { aboutFile } from './system-errors.ts';
import {
  besideOf,
  isAbandoned,
  releaseTemporary,
  type Temporary,
  takeTemporary,
  temporariesAt,
} from './temporary-names.ts';

const bufferedCharacters = 2 ** 16;

export class AtomicLineWriter {
  readonly #path: string;
  readonly #temporary: Temporary;
  readonly #file: number;
  #buffer = '';
  #isOpen = true;

  /** Starts a file beside `path`; also removes those that killed processes left there. Throws `directory-unwritable`. */
  constructor(path: string) {
    makeDirectory(dirname(path));
    removeLeftovers(path);
    this.#path = path;
    this.#temporary = takeTemporary(besideOf(path), 'file');
    this.#file = openSync(this.#temporary.path, 'w');
  }

  /** Adds one JSON value as a line. */
  write(value: unknown): void {
    this.writeText(JSON.stringify(value));
  }

  /** Adds a line as it is. It may not contain a line feed. */
  writeText(line: string): void {
    this.#buffer += `${line}\n`;
    if (this.#buffer.length >= bufferedCharacters) this.#flush();
  }

  /** Puts the file into its place, replacing what was there. */
  commit(): void {
    this.#flush();
    fsyncSync(this.#file);
    this.#close();
    renameSync(this.#temporary.path, this.#path);
    flushDirectory(dirname(this.#path));
  }

  /** Forgets the file, unless it is in its place already. */
  discard(): void {
    if (!this.#isOpen) return;
    this.#close();
    rmSync(this.#temporary.path, { force: true });
  }

  #close(): void {
    this.#isOpen = false;
    closeSync(this.#file);
    releaseTemporary(this.#temporary);
  }

  #flush(): void {
    try {
      writeWhole(this.#file, Buffer.from(this.#buffer));
    } catch (error) {
      throw aboutFile(error, this.#path);
    }
    this.#buffer = '';
  }
}

/** Removes temporary files of this name whose process has ended. */
function removeLeftovers(path: string): void {
  const leftovers = temporariesAt(besideOf(path)).filter(
    (found) => found.kind === 'file' && isAbandoned(found),
  );
  for (const leftover of leftovers) rmSync(leftover.path, { force: true });
}
