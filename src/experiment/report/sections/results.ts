// The full table: every accuracy beside what it cost, the pair counted as one student.

import { type Html, html } from '../../../common/index.ts';
import { compact, count, duration, interval, percent, significant } from '../format.ts';
import type { Series } from '../series.ts';
import type { ReportData, ReportModel, ReportStudent, Score } from '../types.ts';
import { headings, name, section, table } from './shared.ts';

/** One row a student. Costs are sums over its models; their own figures are in the training section. */
export function resultsSection({ students }: ReportData, series: ReadonlyMap<string, Series>): Html | null {
  if (students.length === 0) return null;
  const validated = students.some(({ validation }) => validation !== undefined);
  const calculated = students.some(({ withCalculator }) => withCalculator !== undefined);
  const names = [
    'Student',
    'Accuracy',
    'Solved',
    ...(calculated ? ['With calculator'] : []),
    ...(validated ? ['Validation'] : []),
    'Unreadable',
    'Hit a limit',
    'Tokens written a problem',
    'Parameters',
    'Training tokens',
    'Training compute',
    'Training time',
  ];
  return section(
    'results',
    'Results and cost',
    html`${table(
      'Results and cost of each student; 95\u00a0% intervals below the accuracies',
      headings(names),
      students.map((student) => row(student, series.get(student.id), { validated, calculated })),
    )}
<p class="note">Unreadable outputs, in which no answer could be found, count as wrong. “With calculator” solves the same problems with the value of every annotation computed and forced; a student that writes no annotations cannot use it. “Hit a limit” counts the problems on which the limit on steps or tokens stopped the student. A pair counts as one student: its costs are the sums over both models.</p>`,
  );
}

interface Columns {
  readonly validated: boolean;
  readonly calculated: boolean;
}

function row(student: ReportStudent, series: Series | undefined, { validated, calculated }: Columns): Html {
  const { models, validation, withCalculator, total } = student;
  const sum = (value: (model: ReportModel) => number) =>
    models.length === 0 ? Number.NaN : models.reduce((all, model) => all + value(model), 0);
  const evaluated = total > 0;
  return html`<tr><th scope="row">${name(series, student.label)}</th>
<td class="number"><strong>${percent(evaluated ? student.accuracy : Number.NaN)}</strong>${evaluated && html`<small>${interval(student.ci95)}</small>`}</td>
<td class="number">${evaluated ? `${count(student.correct)}\u00a0/\u00a0${count(total)}` : '–'}</td>
${calculated && scoreCell(withCalculator)}${validated && scoreCell(validation)}<td class="number">${evaluated ? count(student.unreadable) : '–'}</td>
<td class="number">${evaluated ? count(student.limitHit) : '–'}</td>
<td class="number">${evaluated ? significant(student.generatedTokensPerProblem) : '–'}</td>
<td class="number">${compact(sum((model) => model.parameters))}${models.length > 1 && html`<small>${models.length} models</small>`}</td>
<td class="number">${compact(sum((model) => model.trainingTokens))}<small>${compact(sum((model) => model.supervisedTokens))} supervised</small></td>
<td class="number">${compact(
    sum((model) => model.flops),
    'FLOP',
  )}</td>
<td class="number">${duration(sum((model) => model.seconds))}</td></tr>
`;
}

function scoreCell(score: Score | undefined): Html {
  return html`<td class="number">${percent(score?.accuracy ?? Number.NaN)}${score !== undefined && html`<small>${interval(score.ci95)}</small>`}</td>
`;
}
