// socratic annotate: problems become training rationales with a large language model.
import type { Command } from 'commander';
import { SocraticError } from '../../common/index.ts';
import { openProblemStream } from '../../data/index.ts';
import {
  type AnnotationTask,
  annotationKinds,
  outputChoices,
  problemsOfShard,
  promptsIn,
  refuseKnownStream,
  refuseWithoutBatches,
} from '../../teacher/index.ts';
import { annotateMode, declareModes } from '../annotate-mode.ts';
import { type CommandFrame, plainStopWords } from '../command-frame.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption, numberOption, shardOption } from '../options.ts';
import { commandTeacher, withTeacherDefaults } from '../teacher.ts';
import { addCallOptions, refuseCallFlags, temperatureOption } from '../teacher-options.ts';
import { type MergeAnnotationsOptions, mergeAnnotations } from './annotate-merge.ts';
import { type ReviewAnnotationsOptions, reviewAnnotations } from './annotate-review.ts';
import { type AnnotateOptions, annotateProblems, showEstimate } from './annotate-run.ts';

export function registerAnnotate(program: Command, frame: CommandFrame): void {
  const command = program.command('annotate');
  declareModes(command);
  command
    .description(
      'Let a large language model write the reasoning of problems, and keep what the checks confirm.',
    )
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .requiredOption(
      '--teacher <SPEC>',
      'openai:MODEL, anthropic:MODEL, google:MODEL or openai-compatible:URL#MODEL, the key from the environment; run:DIR, a trained student; or config:NAME, a model that socratic.config.ts makes',
    )
    .requiredOption(
      '--kind <KIND>',
      'cot (steps) or socratic (sub-questions with their solutions; gold steps are kept and only asked about)',
      choiceOption('--kind', annotationKinds),
    )
    .requiredOption('--out <FILE>', 'annotations to write, one JSON object a line')
    .option(
      '--split <NAME>',
      'only train, or only validation (default: both)',
      choiceOption('--split', ['train', 'validation']),
    )
    .option('--limit <N>', 'the first N problems', integerOption('--limit'))
    .option(
      '--shard <I/N>',
      'the I-th of N equal parts of these problems, for one of N machines; --max-cost is then for this part',
      shardOption('--shard'),
    )
    .option('--blind', 'the teacher sees neither the gold answer nor gold steps')
    .option('--samples <N>', 'answers to each prompt', integerOption('--samples', { max: 100 }), 1)
    .option(
      '--temperature <X>',
      'of the teacher (default 0, with --samples 0.7); `default` sends none, for models that accept none',
      temperatureOption,
    )
    .option('--max-tokens <N>', 'length of an answer, at most', integerOption('--max-tokens'), 1024)
    .option('--prompts <DIR>', "your own prompt files instead of the package's")
    .option(
      '--output <FORM>',
      'json: answers keep to a JSON schema; text; auto: JSON where the teacher takes a schema',
      choiceOption('--output', outputChoices),
      'auto',
    )
    .option(
      '--batch',
      "through OpenAI's Batch API, at half the price and within a day; Ctrl-C leaves the batches at the provider, and the same command collects them",
    )
    .option(
      '--poll <SECONDS>',
      'with --batch: the longest time between two looks at a batch (default 60)',
      numberOption('--poll', { min: 0.05, max: 3600 }),
    )
    .option(
      '--repair <N>',
      'ask again, up to N times, for the step of a chain that is wrong in nothing else',
      integerOption('--repair', { min: 0, max: 10 }),
      0,
    )
    .option('--calculator', 'write <<6*12=72>> before the results in kept chains, as GSM8K does')
    .option(
      '--logprobs <K>',
      'store every token of the answers with the K likeliest tokens and their log-probabilities',
      integerOption('--logprobs', { max: 20 }),
    );
  addCallOptions(command, { concurrency: '8; run:DIR 64', timeout: '120; run:DIR 290' })
    .option(
      '--threads <N>',
      'threads of a student as the teacher (default: all cores)',
      integerOption('--threads', { max: 256 }),
    )
    .option('--force', 'replace annotations that were made with other settings')
    .option(
      '--merge <FILE...>',
      'instead: put the N files of --shard together; needs --data and --out, takes --allow-incomplete and --force',
    )
    .option(
      '--review <FILE>',
      'instead: show annotations as an HTML page; --data adds the questions and gold steps, --out names the page',
    )
    .option('--allow-incomplete', 'with --merge: also when shards are missing or unfinished')
    .addHelpText(
      'after',
      examples([
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --dry-run --out pairs.jsonl',
          'What it would cost; no call is made',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --max-cost 2 --out pairs.jsonl',
          'Sub-questions for the gold steps, for at most 2 dollars; the same command goes on after an interruption',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --batch --max-cost 2 --out pairs.jsonl',
          'The same in batches: half the price, answers within a day',
        ],
        [
          'annotate --data data/svamp --teacher openai-compatible:http://localhost:11434/v1#llama3.1 --kind cot --samples 4 --out chains.jsonl',
          'Four chains a problem from a local server',
        ],
        [
          'annotate --data data/gsm8k --teacher config:mine --kind cot --limit 20 --out chains.jsonl',
          'A model that socratic.config.ts makes',
        ],
        [
          'annotate --data data/strategyqa --teacher anthropic:claude-haiku-4-5 --kind socratic --repair 2 --out pairs.jsonl',
          'Pairs from facts and decompositions; a single bad pair is asked for again, at most twice',
        ],
        [
          'annotate --data data/svamp --teacher openai:gpt-4.1-mini --kind cot --calculator --logprobs 5 --out chains.jsonl',
          'Chains with calculator annotations; the five likeliest tokens of each place are stored',
        ],
        [
          'annotate --data data/mine --teacher run:runs/writer --kind socratic --out pairs.jsonl',
          'Sub-questions by a student that was trained with --strategy annotator',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind cot --shard 2/8 --out shard-2.jsonl',
          'The second of eight machines',
        ],
        [
          'annotate --merge shard-*.jsonl --data data/gsm8k --out chains.jsonl',
          'The eight files become one; the .run.json beside each is needed too',
        ],
        [
          'annotate --review chains.jsonl --data data/gsm8k',
          'What was kept and what was rejected for which reason, as a page for the browser',
        ],
        [
          'train --data data/gsm8k --annotations pairs.jsonl --strategy socratic --student scratch:tiny --out runs/pair',
          'Train on what was kept',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(
        plainStopWords,
        async (context, given: AnnotateOptions & MergeAnnotationsOptions & ReviewAnnotationsOptions) => {
          const mode = annotateMode(command);
          if (mode === 'merge') return await mergeAnnotations(context, given);
          if (mode === 'review') return await reviewAnnotations(context, given);
          refuseUnused(given);
          const teacher = await commandTeacher(given.teacher, given, context.reporter);
          const options = withTeacherDefaults(given.teacher, given);
          const { spec, price } = teacher;
          if (options.batch) refuseWithoutBatches(spec);
          refuseCallFlags(options, spec.text, price);
          const splits = options.split === undefined ? (['train', 'validation'] as const) : [options.split];
          const all = await openProblemStream(options.data, splits);
          const { shard, limit } = options;
          const problems = shard === undefined ? all : problemsOfShard(all, shard, limit);
          const blind = options.blind ?? false;
          const task: AnnotationTask = {
            kind: options.kind,
            blind,
            samples: options.samples,
            prompts: teacher.prompts(options.kind, blind, options.repair > 0),
            output: teacher.isStudent ? 'text' : options.output,
            repair: options.repair,
            calculator: options.calculator ?? false,
            parameters: {
              temperature:
                options.temperature === 'default'
                  ? undefined
                  : (options.temperature ?? (options.samples === 1 ? 0 : 0.7)),
              maxOutputTokens: options.maxTokens,
              logprobs: options.logprobs,
            },
          };
          if (options.prompts !== undefined) {
            const test = await openProblemStream(options.data, ['test']);
            await refuseKnownStream(task.prompts.values(), test.read());
          }
          if (options.output === 'json') promptsIn('json', task.prompts); // throws before anything is written
          const asked = { options, teacher, problems, task };
          if (options.dryRun) await showEstimate(context, asked);
          else await annotateProblems(context, asked);
        },
      ),
    );
}

/** Throws for options that would be ignored, and for samples that would all be the same. */
function refuseUnused(options: AnnotateOptions): void {
  const { samples, temperature, dryRun, force, batch } = options;
  if (samples > 1 && temperature === 0) {
    throw new SocraticError(
      'samples-identical',
      `--temperature 0 gives the same answer every time, and --samples ${samples} would pay for it ${samples} times. Raise --temperature, or leave --samples out.`,
      { details: { samples } },
    );
  }
  if (dryRun && force) {
    throw new SocraticError('option-unused', '--force: --dry-run changes nothing. Leave one of them out.', {
      subject: { option: 'force' },
    });
  }
  const ofCalls = [
    ['--concurrency', options.concurrency],
    ['--requests-per-minute', options.requestsPerMinute],
    ['--tokens-per-minute', options.tokensPerMinute],
  ] as const;
  for (const [flag, given] of batch ? ofCalls : ([['--poll', options.poll]] as const)) {
    if (given === undefined) continue;
    const why = batch ? 'with --batch the provider sets the pace' : 'it is for --batch';
    throw new SocraticError('option-unused', `${flag}: ${why}. Leave it out.`, { subject: { option: flag } });
  }
}
