// When a process started, as Linux tells it.
import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

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
