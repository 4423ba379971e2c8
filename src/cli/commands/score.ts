// socratic score: the accuracy of any system's outputs on a dataset, read with the same extractor as our own.
import type { Command } from 'commander';
import { type SplitName, splitNames } from '../../data/index.ts';
import { evaluateDefaults, type Score, score } from '../../evaluate/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { formatCount, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { formatNamedLines } from '../named-lines.ts';
import { choiceOption } from '../options.ts';
import { formatFacts } from '../table.ts';

interface ScoreFlags {
  readonly data: string;
  readonly predictions: string;
  readonly split: SplitName;
  readonly verdicts?: string;
}

export function registerScore(program: Command, frame: CommandFrame): void {
  program
    .command('score')
    .description('Score the outputs of any system: JSONL of {id} or {question}, and {output}.')
    .requiredOption(
      '--data <DIR|FILE>',
      'dataset directory, written by `socratic data`, or a .jsonl or .csv file',
    )
    .requiredOption('--predictions <FILE>', 'the outputs, one JSON object a line')
    .option(
      '--split <NAME>',
      splitNames.join(', '),
      choiceOption('--split', splitNames),
      evaluateDefaults.split,
    )
    .option('--verdicts <FILE>', 'also write what was read from every output, one JSON object a problem')
    .addHelpText(
      'after',
      examples([
        [
          'score --data data/gsm8k --predictions gpt-outputs.jsonl',
          "another system's outputs on the test problems",
        ],
        [
          'score --data data/gsm8k --predictions gpt-outputs.jsonl --verdicts verdicts.jsonl --json',
          'what was read from each of them, and why',
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

function textOf(score: Omit<Score, 'verdicts'>, { predictions, split, verdicts }: ScoreFlags): string {
  const { total, correct, accuracy, ci95, unreadable, missing, extractor } = score;
  const facts: [string, string][] = [
    ['accuracy', `${formatPercentInterval(accuracy, ci95)} (95 % interval)`],
    ['correct', `${formatCount(correct)} of ${formatCount(total)}`],
    ['wrong', formatCount(total - correct - unreadable - missing)],
    ['unreadable', `${formatCount(unreadable)} (no answer found: counted as not correct)`],
    ['missing', `${formatCount(missing)} (no output: counted as not correct)`],
    ['extractor', extractor],
  ];
  const lists = [
    ...formatNamedLines(score.unmatched, 'without a problem in this split', '--json'),
    ...formatNamedLines(score.duplicates, 'left out, an earlier line has the same problem', '--json'),
    ...formatNamedLines(score.skipped, 'skipped', '--json'),
  ];
  return [
    `${predictions} on ${formatCount(total)} ${split} problems`,
    '',
    formatFacts(facts),
    ...(lists.length > 0 ? ['', ...lists] : []),
    ...(verdicts === undefined ? [] : ['', `What was read from every output is in ${verdicts}`]),
  ].join('\n');
}
