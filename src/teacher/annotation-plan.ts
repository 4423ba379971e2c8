// What a call of `annotate` comes to before anything is asked or written: the teacher, the problems, and what is asked about them.
import { type Reporter, usingOption } from '../common/index.ts';
import { openProblems, type ProblemStream } from '../data/index.ts';
import {
  type AnnotateOptions,
  annotateDefaults,
  annotatedSplits,
  temperatureOf,
} from './annotate-options.ts';
import { assertHasBatches } from './batch/index.ts';
import { assertUnknownStream } from './blind.ts';
import { batchPrice, type Price } from './call/index.ts';
import { assertPriceForBudget } from './call-options.ts';
import { type OutputForm, promptsIn } from './output-form.ts';
import { type OpenStudent, type ResolvedTeacher, resolveTeacher } from './resolve-teacher.ts';
import { promptRecords, type RunIdentity } from './run-record.ts';
import { problemsOfShard } from './shard.ts';
import type { AnnotationTask } from './write-annotations.ts';

export interface AnnotationPlan {
  readonly teacher: ResolvedTeacher;
  readonly problems: ProblemStream;
  /** The first so many of `problems`. */
  readonly limit: number | undefined;
  readonly task: AnnotationTask;
  /** Of one of the calls that will be made; null where it is not known. */
  readonly callPrice: Price | null;
  /** The form that `auto` takes without asking; undefined where single calls can find out. */
  readonly outputAssumed: OutputForm | undefined;
}

/**
 * Opens what the options name. The caller releases the teacher. Throws what `resolveTeacher`
 * and `openProblems` throw, `batch-unsupported`, `price-unknown`, `teacher-cannot`, `prompt-missing`, `prompt-invalid`, `prompt-not-json`,
 * and `example-evaluated` where a prompt file shows a test problem.
 */
export async function planAnnotation(
  options: AnnotateOptions,
  openStudent: OpenStudent,
  reporter: Reporter,
): Promise<AnnotationPlan> {
  const { shard, limit, batch = false } = options;
  const teacher = await resolveTeacher(options, openStudent, reporter);
  const { spec, price } = teacher;
  if (batch) assertHasBatches(spec);
  assertPriceForBudget(options, spec.text, price);
  const splits = options.split === undefined ? annotatedSplits : [options.split];
  const all = await usingOption('data', () => openProblems(options.data, splits, { reporter }));
  const task = taskOf(options, teacher);
  if (options.prompts !== undefined) await assertTestUnknown(options, task);
  if (options.output === 'json') promptsIn('json', task.prompts); // throws before anything is written
  return {
    teacher,
    problems: shard === undefined ? all : problemsOfShard(all, shard, limit),
    limit: shard === undefined ? limit : undefined, // a shard is made of the first `limit` problems: within it there is no limit
    task,
    callPrice: batch && price !== null ? batchPrice(price) : price,
    outputAssumed: batch ? assumedOutput(teacher) : undefined,
  };
}

/** What decides the annotations: a start with anything else is another run. */
export function identityOf(
  { teacher, problems, task }: AnnotationPlan,
  { shard }: AnnotateOptions,
): RunIdentity {
  return {
    data: { name: problems.name, sha256: problems.sha256, splits: [...problems.splits] },
    teacher: teacher.spec.text,
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
    ...(shard === undefined ? {} : { shard: { index: shard.index, count: shard.count } }),
  };
}

function taskOf(options: AnnotateOptions, teacher: ResolvedTeacher): AnnotationTask {
  const { kind, blind = false, calculator = false, logprobs } = options;
  const { samples = annotateDefaults.samples, repair = annotateDefaults.repair } = options;
  const { maxTokens = annotateDefaults.maxTokens, output = annotateDefaults.output } = options;
  return {
    kind,
    blind,
    samples,
    prompts: teacher.prompts(kind, blind, repair > 0),
    output: teacher.isStudent ? 'text' : output,
    repair,
    calculator,
    parameters: { temperature: temperatureOf(options), maxOutputTokens: maxTokens, logprobs },
  };
}

/** Throws `example-evaluated` where the caller's own prompt files show a problem of the test split. */
async function assertTestUnknown({ data }: AnnotateOptions, { prompts }: AnnotationTask): Promise<void> {
  const test = await usingOption('data', () => openProblems(data, ['test']));
  await assertUnknownStream(prompts.values(), test.read());
}

/**
 * A batch cannot ask for one answer first, to see whether the teacher takes a schema: OpenAI's models do, other servers are asked for
 * text.
 */
function assumedOutput({ spec }: ResolvedTeacher): OutputForm {
  return spec.provider === 'openai' ? 'json' : 'text';
}
