// Whether a process still runs, and when it started, as Linux says it.
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

const ticksPerSecond = 100;
const clockToleranceMs = 2000;

/** Milliseconds from the boot to the start of a process; null where the system does not tell. */
export function startSinceBoot(pid: number | 'self'): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): `pid (name) state …`, and the start is field 22; a name may hold spaces and parentheses
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3] ?? Number.NaN);
    return Number.isFinite(ticks) ? (ticks * 1000) / ticksPerSecond : null;
  } catch {
    return null;
  }
}

/**
 * Whether the process `pid`, which left a mark at `sinceMs` (milliseconds since 1970), still runs. The answer is no for a process that
 * started after the mark, where the system says when it started: it has the number of one that has ended.
 */
export function isAlive(pid: number, sinceMs: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const sinceBoot = startSinceBoot(pid);
  if (sinceBoot === null) return true;
  const nowMs = Date.now();
  const startedMs = [nowMs - 1000 * uptime() + sinceBoot];
  // Some containers have an uptime of their own, which the start of a process is not counted from: this process's start is a second guess.
  const ownStart = startSinceBoot('self');
  if (ownStart !== null) startedMs.push(nowMs - 1000 * process.uptime() + sinceBoot - ownStart);
  return Math.min(...startedMs) <= sinceMs + clockToleranceMs;
}
