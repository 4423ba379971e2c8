// What `socratic data` tells a person about a dataset: counts, what was set aside and why, what to do next.
import { command, option } from '../common/index.ts';
import type { AnswerSummary, DatasetSummary } from '../data/index.ts';
import { countOf, formatCount, formatPercent } from './format.ts';
import { commandLineStyle } from './mention-style.ts';
import { formatNamedLines } from './named-lines.ts';
import { formatTable } from './table.ts';

/** The summary as text. `directory` is where the dataset was written. */
export function formatDatasetSummary(summary: DatasetSummary, directory: string): string {
  const { splits, validation, duplicatesAcrossSplits, duplicatesWithinSplits, renamedIds } = summary;
  const table = formatTable(
    ['split', 'problems', 'with steps', 'with sub-questions', 'duplicates'],
    (['train', 'test'] as const).map((split) => [
      split,
      formatCount(splits[split]),
      portion(summary.withSteps[split], splits[split]),
      portion(summary.withSubQuestions[split], splits[split]),
      formatCount(duplicatesWithinSplits[split]),
    ]),
  );
  return [
    `${summary.dataset}: ${countOf(splits.train + splits.test, 'problem')}`,
    '',
    table,
    '',
    `${formatCount(validation)} of the train problems are set aside for validation.`,
    duplicatesAcrossSplits === 0
      ? 'No test question stands in train.'
      : `${countOf(duplicatesAcrossSplits, 'test question')} also in train: kept, and reported with every result.`,
    ...(renamedIds.length === 0
      ? []
      : [`${countOf(renamedIds.length, 'repeated id')} got a number appended.`]),
    ...(summary.answers === undefined ? [] : answerLines(summary.answers)),
    ...(summary.skipped.length === 0 ? ['No line was skipped.'] : []),
    ...formatNamedLines(summary.skipped, 'skipped', 'dataset.json'),
    ...formatNamedLines(
      summary.withoutSteps,
      'kept without the reasoning that could not be used',
      'dataset.json',
    ),
    ...Object.entries(summary.details).map(([name, value]) => `${spaced(name)}:${detail(value)}`),
    ...summary.notes.map((note) => `Note: ${note}`),
    '',
    `Written to ${directory}. Next:`,
    `  ${commandLineStyle(null).command(next(directory, summary))}`,
  ].join('\n');
}

const next = (directory: string, summary: DatasetSummary) =>
  command(
    'train',
    option('data', directory),
    option('strategy', strategyFor(summary)),
    option('student', 'scratch:tiny'),
    option('out', 'runs/first'),
  );

/** `Answers: 87 numbers, 4 texts.`, and the lines of those that are of another type than most. */
function answerLines({ number, boolean, text, missing, others }: AnswerSummary): string[] {
  const counts = [
    ...(number > 0 ? [countOf(number, 'number')] : []),
    ...(boolean > 0 ? [`${formatCount(boolean)} yes or no`] : []),
    ...(text > 0 ? [countOf(text, 'text')] : []),
  ];
  const left = missing === 0 ? '' : ` ${countOf(missing, 'line')} without an answer: set aside.`;
  const rest = number + boolean + text - Math.max(number, boolean, text);
  return [
    `Answers: ${counts.join(', ')}.${left}`,
    ...formatNamedLines(others, 'with another type of answer than most', 'dataset.json', rest),
  ];
}

function portion(count: number, total: number): string {
  return count === 0 || total === 0 ? '–' : `${formatCount(count)} (${percentDown(count / total)})`;
}

/** Whole percents, rounded down: 100 % means all. */
function percentDown(share: number): string {
  return formatPercent(Math.floor(100 * share) / 100, 0);
}

/** The richest strategy that most of the training problems have what it takes for. */
function strategyFor({ splits, withSteps, withSubQuestions }: DatasetSummary): string {
  if (withSubQuestions.train > splits.train / 2) return 'socratic';
  return withSteps.train > splits.train / 2 ? 'cot' : 'answer';
}

/** `structuresBySteps` as `structures by steps`. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A list of records is a table, anything else one line. */
function detail(value: unknown): string {
  if (!Array.isArray(value)) return ` ${flat(value)}`;
  const records = value.filter((item) => typeof item === 'object' && item !== null);
  if (records.length === 0 || records.length < value.length) return ` ${value.map(flat).join(', ')}`;
  const header = Object.keys(records[0] ?? {});
  const rows = records.map((record) => Object.values(record).map(flat));
  return `\n${formatTable(header, rows).replace(/^/gm, '  ')}`;
}

function flat(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${spaced(name)} ${flat(part)}`)
    .join(', ');
}
