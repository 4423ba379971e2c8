// socratic annotate: problems become training rationales with a large language model.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { InterruptedError, type Reporter, UsageError } from '../../common/index.ts';
import { openProblemStream, type ProblemStream } from '../../data/index.ts';
import {
  type AnnotationKind,
  type AnnotationTask,
  annotate,
  annotationKinds,
  decidedOutput,
  estimateAnnotation,
  nanoDollarsPerDollar,
  type OutputChoice,
  openRun,
  outputChoices,
  type Price,
  priceOf,
  promptRecords,
  promptsIn,
  ResponseStore,
  type RunIdentity,
  readPrices,
  runRecordPath,
  writeRun,
} from '../../teacher/index.ts';
import { annotationReport, annotationText, estimateText } from '../annotation-text.ts';
import { countOf } from '../format.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption, numberOption } from '../options.ts';
import type { CommandContext, RunCommand } from '../run-command.ts';
import { type NamedTeacher, namedTeacher } from '../teacher.ts';

interface AnnotateOptions {
  readonly data: string;
  readonly teacher: string;
  readonly kind: AnnotationKind;
  readonly out: string;
  readonly split?: 'train' | 'validation';
  readonly limit?: number;
  readonly blind?: boolean;
  readonly samples: number;
  readonly temperature?: number | 'default';
  readonly maxTokens: number;
  readonly prompts?: string;
  readonly output: OutputChoice;
  readonly repair: number;
  readonly calculator?: boolean;
  readonly logprobs?: number;
  readonly maxCost?: number;
  readonly prices?: string;
  readonly dryRun?: boolean;
  readonly clearUnresolved?: boolean;
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly timeout?: number;
  readonly retries: number;
  readonly store: string;
  readonly threads?: number;
  readonly force?: boolean;
}

const defaultStore = '.socratic/responses';
/** A student's calls share one machine: many together take little longer than one, and each takes longer. */
const defaults = { provider: { concurrency: 8, timeout: 120 }, student: { concurrency: 64, timeout: 290 } };

export function registerAnnotate(program: Command, run: RunCommand): void {
  program
    .command('annotate')
    .description(
      'Let a large language model write the reasoning of problems, and keep what the checks confirm.',
    )
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .requiredOption(
      '--teacher <SPEC>',
      'openai:MODEL, anthropic:MODEL, google:MODEL or openai-compatible:URL#MODEL, the key from the environment; or run:DIR, a trained student',
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
    )
    .option(
      '--max-cost <USD>',
      'never spend more than this, over all starts, calls with an unknown outcome included',
      numberOption('--max-cost', { min: 0 }),
    )
    .option('--prices <FILE>', 'JSON: {"SPEC": {"input": USD, "output": USD}}, for a million tokens')
    .option('--dry-run', 'only count calls, tokens and what they would cost')
    .option('--clear-unresolved', 'no longer count earlier calls with an unknown outcome against --max-cost')
    .option(
      '--concurrency <N>',
      'calls at once (default 8; run:DIR 64)',
      integerOption('--concurrency', { max: 1024 }),
    )
    .option('--requests-per-minute <N>', 'at most', integerOption('--requests-per-minute'))
    .option('--tokens-per-minute <N>', 'at most', integerOption('--tokens-per-minute'))
    .option(
      '--timeout <SECONDS>',
      'for one call (default 120; run:DIR 290)',
      numberOption('--timeout', { min: 0.1, max: 290 }),
    )
    .option(
      '--threads <N>',
      'threads of a student as the teacher (default: all cores)',
      integerOption('--threads', { max: 256 }),
    )
    .option(
      '--retries <N>',
      'repetitions of a call that failed for a reason that may pass',
      integerOption('--retries', { min: 0, max: 100 }),
      6,
    )
    .option('--store <DIR>', 'where every answer is kept and found again', defaultStore)
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
          'annotate --data data/svamp --teacher openai-compatible:http://localhost:11434/v1#llama3.1 --kind cot --samples 4 --out chains.jsonl',
          'Four chains a problem from a local server',
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
          'train --data data/gsm8k --annotations pairs.jsonl --strategy socratic --student scratch:tiny --out runs/pair',
          'Train on what was kept',
        ],
      ]),
    )
    .action(
      run(async (context, options: AnnotateOptions) => {
        refuseUnused(options);
        const teacher = namedTeacher(options.teacher, {
          threads: options.threads ?? availableParallelism(),
          slots: options.concurrency ?? defaults.student.concurrency,
        });
        refuseForTeacher(options, teacher);
        const listed = priceOf(teacher.spec, options.prices === undefined ? {} : readPrices(options.prices));
        const price = listed ?? (teacher.isStudent ? { input: 0, output: 0 } : null);
        refuseUnpriced(options, teacher.spec, price);
        const splits = options.split === undefined ? (['train', 'validation'] as const) : [options.split];
        const problems = await openProblemStream(options.data, splits);
        const blind = options.blind ?? false;
        const task: AnnotationTask = {
          kind: options.kind,
          blind,
          samples: options.samples,
          prompts: teacher.prompts(options.kind, blind, options.prompts, options.repair > 0),
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
        if (options.output === 'json') promptsIn('json', task.prompts); // throws before anything is written
        const asked = { options, teacher, price, problems, task };
        if (options.dryRun) await showEstimate(context, asked);
        else await annotateProblems(context, asked);
      }),
    );
}

function temperatureOption(text: string): number | 'default' {
  return text === 'default' ? text : numberOption('--temperature', { min: 0, max: 2 })(text);
}

interface Asked {
  readonly options: AnnotateOptions;
  readonly teacher: NamedTeacher;
  readonly price: Price | null;
  readonly problems: ProblemStream;
  readonly task: AnnotationTask;
}

async function showEstimate(
  context: CommandContext,
  { options, teacher: { spec }, price, problems, task }: Asked,
) {
  const store = existsSync(options.store) ? await ResponseStore.open(options.store) : null;
  try {
    const { limit, maxCost = null } = options;
    const outputDecided = decidedOutput(options.out);
    const estimate = await estimateAnnotation({
      ...{ ...task, problems, limit, spec, price, store, outputDecided },
    });
    const value = { dryRun: true, teacher: spec, kind: task.kind, ...estimate, maxCost };
    context.result(value, estimateText(estimate, { teacher: spec, maxCost }));
  } finally {
    await store?.close();
  }
}

async function annotateProblems(
  context: CommandContext,
  { options, teacher: named, price, problems, task }: Asked,
): Promise<void> {
  const { reporter, signal } = context;
  const { out } = options;
  const { spec, isStudent } = named;
  const standard = isStudent ? defaults.student : defaults.provider;
  const teacher = await named.open(process.env);
  const store = await ResponseStore.open(options.store);
  try {
    let run = openRun(out, identityOf(spec, problems, task), options.force ?? false);
    await settleEarlierCalls(store, run.id, options, reporter);
    const { summary, output, stoppedBy } = await annotate(
      {
        ...task,
        problems,
        limit: options.limit,
        teacher,
        store,
        account: run.id,
        price,
        ceiling: options.maxCost === undefined ? null : options.maxCost * nanoDollarsPerDollar,
        settings: {
          concurrency: options.concurrency ?? standard.concurrency,
          requestsPerMinute: options.requestsPerMinute,
          tokensPerMinute: options.tokensPerMinute,
          timeoutMs: 1000 * (options.timeout ?? standard.timeout),
          retries: options.retries,
        },
        out,
        outputDecided: run.output,
        onOutput: (form) => {
          run = { ...run, output: form };
          writeRun(out, run);
        },
      },
      { reporter, signal },
    );
    const status = stoppedBy === undefined ? 'annotated' : 'stopped';
    const report = annotationReport(summary, store.account(run.id), price !== null);
    writeRun(out, { ...run, status, result: report });
    const text = annotationText(report, { out, data: options.data, kind: task.kind });
    if (stoppedBy !== undefined) {
      reporter.info(text);
      throw stoppedBy instanceof InterruptedError ? interrupted(out, report.problems) : stoppedBy;
    }
    const asked = { teacher: spec, kind: task.kind, output };
    context.result({ out, record: runRecordPath(out), status, ...asked, ...report }, text);
  } finally {
    await store.close();
    await named.release();
  }
}

function interrupted(out: string, problems: number): InterruptedError {
  return new InterruptedError(
    `Stopped with ${countOf(problems, 'problem')} annotated; every answer that was paid for is stored. ${out} has the annotations so far; the same command goes on.`,
  );
}

/** Calls of processes that died: they are told of, and taken off the account where that is asked for. */
async function settleEarlierCalls(
  store: ResponseStore,
  account: string,
  options: AnnotateOptions,
  reporter: Reporter,
): Promise<void> {
  await store.settleAbandoned();
  if (options.clearUnresolved) {
    const cleared = await store.clearUnresolved(account);
    reporter.info(`${countOf(cleared, 'call')} with an unknown outcome no longer counted.`);
  }
  const { unresolved, unresolvedCalls } = store.account(account);
  if (unresolvedCalls === 0) return;
  const most = unresolved === 0 ? '' : `, at most $${(unresolved / nanoDollarsPerDollar).toFixed(4)}`;
  reporter.warn(
    `The outcome of ${countOf(unresolvedCalls, 'earlier call')} is unknown: they may have been paid for${most}, and count against --max-cost. The provider's own account says what they cost; --clear-unresolved takes them off.`,
  );
}

function identityOf(spec: string, problems: ProblemStream, task: AnnotationTask): RunIdentity {
  return {
    data: { name: problems.name, sha256: problems.sha256, splits: [...problems.splits] },
    teacher: spec,
    kind: task.kind,
    blind: task.blind,
    samples: task.samples,
    temperature: task.parameters.temperature ?? null,
    maxTokens: task.parameters.maxOutputTokens,
    output: task.output ?? 'text',
    calculator: task.calculator ?? false,
    repair: task.repair ?? 0,
    logprobs: task.parameters.logprobs ?? null,
    prompts: promptRecords(task.prompts),
  };
}

/** Throws for options that would be ignored, and for samples that would all be the same. */
function refuseUnused({ samples, temperature, dryRun, clearUnresolved, force }: AnnotateOptions): void {
  if (samples > 1 && temperature === 0) {
    throw new UsageError(
      'samples-identical',
      `--temperature 0 gives the same answer every time, and --samples ${samples} would pay for it ${samples} times. Raise --temperature, or leave --samples out.`,
      { details: { samples } },
    );
  }
  for (const [flag, given] of [
    ['--clear-unresolved', clearUnresolved],
    ['--force', force],
  ] as const) {
    if (dryRun && given) {
      throw new UsageError('option-unused', `${flag}: --dry-run changes nothing. Leave one of them out.`, {
        details: { flag },
      });
    }
  }
}

/** Throws for options that do nothing with this teacher. */
function refuseForTeacher(options: AnnotateOptions, { isStudent, requireLogprobs }: NamedTeacher): void {
  const { samples, temperature, prompts, threads, output, repair, logprobs } = options;
  const refuse = (flag: string, why: string) => {
    throw new UsageError('option-unused', `${flag}: ${why} Leave it out.`, { details: { flag } });
  };
  if (!isStudent && threads !== undefined) refuse('--threads', 'only a student of run:DIR runs here.');
  if (logprobs !== undefined) requireLogprobs();
  if (!isStudent) return;
  if (output === 'json') refuse('--output json', 'a student writes as it was trained.');
  if (repair > 0) refuse('--repair', 'a student was not trained to write a step anew.');
  if (prompts !== undefined) refuse('--prompts', 'a student is asked as it was trained.');
  if (samples > 1) refuse('--samples', 'a student always gives the same answer.');
  if (temperature !== undefined && temperature !== 0)
    refuse('--temperature', 'a student generates greedily.');
}

/** A ceiling needs prices. */
function refuseUnpriced(options: AnnotateOptions, spec: string, price: Price | null): void {
  if (price !== null || options.maxCost === undefined) return;
  throw new UsageError(
    'price-unknown',
    `--max-cost needs the price of ${spec}, which is not known. Name it in a file: --prices FILE with {"${spec}": {"input": USD, "output": USD}}, for a million tokens.`,
    { details: { teacher: spec } },
  );
}
