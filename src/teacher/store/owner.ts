// Who makes calls: this process, told apart from others well enough to know that one of them is dead.
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { startSinceBoot } from '../../common/index.ts';
import type { Owner } from './records.ts';

/** The clock that `Date.now` reads may be set while a process runs; Linux's ticks since the boot are not. */
const wallClockToleranceMs = 2000;

const ownersHere = new Set<string>();

/** An owner of this process's calls. */
export function createOwner(): Owner {
  const owner = { id: randomUUID(), pid: process.pid, machine: machineName(), startedAtMs: ownStart().ms };
  ownersHere.add(owner.id);
  return owner;
}

/**
 * Whether the owner's process has certainly ended: it ran on this machine and its id is free, or now this process's. An owner of another
 * thread, or of another copy of this module, started when this process did. False where that cannot be known; then its lease has to
 * run out.
 */
export function hasEnded({ id, pid, machine, startedAtMs }: Owner): boolean {
  if (machine !== machineName()) return false;
  if (pid === process.pid) {
    if (ownersHere.has(id)) return false;
    const { ms, toleranceMs } = ownStart();
    return startedAtMs === undefined || Math.abs(startedAtMs - ms) > toleranceMs;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** When this process started: since the boot on Linux, elsewhere since 1970. */
function ownStart(): { readonly ms: number; readonly toleranceMs: number } {
  const ms = startSinceBoot('self');
  return ms === null
    ? { ms: Math.round(Date.now() - process.uptime() * 1000), toleranceMs: wallClockToleranceMs }
    : { ms, toleranceMs: 0 };
}

/** Host, boot and process namespace (on Linux): a container does not see the processes of the one beside it. */
function machineName(): string {
  const boot = orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  return [hostname(), boot, orEmpty(() => readlinkSync('/proc/self/ns/pid'))].join('/');
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
