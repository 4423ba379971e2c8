// socratic quickstart: the whole method on the built-in problems, with a report.
import type { Command } from 'commander';
import {
  exampleStudent,
  findings,
  type QuickstartOptions,
  type QuickstartResult,
  quickstart,
  quickstartDefaults,
  quickstartRanges,
} from '../../experiment/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { countOf, formatCount, formatDuration, formatPercent, formatPercentInterval } from '../format.ts';
import { examples } from '../help.ts';
import { commandLineStyle } from '../mention-style.ts';
import { integerOption, numberOption, threadsOption } from '../options.ts';
import { formatTable } from '../table.ts';

const stopping = {
  first: 'Stopping. Trained models and predictions are saved.',
  forced: 'Stopped at once. Run the same command again to continue from the last checkpoints.',
};

export function registerQuickstart(program: Command, frame: CommandFrame): void {
  program
    .command('quickstart')
    .description('Train small models with each of the four strategies, compare them, and write a report.')
    .option(
      '--minutes <N>',
      'longest time on this machine while it is idle, in minutes',
      numberOption('--minutes', quickstartRanges.minutes),
      quickstartDefaults.minutes,
    )
    .option(
      '--seed <N>',
      'seed of problems, starting weights and batches',
      integerOption('--seed', quickstartRanges.seed),
      quickstartDefaults.seed,
    )
    .addOption(threadsOption(quickstartRanges.threads))
    .option('--out <DIR>', 'directory for the dataset, the runs and the report', quickstartDefaults.out)
    .option('--force', 'replace an interrupted quickstart that had other options')
    .addHelpText(
      'after',
      examples([
        ['quickstart', 'The whole method, with a report at the end'],
        ['quickstart --minutes 30 --seed 2 --out runs/longer', 'Longer, with other problems'],
      ]),
    )
    .action(
      frame.stoppableAction(stopping, async (context, options: QuickstartOptions) => {
        const { reporter, signal } = context;
        const planned = options.minutes ?? quickstartDefaults.minutes;
        context.print(
          'Small models learn to solve word problems with each of the four strategies. ' +
            `This takes at most ${formatDuration(planned * 60)} on an idle machine, and longer while other programs run.\n` +
            'Ctrl-C stops it; run the same command again to continue.\n',
        );
        const mentionStyle = commandLineStyle(null);
        const result = await quickstart({ ...options, mentionStyle, reporter, signal });
        const { out, report, seed, minutes, seconds, budget, data } = result;
        /** The students, evaluated. */
        const students = data.students.map(({ models: _, ...student }) => student);
        context.result(
          {
            out,
            report,
            seed,
            minutes,
            seconds,
            budget,
            students,
            comparisons: data.comparisons,
            /** What several seeds of the quickstart say about the choice of a strategy. */
            advice: data.advice ?? [],
          },
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
    'student',
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
  const { advice = [] } = data;
  const total = data.students[0]?.total ?? 0;
  const pair = data.students.find(({ id }) => id === exampleStudent);
  const solved = data.examples.filter(({ outputs }) =>
    outputs.some(({ student, correct }) => student === exampleStudent && correct),
  );
  return [
    `On ${countOf(total, 'unseen problem')}, each student trained with ${budget.flopsPerStudent.toExponential(2)} FLOPs, those marked 2× with twice as many:`,
    '',
    formatTable(header, rows),
    '',
    headline,
    ...(detail ? [detail] : []),
    '',
    ...advice,
    ...(advice.length > 0 ? [''] : []),
    `${pair?.label ?? ''} solved ${formatCount(pair?.correct ?? 0)} of ${countOf(total, 'problem')}.${solved.length > 0 ? ' The first of them (the report also shows two that it did not solve):' : ' The report shows two of its outputs.'}`,
    ...solved.flatMap(exampleLines),
    '',
    `Report: ${report}   (${formatDuration(seconds)} in all)`,
    '',
    'Next:',
    ...data.next.flatMap(({ command, why }) => [
      `  # ${why}`,
      `  ${commandLineStyle(null).command(command)}`,
    ]),
  ].join('\n');
}

function exampleLines({ question, answer, outputs }: QuickstartResult['data']['examples'][number]): string[] {
  const pair = outputs.find(({ student }) => student === exampleStudent);
  const others = outputs.filter(({ student }) => student !== exampleStudent);
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
