// What a benchmark reports, and on which machine, commit and command line it was measured.
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, rounded } from './statistics.ts';

/** One contestant: its repeated measurements and their median. */
export interface Measurement {
  readonly what: string;
  readonly median: number;
  readonly unit: string;
  readonly runs: readonly number[];
}

export interface BenchResult {
  readonly name: string;
  readonly ours: Measurement;
  readonly peer: Measurement;
  /** Our time divided by the peer's: below 1 we are faster. */
  readonly ratio: number;
  readonly [more: string]: unknown;
}

export function measurement(what: string, unit: string, runs: readonly number[]): Measurement {
  return { what, median: rounded(median(runs)), unit, runs: runs.map(rounded) };
}

/** The processor, its cores as this process sees them, memory and versions. */
export function machine(busyBefore: number): Record<string, unknown> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    /** Share of the processors that was in use before the benchmark: about 0 on a quiet machine. */
    busyBefore: rounded(busyBefore),
  };
}

/** Share of all processors' time that is in use, over `milliseconds`. */
export async function busyShare(milliseconds: number): Promise<number> {
  const times = () =>
    cpus().reduce(
      ({ idle, all }, { times }) => ({
        idle: idle + times.idle,
        all: all + Object.values(times).reduce((sum, time) => sum + time, 0),
      }),
      { idle: 0, all: 0 },
    );
  const before = times();
  await sleep(milliseconds);
  const after = times();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}
