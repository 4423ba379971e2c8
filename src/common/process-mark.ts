// Who works on a file, among all that may share a file system: machine and process namespace, process, thread. What a process writes
// for a while has this mark in its name, so that whoever finds it can tell whether the process still runs.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { isAlive } from './process-start.ts';

export interface ProcessMark {
  /** 8 hexadecimal digits of host, boot and process namespace: only within the same ones does a process number mean anything. */
  readonly machine: string;
  readonly pid: number;
  /** 0 is the main thread. */
  readonly thread: number;
}

/** What nothing was written to for so long is abandoned, where only that can be known. */
export const longestSilenceMs = 5 * 60_000;

/** A mark in a name: MACHINE-PID-THREAD, as `3f9a2c1d-4711-0`. */
export const markForm = '([0-9a-f]{8})-(\\d+)-(\\d+)';
export const markText = ({ machine, pid, thread }: ProcessMark) => `${machine}-${pid}-${thread}`;

let own: ProcessMark | undefined;

/** The mark of this thread of this process. */
export function ownMark(): ProcessMark {
  own ??= { machine: machineDigits(), pid: process.pid, thread: threadId };
  return own;
}

export const isOwnMark = (mark: ProcessMark) => markText(mark) === markText(ownMark());

/** Whether the process number of the mark means something here. */
export const isOfThisMachine = ({ machine }: ProcessMark) => machine === ownMark().machine;

/**
 * Whether the thread that has put its mark on `path` has ended. The system knows that of the processes of this machine. Of a thread other
 * than the main one, and of a process of another machine or container, it is only known when it last wrote there.
 */
export function hasEnded(mark: ProcessMark, path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return false;
  if (isOfThisMachine(mark)) {
    if (!isAlive(mark.pid, status.ctimeMs)) return true;
    if (mark.thread === 0) return false;
  }
  return silenceMs(path) > longestSilenceMs;
}

/** For how long nothing has been written to `path` or, where that is a directory, to anything in it. */
export function silenceMs(path: string): number {
  try {
    return Date.now() - lastSignMs(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0; // something in it has just been moved
    throw error;
  }
}

function lastSignMs(path: string): number {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return Number.NEGATIVE_INFINITY;
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, lastSignMs(join(path, name))),
    status.mtimeMs,
  );
}

function machineDigits(): string {
  const boot = orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = orEmpty(() => readlinkSync('/proc/self/ns/pid'));
  return createHash('sha256').update(`${hostname()}/${boot}/${namespace}`).digest('hex').slice(0, 8);
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // not Linux
  }
}
