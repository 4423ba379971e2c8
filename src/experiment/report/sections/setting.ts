// The frame around the results: the masthead with the headline, the setting, what to try next, and where the report comes from.

import { type CommandMention, type Html, html } from '../../../common/index.ts';
import { findings } from '../findings.ts';
import type { ReportData } from '../types.ts';
import { section } from './shared.ts';

/** Title, the finding in one sentence, and links to the sections that exist. */
export function masthead(
  data: ReportData,
  links: readonly { readonly id: string; readonly title: string }[],
): Html {
  const { headline, detail } = findings(data);
  return html`<header>
<p class="kicker">Socratic report</p>
<h1>${data.title}</h1>
${data.subtitle !== '' && html`<p class="subtitle">${data.subtitle}</p>`}
<p class="headline">${headline}</p>
${detail !== null && html`<p class="detail">${detail}</p>`}
${(data.advice ?? []).map(
  (sentence) => html`<p class="detail">${sentence}</p>
`,
)}<nav aria-label="Sections"><ul>${links.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
`;
}

/** Under which conditions the numbers hold. */
export function settingSection({ setting, notes }: ReportData): Html | null {
  if (setting.length === 0 && notes.length === 0) return null;
  return section(
    'setting',
    'Setting and notes',
    html`${setting.length > 0 && html`<dl class="setting">${setting.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`}
${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`,
  );
}

/** Commands worth running after this. */
export function nextSection({ next }: ReportData, spell: (command: CommandMention) => string): Html | null {
  if (next.length === 0) return null;
  return section(
    'next',
    'What to try next',
    html`<ul class="next">${next.map(({ command, why }) => html`<li><p>${why}</p><pre><code>${spell(command)}</code></pre></li>`)}</ul>`,
  );
}

/** Command, version, machine and date. */
export function footer(
  { command, version, machine, generatedAt }: ReportData,
  spell: (command: CommandMention) => string,
): Html {
  return html`<footer><p>Made by <code>${spell(command)}</code> with socratic-cot ${version} on ${machine}, <time>${generatedAt}</time>. This file is complete in itself: it loads nothing.</p></footer>
`;
}
