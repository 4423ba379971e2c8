// Accuracy against the number of steps: a point with a whisker for each student and step count, side by side so that none hides another.

import { type Html, html } from '../../../common/index.ts';
import { interval, percent, plural } from '../format.ts';
import { accuracyScale, type Scale } from '../scale.ts';
import { dashOf, marker, type Series } from '../series.ts';
import type { StepScore } from '../types.ts';
import { leftAxis, line, place } from './axis.ts';

export interface StepLine {
  readonly series: Series;
  readonly scores: readonly StepScore[];
}

/** The step counts that any student was evaluated on, ascending. */
export function stepCounts(lines: readonly StepLine[]): number[] {
  const counts = lines.flatMap(({ scores }) =>
    scores.filter(({ total }) => total > 0).map(({ steps }) => steps),
  );
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** How many problems have `steps` steps: `52`, or `48–52` where the students saw different numbers. */
export function problemsAt(lines: readonly StepLine[], steps: number): string {
  const totals = lines.flatMap(({ scores }) =>
    scores.filter((score) => score.steps === steps && score.total > 0).map(({ total }) => total),
  );
  const [low, high] = [Math.min(...totals), Math.max(...totals)];
  return low === high ? String(low) : `${low}–${high}`;
}

/** Where student `position` of `students` stands within the band of step count number `index` of `counts`, in percent of the width. */
export function stepPlace(index: number, counts: number, position: number, students: number): number {
  const band = 100 / counts;
  const gap = Math.min(4, (0.7 * band) / Math.max(1, students));
  return (index + 0.5) * band + (position - (students - 1) / 2) * gap;
}

/** The chart, or null when there is nothing to draw. */
export function stepChart(lines: readonly StepLine[]): Html | null {
  const counts = stepCounts(lines);
  if (counts.length === 0) return null;
  const highs = lines.flatMap(({ scores }) =>
    scores.filter(({ total }) => total > 0).map(({ ci95 }) => ci95[1]),
  );
  const y = accuracyScale(highs);
  const band = 100 / counts.length;
  const description = `Accuracy by number of steps, ${counts[0]} to ${counts.at(-1)}; the numbers are in the table below.`;
  return html`<div class="plot steps"><svg role="img" aria-label="${description}" width="100%" height="300" overflow="visible">
${leftAxis(y, (tick) => percent(tick, 0))}
${counts.map((steps, i) => html`${i > 0 && html`<line class="band" x1="${place(i * band)}" x2="${place(i * band)}" y1="0" y2="100%"/>`}<text class="tick strong" x="${place((i + 0.5) * band)}" y="100%" dy="20" text-anchor="middle">${steps}</text><text class="tick" x="${place((i + 0.5) * band)}" y="100%" dy="37" text-anchor="middle">n = ${problemsAt(lines, steps)}</text>`)}
${lines.map((_, position) => studentLine(lines, position, counts, y))}
</svg><p class="axis-title">steps of the reference solution; n problems</p></div>`;
}

function studentLine(
  lines: readonly StepLine[],
  position: number,
  counts: readonly number[],
  y: Scale,
): Html | null {
  const current = lines[position];
  if (current === undefined) return null;
  const { series, scores } = current;
  const shown = counts.flatMap((steps, i) => {
    const score = scores.find((candidate) => candidate.steps === steps && candidate.total > 0);
    return score === undefined ? [] : [{ score, x: stepPlace(i, counts.length, position, lines.length) }];
  });
  const path = shown.map(({ score, x }) => [x, y.at(score.accuracy)] as const);
  return html`<g class="${series.className}">${line(path, 'series', dashOf(series))}${shown.map(
    ({ score, x }) => {
      const [low, high] = score.ci95;
      const title = `${series.label}, ${plural(score.steps, 'step')}: ${percent(score.accuracy)} (${interval(score.ci95)}), ${score.correct} of ${score.total}`;
      return html`<line class="whisker-line" x1="${place(x)}" x2="${place(x)}" y1="${place(100 - y.at(low))}" y2="${place(100 - y.at(high))}"/>${marker(series, place(x), place(100 - y.at(score.accuracy)), title)}`;
    },
  )}</g>`;
}
