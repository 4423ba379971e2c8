// A run of `socratic annotate`: what it would cost, or the annotations and their record.
import { join } from 'node:path';
import { InterruptedError, SocraticError } from '../../common/index.ts';
import type { ProblemStream } from '../../data/index.ts';
import {
  type AnnotateContext,
  type AnnotateResult,
  type AnnotationKind,
  type AnnotationReport,
  type AnnotationTask,
  annotate,
  annotateInBatches,
  batchPrice,
  createTeacher,
  decidedOutput,
  estimateAnnotation,
  nanoDollarsPerDollar,
  type OutputChoice,
  type OutputForm,
  openRun,
  type Price,
  promptRecords,
  ResponseStore,
  type RunIdentity,
  type AnnotateOptions as RunOptions,
  runRecordPath,
  SdkTransport,
  type Shard,
  type TeacherSpec,
  writeRun,
} from '../../teacher/index.ts';
import { annotationReport, annotationText, estimateText } from '../annotation-text.ts';
import type { CommandContext, StoppableContext } from '../command-frame.ts';
import { countOf } from '../format.ts';
import type { CommandTeacher } from '../teacher.ts';
import { type CallFlags, callerSettings, settleEarlierCalls, withExistingStore } from '../teacher-options.ts';

export interface AnnotateOptions extends Omit<CallFlags, 'concurrency' | 'timeout'> {
  readonly data: string;
  readonly teacher: string;
  readonly kind: AnnotationKind;
  readonly out: string;
  readonly split?: 'train' | 'validation';
  readonly limit?: number;
  readonly shard?: Shard;
  readonly blind?: boolean;
  readonly samples: number;
  readonly temperature?: number | 'default';
  readonly maxTokens: number;
  readonly prompts?: string;
  readonly output: OutputChoice;
  readonly repair: number;
  readonly calculator?: boolean;
  readonly logprobs?: number;
  readonly batch?: boolean;
  readonly poll?: number;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly threads?: number;
  readonly force?: boolean;
}

const defaultPollSeconds = 60;

interface Asked {
  readonly options: AnnotateOptions & CallFlags;
  readonly teacher: CommandTeacher;
  readonly problems: ProblemStream;
  readonly task: AnnotationTask;
}

export async function showEstimate(context: CommandContext, { options, teacher, problems, task }: Asked) {
  const { spec } = teacher;
  const { maxCost = null, out, batch = false } = options;
  const price = priceOfCalls(teacher, batch);
  const limit = limitWithin(options);
  const estimate = await withExistingStore(options.store, (store) =>
    estimateAnnotation({
      ...{ ...task, problems, limit, spec: spec.text, price, store },
      ...{ outputDecided: decidedOutput(out), outputAssumed: assumedOutput(spec, batch) },
    }),
  );
  const value = { dryRun: true, teacher: spec.text, kind: task.kind, batch, ...estimate, maxCost, price };
  context.result(value, estimateText(estimate, { teacher: spec.text, maxCost, batch, price }));
}

export async function annotateProblems(
  context: StoppableContext,
  { options, teacher: named, problems, task }: Asked,
): Promise<void> {
  const { reporter, signal } = context;
  const { out } = options;
  const { spec, price } = named;
  const asks = await askerOf(spec, options);
  const store = await ResponseStore.open(options.store);
  try {
    let run = openRun(out, identityOf(spec, problems, task, options.shard), options.force ?? false);
    await settleEarlierCalls(store, run.id, options, reporter);
    const asked = {
      ...task,
      problems,
      limit: limitWithin(options),
      store,
      account: run.id,
      price,
      ceiling: options.maxCost === undefined ? null : options.maxCost * nanoDollarsPerDollar,
      settings: callerSettings(options),
      out,
      outputDecided: run.output,
      outputAssumed: assumedOutput(spec, options.batch ?? false),
      onOutput: (form: OutputForm) => {
        run = { ...run, output: form };
        writeRun(out, run);
      },
    };
    const { summary, output, stoppedBy } = await asks(asked, { reporter, signal });
    const status = stoppedBy === undefined ? 'annotated' : 'stopped';
    const report = annotationReport(
      summary,
      store.account(run.id),
      priceOfCalls(named, options.batch ?? false),
    );
    writeRun(out, { ...run, status, limit: options.limit ?? null, result: report });
    const text = annotationText(report, { out, data: options.data, kind: task.kind });
    if (stoppedBy !== undefined) {
      reporter.info(text);
      throw stoppedBy instanceof InterruptedError ? interrupted(out, report) : stoppedBy;
    }
    const { chains, unanswered } = report;
    const failed = unanswered.length > 0 && unanswered.every(({ kind }) => kind !== 'in-batch');
    if (chains === 0 && failed) throw silent(report);
    const what = { teacher: spec.text, kind: task.kind, output };
    context.result({ out, record: runRecordPath(out), status, ...what, ...report }, text);
  } finally {
    await store.close();
    await named.release();
  }
}

function priceOfCalls({ price }: CommandTeacher, batch: boolean): Price | null {
  return batch && price !== null ? batchPrice(price) : price;
}

/**
 * A batch cannot ask for one answer first, to see whether the teacher takes a schema: OpenAI's models do, other servers are asked for
 * text. Undefined where single calls can find out.
 */
function assumedOutput({ provider }: TeacherSpec, batch: boolean): OutputForm | undefined {
  if (!batch) return undefined;
  return provider === 'openai' ? 'json' : 'text';
}

type Asks = (options: Omit<RunOptions, 'teacher'>, context: AnnotateContext) => Promise<AnnotateResult>;

/** One call for each prompt, or batches of them. Throws `key-missing`. */
async function askerOf(spec: TeacherSpec, options: Asked['options']): Promise<Asks> {
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

/** Not one request was answered: what comes next must not take the empty file for annotations. */
function silent({ unanswered }: AnnotationReport): SocraticError {
  const [first] = unanswered;
  const count = unanswered.reduce((sum, { count }) => sum + count, 0);
  return new SocraticError(
    'teacher-silent',
    `Not one of ${countOf(count, 'request')} was answered. The first: ${first?.example.problemId}: ${first?.example.message}\nThe same command asks again.`,
    { details: { unanswered: count } },
  );
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

/** A shard is made of the first `--limit` problems: within it there is no limit. */
function limitWithin({ limit, shard }: AnnotateOptions): number | undefined {
  return shard === undefined ? limit : undefined;
}

function identityOf(
  spec: TeacherSpec,
  problems: ProblemStream,
  task: AnnotationTask,
  shard: Shard | undefined,
): RunIdentity {
  return {
    data: { name: problems.name, sha256: problems.sha256, splits: [...problems.splits] },
    teacher: spec.text,
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
    ...(shard === undefined ? {} : { shard }),
  };
}
