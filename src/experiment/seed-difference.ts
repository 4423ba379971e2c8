// What students solve over several seeds, and how far two of them differ.

/** The share of unseen problems that each student solved, the seeds in one order for all students. */
export interface SeedResults {
  /** Training compute of a student, in FLOPs. */
  readonly flopsPerStudent: number;
  readonly seeds: readonly number[];
  readonly accuracy: Readonly<Record<string, readonly number[]>>;
}

/** Two-sided 95 % quantiles of Student's t, by degrees of freedom from 1. */
const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179];

export interface SeedDifference {
  /** Mean of a − b, as a fraction. */
  readonly difference: number;
  /** Ends of its 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** The mean difference of two students that had the same seeds in the same order, with its 95 % interval by Student's t. */
export function seedDifference(a: readonly number[], b: readonly number[]): SeedDifference {
  const differences = a.map((value, seed) => value - (b[seed] ?? Number.NaN));
  const degrees = differences.length - 1;
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const variance = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0) / degrees;
  const half = (T_95[degrees - 1] ?? 1.96) * Math.sqrt(variance / differences.length);
  return { difference, low: difference - half, high: difference + half };
}
