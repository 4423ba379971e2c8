// The parts of the review page that need no script: totals, what was rejected for which reason, who wrote what, and the filters.
import { type Content, type Html, html } from '../../common/index.ts';
import type { AnnotationRun } from '../run-record.ts';
import type { PageOptions, Review, ReviewSource } from './review.ts';

/** Sources that get a row and a filter of their own. */
const sourcesShown = 50;
const skippedShown = 5;

export function summarySection(review: Review, options: PageOptions): Html {
  const { summary } = review;
  return html`<section id="summary" aria-labelledby="summary-title">
<h2 id="summary-title">${count(summary.kept)} of ${plural(summary.chains, 'chain')} kept${summary.chains > 0 && html`, ${percent(summary.kept, summary.chains)}`}</h2>
<dl class="facts">
${facts(review, options).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
${reasonTable(review)}${sourceTable(review)}${unreadable(review)}</section>
`;
}

function facts(review: Review, { data, run }: PageOptions): (readonly [name: string, value: Content])[] {
  const { summary, usage, cost, found, carried } = review;
  const perKept = (value: number) => (summary.kept === 0 ? null : value / summary.kept);
  const tokens = perKept(usage.inputTokens + usage.outputTokens);
  const priced = cost.unpriced < summary.chains;
  const each = perKept(cost.known);
  return [
    ['Problems with an answer', count(summary.problems)],
    [
      'Problems covered',
      html`${count(summary.covered)} <small>with a chain that is kept${summary.problems > 0 && html`, ${percent(summary.covered, summary.problems)}`}</small>`,
    ],
    [
      'Tokens',
      html`${count(usage.inputTokens)} in, ${count(usage.outputTokens)} out${tokens !== null && html` <small>${count(tokens)} for a chain that is kept</small>`}`,
    ],
    [
      'Cost of the chains',
      priced
        ? html`${dollars(cost.known)}${each !== null && html` <small>${dollars(each)} for a chain that is kept</small>`}${cost.unpriced > 0 && html` <small>without ${plural(cost.unpriced, 'chain')} of unknown price</small>`}`
        : 'unknown: no price',
    ],
    ...runFacts(run),
    ...(data === null
      ? [['Questions', 'not shown: the page was made without the dataset'] as const]
      : [
          [
            'Questions',
            html`from ${data}${found !== carried.problems && html` <small>${plural(carried.problems - (found ?? 0), 'problem')} not found there: another question or answer</small>`}`,
          ] as const,
        ]),
  ];
}

/** What the record beside the file says of the run. */
function runFacts(run: AnnotationRun | null): (readonly [name: string, value: Content])[] {
  if (run === null) return [];
  const { spent, unresolved } = (run.result?.cost ?? {}) as { spent?: unknown; unresolved?: unknown };
  const shard = run.identity.shard;
  return [
    [
      'Run',
      html`${run.status === 'annotated' ? 'finished' : 'not finished'}${shard !== undefined && html`, shard ${shard.index} of ${shard.count}`}${run.mergedFrom !== undefined && html`, merged from ${plural(run.mergedFrom.length, 'shard')}`} <small>${run.identity.data.name}, ${run.identity.data.splits.join(' and ')}${run.identity.blind && ', without gold answers'}</small>`,
    ],
    ...(typeof spent === 'number'
      ? [
          [
            'Spent by the run',
            html`${dollars(spent)}${typeof unresolved === 'number' && unresolved > 0 && html` <small>and at most ${dollars(unresolved)} for calls with an unknown outcome</small>`}`,
          ] as const,
        ]
      : []),
  ];
}

function reasonTable({ summary: { rejected, chains } }: Review): Html | null {
  if (rejected.length === 0) return null;
  const most = Math.max(...rejected.map((reason) => reason.count));
  return html`<h3 id="reasons-title">Rejected for</h3>
<p class="note">By the first thing that speaks against a chain. A reason shows its chains.</p>
<table class="reasons" aria-labelledby="reasons-title">
<thead><tr><th scope="col">Reason</th><th scope="col" class="number">Chains</th><th scope="col" class="bars"><span class="hidden">Share</span></th><th scope="col">For example</th></tr></thead>
<tbody>
${rejected.map(
  ({ code, count: times, examples: [example] }) =>
    html`<tr><th scope="row"><button type="button" class="link" data-reason="${code}">${code}</button></th><td class="number">${count(times)} <small>${percent(times, chains)}</small></td><td class="bars" aria-hidden="true"><span style="width:${((100 * times) / most).toFixed(2)}%"></span></td><td class="example-text">${example !== undefined && html`<bdi>${clean(example.problemId)}</bdi>: <bdi>${clean(example.detail)}</bdi>`}</td></tr>\n`,
)}</tbody></table>
`;
}

function sourceTable({ sources }: Review): Html | null {
  if (sources.length === 0) return null;
  const shown = sources.slice(0, sourcesShown);
  return html`<h3 id="sources-title">Written by</h3>
<div class="scroll" role="region" aria-labelledby="sources-title" tabindex="0"><table>
<thead><tr><th scope="col">Teacher</th><th scope="col">Kind</th><th scope="col">Prompt</th><th scope="col" class="number">Chains</th><th scope="col" class="number">Kept</th></tr></thead>
<tbody>
${shown.map(
  ({ teacher, kind, promptVersion, chains, kept }) =>
    html`<tr><th scope="row">${clean(teacher)}</th><td>${kind}</td><td>${clean(promptVersion)}</td><td class="number">${count(chains)}</td><td class="number">${count(kept)} <small>${percent(kept, chains)}</small></td></tr>\n`,
)}</tbody></table></div>
${sources.length > shown.length && html`<p class="note">And ${count(sources.length - shown.length)} others.</p>\n`}`;
}

function unreadable({ skipped, unreadable: lines }: Review): Html | null {
  if (lines === 0) return null;
  return html`<p class="note warning">${plural(lines, 'line')} of the file cannot be read and ${lines === 1 ? 'is' : 'are'} in no total: ${skipped
    .slice(0, skippedShown)
    .map(
      ({ line, reason }, index) => html`${index > 0 && '; '}line ${line}: ${clean(reason)}`,
    )}${lines > skippedShown && ', …'}</p>
`;
}

/** What the page does not carry, where that is so. */
export function samplingNote({ summary, carried }: Review): Html | null {
  if (carried.chains === summary.chains) return null;
  return html`<p class="note warning"><strong>A sample:</strong> the file is too large for one page, which carries ${plural(carried.chains, 'chain')} of ${plural(carried.problems, 'problem')}, drawn evenly, and the first problems of every reason. Counts here are of the sample; the totals above are of all ${plural(summary.chains, 'chain')}.</p>
`;
}

export function filters({ sources, summary: { rejected } }: Review): Html {
  const kinds = [...new Set(sources.map(({ kind }) => kind))];
  const shown = sources.slice(0, sourcesShown);
  return html`<form id="filters" role="search" aria-label="Filter the chains">
<label>Verdict <select name="verdict"><option value="">all</option><option value="kept">kept</option><option value="rejected">rejected</option></select></label>
<label>Reason <select name="reason"><option value="">any</option>${rejected.map(({ code }) => html`<option value="${code}">${code}</option>`)}</select></label>
${kinds.length > 1 && html`<label>Kind <select name="kind"><option value="">any</option>${kinds.map((kind) => html`<option value="${kind}">${kind}</option>`)}</select></label>\n`}${shown.length > 1 && html`<label>Written by <select name="source"><option value="">anyone</option>${shown.map((source, index) => html`<option value="${index}">${sourceName(source)}</option>`)}</select></label>\n`}<label class="wide">Text <input type="search" name="text" autocomplete="off" spellcheck="false" placeholder="id, question, step, answer or reason"/></label>
<button type="reset">Show all</button>
</form>
`;
}

/** For a list of choices. */
export function sourceName({ teacher, promptVersion, kind }: ReviewSource): string {
  return clean(`${teacher}, ${promptVersion}, ${kind}`);
}

/** Characters of a name or an example. */
const longestShown = 200;

/** On one line, without control characters and such that turn the direction of writing around. */
function clean(text: string): string {
  const start = text.slice(0, longestShown).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return text.length <= longestShown ? start : `${start}…`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)}\u00a0%`;
}

function dollars(value: number): string {
  if (value === 0) return '$0';
  return `$${value >= 1 ? value.toFixed(2) : value.toPrecision(3).replace(/\.?0+$/, '')}`;
}
