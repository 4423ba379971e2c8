// Who makes calls: this process, told apart from others well enough to know that one of them is dead.
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Owner } from './records.ts';

const ownersHere = new Set<string>();

/** An owner of this process's calls. */
export function createOwner(): Owner {
  const owner = { id: randomUUID(), pid: process.pid, machine: machineName() };
  ownersHere.add(owner.id);
  return owner;
}

/**
 * Whether the owner's process has certainly ended: it ran on this machine and its id is free, or now this process's. False where that
 * cannot be known; then its lease has to run out.
 */
export function hasEnded({ id, pid, machine }: Owner): boolean {
  if (machine !== machineName()) return false;
  if (pid === process.pid) return !ownersHere.has(id);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
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
