// Whether the process that left a mark still runs.
import { spawn, spawnSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { isAlive } from './process-start.ts';

const uptime = vi.hoisted(() => vi.fn<() => number>());
vi.mock('node:os', async (original) => {
  const actual = await original<typeof import('node:os')>();
  uptime.mockImplementation(actual.uptime);
  return { ...actual, uptime };
});

test('one that runs, one that has ended, and this one', () => {
  expect(isAlive(process.ppid, Date.now())).toBe(true);
  expect(isAlive(spawnSync(process.execPath, ['-e', '']).pid, Date.now())).toBe(false);
  expect(isAlive(process.pid, Date.now())).toBe(true);
});

test(
  'one that started after the mark has the number of another',
  skipUnless(process.platform === 'linux', 'Linux'),
  () => {
    expect(isAlive(process.ppid, 1000)).toBe(false); // left in 1970
    expect(isAlive(process.pid, 1000)).toBe(false);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const before = Date.now(); // its start, within the tolerance for two clocks
    try {
      const [alive, ended] = [isAlive(child.pid ?? 0, before), isAlive(child.pid ?? 0, before - 30_000)];
      expect({ alive, ended }).toEqual({ alive: true, ended: false });
    } finally {
      child.kill('SIGKILL');
    }
  },
);

test('one that runs in a container whose uptime is not that of the machine', () => {
  uptime.mockReturnValueOnce(1);
  expect(isAlive(process.ppid, Date.now())).toBe(true);
});
