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
    .description('Let a teacher write the reasoning of problems, check it, and keep the chains that pass.')
    .requiredOption(
      '--data <DIR>',
      'dataset directory that `socratic data` wrote, or a file of problems (.jsonl, .json, .csv, .tsv)',
    )
    .requiredOption(
      '--teacher <SPEC>',
      'the teacher: openai:MODEL, anthropic:MODEL, google:MODEL, openai-compatible:URL#MODEL (keys come from the environment), run:DIR (a trained student) or config:NAME (a model from socratic.config.ts)',
    )
    .requiredOption(
      '--kind <KIND>',
      'what to write: cot (steps) or socratic (sub-questions with solutions; if a problem has gold steps, they are kept and only their sub-questions are written)',
      choiceOption('--kind', annotationKinds),
    )
    .requiredOption('--out <FILE>', 'file for the annotations, one JSON object a line')
    .option(
      '--split <NAME>',
      'annotate only train or only validation (default: both)',
      choiceOption('--split', annotatedSplits),
    )
    .option(
      '--limit <N>',
      'annotate only the first N problems',
      integerOption('--limit', annotateRanges.limit),
    )
    .option(
      '--shard <I/N>',
      'annotate the I-th of N equal parts, on one of N machines; --max-cost then applies to this part',
      shardOption('--shard'),
    )
    .option('--blind', 'hide the gold answer and the gold steps from the teacher')
    .option(
      '--samples <N>',
      'number of answers to each prompt',
      integerOption('--samples', annotateRanges.samples),
      samples,
    )
    .option(
      '--temperature <X>',
      `sampling temperature (default: ${annotateDefaults.temperature}; with several --samples: ${sampledTemperature}); \`default\` sends none, for models that accept none`,
      temperatureOption,
    )
    .option(
      '--max-tokens <N>',
      'maximum tokens of an answer',
      integerOption('--max-tokens', annotateRanges.maxTokens),
      maxTokens,
    )
    .option('--prompts <DIR>', 'directory with your own prompt files (default: those of the package)')
    .option(
      '--output <FORM>',
      'form of the answers: json (follows a JSON schema), text, or auto (JSON if the teacher accepts a schema)',
      choiceOption('--output', outputChoices),
      output,
    )
    .option(
      '--batch',
      "use OpenAI's Batch API: half the price, answers within a day; after Ctrl-C, run the same command to collect them",
    )
    .option(
      '--poll <SECONDS>',
      `with --batch: longest time between two checks of a batch (default: ${pollMs / 1000})`,
      numberOption('--poll', inSeconds(annotateRanges.pollMs)),
    )
    .option(
      '--repair <N>',
      'if exactly one step of a chain fails the checks, ask for that step again, up to N times',
      integerOption('--repair', annotateRanges.repair),
      repair,
    )
    .option('--calculator', 'add calculator annotations such as <<6*12=72>> to kept chains, as in GSM8K')
    .option(
      '--logprobs <K>',
      'store the K most likely tokens at each place of the answers, with log-probabilities',
      integerOption('--logprobs', annotateRanges.logprobs),
    );
  addCallOptions(command, studentCallDefaults)
    .option(
      '--threads <N>',
      'threads, if the teacher is a student (default: all cores)',
      integerOption('--threads', annotateRanges.threads),
    )
    .option(
      '--reread',
      'read all stored answers again with this version and rewrite the annotations; makes no call',
    )
    .option('--force', 'replace annotations that were made with other settings')
    .addHelpText(
      'after',
      examples([
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --dry-run --out pairs.jsonl',
          'Estimate the cost; makes no call',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --max-cost 2 --out pairs.jsonl',
          'Sub-questions for the gold steps, for at most 2 dollars; run it again to continue after an interruption',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --batch --max-cost 2 --out pairs.jsonl',
          'The same in batches: half the price, answers within a day',
        ],
        [
          'annotate --data data/svamp --teacher openai-compatible:http://localhost:11434/v1#llama3.1 --kind cot --samples 4 --out chains.jsonl',
          'Four chains for each problem from a local server',
        ],
        [
          'annotate --data data/gsm8k --teacher config:mine --kind cot --limit 20 --out chains.jsonl',
          'A model from socratic.config.ts',
        ],
        [
          'annotate --data data/strategyqa --teacher anthropic:claude-haiku-4-5 --kind socratic --repair 2 --out pairs.jsonl',
          'Sub-questions from facts and decompositions; asks again for a single bad step, at most twice',
        ],
        [
          'annotate --data data/svamp --teacher openai:gpt-4.1-mini --kind cot --calculator --logprobs 5 --out chains.jsonl',
          'Chains with calculator annotations; stores the five most likely tokens at each place',
        ],
        [
          'annotate --data data/mine --teacher run:runs/writer --kind socratic --out pairs.jsonl',
          'Sub-questions from a student trained with --strategy annotator',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind cot --shard 2/8 --out shard-2.jsonl',
          'The part of the second of eight machines',
        ],
        [
          'annotations merge shard-*.jsonl --data data/gsm8k --out chains.jsonl',
          'Merge the files of the eight machines',
        ],
        [
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind cot --out chains.jsonl --reread',
          'After an update: read the stored answers again, without a call',
        ],
        [
          'annotations review chains.jsonl --data data/gsm8k',
          'Show kept and rejected chains, with reasons, as a page for the browser',
        ],
        [
          'train --data data/gsm8k --annotations pairs.jsonl --strategy socratic --student scratch:tiny --out runs/pair',
          'Train on the kept chains',
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
