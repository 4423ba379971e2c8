// The directory of a run that is starting: until its first step is done, everything can be put back as it was.
//
// What is in the directory moves into a folder inside it, so that the directory itself may be the current one, a symbolic link or a
// mount point. The folder's name says which process is starting, and how far it has come:
//   .socratic-moving-PID     what was there is being moved in: it is moved out again
//   .socratic-starting-PID   everything beside it is of the new run: that goes, and what is in it comes back
//   .socratic-replaced.PID.tmp   the new run stays: this goes
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeDirectory } from '../common/index.ts';
import { runFiles } from './run-directory.ts';
import { inUse, isAlive, refuseInUse } from './run-lock.ts';

const marker = /^\.socratic-(moving|starting)-(\d+)$/;
const leftOver = /^\.socratic-replaced\.\d+\.tmp$/;
const starting = 'is starting a training there';

/**
 * Ends what an earlier start that was killed has left at `path`: everything is put back as it was, or, with `resume`, the run that it
 * had begun stays. Throws `out-in-use` when that start is still under way, or another process trains there.
 */
export function recoverPlace(path: string, { resume }: { readonly resume: boolean }): void {
  const out = resolve(path);
  if (!existsSync(out) || !statSync(out).isDirectory()) return;
  refuseInUse(path);
  for (const name of readdirSync(out)) {
    if (leftOver.test(name)) rmSync(join(out, name), { recursive: true, force: true });
    const [, state, pid] = marker.exec(name) ?? [];
    if (pid === undefined) continue;
    if (isAlive(Number(pid), statSync(join(out, name)).ctimeMs)) throw inUse(path, Number(pid), starting);
    if (state === 'moving') moveEntries(join(out, name), out);
    else if (resume && existsSync(runFiles.record(out))) drop(out, name);
    else putBack(out, name);
  }
}

/**
 * The directory of a new run. Until the run has something worth keeping (`settle`), a failure can leave everything as it was
 * (`abandon`), a run that is to be replaced too; so does the end of the process.
 */
export class ClaimedPlace {
  readonly #out: string;
  readonly #marker: string;
  /** The topmost directory that had to be made; null where `out` was there. */
  readonly #made: string | null;
  #open = true;

  /** For a directory that `recoverPlace` and `refuseTakenDirectory` have let pass. Throws `out-in-use`. */
  constructor(out: string) {
    this.#out = resolve(out);
    this.#made = existsSync(this.#out) ? null : topmostMissing(this.#out);
    makeDirectory(this.#out);
    const moving = join(this.#out, `.socratic-moving-${process.pid}`);
    this.#marker = `.socratic-starting-${process.pid}`;
    mkdirSync(moving);
    for (const name of readdirSync(this.#out)) {
      const other = marker.exec(name)?.[2];
      if (other === undefined || Number(other) === process.pid) continue;
      rmdirSync(moving);
      throw inUse(this.#out, Number(other), starting);
    }
    moveEntries(this.#out, moving);
    renameSync(moving, join(this.#out, this.#marker));
    process.on('exit', this.#atExit);
  }

  /** Whether everything can still be as it was. */
  get open(): boolean {
    return this.#open;
  }

  /** The run stays; what it replaces goes. */
  settle(): void {
    if (this.#close()) drop(this.#out, this.#marker);
  }

  /** Removes what was made since, and puts back what was there. Nothing once settled. */
  abandon(): void {
    if (!this.#close()) return;
    putBack(this.#out, this.#marker);
    if (this.#made !== null) removeEmpty(this.#out, this.#made);
  }

  readonly #atExit = () => this.abandon();

  #close(): boolean {
    const was = this.#open;
    this.#open = false;
    process.off('exit', this.#atExit);
    return was;
  }
}

/** Moves what is in one directory into another, of which one is inside the other. */
function moveEntries(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (path !== to) renameSync(path, join(to, name));
  }
  if (from.startsWith(to)) rmdirSync(from);
}

/** Everything in `out` but the marker goes; what is in the marker comes back. */
function putBack(out: string, name: string): void {
  for (const other of readdirSync(out)) {
    if (other !== name) rmSync(join(out, other), { recursive: true, force: true });
  }
  // From here on nothing of the new run is there: a process that is killed now has only the moving to finish.
  const moving = name.replace('starting', 'moving');
  renameSync(join(out, name), join(out, moving));
  moveEntries(join(out, moving), out);
}

/** The marker and what is in it goes: first by name, so that a process that is killed meanwhile does not bring half of it back. */
function drop(out: string, name: string): void {
  const leaving = join(out, `.socratic-replaced.${process.pid}.tmp`);
  renameSync(join(out, name), leaving);
  rmSync(leaving, { recursive: true, force: true });
}

function topmostMissing(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? path : topmostMissing(parent);
}

/** Removes `path` and the directories above it up to `last`, as long as nothing is in them. */
function removeEmpty(path: string, last: string): void {
  if (path.length < last.length) return;
  try {
    rmdirSync(path);
  } catch {
    return; // never made, or something else is in it
  }
  removeEmpty(dirname(path), last);
}
