// Paired tests: two students on the same problems, the difference with its interval, and whether it is clear after Holm's adjustment.

import { type Html, html } from '../../../common/index.ts';
import { whiskerAxis, whiskerTrack } from '../charts/index.ts';
import { holmAdjusted, LEVEL } from '../findings.ts';
import { plural, points, pValue } from '../format.ts';
import { linearScale, niceStep, type Scale } from '../scale.ts';
import type { Series } from '../series.ts';
import type { ReportComparison, ReportData } from '../types.ts';
import { section } from './shared.ts';

/** One row a pair, on one axis of percentage points around zero. */
export function comparisonsSection(
  { students, comparisons }: ReportData,
  series: ReadonlyMap<string, Series>,
): Html | null {
  if (students.length < 2) return null;
  const title = 'Pair by pair, on the same problems';
  if (comparisons.length === 0) {
    return section('comparisons', title, html`<p class="empty">No paired comparison was made.</p>`);
  }
  const adjusted = holmAdjusted(comparisons.map((comparison) => comparison.pValue));
  const scale = differenceScale(comparisons);
  const axis = whiskerAxis(scale, (tick) => points(tick).replace(/\.0$/, ''));
  const rows = comparisons.map((comparison, i) => row(comparison, adjusted[i] ?? 1, scale, series));
  return section(
    'comparisons',
    title,
    html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table class="comparisons">
<caption><span>Difference of the two accuracies in percentage points, first minus second, with its 95&#160;% interval</span></caption>
<thead><tr><th scope="col">First − second</th><th scope="col" class="plot-column">Second better ← 0 → first better</th><th scope="col" class="number">Points</th><th scope="col" class="number">p</th><th scope="col" class="number">p, adjusted</th><th scope="col">Verdict</th></tr></thead>
<tbody>
${rows}<tr class="axis-row"><td></td><td class="plot-column">${axis}</td><td></td><td></td><td></td><td></td></tr>
</tbody></table></div>
<p class="note">${comparisons.length === 1 ? 'One test was made' : `${plural(comparisons.length, 'test')} were made together, so p is adjusted (Holm)`}; a difference is called clear when ${comparisons.length > 1 && 'the adjusted '}p is below ${LEVEL}${comparisons.length > 1 && ', and the sentences at the top use it too'}. “Not clear” does not mean that the two are equal.</p>`,
  );
}

function row(
  { a, b, difference, ci95, pValue: p }: ReportComparison,
  adjusted: number,
  scale: Scale,
  series: ReadonlyMap<string, Series>,
): Html {
  const [first, second] = [series.get(a)?.label ?? a, series.get(b)?.label ?? b];
  const range = `${points(ci95[0])} to ${points(ci95[1])}`;
  const identity = series.get(difference >= 0 ? a : b) ?? { key: a, label: first, index: 0, className: 's0' };
  const description = `${first} minus ${second}: ${points(difference)} points, 95\u00a0% interval ${range}`;
  return html`<tr><th scope="row">${first} <span class="minus">−</span> ${second}</th>
<td class="plot-column">${whiskerTrack(scale, { value: difference, interval: ci95, series: identity, description, bar: false })}</td>
<td class="number points"><strong>${points(difference)}</strong><small>${range}</small></td>
<td class="number" data-label="p">${pValue(p)}</td><td class="number" data-label="adjusted">${pValue(adjusted)}</td>
<td class="verdict">${adjusted < LEVEL ? html`<strong>clear</strong>` : html`<span class="muted">not clear</span>`}</td></tr>
`;
}

/** An axis that always shows zero: round numbers below the lowest and above the highest end. */
function differenceScale(comparisons: readonly ReportComparison[]): Scale {
  const ends = comparisons.flatMap(({ difference, ci95 }) => [difference, ...ci95]).filter(Number.isFinite);
  const low = ends.reduce((a, b) => Math.min(a, b), -0.02);
  const high = ends.reduce((a, b) => Math.max(a, b), 0.02);
  const step = niceStep(high - low, 5);
  return linearScale(Math.floor(low / step) * step, Math.ceil(high / step) * step, 5);
}
