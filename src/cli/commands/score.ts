// `socratic score`: the accuracy of any system's outputs on a dataset, read with the same extractor as our own.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError, writeJsonLines } from '../../common/index.ts';
import { loadDataset, type SplitName } from '../../data/index.ts';
import { type Score, scorePredictions } from '../../evaluate/index.ts';
import { formatCount, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { formatNamedLines } from '../named-lines.ts';
import { choiceOption } from '../options.ts';
import type { RunCommand } from '../run-command.ts';
import { formatFacts } from '../table.ts';

interface ScoreOptions {
  readonly data: string;
  readonly predictions: string;
  readonly split: SplitName;
  readonly verdicts?: string;
}

export function registerScore(program: Command, run: RunCommand): void {
  program
    .command('score')
    .description('Score the outputs of any system: JSONL of {id} or {question}, and {output}.')
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .requiredOption('--predictions <FILE>', 'the outputs, one JSON object a line')
    .option(
      '--split <NAME>',
      'train, validation or test',
      choiceOption('--split', ['train', 'validation', 'test']),
      'test',
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
      run(async (context, options: ScoreOptions) => {
        if (options.verdicts !== undefined && existsSync(options.verdicts)) {
          throw new UsageError(
            'out-exists',
            `--verdicts: ${options.verdicts} already exists and is not replaced. Choose another name.`,
            { details: { path: options.verdicts } },
          );
        }
        const data = loadDataset(options.data);
        for (const { file, line, reason } of data.unusable)
          context.reporter.warn(`${file}:${line}: ${reason}; set aside.`);
        const { verdicts, ...score } = scorePredictions({
          problems: data.splits[options.split],
          predictionsPath: options.predictions,
        });
        if (options.verdicts !== undefined) writeJsonLines(options.verdicts, verdicts);
        context.result({ dataset: data.name, split: options.split, ...score }, textOf(score, options));
      }),
    );
}

function textOf(score: Omit<Score, 'verdicts'>, { predictions, split, verdicts }: ScoreOptions): string {
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
