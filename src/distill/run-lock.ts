// One training at a time in a run directory: a file beside it names the process for as long as that works there.
import { existsSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  besideOf,
  countOf,
  insideOf,
  isAbandoned,
  isDiskFull,
  isOfThisMachine,
  longestSilenceMs,
  makeDirectory,
  messageOf,
  realPlace,
  releaseTemporary,
  SocraticError,
  silenceMs,
  type Temporary,
  takeTemporary,
  temporariesAt,
  temporaryPrefix,
} from '../common/index.ts';

/** Two processes that start in the same moment both see the other: then both step back and try again, after a random time. */
const mostAttempts = 6;
const longestWaitMs = 60;

/**
 * Keeps other processes from training in `path`, which need not exist. Returns what ends that; it also removes the directories above
 * `path` that had to be made and are still empty. Throws `out-in-use`, also about a training of this process, and
 * `directory-unwritable`.
 */
export function lockRun(path: string): () => void {
  const place = realPlace(path);
  const made = missingAbove(place);
  makeDirectory(dirname(place));
  const clear = () => removeEmpty(made);
  let mark: Temporary;
  try {
    mark = takeMark(path, place);
  } catch (error) {
    clear();
    throw error;
  }
  const unlock = () => {
    process.off('exit', unlock);
    removeMark(mark);
    clear();
  };
  process.on('exit', unlock);
  return unlock;
}

function takeMark(path: string, place: string): Temporary {
  for (let attempt = 1; ; attempt++) {
    const mark = takeTemporary(temporaryPrefix(place), 'lock');
    makeDirectory(dirname(mark.path)); // throws where the run directory is a file
    writeMark(path, mark);
    const other = otherMark(place, mark);
    if (other === undefined) return mark;
    removeMark(mark);
    if (attempt === mostAttempts) throw inUse(path, other);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * longestWaitMs);
  }
}

/** Where the system refuses the mark it would refuse the run too; a full disk is said as such. */
function writeMark(path: string, mark: Temporary): void {
  try {
    writeFileSync(mark.path, '');
  } catch (error) {
    if (isDiskFull(error)) throw error;
    throw new SocraticError('directory-unwritable', `${path} cannot be written: ${messageOf(error)}`, {
      subject: { path },
      cause: error,
    });
  }
}

function inUse(path: string, { owner, path: mark }: Temporary): SocraticError {
  const { pid } = owner;
  const lastSeen = Math.max(0, Math.round(silenceMs(mark) / 1000));
  const isHere = isOfThisMachine(owner);
  const who = isHere ? (owner.thread === 0 ? '' : 'a thread of ') : '';
  const where = isHere ? '' : ' of another machine or container';
  const certain = `${path}: ${who}process ${pid}${where} is training there.`;
  const text =
    isHere && owner.thread === 0
      ? `${certain} Wait for it, or choose another directory.`
      : `${certain} It was last seen ${countOf(lastSeen, 'second')} ago. Wait for it, or choose another directory. If it has ended, delete ${mark}, or wait: the directory is free ${longestSilenceMs / 60_000} minutes after that.`;
  return new SocraticError('out-in-use', text, { subject: { path }, details: { pid } });
}

/** The mark of another training that still runs; those of processes that have ended are removed. */
function otherMark(place: string, own: Temporary): Temporary | undefined {
  const marks = [besideOf(place), insideOf(place)]
    .flatMap(temporariesAt)
    .filter(({ kind }) => kind === 'lock');
  for (const mark of marks.filter(isAbandoned)) rmSync(mark.path, { force: true });
  return marks.find(({ path }) => path !== own.path && existsSync(path));
}

function removeMark(mark: Temporary): void {
  rmSync(mark.path, { force: true });
  releaseTemporary(mark);
}

/** The directories above `place` that do not exist, the lowest first. */
function missingAbove(place: string): string[] {
  const parent = dirname(place);
  return parent === place || existsSync(parent) ? [] : [parent, ...missingAbove(parent)];
}

function removeEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // something is in it
  }
}
