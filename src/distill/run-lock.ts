// One training at a time in a run directory: a file in it names the process for as long as it trains.
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { SocraticError, startSinceBoot } from '../common/index.ts';

const lockName = /^\.socratic-training-(\d+)$/;

/** Throws `out-in-use` when another process trains in `path`; the files of processes that have ended are removed. */
export function refuseInUse(path: string): void {
  const out = resolve(path);
  if (!existsSync(out) || !statSync(out).isDirectory()) return;
  for (const name of readdirSync(out)) {
    const pid = lockName.exec(name)?.[1];
    if (pid === undefined || Number(pid) === process.pid) continue; // one of our own number is overwritten
    const file = join(out, name);
    if (isAlive(Number(pid), statSync(file).mtimeMs)) throw inUse(path, Number(pid), 'is training there');
    rmSync(file, { force: true });
  }
}

/** Notes that this process trains in `path`, which is there. Returns what ends that. Throws `out-in-use`. */
export function lockRun(path: string): () => void {
  const file = join(resolve(path), `.socratic-training-${process.pid}`);
  writeFileSync(file, '');
  const unlock = () => {
    rmSync(file, { force: true });
    process.off('exit', unlock);
  };
  process.on('exit', unlock);
  try {
    refuseInUse(path); // one that came at the same time: at most one of the two goes on
  } catch (error) {
    unlock();
    throw error;
  }
  return unlock;
}

/**
 * Whether process `pid`, which left a mark at `sinceMs` (milliseconds since 1970), still runs. One of our own number is none but this one:
 * numbers come again in containers. One that started after the mark has the number of one that ended, as far as the system tells.
 */
export function isAlive(pid: number, sinceMs: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const startedMs = startOf(pid);
  return startedMs === null || startedMs <= sinceMs + clockToleranceMs;
}

export function inUse(path: string, pid: number, what: string): SocraticError {
  return new SocraticError(
    'out-in-use',
    `${path}: process ${pid} ${what}. Wait for it, or choose another --out.`,
    { subject: { path }, details: { pid } },
  );
}

const clockToleranceMs = 2000;

/** When a process started, in milliseconds since 1970; null where the system does not tell. */
function startOf(pid: number): number | null {
  const sinceBoot = startSinceBoot(pid);
  return sinceBoot === null ? null : Date.now() - 1000 * uptime() + sinceBoot;
}
