// socratic annotate: problems become training rationales with a large language model.
import type { Command } from 'commander';
import { annotate, estimateAnnotations } from '../../solve/index.ts';
import {
  type AnnotateOptions,
  annotateDefaults,
  annotatedSplits,
  annotateRanges,
  annotationKinds,
  annotationsSoFar,
  outputChoices,
  studentCallDefaults,
} from '../../teacher/index.ts';
import { annotationText, estimateText } from '../annotation-text.ts';
import { type CommandFrame, plainStopWords } from '../command-frame.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption, numberOption, shardOption } from '../options.ts';
import {
  addCallOptions,
  type CallFlags,
  inSeconds,
  milliseconds,
  temperatureOption,
} from '../teacher-options.ts';

/** What commander makes of the command line: the library's options, but for times in seconds and the dry run. */
interface AnnotateFlags
  extends Omit<AnnotateOptions, 'data' | 'teacher' | 'pollMs' | keyof CallFlags>,
    CallFlags {
  readonly data: string;
  readonly teacher: string;
  /** Seconds. */
  readonly poll?: number;
}

export function registerAnnotate(program: Command, frame: CommandFrame): void {
  const { samples, maxTokens, output, repair, pollMs, sampledTemperature } = annotateDefaults;
  const command = program.command('annotate');
  command
    .description(
      'Let a large language model write the reasoning of problems, and keep what the checks confirm.',
    )
    .requiredOption(
      '--data <DIR>',
      'dataset directory that `socratic data` wrote, or a file of problems (.jsonl, .json, .csv, .tsv)',
    )
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
      choiceOption('--split', annotatedSplits),
    )
    .option('--limit <N>', 'the first N problems', integerOption('--limit', annotateRanges.limit))
    .option(
      '--shard <I/N>',
      'the I-th of N equal parts of these problems, for one of N machines; --max-cost is then for this part',
      shardOption('--shard'),
    )
    .option('--blind', 'the teacher sees neither the gold answer nor gold steps')
    .option(
      '--samples <N>',
      'answers to each prompt',
      integerOption('--samples', annotateRanges.samples),
      samples,
    )
    .option(
      '--temperature <X>',
      `of the teacher (default: ${annotateDefaults.temperature}, with several --samples ${sampledTemperature}); \`default\` sends none, for models that accept none`,
      temperatureOption,
    )
    .option(
      '--max-tokens <N>',
      'length of an answer, at most',
      integerOption('--max-tokens', annotateRanges.maxTokens),
      maxTokens,
    )
    .option('--prompts <DIR>', "your own prompt files instead of the package's")
    .option(
      '--output <FORM>',
      'json: answers keep to a JSON schema; text; auto: JSON where the teacher takes a schema',
      choiceOption('--output', outputChoices),
      output,
    )
    .option(
      '--batch',
      "through OpenAI's Batch API, at half the price and within a day; Ctrl-C leaves the batches at the provider, and the same command collects them",
    )
    .option(
      '--poll <SECONDS>',
      `with --batch: the longest time between two looks at a batch (default: ${pollMs / 1000})`,
      numberOption('--poll', inSeconds(annotateRanges.pollMs)),
    )
    .option(
      '--repair <N>',
      'ask again, up to N times, for the step of a chain that is wrong in nothing else',
      integerOption('--repair', annotateRanges.repair),
      repair,
    )
    .option('--calculator', 'write <<6*12=72>> before the results in kept chains, as GSM8K does')
    .option(
      '--logprobs <K>',
      'store every token of the answers with the K likeliest tokens and their log-probabilities',
      integerOption('--logprobs', annotateRanges.logprobs),
    );
  addCallOptions(command, studentCallDefaults)
    .option(
      '--threads <N>',
      'threads of a student as the teacher (default: all cores)',
      integerOption('--threads', annotateRanges.threads),
    )
    .option(
      '--reread',
      'read the stored answers again with this version and write the annotations anew; no call is made',
    )
    .option('--force', 'replace annotations that were made with other settings')
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
          'annotations merge shard-*.jsonl --data data/gsm8k --out chains.jsonl',
          'The files of the eight machines become one',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind cot --out chains.jsonl --reread',
          'After an update: the stored answers are read again, without a call',
        ],
        [
          'annotations review chains.jsonl --data data/gsm8k',
          'What was kept and what was rejected for which reason, as a page for the browser',
        ],
        [
          'train --data data/gsm8k --annotations pairs.jsonl --strategy socratic --student scratch:tiny --out runs/pair',
          'Train on what was kept',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(plainStopWords, async (context, flags: AnnotateFlags) => {
        const { dryRun = false, poll, timeout, ...given } = flags;
        const { reporter, signal } = context;
        const times = { pollMs: milliseconds(poll), timeoutMs: milliseconds(timeout) };
        const options: AnnotateOptions = { ...given, ...times, reporter, signal };
        if (dryRun) {
          const estimate = await estimateAnnotations(options);
          return context.result({ dryRun, ...estimate }, estimateText(estimate, estimate));
        }
        const place = { out: given.out, data: given.data, kind: given.kind };
        try {
          const result = await annotate(options);
          context.result(result, annotationText(result, place));
        } catch (error) {
          const soFar = annotationsSoFar(error);
          if (soFar?.status === 'stopped') reporter.info(annotationText(soFar, place));
          throw error;
        }
      }),
    );
}
