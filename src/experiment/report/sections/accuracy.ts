// The headline's evidence: accuracy with its interval, student by student, and by the number of steps.

import { type Html, html } from '../../../common/index.ts';
import {
  problemsAt,
  type StepLine,
  stepChart,
  stepCounts,
  whiskerAxis,
  whiskerTrack,
} from '../charts/index.ts';
import { interval, percent, plural } from '../format.ts';
import { accuracyScale } from '../scale.ts';
import type { Series } from '../series.ts';
import type { ReportData } from '../types.ts';
import { headings, name, section, table } from './shared.ts';

/** One row a student: name, bar with whisker, number. */
export function accuracySection({ students }: ReportData, series: ReadonlyMap<string, Series>): Html {
  if (students.length === 0) {
    return section('accuracy', 'Accuracy', html`<p class="empty">No student has been evaluated yet.</p>`);
  }
  const scale = accuracyScale(students.filter(({ total }) => total > 0).map(({ ci95 }) => ci95[1]));
  const rows = students.flatMap(({ id, label, accuracy, ci95, correct, total }) => {
    const identity = series.get(id);
    if (identity === undefined) return [];
    const evaluated = total > 0;
    const description = evaluated
      ? `${label}: ${percent(accuracy)}, 95\u00a0% interval ${interval(ci95)}, ${correct} of ${plural(total, 'problem')}`
      : `${label}: not evaluated`;
    const value = evaluated ? accuracy : Number.NaN;
    return html`<div class="row">${name(identity, label)}
<div class="track-cell">${whiskerTrack(scale, { value, interval: ci95, series: identity, description, bar: true })}</div>
<div class="value"><strong>${percent(value)}</strong> <span>${evaluated ? interval(ci95) : 'not evaluated'}</span></div></div>
`;
  });
  return section(
    'accuracy',
    'Accuracy',
    html`<figure class="rows">${rows}<div class="row axis-row"><span></span><div class="track-cell">${whiskerAxis(scale, (tick) => percent(tick, 0))}</div><span></span></div>
<figcaption>Share of problems solved. Whiskers are 95&#160;% intervals of each student on its own${students.length > 1 && html`; students that saw the same problems are better compared <a href="#comparisons">pair by pair</a>`}.</figcaption></figure>`,
  );
}

/** Does a strategy hold up when the chain gets longer? */
export function stepsSection({ students }: ReportData, series: ReadonlyMap<string, Series>): Html | null {
  if (students.length === 0) return null;
  const lines = students.flatMap(({ id, bySteps }): StepLine[] => {
    const identity = series.get(id);
    return identity === undefined ? [] : [{ series: identity, scores: bySteps }];
  });
  const chart = stepChart(lines);
  const title = 'Accuracy by number of steps';
  if (chart === null) {
    return section(
      'steps',
      title,
      html`<p class="empty">The problems do not say how many steps they need.</p>`,
    );
  }
  const counts = stepCounts(lines);
  if (counts.length < 2) return null; // problems of one length: the accuracies above say it all
  const rows = counts.map(
    (
      steps,
    ) => html`<tr><th scope="row">${plural(steps, 'step')}</th><td class="number">${problemsAt(lines, steps)}</td>${lines.map(
      (line) => {
        const score = line.scores.find((candidate) => candidate.steps === steps && candidate.total > 0);
        return score === undefined
          ? html`<td class="number">–</td>`
          : html`<td class="number">${percent(score.accuracy)} <small>${interval(score.ci95)}</small></td>`;
      },
    )}</tr>
`,
  );
  return section(
    'steps',
    title,
    html`<figure><p class="legend">${lines.map((line) => name(line.series, line.series.label))}</p>
${chart}
<figcaption>Whiskers are 95&#160;% intervals: with few problems they are wide.</figcaption></figure>
<details><summary>The numbers behind this chart</summary>
${table('Accuracy by number of steps, with 95\u00a0% intervals', headings(['Steps', 'Problems', ...lines.map((line) => line.series.label)]), rows)}</details>`,
  );
}
