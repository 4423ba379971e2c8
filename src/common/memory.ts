// What memory the machine has, what is left of it for this process, and what this process has taken.
import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';

export interface SystemMemory {
  /** Bytes of the machine, or of its container if that has less. */
  readonly total: number;
  /** Bytes that can be used without swapping. */
  readonly available: number;
  /** What limits `available`. */
  readonly boundBy: 'machine' | 'container';
}

/** Text of a system file; null where there is none. */
export type ReadSystemFile = (path: string) => string | null;

const readSystemFile: ReadSystemFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/**
 * On Linux from /proc/meminfo and the control groups (version 1 or 2) that the process is in; elsewhere what Node.js says is
 * free, which counts the system's file caches as taken.
 */
export function systemMemory(read: ReadSystemFile = readSystemFile): SystemMemory {
  const info = read('/proc/meminfo') ?? '';
  const kilobytes = (name: string) => new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(info)?.[1];
  const [total, available] = ['MemTotal', 'MemAvailable'].map(kilobytes);
  const machine = {
    total: total === undefined ? totalmem() : Number(total) * 1024,
    available: available === undefined ? freemem() : Number(available) * 1024,
  };
  const tightest = containersOf(read).reduce<{ total: number; available: number } | null>(
    (least, one) => (least === null || one.available < least.available ? one : least),
    null,
  );
  if (tightest === null || tightest.available >= machine.available) return { ...machine, boundBy: 'machine' };
  return {
    total: Math.min(machine.total, tightest.total),
    available: Math.max(0, tightest.available),
    boundBy: 'container',
  };
}

/** Limit of every control group around the process that has one, and what is left of it. Caches of files can be taken back. */
function containersOf(read: ReadSystemFile): { total: number; available: number }[] {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (controllers === '')
      return groupsAbove('/sys/fs/cgroup', path).flatMap((group) =>
        groupMemory(read, group, {
          limit: 'memory.max',
          used: 'memory.current',
          cache: 'inactive_file',
        }),
      );
    if (!controllers?.split(',').includes('memory')) return [];
    return groupsAbove('/sys/fs/cgroup/memory', path).flatMap((group) =>
      groupMemory(read, group, {
        limit: 'memory.limit_in_bytes',
        used: 'memory.usage_in_bytes',
        cache: 'total_inactive_file',
      }),
    );
  });
}

/** The folders of a control group and of those that it is in, the root's included. */
function groupsAbove(root: string, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, depth) => join(root, ...parts.slice(0, depth)));
}

function groupMemory(
  read: ReadSystemFile,
  folder: string,
  names: { readonly limit: string; readonly used: string; readonly cache: string },
): { total: number; available: number }[] {
  const number = (text: string | null | undefined) => (/^\s*\d+\s*$/.test(text ?? '') ? Number(text) : null);
  const total = number(read(join(folder, names.limit))); // `max` where there is none
  const used = number(read(join(folder, names.used)));
  if (total === null || used === null || total >= totalOfNoLimit) return [];
  const statistics = read(join(folder, 'memory.stat')) ?? '';
  const cache = new RegExp(`^${names.cache} (\\d+)`, 'm').exec(statistics)?.[1];
  return [{ total, available: total - used + Number(cache ?? 0) }];
}

/** Version 1 writes the largest number of pages where there is no limit. */
const totalOfNoLimit = 2 ** 60;

/** The most bytes that this process has had in memory at any time so far. */
export function peakMemory(read: ReadSystemFile = readSystemFile): number {
  // Not resourceUsage() on Linux: that starts with the peak of the process that this one was forked from.
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(read('/proc/self/status') ?? '')?.[1];
  return 1024 * Number(peak ?? process.resourceUsage().maxRSS);
}

/** Bytes as text, in units of 1,000,000,000: `4.7 GB`, `0.03 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e8 ? 2 : 1)} GB`;
}
