// socratic annotate: problems become training rationales with a large language model.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InterruptedError, type Reporter, UsageError } from '../../common/index.ts';
import { openProblemStream, type ProblemStream } from '../../data/index.ts';
import {
  type AnnotateContext,
  type AnnotateResult,
  type AnnotationKind,
  type AnnotationTask,
  annotate,
  annotateInBatches,
  annotationKinds,
  batchPrice,
  createTeacher,
  estimateAnnotation,
  nanoDollarsPerDollar,
  openRun,
  type Price,
  parseTeacherSpec,
  priceOf,
  promptRecords,
  ResponseStore,
  type RunIdentity,
  type AnnotateOptions as RunOptions,
  readPrices,
  readPrompts,
  refuseWithoutBatches,
  runRecordPath,
  SdkTransport,
  type TeacherSpec,
  tasksOf,
  writeRun,
} from '../../teacher/index.ts';
import { type AnnotationReport, annotationReport, annotationText, estimateText } from '../annotation-text.ts';
import { countOf } from '../format.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption, numberOption } from '../options.ts';
import type { CommandContext, RunCommand } from '../run-command.ts';

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
  readonly maxCost?: number;
  readonly prices?: string;
  readonly dryRun?: boolean;
  readonly clearUnresolved?: boolean;
  readonly batch?: boolean;
  readonly poll?: number;
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly timeout: number;
  readonly retries: number;
  readonly store: string;
  readonly force?: boolean;
}

const defaultStore = '.socratic/responses';
const defaultConcurrency = 8;
const defaultPollSeconds = 60;

export function registerAnnotate(program: Command, run: RunCommand): void {
  program
    .command('annotate')
    .description(
      'Let a large language model write the reasoning of problems, and keep what the checks confirm.',
    )
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .requiredOption(
      '--teacher <SPEC>',
      'openai:MODEL, anthropic:MODEL, google:MODEL or openai-compatible:URL#MODEL; the key comes from the environment',
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
      '--max-cost <USD>',
      'never spend more than this, over all starts, calls with an unknown outcome included',
      numberOption('--max-cost', { min: 0 }),
    )
    .option(
      '--prices <FILE>',
      'JSON: {"SPEC": {"input": USD, "output": USD}}, for a million tokens; with "batch": 0.5, the share of it that --batch costs',
    )
    .option('--dry-run', 'only count calls, tokens and what they would cost')
    .option('--clear-unresolved', 'no longer count earlier calls with an unknown outcome against --max-cost')
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
      '--concurrency <N>',
      `calls at once (default ${defaultConcurrency})`,
      integerOption('--concurrency', { max: 1024 }),
    )
    .option('--requests-per-minute <N>', 'at most', integerOption('--requests-per-minute'))
    .option('--tokens-per-minute <N>', 'at most', integerOption('--tokens-per-minute'))
    .option('--timeout <SECONDS>', 'for one call', numberOption('--timeout', { min: 0.1, max: 290 }), 120)
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
          'annotate --data data/gsm8k --teacher openai:gpt-4.1-mini --kind socratic --batch --max-cost 2 --out pairs.jsonl',
          'The same in batches: half the price, answers within a day',
        ],
        [
          'annotate --data data/svamp --teacher openai-compatible:http://localhost:11434/v1#llama3.1 --kind cot --samples 4 --out chains.jsonl',
          'Four chains a problem from a local server',
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
        const spec = parseTeacherSpec(options.teacher);
        if (options.batch) refuseWithoutBatches(spec);
        const price = priceOf(spec.text, options.prices === undefined ? {} : readPrices(options.prices));
        refuseUnpriced(options, spec, price);
        const splits = options.split === undefined ? (['train', 'validation'] as const) : [options.split];
        const problems = await openProblemStream(options.data, splits);
        const blind = options.blind ?? false;
        const task: AnnotationTask = {
          kind: options.kind,
          blind,
          samples: options.samples,
          prompts: readPrompts(tasksOf(options.kind, blind), options.prompts),
          parameters: {
            temperature:
              options.temperature === 'default'
                ? undefined
                : (options.temperature ?? (options.samples === 1 ? 0 : 0.7)),
            maxOutputTokens: options.maxTokens,
          },
        };
        const asked = { options, spec, price, problems, task };
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
  readonly spec: TeacherSpec;
  readonly price: Price | null;
  readonly problems: ProblemStream;
  readonly task: AnnotationTask;
}

async function showEstimate(context: CommandContext, { options, spec, price, problems, task }: Asked) {
  const store = existsSync(options.store) ? await ResponseStore.open(options.store) : null;
  try {
    const { limit, maxCost = null, batch = false } = options;
    const paid = batch && price !== null ? batchPrice(price) : price;
    const estimate = await estimateAnnotation({
      ...task,
      problems,
      limit,
      spec: spec.text,
      price: paid,
      store,
    });
    const value = { dryRun: true, teacher: spec.text, kind: task.kind, batch, ...estimate, maxCost };
    context.result(value, estimateText(estimate, { teacher: spec.text, maxCost, batch }));
  } finally {
    await store?.close();
  }
}

async function annotateProblems(
  context: CommandContext,
  { options, spec, price, problems, task }: Asked,
): Promise<void> {
  const { reporter, signal } = context;
  const { out } = options;
  const asks = await askerOf(spec, options);
  const store = await ResponseStore.open(options.store);
  try {
    const run = openRun(out, identityOf(spec, problems, task), options.force ?? false);
    await settleEarlierCalls(store, run.id, options, reporter);
    const asked = {
      ...task,
      problems,
      limit: options.limit,
      store,
      account: run.id,
      price,
      ceiling: options.maxCost === undefined ? null : options.maxCost * nanoDollarsPerDollar,
      settings: {
        concurrency: options.concurrency ?? defaultConcurrency,
        requestsPerMinute: options.requestsPerMinute,
        tokensPerMinute: options.tokensPerMinute,
        timeoutMs: 1000 * options.timeout,
        retries: options.retries,
      },
      out,
    };
    const { summary, stoppedBy } = await asks(asked, { reporter, signal });
    const status = stoppedBy === undefined ? 'annotated' : 'stopped';
    const report = annotationReport(summary, store.account(run.id), price !== null);
    writeRun(out, { ...run, status, result: report });
    const text = annotationText(report, { out, data: options.data, kind: task.kind });
    if (stoppedBy !== undefined) {
      reporter.info(text);
      throw stoppedBy instanceof InterruptedError ? interrupted(out, report) : stoppedBy;
    }
    const what = { teacher: spec.text, kind: task.kind };
    context.result({ out, record: runRecordPath(out), status, ...what, ...report }, text);
  } finally {
    await store.close();
  }
}

type Asks = (options: Omit<RunOptions, 'teacher'>, context: AnnotateContext) => Promise<AnnotateResult>;

/** One call for each prompt, or batches of them. Throws `key-missing`. */
async function askerOf(spec: TeacherSpec, options: AnnotateOptions): Promise<Asks> {
  const { batch, poll = defaultPollSeconds, timeout, retries, clearUnresolved = false } = options;
  if (!batch) {
    const teacher = await createTeacher(spec, process.env);
    return (asked, context) => annotate({ ...asked, teacher }, context);
  }
  const transport = await SdkTransport.create(spec, process.env);
  const batches = { pollMs: 1000 * poll, timeoutMs: 1000 * timeout, retries };
  const folder = join(options.store, 'batches');
  return (asked, context) =>
    annotateInBatches({ ...asked, transport, batches, folder, giveUpUnknown: clearUnresolved }, context);
}

function interrupted(out: string, { problems, cost }: AnnotationReport): InterruptedError {
  const { callsInBatches } = cost;
  const waiting =
    callsInBatches === 0
      ? 'the same command goes on'
      : `${countOf(callsInBatches, 'request')} in batches go on at the provider; the same command collects their answers`;
  return new InterruptedError(
    `Stopped with ${countOf(problems, 'problem')} annotated; every answer that was paid for is stored. ${out} has the annotations so far; ${waiting}.`,
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

function identityOf(spec: TeacherSpec, problems: ProblemStream, task: AnnotationTask): RunIdentity {
  return {
    data: { name: problems.name, sha256: problems.sha256, splits: [...problems.splits] },
    teacher: spec.text,
    kind: task.kind,
    blind: task.blind,
    samples: task.samples,
    temperature: task.parameters.temperature ?? null,
    maxTokens: task.parameters.maxOutputTokens,
    prompts: promptRecords(task.prompts),
  };
}

/** Throws for options that would be ignored, and for samples that would all be the same. */
function refuseUnused(options: AnnotateOptions): void {
  const { samples, temperature, dryRun, clearUnresolved, force, batch } = options;
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
  const ofCalls = [
    ['--concurrency', options.concurrency],
    ['--requests-per-minute', options.requestsPerMinute],
    ['--tokens-per-minute', options.tokensPerMinute],
  ] as const;
  for (const [flag, given] of batch ? ofCalls : ([['--poll', options.poll]] as const)) {
    if (given === undefined) continue;
    const why = batch ? 'with --batch the provider sets the pace' : 'it is for --batch';
    throw new UsageError('option-unused', `${flag}: ${why}. Leave it out.`, { details: { flag } });
  }
}

/** A ceiling needs prices. */
function refuseUnpriced(options: AnnotateOptions, spec: TeacherSpec, price: Price | null): void {
  if (price !== null || options.maxCost === undefined) return;
  throw new UsageError(
    'price-unknown',
    `--max-cost needs the price of ${spec.text}, which is not known. Name it in a file: --prices FILE with {"${spec.text}": {"input": USD, "output": USD}}, for a million tokens.`,
    { details: { teacher: spec.text } },
  );
}
