// Problems become rationales with a teacher: the file of annotations and its record, or what that would cost.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { silentReporter, usingOption } from '../common/index.ts';
import { type AnnotateOptions, annotateDefaults, assertAnnotateOptions } from './annotate-options.ts';
import { type AnnotationPlan, identityOf, planAnnotation } from './annotation-plan.ts';
import type { AnnotateResult, AnnotationEstimate } from './annotation-result.ts';
import { assertAnswered, stoppedError } from './annotation-stop.ts';
import { annotateInBatches, SdkTransport } from './batch/index.ts';
import { nanoDollarsPerDollar } from './call/index.ts';
import {
  callDefaults,
  callerSettings,
  openStore,
  optionUnused,
  settleEarlierCalls,
  withExistingStore,
} from './call-options.ts';
import { createTeacher } from './create-teacher.ts';
import { estimateAnnotation } from './estimate.ts';
import type { OutputForm } from './output-form.ts';
import { readerVersion } from './parse/index.ts';
import { answersMissing, compareReadings, earlierReadings, StoredAnswers } from './reread.ts';
import type { OpenStudent } from './resolve-teacher.ts';
import { type AnnotationRun, decidedOutput, openRun, runRecordPath, writeRun } from './run-record.ts';
import type { ResponseStore } from './store/index.ts';
import { reportOf } from './summary.ts';
import {
  type WriteAnnotationsContext,
  type WriteAnnotationsOptions,
  type WrittenAnnotations,
  writeAnnotations,
} from './write-annotations.ts';

/** `annotate`, with whoever opens a trained run as a teacher. */
export async function annotateWith(
  openStudent: OpenStudent,
  options: AnnotateOptions,
): Promise<AnnotateResult> {
  assertAnnotateOptions(options);
  const { reporter = silentReporter } = options;
  const plan = await planAnnotation(options, openStudent, reporter);
  try {
    if (!options.reread) await plan.teacher.load(options.signal);
    return await run(plan, options);
  } finally {
    await plan.teacher.release();
  }
}

/** `estimateAnnotations`, with whoever opens a trained run as a teacher. */
export async function estimateWith(
  openStudent: OpenStudent,
  options: AnnotateOptions,
): Promise<AnnotationEstimate> {
  assertAnnotateOptions(options);
  for (const name of ['force', 'clearUnresolved', 'reread', 'recoverStore'] as const) {
    if (options[name]) throw optionUnused(name, 'an estimate changes nothing');
  }
  const { reporter = silentReporter, batch = false, maxCost = null, out, retryFailed } = options;
  const plan = await planAnnotation(options, openStudent, reporter);
  const { task, problems, limit, callPrice: price, outputAssumed } = plan;
  const { text: spec } = plan.teacher.spec;
  try {
    const outputDecided = usingOption('out', () => decidedOutput(out));
    const estimate = await withExistingStore(options, (store) =>
      estimateAnnotation({
        ...{ ...task, problems, limit, spec, price, store },
        ...{ retryFailed, outputDecided, outputAssumed },
      }),
    );
    return { teacher: spec, kind: task.kind, batch, ...estimate, maxCost, price };
  } finally {
    await plan.teacher.release();
  }
}

async function run(plan: AnnotationPlan, options: AnnotateOptions): Promise<AnnotateResult> {
  const { out, force = false, reread = false, reporter = silentReporter, signal } = options;
  if (reread && !existsSync(options.store ?? callDefaults.store)) throw answersMissing(out, null);
  const asks = reread ? fromStore(plan) : await askerOf(plan, options);
  const store = await openStore(options);
  try {
    let record = usingOption('out', () => openRun(out, identityOf(plan, options), force));
    if (!reread) await settleEarlierCalls(store, record.id, options, reporter);
    const isAnother = reread || record.reader !== readerVersion;
    const before = isAnother ? await earlierReadings(out, record.reader) : null;
    const onOutput = (output: OutputForm) => {
      record = { ...record, output };
      writeRun(out, record);
    };
    const context = { reporter, ...(signal && { signal }) };
    const written = await asks(workOf(plan, options, store, record, onOutput), context);
    const missing = reread ? written.pending : 0;
    if (reread && (!written.replaced || written.summary.chains === 0)) throw answersMissing(out, missing);
    const rereading = before === null || !written.replaced ? null : await compareReadings(out, before);
    const reader = written.replaced ? readerVersion : record.reader;
    const isWhole = written.stoppedBy === undefined && (missing === 0 || record.status === 'annotated');
    const status = isWhole ? 'annotated' : 'stopped';
    const report = reportOf(written.summary, store.account(record.id), plan.callPrice);
    writeRun(out, { ...record, reader, status, limit: options.limit ?? null, result: { ...report } });
    const { kind } = plan.task;
    const [teacher, { output }] = [plan.teacher.spec.text, written];
    const place = { out, record: runRecordPath(out), status, teacher, kind, output } as const;
    const result = { ...place, reader, rereading, answersMissing: missing, ...report };
    if (written.stoppedBy !== undefined) throw stoppedError(written.stoppedBy, result, signal);
    assertAnswered(result);
    return result;
  } finally {
    await store.close();
  }
}

type Work = Omit<WriteAnnotationsOptions, 'teacher'>;

function workOf(
  { teacher, task, problems, limit, outputAssumed }: AnnotationPlan,
  options: AnnotateOptions,
  store: ResponseStore,
  record: AnnotationRun,
  onOutput: (form: OutputForm) => void,
): Work {
  const { maxCost, out, retryFailed } = options;
  return {
    ...task,
    problems,
    limit,
    store,
    account: record.id,
    price: teacher.price,
    ceiling: maxCost === undefined ? null : maxCost * nanoDollarsPerDollar,
    settings: callerSettings(options, teacher.defaults),
    retryFailed,
    out,
    outputDecided: record.output,
    outputAssumed,
    onOutput,
  };
}

/** Answers from the store alone. */
function fromStore({ teacher, task: { parameters } }: AnnotationPlan) {
  const { text: spec } = teacher.spec;
  return (work: Work, context: WriteAnnotationsContext) =>
    writeAnnotations(
      { ...work, teacher: { spec }, asker: new StoredAnswers(work.store, spec, parameters) },
      context,
    );
}

/** One call for each prompt, or batches of them. Throws `key-missing`. */
async function askerOf(
  { teacher }: AnnotationPlan,
  options: AnnotateOptions,
): Promise<(work: Work, context: WriteAnnotationsContext) => Promise<WrittenAnnotations>> {
  const { batch = false, environment = process.env, clearUnresolved = false } = options;
  if (!batch) {
    const asked = await createTeacher(teacher.spec, environment);
    return (work, context) => writeAnnotations({ ...work, teacher: asked }, context);
  }
  const transport = await SdkTransport.create(teacher.spec, environment);
  const { timeoutMs, retries } = callerSettings(options, teacher.defaults);
  const { pollMs = annotateDefaults.pollMs, store = annotateDefaults.store } = options;
  const batches = { pollMs, timeoutMs, retries };
  const folder = join(store, 'batches');
  return (work, context) =>
    annotateInBatches({ ...work, transport, batches, folder, giveUpUnknown: clearUnresolved }, context);
}
