// socratic score: the accuracy of any system's outputs on a dataset, read with the same extractor as our own.
import type { Command } from 'commander';
import { type NumberFormat, numberFormats } from '../../data/index.ts';
import {
  type DatasetScore,
  type ReadingChanges,
  type ScoredSplit,
  score,
  scoredSplits,
} from '../../evaluate/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { countOf, formatCount, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { formatNamedLines } from '../named-lines.ts';
import { choiceOption } from '../options.ts';
import { formatFacts, formatTable } from '../table.ts';

interface ScoreFlags {
  readonly data: string;
  readonly predictions: string;
  readonly split?: ScoredSplit;
  readonly verdicts?: string;
  readonly numberFormat?: NumberFormat;
}

export function registerScore(program: Command, frame: CommandFrame): void {
  program
    .command('score')
    .description('Measure the accuracy of outputs that any system wrote.')
    .requiredOption(
      '--data <DIR|FILE>',
      'dataset directory that `socratic data` wrote, or a file of problems (.jsonl, .json, .csv, .tsv)',
    )
    .requiredOption(
      '--predictions <FILE|RUN>',
      'file of outputs: {"id", "output"} or {"question", "output"}, one JSON object a line, in a JSON array, or as columns of a CSV file; or a run, whose predictions for this data are scored again',
    )
    .option(
      '--split <NAME>',
      `split to score: ${scoredSplits.join(', ')} (default: test; with a file as --data: all, or the split that the outputs are for)`,
      choiceOption('--split', scoredSplits),
    )
    .option(
      '--number-format <FORMAT>',
      'decimal-point or decimal-comma: decides what "1.234" and "1,234" mean in outputs (default: the format of nearly all numbers)',
      choiceOption('--number-format', numberFormats),
    )
    .option(
      '--verdicts <FILE>',
      'also write the answer that was read from each output, one JSON object a line',
    )
    .addHelpText(
      'after',
      examples([
        [
          'score --data data/gsm8k --predictions gpt-outputs.jsonl',
          "Another system's outputs on the test problems",
        ],
        [
          'score --data data/gsm8k --predictions gpt-outputs.jsonl --verdicts verdicts.jsonl --json',
          'Also write the answer read from each output, and the rule that found it',
        ],
      ]),
    )
    .action(
      frame.action(async ({ reporter, result }, flags: ScoreFlags) => {
        const { verdicts: _, ...scored } = await score({ ...flags, reporter });
        result(scored, textOf(scored, flags));
      }),
    );
}

function textOf(score: Omit<DatasetScore, 'verdicts'>, { verdicts }: ScoreFlags): string {
  const { total, correct, accuracy, ci95, unreadable, missing, extractor } = score;
  const { strict, notComputed, numberFormat, changes, predictions, split } = score;
  const facts: [string, string][] = [
    ['accuracy', `${formatPercentInterval(accuracy, ci95)} (95 % interval)`],
    [
      'strict',
      `${formatPercentInterval(strict.accuracy, strict.ci95)} (only answers behind #### or in a box count)`,
    ],
    ['correct', `${formatCount(correct)} of ${formatCount(total)}`],
    ['wrong', formatCount(total - correct - unreadable - missing)],
    ['unreadable', `${formatCount(unreadable)} (no answer found: counted as not correct)`],
    ['missing', `${formatCount(missing)} (no output: counted as not correct)`],
    ['extractor', extractor],
  ];
  if (notComputed.count > 0) {
    facts.push([
      'not computed',
      `${formatCount(notComputed.count)} of the unreadable state an expression without its value; ${formatCount(notComputed.correct)} of these would be right`,
    ]);
  }
  if (numberFormat === 'decimal-comma') facts.push(['numbers', 'read with decimal commas: 1.234 is 1234']);
  if (changes !== null) facts.push(['read before', changesText(changes)]);
  const lists = [
    ...formatNamedLines(score.unmatched, 'without a problem in this split', '--json'),
    ...formatNamedLines(score.disagreeing, 'whose id and question disagree', '--json'),
    ...formatNamedLines(score.duplicates, 'left out, an earlier line has the same problem', '--json'),
    ...formatNamedLines(score.skipped, 'skipped', '--json'),
  ];
  return [
    `${predictions} on ${countOf(total, split === 'all' ? 'problem' : `${split} problem`)}`,
    '',
    formatFacts(facts),
    ...(lists.length > 0 ? ['', ...lists] : []),
    ...(changes === null || changes.changed === 0 ? [] : ['', ...exampleLines(changes)]),
    ...(verdicts === undefined ? [] : ['', `What was read from every output is in ${verdicts}`]),
  ].join('\n');
}

/** `100 lines, by extractor 1.0.0: 7 read differently now, 3 became correct and 1 wrong` */
function changesText({
  compared,
  extractors,
  changed,
  becameCorrect,
  becameWrong,
  unmarkedOnly,
}: ReadingChanges) {
  const by = extractors.map((version) => version ?? 'an unstated version').join(', ');
  const unmarked =
    unmarkedOnly === 0 ? '' : ` (${formatCount(unmarkedOnly)} had no answer and have one behind no ####)`;
  return `${countOf(compared, 'line')}, by extractor ${by}: ${formatCount(changed)} read differently now${unmarked}, ${formatCount(becameCorrect)} became correct and ${formatCount(becameWrong)} wrong`;
}

function exampleLines({ examples }: ReadingChanges): string[] {
  const row = ({ line, id, gold, before, now, rule }: ReadingChanges['examples'][number]) => [
    formatCount(line),
    id,
    before ?? '–',
    now ?? '–',
    rule ?? '',
    gold,
  ];
  return [formatTable(['line', 'problem', 'before', 'now', 'rule', 'gold'], examples.map(row))];
}
