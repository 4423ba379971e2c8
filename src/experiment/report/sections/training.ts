// How the students were trained: loss curves, and the figures of every single model.

import { type Html, html } from '../../../common/index.ts';
import { type LossPanel, lossPanels, ROLE_NAMES } from '../charts/index.ts';
import { compact, count, duration, significant } from '../format.ts';
import type { Series } from '../series.ts';
import type { ReportData } from '../types.ts';
import { headings, name, section, table } from './shared.ts';

/** One panel a student on shared axes, then a table with one row a model. */
export function trainingSection({ students }: ReportData, series: ReadonlyMap<string, Series>): Html | null {
  const trained = students.filter(({ models }) => models.length > 0);
  if (trained.length === 0) return null;
  const { kind, panels } = lossPanels(
    trained.flatMap(({ id, models }): LossPanel[] => {
      const identity = series.get(id);
      return identity === undefined ? [] : [{ series: identity, models }];
    }),
  );
  const chart =
    panels.length === 0
      ? html`<p class="empty">No loss was recorded.</p>`
      : html`<div class="panels">
${panels}</div>
<p class="note">Cross-entropy per supervised token${kind === 'log' && ', on a logarithmic axis'}. The strong line is the smoothed training loss, the faint one the raw; hollow marks are validation. Each strategy predicts other tokens, so compare the courses of the curves, not their heights.</p>`;
  const rows = trained.flatMap(({ id, label, models }) =>
    models.map(
      (
        model,
      ) => html`<tr><th scope="row">${name(series.get(id), label)}<small>${ROLE_NAMES[model.role]}</small></th>
<td class="number">${compact(model.parameters)}</td><td class="number">${count(model.steps)}</td>
<td class="number">${compact(model.trainingTokens)}</td><td class="number">${compact(model.supervisedTokens)}</td>
<td class="number">${compact(model.flops, 'FLOP')}</td><td class="number">${duration(model.seconds)}</td>
<td class="number">${significant(model.finalLoss)}</td><td class="number">${significant(model.validation.at(-1)?.loss ?? Number.NaN)}</td></tr>
`,
    ),
  );
  const names = [
    'Model',
    'Parameters',
    'Steps',
    'Training tokens',
    'Supervised tokens',
    'Compute',
    'Time',
    'Final loss',
    'Validation loss',
  ];
  return section(
    'training',
    'Training',
    html`${chart}
<details><summary>Every model's figures</summary>
${table('Training of each model', headings(names), rows)}</details>`,
  );
}
