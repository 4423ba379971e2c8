// socratic evaluate: the accuracy of a run, an untrained model or a teacher on a split, every prediction kept.
import type { Command } from 'commander';
import { SocraticError } from '../../common/index.ts';
import { loadDataset, type SplitName } from '../../data/index.ts';
import type { RunOptions } from '../../distill/index.ts';
import { evaluateModel, evaluateRun, type Prompting, promptings } from '../../evaluate/index.ts';
import { isTeacherSpec } from '../../teacher/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { modelText, runText } from '../evaluation-text.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption } from '../options.ts';
import { addSolvingOptions, type SolvingFlags, solvingOptions } from '../solving-options.ts';
import { evaluateNamedTeacher, type TeacherFlags } from '../teacher-evaluation.ts';
import { addCallOptions, callOptionNames, temperatureOption } from '../teacher-options.ts';

interface EvaluateOptions extends SolvingFlags, TeacherFlags {
  readonly split: SplitName;
  readonly slots: number;
  readonly model?: string;
  readonly prompting?: Prompting;
  readonly seed?: number;
  readonly prompt?: RunOptions['prompt'];
  readonly out?: string;
}

const stopping = {
  first:
    'Stopping: predictions that are finished are kept, but an evaluation begins again from its first problem.',
  forced: 'Stopped at once: nothing of this evaluation is kept.',
};

export function registerEvaluate(program: Command, frame: CommandFrame): void {
  const command = program
    .command('evaluate')
    .description(
      'Solve the problems of a split with a trained run, a model as it is, or a teacher, and measure the accuracy.',
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
  addSolvingOptions(command, '; of a teacher by default 1024')
    .option('--slots <N>', 'problems that are worked on at once', integerOption('--slots'), 64)
    .option(
      '--model <MODEL>',
      'instead of a run: a model directory, a GGUF file or a hub id, untrained; or a teacher: openai:MODEL, anthropic:MODEL, google:MODEL, openai-compatible:URL#MODEL or config:NAME',
    )
    .option(
      '--prompting <KIND>',
      'what such a model or teacher is asked for: answer, cot or socratic',
      choiceOption('--prompting', promptings),
    )
    .option(
      '--shots <N>',
      'solved train problems in its prompt, 0 to 64 (default 4); of a teacher, the first N examples of its prompt file (default all)',
      integerOption('--shots', { min: 0, max: 64 }),
    )
    .option('--seed <N>', 'which problems those are (default 0)', integerOption('--seed', { min: 0 }))
    .option(
      '--prompt <FORMAT>',
      'plain text, its chat template, or auto, the better one on validation (the default)',
      choiceOption('--prompt', ['auto', 'plain', 'chat']),
    )
    .option(
      '--out <DIR>',
      'where the predictions and evaluation of a model or teacher go (of a teacher by default runs/teacher-SPEC-KIND)',
    );
  command
    .optionsGroup('Of a teacher:')
    .option(
      '--temperature <X>',
      'of a teacher (default 0); `default` sends none, for models that accept none',
      temperatureOption,
    )
    .option('--prompts <DIR>', "your own prompt files for a teacher instead of the package's");
  addCallOptions(command)
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
        [
          'evaluate --model openai:gpt-4.1-mini --prompting cot --data data/gsm8k --limit 200 --max-cost 1 --out runs/teacher-cot',
          'The teacher itself, to compare students with; --dry-run says what it would cost',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(stopping, async (context, options: EvaluateOptions, directory?: string) => {
        const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
        refuseRunAsModel(options);
        refuseUnused(options, directory, isGiven);
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
        if (source.kind === 'teacher') {
          const maxOutputTokens = isGiven('maxNewTokens') ? options.maxNewTokens : undefined;
          const heldOut = [...validation, ...test];
          await evaluateNamedTeacher(
            context,
            { ...options, ...source, maxOutputTokens },
            { ...common, heldOut },
          );
          return;
        }
        const running = { reporter: context.reporter, signal: context.signal };
        if (source.kind === 'run') {
          const { run } = source;
          const evaluation = await evaluateRun({ run, ...common, ...solvingOptions(run, options) }, running);
          context.result(evaluation, runText(evaluation));
        } else {
          const { calculator = false, maxNewTokens, threads } = options;
          const solving = { calculator, maxNewTokens, threads };
          const evaluation = await evaluateModel(
            { ...source, ...common, ...solving, train, validation, test },
            running,
          );
          context.result(evaluation, modelText(evaluation));
        }
      }),
    );
}

/** What options are for: those of a teacher, of a local model, of whatever the engine runs. */
const belongings: readonly (readonly [names: readonly string[], kinds: readonly Kind[], what: string])[] = [
  [['prompting', 'shots', 'out'], ['model', 'teacher'], '--model'],
  [['seed', 'prompt'], ['model'], '--model with a model that runs here'],
  [['calculator', 'threads', 'slots'], ['run', 'model'], 'models that run here'],
  [['maxSteps'], ['run'], "the Socratic pair of a run: it limits the pair's sub-questions"],
  [['temperature', 'prompts', ...callOptionNames], ['teacher'], '--model with a teacher'],
];

type Kind = 'run' | 'model' | 'teacher';

/** Throws `model-is-run` for a run in the spelling of `annotate --teacher`. */
function refuseRunAsModel({ model }: EvaluateOptions): void {
  if (!model?.startsWith('run:')) return;
  const directory = model.slice('run:'.length).trim() || 'DIR';
  throw new SocraticError(
    'model-is-run',
    `--model ${model}: evaluate a run as \`evaluate ${directory}\`, without --model.`,
    { subject: { option: 'model' }, details: { received: model } },
  );
}

/** Throws `option-unused` for options that would do nothing. */
function refuseUnused(
  { model }: EvaluateOptions,
  run: string | undefined,
  isGiven: (name: string) => boolean,
): void {
  const kind: Kind = model === undefined ? 'run' : isTeacherSpec(model) ? 'teacher' : 'model';
  for (const [names, kinds, what] of belongings) {
    const unused = kinds.includes(kind) ? undefined : names.find(isGiven);
    if (unused === undefined) continue;
    const flag = `--${unused.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const named = {
      run: `${run ?? 'what is evaluated'} is a run`,
      model: `${model} runs here`,
      teacher: `${model} is a teacher`,
    };
    throw new SocraticError('option-unused', `${flag} belongs to ${what}; ${named[kind]}. Leave it out.`, {
      subject: { option: flag },
    });
  }
}

/** What is to be evaluated; throws `usage` for a run and a model together, or neither. */
function sourceOf(options: EvaluateOptions, run: string | undefined) {
  const { model, prompting, shots, seed, prompt, out } = options;
  if (model === undefined) {
    if (run === undefined) {
      throw new SocraticError(
        'nothing-to-evaluate',
        'Name a run, or a model with --model MODEL --prompting KIND --out DIR.',
      );
    }
    return { kind: 'run', run } as const;
  }
  if (run !== undefined) {
    throw new SocraticError(
      'option-unused',
      `Both the run ${run} and --model ${model} are given: name one of them.`,
    );
  }
  const missing = (what: string) => new SocraticError('missing-option', `--model ${model} needs ${what}.`);
  if (prompting === undefined) throw missing('--prompting answer, cot or socratic');
  if (isTeacherSpec(model)) return { kind: 'teacher', teacher: model, prompting } as const;
  if (out === undefined) throw missing('--out DIR');
  if (options.split === 'train') {
    throw new SocraticError(
      'option-unused',
      '--split train: the examples in the prompt are train problems. Evaluate another split.',
    );
  }
  return {
    kind: 'model',
    model,
    prompting,
    out,
    shots: shots ?? 4,
    seed: seed ?? 0,
    prompt: prompt ?? 'auto',
  } as const;
}
