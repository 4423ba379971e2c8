// socratic evaluate: a run's accuracy on a split, every prediction kept.
import type { Command } from 'commander';
import { loadDataset, type SplitName } from '../../data/index.ts';
import { evaluateRun, type RunEvaluation } from '../../evaluate/index.ts';
import { formatCount, formatDuration, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption } from '../options.ts';
import type { RunCommand } from '../run-command.ts';
import { addSolvingOptions, type SolvingFlags, solvingOptions } from '../solving-options.ts';
import { formatFacts, formatTable } from '../table.ts';

interface EvaluateOptions extends SolvingFlags {
  readonly data: string;
  readonly split: SplitName;
  readonly limit?: number;
  readonly slots: number;
}

export function registerEvaluate(program: Command, run: RunCommand): void {
  const command = program
    .command('evaluate')
    .description('Solve the problems of a split with a trained run and measure its accuracy.')
    .argument('<RUN>', 'run directory, written by `socratic train`')
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .option(
      '--split <NAME>',
      'train, validation or test',
      choiceOption('--split', ['train', 'validation', 'test']),
      'test',
    )
    .option('--limit <N>', 'only the first N problems of the split', integerOption('--limit'));
  addSolvingOptions(command)
    .option('--slots <N>', 'problems that are worked on at once', integerOption('--slots'), 64)
    .addHelpText(
      'after',
      examples([
        ['evaluate runs/gsm8k-pair --data data/gsm8k', 'Accuracy on all test problems'],
        [
          'evaluate runs/gsm8k-pair --data data/gsm8k --split validation --limit 100 --calculator --json',
          'A hundred validation problems, with the calculator',
        ],
      ]),
    )
    .action(
      run(async (context, options: EvaluateOptions, directory: string) => {
        const data = loadDataset(options.data);
        for (const { file, line, reason } of data.unusable)
          context.reporter.warn(`${file}:${line}: ${reason}; set aside.`);
        const problems = data.splits[options.split].slice(0, options.limit);
        const { slots, split } = options;
        const evaluation = await evaluateRun(
          {
            run: directory,
            split,
            problems,
            dataset: { name: data.name, path: options.data, sha256: data.hash },
            slots,
            ...solvingOptions(directory, options),
          },
          { reporter: context.reporter, signal: context.signal },
        );
        context.result(evaluation, textOf(evaluation));
      }),
    );
}

function textOf(evaluation: RunEvaluation): string {
  const { total, correct, accuracy, ci95, unreadable, limits, seconds } = evaluation;
  const cut = Object.entries(limits).flatMap(([limit, count]) => (count > 0 ? [`${count} by ${limit}`] : []));
  const models = Object.values(evaluation.models);
  const sum = (value: (model: (typeof models)[number]) => number) =>
    models.reduce((all, model) => all + value(model), 0);
  const facts: [string, string][] = [
    ['accuracy', `${formatPercentInterval(accuracy, ci95)} (95 % interval)`],
    ['correct', `${formatCount(correct)} of ${formatCount(total)}`],
    ['unreadable', formatCount(unreadable)],
    ['cut short', cut.length > 0 ? cut.join(', ') : 'none'],
    [
      'calculator',
      evaluation.calculator ? `on, used ${formatCount(evaluation.calculatorUses)} times` : 'off',
    ],
    ['generated', `${(evaluation.generatedTokens / total).toFixed(1)} tokens a problem`],
    ['time', `${formatDuration(seconds)}, ${(total / seconds).toFixed(1)} problems/s`],
    ['parameters', formatCount(sum(({ parameters }) => parameters))],
    [
      'trained on',
      `${formatCount(sum(({ tokens }) => tokens))} tokens, ${sum(({ flops }) => flops).toExponential(2)} FLOPs, ${formatDuration(sum((model) => model.seconds))}`,
    ],
  ];
  const bySteps = evaluation.bySteps.map((row) => [
    row.steps,
    row.total,
    row.correct,
    formatPercentInterval(row.accuracy, row.ci95),
  ]);
  return [
    `${evaluation.strategy} on ${formatCount(total)} ${evaluation.split} problems`,
    '',
    formatFacts(facts),
    ...(bySteps.length > 0 ? ['', formatTable(['steps', 'problems', 'correct', 'accuracy'], bySteps)] : []),
    '',
    `Every prediction is in ${evaluation.predictions}`,
  ].join('\n');
}
