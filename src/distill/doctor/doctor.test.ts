// What `doctor` makes of its options and measurements; the measurements themselves are made by the command line's test in CI.
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runChildTask, silentReporter, systemMemory } from '../../common/index.ts';
import { doctor } from './doctor.ts';
import type { DoctorMeasurements } from './doctor-child.ts';
import { freeDisk } from './machine.ts';
import { probes } from './probes.ts';
import { findTorch } from './torch.ts';

vi.mock('../../common/index.ts', async (original) => ({
  ...(await original<typeof import('../../common/index.ts')>()),
  runChildTask: vi.fn(),
}));
vi.mock('./torch.ts', () => ({ findTorch: vi.fn(async () => null) }));

const measured: DoctorMeasurements = {
  backends: ['cpu'],
  gemm: { oneThread: 5e10, allThreads: 1e11 },
  training: new Map(probes().map(({ name }) => [name, 2e10])),
};
beforeEach(() => {
  vi.mocked(runChildTask).mockReset().mockResolvedValue(measured);
  vi.mocked(findTorch).mockClear();
});
afterEach(() => void vi.unstubAllEnvs());

test('needs no options: runs/ is looked at, and the usual Pythons', async () => {
  vi.stubEnv('SOCRATIC_PYTHON', undefined);
  const { disk, memory, gemm, efficiency } = await doctor();
  expect(disk).toMatchObject({ folder: 'runs' });
  expect(memory.total).toBe(systemMemory().total);
  expect(gemm).toMatchObject({ gigaflopsOneThread: 50, gigaflops: 100 });
  expect(efficiency.map(({ share }) => share)).toEqual(efficiency.map(() => 0.2));
  expect(findTorch).toHaveBeenCalledWith([join('.venv', 'bin', 'python'), 'python3']);
});

test('SOCRATIC_PYTHON is looked at first; pythons replaces them all', async () => {
  vi.stubEnv('SOCRATIC_PYTHON', '/opt/python');
  await doctor();
  expect(vi.mocked(findTorch).mock.lastCall?.[0]?.[0]).toBe('/opt/python');
  await doctor({ pythons: ['mine'] });
  expect(findTorch).toHaveBeenLastCalledWith(['mine']);
});

test('runs, memory, reporter and signal are used', async () => {
  const said: string[] = [];
  const reporter = { ...silentReporter, info: (line: unknown) => said.push(String(line)) };
  const { signal } = new AbortController();
  const memory = { ...systemMemory(), available: 1e9, total: 2e9 };
  const report = await doctor({ runs: '/', memory, reporter, signal });
  expect(report.disk.folder).toBe('/');
  expect(Math.abs(report.disk.freeBytes - freeDisk('/'))).toBeLessThan(1e9);
  expect(report.memory).toEqual(memory);
  expect(report.students.filter(({ full }) => full.fits && full.estimatedBytes > 1e9)).toEqual([]);
  expect(report.students.some(({ full }) => full.fits)).toBe(true);
  expect(said).toEqual(['Measuring the speed of this machine: a few seconds.']);
  expect(vi.mocked(runChildTask).mock.lastCall?.[2]).toEqual({ signal, forceSignal: signal });
});
