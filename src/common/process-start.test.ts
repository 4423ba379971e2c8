// Whether the process that left a mark still runs.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { skipUnless } from '../../test/support/optional-data.ts';
import { isAlive } from './process-start.ts';

test('one that runs, one that has ended, and this one', () => {
  expect(isAlive(process.ppid, Date.now())).toBe(true);
  expect(isAlive(spawnSync(process.execPath, ['-e', '']).pid, Date.now())).toBe(false);
  expect(isAlive(process.pid, Date.now())).toBe(false); // its own marks it knows itself
});

test(
  'one that started after the mark has the number of another',
  skipUnless(process.platform === 'linux', 'Linux'),
  () => {
    expect(isAlive(process.ppid, 1000)).toBe(false); // left in 1970
  },
);
