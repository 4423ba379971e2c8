// A JSON Lines file that grows too large to be held in memory, and still appears whole or not at all.
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { flushDirectory, makeDirectory, writeWhole } from './files.ts';
import { isAlive } from './process-start.ts';
import { aboutFile } from './system-errors.ts';

const bufferedCharacters = 2 ** 16;

export class AtomicLineWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: number;
  #buffer = '';
  #isOpen = true;

  /** Starts a file beside `path`; also removes those that killed processes left there. Throws `directory-unwritable`. */
  constructor(path: string) {
    makeDirectory(dirname(path));
    removeLeftovers(path);
    this.#path = path;
    this.#temporary = `${path}.${process.pid}.tmp`;
    this.#file = openSync(this.#temporary, 'w');
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
    renameSync(this.#temporary, this.#path);
    flushDirectory(dirname(this.#path));
  }

  /** Forgets the file, unless it is in its place already. */
  discard(): void {
    if (!this.#isOpen) return;
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #close(): void {
    this.#isOpen = false;
    closeSync(this.#file);
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
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(`${basename(path)}.`) ? /\.(\d+)\.tmp$/.exec(name)?.[1] : undefined;
    if (pid === undefined) continue;
    const writtenMs = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (!isAlive(Number(pid), writtenMs)) rmSync(join(folder, name), { force: true });
  }
}
