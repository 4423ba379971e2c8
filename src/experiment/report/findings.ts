// What the numbers allow to be said, in words: the headline, and which paired differences are clear. Never more than the data says.
import { interval, pEquals, percent, plural } from './format.ts';
import type { Interval, ReportComparison, ReportData, ReportStudent } from './types.ts';

/** The level of a "clear" difference, after Holm's adjustment. */
export const LEVEL = 0.05;

/** Where no student solves this share, differences are accidents of the first problems that are learned. */
const LEAST_ACCURACY = 0.05;

export interface Findings {
  readonly headline: string;
  readonly detail: string | null;
}

/**
 * Holm's step-down adjustment (1979) of p-values tested together, in the order given: the i-th smallest of m (from 0) is
 * multiplied by m - i, made monotone and capped at 1. What is not a number counts as 1.
 */
export function holmAdjusted(pValuesAsGiven: readonly number[]): number[] {
  const pValues = pValuesAsGiven.map((p) => (Number.isFinite(p) ? p : 1));
  const order = pValues.map((_, i) => i).sort((i, j) => (pValues[i] ?? 1) - (pValues[j] ?? 1));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues[index] ?? 1) * (pValues.length - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}

/** Whether two closed intervals have a point in common. */
export function overlap([lowA, highA]: Interval, [lowB, highB]: Interval): boolean {
  return lowA <= highB && lowB <= highA;
}

/**
 * Which student did best, against the answer-only baseline where there is one, and whether that is clear; of students at different
 * training compute among those at the lowest. What the others did stands behind it, each compute by itself.
 */
export function findings(data: ReportData): Findings {
  const evaluated = data.students.filter(({ total }) => total > 0);
  const computes = [...new Set(evaluated.map(({ compute }) => compute))].sort((a, b) => a - b);
  const [least, ...more] = computes;
  const { headline, detail } = findingsAmong(
    data,
    evaluated.filter(({ compute }) => compute === least),
  );
  const others = more.map((compute) => {
    const solved = evaluated
      .filter((student) => student.compute === compute)
      .map(({ label, accuracy }) => `${label.replace(/, \d+×$/, '')} solved ${percent(accuracy)}`);
    return `With ${compute === 2 ? 'twice' : `${compute} times`} the training compute, ${solved.join(' and ')}.`;
  });
  const prefix = more.length > 0 ? 'At equal training compute, ' : '';
  return { headline: `${prefix}${headline}`, detail: [detail, ...others].filter(Boolean).join(' ') || null };
}

function findingsAmong(data: ReportData, students: readonly ReportStudent[]): Findings {
  const ranked = [...students].sort((a, b) => b.accuracy - a.accuracy);
  const [best, second] = ranked;
  if (best === undefined) return { headline: 'No student has been evaluated.', detail: null };

  const sameTotal = ranked.every(({ total }) => total === best.total);
  const problems = sameTotal ? ` of ${plural(best.total, 'problem')}` : '';
  const caution = sameTotal ? '' : ' The students were evaluated on different numbers of problems.';
  if (second === undefined) {
    return {
      headline: `${best.label} solved ${percent(best.accuracy)}${problems} (95\u00a0% interval ${interval(best.ci95)}).`,
      detail: 'There is no other student to compare it with.',
    };
  }
  if (best.accuracy === 0) {
    return {
      headline: `No student solved any${sameTotal ? problems.replace(' of', ' of the') : ' problem'}.`,
      detail: `With these students, data and compute there is nothing to compare.${caution}`,
    };
  }

  if (best.accuracy < LEAST_ACCURACY) {
    return {
      headline: `No student solved more than ${percent(best.accuracy)}${problems}: too little training to compare them.`,
      detail: `More compute or easier problems are needed before a difference means anything.${caution}`,
    };
  }

  const first = ranked.filter(({ accuracy }) => accuracy === best.accuracy);
  const baseline = ranked.find(({ id }) => id === 'answer');
  const opponent = baseline !== undefined && !first.includes(baseline) ? baseline : ranked[first.length];
  if (first.length > 1) {
    const rest = opponent === undefined ? '' : `, ${against(data, best, opponent)}`;
    const names = `${first
      .slice(0, -1)
      .map(({ label }) => label)
      .join(', ')} and ${first.at(-1)?.label ?? ''}`;
    return {
      headline: `${names} did equally well: ${percent(best.accuracy)}${problems} solved${first.length > 2 ? ' by each' : ' by both'}${rest}.`,
      detail: caution.trim() || null,
    };
  }
  const sentences =
    second === opponent
      ? []
      : [`Its lead over ${second.label} (${percent(second.accuracy)}) ${verdict(data, best, second)}.`];
  return {
    headline: `${best.label} did best: ${percent(best.accuracy)}${problems} solved${opponent === undefined ? '' : `, ${against(data, best, opponent)}`}.`,
    detail: `${sentences.join(' ')}${caution}`.trim() || null,
  };
}

function against(data: ReportData, best: ReportStudent, other: ReportStudent): string {
  const score = `against ${percent(other.accuracy)} for ${other.label}`;
  if (!overlap(best.ci95, other.ci95)) return `${score}; the 95\u00a0% intervals do not overlap`;
  const p = pairedP(data, best, other);
  if (p === undefined) return `${score}; the 95\u00a0% intervals overlap, so this may be chance`;
  return p < LEVEL
    ? `${score}; the 95\u00a0% intervals overlap, but on the same problems the difference is clear (adjusted ${pEquals(p)})`
    : `${score}; the 95\u00a0% intervals overlap and the difference may be chance (adjusted ${pEquals(p)})`;
}

function verdict(data: ReportData, best: ReportStudent, other: ReportStudent): string {
  const overlaps = overlap(best.ci95, other.ci95);
  const p = pairedP(data, best, other);
  if (p === undefined)
    return overlaps
      ? 'is not clear: the 95\u00a0% intervals overlap'
      : 'is clear: the 95\u00a0% intervals do not overlap';
  return `is ${p < LEVEL ? 'clear' : 'not clear'}: paired test on the same problems, adjusted ${pEquals(p)}`;
}

/** The Holm-adjusted p-value of the pair, in whichever order it was compared. */
function pairedP(data: ReportData, a: ReportStudent, b: ReportStudent): number | undefined {
  const adjusted = holmAdjusted(data.comparisons.map(({ pValue }) => pValue));
  const index = data.comparisons.findIndex((comparison) => joins(comparison, a.id, b.id));
  return index < 0 ? undefined : adjusted[index];
}

function joins({ a, b }: ReportComparison, one: string, other: string): boolean {
  return (a === one && b === other) || (a === other && b === one);
}
