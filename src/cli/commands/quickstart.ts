// socratic quickstart: the whole method on the built-in problems, with a report.
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { DEFAULT_MINUTES, findings, type QuickstartResult, quickstart } from '../../experiment/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { countOf, formatCount, formatDuration, formatPercent, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { commandName } from '../invocation.ts';
import { integerOption, numberOption } from '../options.ts';
import { formatTable } from '../table.ts';

interface QuickstartCommandOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly threads: number;
  readonly out: string;
  readonly force?: boolean;
}

const stopping = {
  first: 'Stopping: what has been trained is saved, an evaluation under way is made again.',
  forced: 'Stopped at once. The same command goes on from the last checkpoints.',
};

export function registerQuickstart(program: Command, frame: CommandFrame): void {
  program
    .command('quickstart')
    .description(
      'Distil the four strategies into small models on built-in problems, compare them and write a report.',
    )
    .option(
      '--minutes <N>',
      'time for the whole on this machine',
      numberOption('--minutes', { min: 0.5 }),
      DEFAULT_MINUTES,
    )
    .option(
      '--seed <N>',
      'decides problems, starting weights and batches',
      integerOption('--seed', { min: 0 }),
      1,
    )
    .option(
      '--threads <N>',
      'threads of the engine',
      integerOption('--threads', { max: 256 }),
      availableParallelism(),
    )
    .option('--out <DIR>', 'where everything goes', 'runs/quickstart')
    .option('--force', 'replace an interrupted quickstart that had other options')
    .addHelpText(
      'after',
      examples([
        ['quickstart', 'The whole method, with a report at the end'],
        ['quickstart --minutes 30 --seed 2 --out runs/longer', 'Longer, with other problems'],
      ]),
    )
    .action(
      frame.stoppableAction(stopping, async (context, options: QuickstartCommandOptions) => {
        const { reporter, signal } = context;
        context.print(
          `Four small models learn to solve word problems, each in its own way, in about ${formatDuration(options.minutes * 60)}.\n` +
            'Ctrl-C stops; the same command goes on from there.\n',
        );
        const result = await quickstart({ ...options, command: commandName() }, { reporter, signal });
        const { out, report, seed, minutes, seconds, budget, data } = result;
        const students = data.students.map(({ models: _, ...student }) => student);
        context.result(
          { out, report, seed, minutes, seconds, budget, students, comparisons: data.comparisons },
          textOf(result),
        );
      }),
    );
}

function textOf({ data, report, seconds, budget }: QuickstartResult): string {
  const rows = data.students.map((student) => {
    const sum = (value: (model: (typeof student.models)[number]) => number) =>
      student.models.reduce((all, model) => all + value(model), 0);
    return [
      student.label,
      formatPercentInterval(student.accuracy, student.ci95),
      formatPercent(student.withCalculator?.accuracy ?? Number.NaN),
      student.unreadable,
      student.generatedTokensPerProblem.toFixed(0),
      formatCount(sum(({ parameters }) => parameters)),
      `${(sum(({ trainingTokens }) => trainingTokens) / 1e6).toFixed(2)} M`,
      sum(({ flops }) => flops).toExponential(1),
      formatDuration(sum((model) => model.seconds)),
    ];
  });
  const header = [
    'strategy',
    'accuracy, 95 % interval',
    'with calculator',
    'unreadable',
    'tokens',
    'parameters',
    'trained on',
    'FLOPs',
    'time',
  ];
  const { headline, detail } = findings(data);
  const total = data.students[0]?.total ?? 0;
  const pair = data.students.find(({ strategy }) => strategy === 'socratic');
  const solved = data.examples.filter(({ outputs }) =>
    outputs.some((o) => o.strategy === 'socratic' && o.correct),
  );
  return [
    `On ${countOf(total, 'unseen problem')}, each strategy trained with ${budget.flopsPerStrategy.toExponential(2)} FLOPs (the pair's two models together):`,
    '',
    formatTable(header, rows),
    '',
    headline,
    ...(detail ? [detail] : []),
    '',
    `The Socratic pair solved ${formatCount(pair?.correct ?? 0)} of ${countOf(total, 'problem')}. The first of them (the report also shows two that it did not solve):`,
    ...solved.flatMap(exampleLines),
    '',
    `Report: ${report}   (${formatDuration(seconds)} in all)`,
    '',
    'Next:',
    ...data.next.flatMap(({ command, why }) => [`  # ${why}`, `  ${command}`]),
  ].join('\n');
}

function exampleLines({ question, answer, outputs }: QuickstartResult['data']['examples'][number]): string[] {
  const pair = outputs.find(({ strategy }) => strategy === 'socratic');
  const others = outputs.filter(({ strategy }) => strategy !== 'socratic');
  const verdict = (correct: boolean) => (correct ? 'right' : 'wrong');
  return [
    '',
    `  ${question}`,
    ...(pair?.steps ?? []).flatMap(({ question: asked, solution }) => [
      ...(asked ? [`    ? ${asked}`] : []),
      `      ${solution}`,
    ]),
    `    = ${pair?.answer ?? 'unreadable'}, ${verdict(pair?.correct ?? false)} (gold ${answer})` +
      `   ${others.map((other) => `${other.label}: ${other.answer ?? 'unreadable'}, ${verdict(other.correct)}`).join('; ')}`,
  ];
}
