// Problems with every student's output side by side, step by step; sub-questions set apart from what answers them.

import { type Html, html } from '../../../common/index.ts';
import { plural } from '../format.ts';
import type { Series } from '../series.ts';
import type { ExampleOutput, ReportData, ReportExample, ReportStep } from '../types.ts';
import { name, section, withCalculator } from './shared.ts';

/** One article an example, one card a student. */
export function examplesSection({ examples }: ReportData, series: ReadonlyMap<string, Series>): Html | null {
  if (examples.length === 0) return null;
  const calculator = examples.some(({ goldSteps, outputs }) =>
    [goldSteps, ...outputs.map(({ steps }) => steps)]
      .flat()
      .some(({ solution }) => /<<[^<>]*>>/.test(solution)),
  );
  return section(
    'examples',
    'Examples, side by side',
    html`${
      calculator &&
      html`<p class="toggle"><label><input type="checkbox" id="show-calculator" checked="checked"/> Show calculator annotations, <span class="calculator sample">&lt;&lt;16-3=13&gt;&gt;</span></label></p>
`
    }${examples.map((example) => article(example, series))}`,
  );
}

function article(
  { id, question, answer, goldSteps, outputs }: ReportExample,
  series: ReadonlyMap<string, Series>,
): Html {
  return html`<article class="example">
<h3>${id}</h3>
<p class="problem">${question}</p>
<p class="gold">Correct answer <strong>${answer}</strong></p>
${goldSteps.length > 0 && html`<details><summary>Reference solution, ${plural(goldSteps.length, 'step')}</summary>${stepList(goldSteps)}</details>`}
<div class="cards">
${outputs.map((output) => card(output, series.get(output.student)))}</div>
</article>
`;
}

function card({ label, steps, answer, correct, note }: ExampleOutput, series: Series | undefined): Html {
  return html`<div class="card ${series?.className ?? ''}">
<h4>${name(series, label)}</h4>
${steps.length > 0 ? stepList(steps) : html`<p class="empty">No steps written.</p>`}
${note !== undefined && html`<p class="note">${note}</p>`}
<p class="answer"><span>Answer ${answer === null ? html`<em>unreadable</em>` : html`<strong>${answer}</strong>`}</span> ${correct ? html`<span class="badge correct">✓ correct</span>` : html`<span class="badge wrong">✗ wrong</span>`}</p>
</div>
`;
}

function stepList(steps: readonly ReportStep[]): Html {
  return html`<ol class="steps-list">${steps.map(
    ({ question, solution }) =>
      html`<li>${question !== undefined && html`<p class="sub-question">${withCalculator(question)}</p>`}<p class="sub-solution">${solution === '' ? html`<em>nothing written</em>` : withCalculator(solution)}</p></li>`,
  )}</ol>`;
}
