// How sure an accuracy is, and whether two systems really differ on the same problems.
import { assert } from '../common/index.ts';

/** Both ends of a 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/** The 95 % score interval of a proportion (Wilson 1927): meaningful for few problems and at 0 and 1. [0, 1] for none. */
export function wilsonInterval(correct: number, total: number): Interval {
  assert(correct >= 0 && correct <= total, `${correct} of ${total} is no proportion`);
  const p = correct / total;
  const scale = 1 + Z ** 2 / total;
  const center = (p + Z ** 2 / (2 * total)) / scale;
  const half = (Z * Math.sqrt((p * (1 - p)) / total + Z ** 2 / (4 * total ** 2))) / scale;
  // At the ends the bound is exact, and so are both for none; rounding must not push it past them.
  return [correct === 0 ? 0 : center - half, correct === total ? 1 : center + half];
}

/** Two-sided exact McNemar test: the binomial test that `b` of the `b + c` disagreements is one half. */
export function mcNemarExact(b: number, c: number): number {
  const n = b + c;
  let term = -n * Math.LN2; // log of (n choose 0) / 2^n
  let tail = 0;
  for (let k = 0; k <= Math.min(b, c); k++) {
    tail += Math.exp(term);
    term += Math.log(n - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}

/** One problem's verdict, as a comparison needs it. */
export interface PairedOutcome {
  readonly id: string;
  readonly correct: boolean;
}

export interface PairedDifference {
  /** Problems that both systems were given. */
  readonly total: number;
  /** Problems that only one of the two was given: they are left out. */
  readonly unpaired: number;
  /** Problems that both solved. */
  readonly both: number;
  /** Problems that only the first solved. */
  readonly onlyA: number;
  /** Problems that only the second solved. */
  readonly onlyB: number;
  /** Problems that neither solved. */
  readonly neither: number;
  /** Accuracy of a minus accuracy of b. */
  readonly difference: number;
  /** Its 95 % interval. */
  readonly ci95: Interval;
  /** Two-sided, exact. */
  readonly pValue: number;
}

/**
 * Whether a and b differ on the problems that both answered: McNemar's exact test, and the 95 % score interval of a
 * difference of paired proportions (Newcombe 1998, "Improved confidence intervals for the difference between binomial
 * proportions based on paired data", method 10).
 */
export function pairedDifference(a: readonly PairedOutcome[], b: readonly PairedOutcome[]): PairedDifference {
  const second = new Map(b.map(({ id, correct }) => [id, correct]));
  const first = new Map(a.map(({ id, correct }) => [id, correct]));
  const counts = { both: 0, onlyA: 0, onlyB: 0, neither: 0 };
  for (const [id, correct] of first) {
    const other = second.get(id);
    if (other === undefined) continue;
    counts[correct ? (other ? 'both' : 'onlyA') : other ? 'onlyB' : 'neither']++;
  }
  const total = counts.both + counts.onlyA + counts.onlyB + counts.neither;
  const difference = total === 0 ? 0 : (counts.onlyA - counts.onlyB) / total;
  return {
    total,
    unpaired: first.size + second.size - 2 * total,
    ...counts,
    difference,
    ci95: newcombe(counts.both, counts.onlyA, counts.onlyB, counts.neither),
    pValue: mcNemarExact(counts.onlyA, counts.onlyB),
  };
}

/** Newcombe's method 10 for the table of both, only a, only b, neither. [-1, 1] for no problems. */
function newcombe(both: number, onlyA: number, onlyB: number, neither: number): Interval {
  const n = both + onlyA + onlyB + neither;
  if (n === 0) return [-1, 1];
  const pA = (both + onlyA) / n;
  const pB = (both + onlyB) / n;
  const [lowA, highA] = wilsonInterval(both + onlyA, n);
  const [lowB, highB] = wilsonInterval(both + onlyB, n);
  const product = (both + onlyA) * (onlyB + neither) * (both + onlyB) * (onlyA + neither);
  const cross = both * neither - onlyA * onlyB;
  const corrected = Math.max(cross - n / 2, Math.min(cross, 0));
  const phi = product === 0 ? 0 : corrected / Math.sqrt(product);
  const reach = (x: number, y: number) => Math.sqrt(x ** 2 - 2 * phi * x * y + y ** 2);
  return [pA - pB - reach(pA - lowA, highB - pB), pA - pB + reach(highA - pA, pB - lowB)];
}
