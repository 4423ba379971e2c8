// The whole page: one string, no external resource, no script. The content security policy makes the browser hold us to that.
import { type CommandMention, html, htmlPage, type MentionStyle, say } from '../../common/index.ts';
import {
  accuracySection,
  comparisonsSection,
  examplesSection,
  footer,
  masthead,
  nextSection,
  resultsSection,
  settingSection,
  stepsSection,
  trainingSection,
} from './sections/index.ts';
import { seriesOf } from './series.ts';
import { STYLES } from './styles.ts';
import type { ReportData } from './types.ts';

/**
 * The report as an HTML document. Pure: equal data give equal text. Sections without data are left out or say what is
 * missing, so the report of an interrupted experiment is readable too. `style` spells the commands in it.
 */
export function renderReport(data: ReportData, style?: MentionStyle): string {
  const spell = (command: CommandMention) => style?.command(command) ?? String(say`${command}`);
  const series = seriesOf(data);
  const sections = [
    { id: 'accuracy', title: 'Accuracy', body: accuracySection(data, series) },
    { id: 'results', title: 'Results and cost', body: resultsSection(data, series) },
    { id: 'steps', title: 'By steps', body: stepsSection(data, series) },
    { id: 'comparisons', title: 'Pair by pair', body: comparisonsSection(data, series) },
    { id: 'training', title: 'Training', body: trainingSection(data, series) },
    { id: 'examples', title: 'Examples', body: examplesSection(data, series) },
    { id: 'setting', title: 'Setting', body: settingSection(data) },
    { id: 'next', title: 'Next', body: nextSection(data, spell) },
  ].filter(({ body }) => body !== null);
  return htmlPage({
    title: data.title,
    styles: STYLES,
    body: html`<main>
${masthead(data, sections)}${sections.map(({ body }) => body)}</main>
${footer(data, spell)}`,
  });
}
