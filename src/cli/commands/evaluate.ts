// socratic evaluate: a run's accuracy on a split, every prediction kept.
import type { Command } from 'commander';
import { UsageError } from '../../common/index.ts';
import { loadDataset, type SplitName } from '../../data/index.ts';
import type { DistillOptions } from '../../distill/index.ts';
import {
  type Evaluation,
  evaluateModel,
  evaluateRun,
  type ModelEvaluation,
  type Prompting,
  promptings,
  type RunEvaluation,
} from '../../evaluate/index.ts';
import { countOf, formatCount, formatDuration, formatPercentInterval } from '../format.ts';
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
  readonly model?: string;
  readonly prompting?: Prompting;
  readonly shots?: number;
  readonly seed?: number;
  readonly prompt?: DistillOptions['prompt'];
  readonly out?: string;
}

const stopping = {
  first:
    'Stopping: predictions that are finished are kept, but an evaluation begins again from its first problem.',
  forced: 'Stopped at once: nothing of this evaluation is kept.',
};

export function registerEvaluate(program: Command, run: RunCommand): void {
  const command = program
    .command('evaluate')
    .description(
      'Solve the problems of a split with a trained run, or with a model as it is, and measure the accuracy.',
    )
    .argument('[RUN]', 'run directory, written by `socratic train`')
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
    .option('--model <MODEL>', 'instead of a run: a model directory, a GGUF file or a hub id, untrained')
    .option(
      '--prompting <KIND>',
      'what such a model is asked for: answer, cot or socratic',
      choiceOption('--prompting', promptings),
    )
    .option(
      '--shots <N>',
      'solved train problems in its prompt, 0 to 64 (default 4)',
      integerOption('--shots', { min: 0, max: 64 }),
    )
    .option('--seed <N>', 'which problems those are (default 0)', integerOption('--seed', { min: 0 }))
    .option(
      '--prompt <FORMAT>',
      'plain text, its chat template, or auto, the better one on validation (the default)',
      choiceOption('--prompt', ['auto', 'plain', 'chat']),
    )
    .option('--out <DIR>', 'where its predictions and evaluation go')
    .addHelpText(
      'after',
      examples([
        ['evaluate runs/gsm8k-pair --data data/gsm8k', 'Accuracy on all test problems'],
        [
          'evaluate runs/gsm8k-pair --data data/gsm8k --split validation --limit 100 --calculator --json',
          'A hundred validation problems, with the calculator',
        ],
        [
          'evaluate --model SmolLM2.gguf --prompting cot --shots 4 --data data/gsm8k --out runs/untrained-cot',
          'A model before any training, with four examples in its prompt',
        ],
      ]),
    )
    .action(
      run(async (context, options: EvaluateOptions, directory?: string) => {
        const source = sourceOf(options, directory);
        const data = loadDataset(options.data);
        for (const { file, line, reason } of data.unusable)
          context.reporter.warn(`${file}:${line}: ${reason}; set aside.`);
        const { slots, split } = options;
        const { train, validation, test } = data.splits;
        const common = {
          split,
          problems: data.splits[split].slice(0, options.limit),
          dataset: { name: data.name, path: options.data, sha256: data.hash },
          slots,
        };
        const running = { reporter: context.reporter, signal: context.stoppable(stopping) };
        if ('run' in source) {
          const { run } = source;
          const evaluation = await evaluateRun({ run, ...common, ...solvingOptions(run, options) }, running);
          context.result(evaluation, textOf(evaluation, evaluation.strategy, costOf(evaluation)));
        } else {
          const { calculator = false, maxNewTokens, threads } = options;
          const solving = { calculator, maxNewTokens, threads };
          const evaluation = await evaluateModel(
            { ...source, ...common, ...solving, train, validation, test },
            running,
          );
          context.result(evaluation, textOf(evaluation, askedOf(evaluation), promptOf(evaluation)));
        }
      }),
    );
}

/** What is to be evaluated; throws `usage` for a run and a model together, or neither, and for options that would do nothing. */
function sourceOf(options: EvaluateOptions, run: string | undefined) {
  const { model, prompting, shots, seed, prompt, out } = options;
  if (model === undefined) {
    if (run === undefined) {
      throw new UsageError(
        'nothing-to-evaluate',
        'Name a run, or a model with --model MODEL --prompting KIND --out DIR.',
      );
    }
    const given = { prompting, shots, seed, prompt, out };
    const unused = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
    if (unused !== undefined) {
      throw new UsageError('option-unused', `--${unused} belongs to --model; ${run} is a run. Leave it out.`);
    }
    return { run };
  }
  if (run !== undefined) {
    throw new UsageError(
      'option-unused',
      `Both the run ${run} and --model ${model} are given: name one of them.`,
    );
  }
  if (prompting === undefined || out === undefined) {
    throw new UsageError(
      'option-missing',
      '--model needs --prompting answer, cot or socratic, and --out DIR.',
    );
  }
  if (options.maxSteps !== undefined) {
    throw new UsageError(
      'option-unused',
      '--max-steps limits the sub-questions of a pair; --model is one model. Leave it out.',
    );
  }
  if (options.split === 'train') {
    throw new UsageError(
      'option-unused',
      '--split train: the examples in the prompt are train problems. Evaluate another split.',
    );
  }
  return { model, prompting, out, shots: shots ?? 4, seed: seed ?? 0, prompt: prompt ?? ('auto' as const) };
}

function costOf({ models }: RunEvaluation): [string, string][] {
  const all = Object.values(models);
  const sum = (value: (model: (typeof all)[number]) => number) =>
    all.reduce((total, model) => total + value(model), 0);
  return [
    ['parameters', formatCount(sum(({ parameters }) => parameters))],
    [
      'trained on',
      `${formatCount(sum(({ tokens }) => tokens))} tokens, ${sum(({ flops }) => flops).toExponential(2)} FLOPs, ${formatDuration(sum((model) => model.seconds))}`,
    ],
  ];
}

/** What was asked for, and as what the outputs were read where that has another name. */
function askedOf({ prompting, strategy }: ModelEvaluation): string {
  return `Prompted for ${prompting}${prompting === strategy ? '' : ` (read as ${strategy})`}`;
}

function promptOf({ model, prompting, shots, prompt }: ModelEvaluation): [string, string][] {
  return [
    ['parameters', `${formatCount(model.parameters)}, untrained here (${model.name ?? model.spec})`],
    ['prompt', `${prompting}, ${countOf(shots, 'example')}, ${prompt.kind}`],
  ];
}

function textOf(evaluation: Evaluation, what: string, about: readonly [string, string][]): string {
  const { total, correct, accuracy, ci95, unreadable, limits, seconds } = evaluation;
  const cut = Object.entries(limits).flatMap(([limit, count]) => (count > 0 ? [`${count} by ${limit}`] : []));
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
    ...about,
  ];
  const bySteps = evaluation.bySteps.map((row) => [
    row.steps,
    row.total,
    row.correct,
    formatPercentInterval(row.accuracy, row.ci95),
  ]);
  return [
    `${what} on ${countOf(total, `${evaluation.split} problem`)}`,
    '',
    formatFacts(facts),
    ...(bySteps.length > 0 ? ['', formatTable(['steps', 'problems', 'correct', 'accuracy'], bySteps)] : []),
    '',
    `Every prediction is in ${evaluation.predictions}`,
  ].join('\n');
}
