import { expect, test } from 'vitest';
import { gigabytes, peakMemory, systemMemory } from './memory.ts';

const GiB = 2 ** 30;
const meminfo = 'MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:    8388608 kB\n';

/** Reads from `files`; what is not there does not exist. */
const from = (files: Readonly<Record<string, string>>) => (path: string) => files[path] ?? null;

test('without a container: what the machine has, caches of files counted as free', () => {
  expect(systemMemory(from({ '/proc/meminfo': meminfo, '/proc/self/cgroup': '0::/\n' }))).toEqual({
    total: 16 * GiB,
    available: 8 * GiB,
    boundBy: 'machine',
  });
});

test('a container’s limit, less what it uses without caches: control groups of version 2', () => {
  const files = {
    '/proc/meminfo': meminfo,
    '/proc/self/cgroup': '0::/app/job\n',
    '/sys/fs/cgroup/app/memory.max': `${4 * GiB}\n`,
    '/sys/fs/cgroup/app/memory.current': `${3 * GiB}\n`,
    '/sys/fs/cgroup/app/memory.stat': `anon ${2 * GiB}\ninactive_file ${GiB}\n`,
    '/sys/fs/cgroup/app/job/memory.max': 'max\n',
    '/sys/fs/cgroup/app/job/memory.current': `${3 * GiB}\n`,
  };
  expect(systemMemory(from(files))).toEqual({ total: 4 * GiB, available: 2 * GiB, boundBy: 'container' });
});

test('the same of version 1, where no limit is a very large one; a container that has more than the machine', () => {
  const limited = (limit: number | string) =>
    from({
      '/proc/meminfo': meminfo,
      '/proc/self/cgroup': '5:cpu:/a\n4:memory:/a\n0::/\n',
      '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': `${limit}\n`,
      '/sys/fs/cgroup/memory/a/memory.usage_in_bytes': `${GiB}\n`,
      '/sys/fs/cgroup/memory/a/memory.stat': 'total_inactive_file 0\n',
    });
  expect(systemMemory(limited(3 * GiB))).toMatchObject({ available: 2 * GiB, boundBy: 'container' });
  expect(systemMemory(limited('9223372036854771712'))).toMatchObject({ boundBy: 'machine' });
  expect(systemMemory(limited(12 * GiB))).toMatchObject({ available: 8 * GiB, boundBy: 'machine' });
});

test('where the system has no such files, what Node.js says', () => {
  const { total, available } = systemMemory(from({}));
  expect(total).toBeGreaterThan(0);
  expect(available).toBeLessThanOrEqual(total);
});

test('the peak of this process: at least what it has now', () => {
  expect(peakMemory()).toBeGreaterThan(0.9 * process.memoryUsage.rss());
  expect(peakMemory(from({ '/proc/self/status': 'VmPeak:\t 9 kB\nVmHWM:\t  2048 kB\n' }))).toBe(2 * 2 ** 20);
});

test('bytes as text', () => {
  expect([4_710_000_000, 950_000_000, 31_000_000].map(gigabytes)).toEqual(['4.7 GB', '0.9 GB', '0.03 GB']);
});
