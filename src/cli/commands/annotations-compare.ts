// socratic annotations compare: annotations beside the sub-questions of a dataset.
import type { Command } from 'commander';
import { type SplitName, splitNames } from '../../data/index.ts';
import {
  type AnnotationComparison,
  compareAnnotations,
  type SubQuestionScore,
} from '../../evaluate/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { countOf, formatCount, formatPercent } from '../format.ts';
import { examples } from '../help.ts';
import { formatNamedLines } from '../named-lines.ts';
import { choiceOption } from '../options.ts';
import { formatTable } from '../table.ts';

export const compareExample = [
  'annotations compare pairs.jsonl --data data/gsm8k',
  "Compare a teacher's sub-questions with those of the dataset: BLEU and numbers",
] as const;

interface CompareFlags {
  readonly data: string;
  readonly split?: SplitName;
}

export function registerCompare(group: Command, frame: CommandFrame): void {
  group
    .command('compare')
    .description('Compare the sub-questions of annotations with those of the dataset.')
    .argument('<FILE>', 'file of annotations made with --kind socratic')
    .requiredOption('--data <DIR|FILE>', 'dataset directory or file of problems that was annotated')
    .option(
      '--split <NAME>',
      `split to compare: ${splitNames.join(', ')} (default: all)`,
      choiceOption('--split', splitNames),
    )
    .addHelpText('after', examples([compareExample]))
    .action(
      frame.action(async ({ reporter, result }, flags: CompareFlags, file: string) => {
        const comparison = await compareAnnotations({ file, ...flags, reporter });
        result(comparison, comparisonText(comparison));
      }),
    );
}

function comparisonText({
  annotations: file,
  all,
  kept,
  rejected,
  withoutReference,
  skipped,
}: AnnotationComparison): string {
  const share = (value: number | null) => (value === null ? '' : formatPercent(value));
  const row = (name: string, score: SubQuestionScore) => [
    name,
    formatCount(score.chains),
    formatCount(score.countsMatch),
    formatCount(score.questions),
    score.chains === 0 ? '' : score.bleu.toFixed(1),
    formatCount(score.identical),
    share(score.numbersCovered),
    share(score.numbersAdded),
  ];
  const columns = [
    '',
    'chains',
    'same count',
    'questions',
    'BLEU',
    'identical',
    'numbers covered',
    'numbers added',
  ];
  const rows = [row('kept', kept), row('rejected', rejected), row('all', all)];
  return [
    `${file} beside the dataset's own sub-questions`,
    '',
    formatTable(columns, rows),
    '',
    'Covered: of the numbers in the reference, those that the sub-question at its place has too. Added: of its numbers, those that the reference has not.',
    ...(withoutReference === 0
      ? []
      : [
          `${countOf(withoutReference, 'chain')} ${withoutReference === 1 ? 'is' : 'are'} of problems without sub-questions in the dataset.`,
        ]),
    ...formatNamedLines(skipped, 'skipped', '--json'),
  ].join('\n');
}
