// What a benchmark reports, and on which machine, commit and command line it was measured.
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
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
export function machine(): Record<string, unknown> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    /** Processes that wanted to run in the last minute, before the benchmark: about 0 on a quiet machine. */
    loadBefore: rounded(loadavg()[0] ?? Number.NaN),
  };
}
