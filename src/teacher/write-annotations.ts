// Problems through a teacher to a file of annotations: asked, answered from the store or paid for once, read, judged, written in order.
import { createReadStream, existsSync } from 'node:fs';
import { AtomicLineWriter, type Message, mapInOrder, type Reporter, required } from '../common/index.ts';
import type { Problem, ProblemStream } from '../data/index.ts';
import { type Annotation, type AnsweredSample, annotationsOf } from './annotation.ts';
import {
  type Answer,
  type Asker,
  BudgetError,
  Caller,
  type CallerSettings,
  type Clock,
  dollarsText,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
  type Prompt,
  systemClock,
} from './call/index.ts';
import { chainIn, verdictOn } from './judge.ts';
import type { AnnotationKind } from './kinds.ts';
import type { Teacher } from './model-spec.ts';
import { decideOutput, type OutputChoice, type OutputForm, promptsIn } from './output-form.ts';
import { type PromptSet, type PromptTemplate, renderPrompt, taskFor } from './prompts/index.ts';
import { ReadingWatch } from './reading-watch.ts';
import { type Repair, repairChain } from './repair.ts';
import type { NanoDollars, ResponseStore } from './store/index.ts';
import { type AnnotationSummary, SummaryCounter } from './summary.ts';

/** What is asked: equal tasks, and equal problems, give equal annotations from equal answers. */
export interface AnnotationTask {
  readonly kind: AnnotationKind;
  /** The teacher sees neither the gold answer nor gold steps. */
  readonly blind: boolean;
  readonly samples: number;
  /** For the tasks that the teacher can do; problems that would need another are not asked about. */
  readonly prompts: PromptSet;
  readonly parameters: Parameters;
  /** How answers are asked for; text, where that is not said. */
  readonly output?: OutputChoice;
  /** How often a single wrong step is asked for again. */
  readonly repair?: number;
  /** Whether kept solutions get calculator annotations. */
  readonly calculator?: boolean;
}

export interface WriteAnnotationsOptions extends AnnotationTask {
  readonly problems: ProblemStream;
  /** The first so many problems. */
  readonly limit?: number | undefined;
  /** Its model is needed where no `asker` is given. */
  readonly teacher: Pick<Teacher, 'spec'> & Partial<Teacher>;
  readonly store: ResponseStore;
  /** The run that pays. */
  readonly account: string;
  readonly price: Price | null;
  /** The most that the run may cost, over all its starts; null: no bound. */
  readonly ceiling: NanoDollars | null;
  readonly settings: CallerSettings;
  /** Whether requests that were set aside are asked again. */
  readonly retryFailed?: boolean | undefined;
  readonly out: string;
  readonly clock?: Clock;
  /** The form of answers that an earlier start has decided on. */
  readonly outputDecided?: OutputForm | null;
  /** The form that `auto` takes where no answer has shown it, without asking: an asker of batches cannot ask for one answer first. */
  readonly outputAssumed?: OutputForm | undefined;
  /** Called with the form once this start has decided on one. */
  readonly onOutput?: (form: OutputForm) => void;
  /** Who answers the prompts, in place of single calls with `settings`. */
  readonly asker?: Asker;
}

export interface WriteAnnotationsContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
}

export interface WrittenAnnotations {
  readonly summary: AnnotationSummary;
  /** The form in which answers were asked for; null when the run ended before that was known. */
  readonly output: OutputForm | null;
  /** Requests whose answers are not there yet. */
  readonly pending: number;
  /** False where an earlier start had come further: its file stays. */
  readonly replaced: boolean;
  /** What ended the run before its last problem; it can go on from there. */
  readonly stoppedBy: unknown;
}

/**
 * Writes the annotations of all problems, in their order. What ends the run early (BudgetError, `teacher-refuses`,
 * `teacher-unavailable`, the signal's reason, a full disk) is returned, after the calls under way have come back and the annotations so
 * far are written: a second start finds every answer in the store. Throws what cannot be written.
 */
export async function writeAnnotations(
  options: WriteAnnotationsOptions,
  context: WriteAnnotationsContext,
): Promise<WrittenAnnotations> {
  const { problems, limit, settings, samples, store, account, clock = systemClock } = options;
  const { reporter, signal } = context;
  const warn = (message: string | Message) => reporter.warn(message);
  const asker = options.asker ?? callerOf(options, warn, signal);
  const counter = new SummaryCounter();
  const writer = new AtomicLineWriter(options.out);
  const total = Math.min(limit ?? Number.POSITIVE_INFINITY, problems.total);
  const probed = new Map<string, Answer>();
  // answers of batches have all been paid for
  const readings = options.asker === undefined ? new ReadingWatch(warn) : null;
  const startedMs = clock.now();
  let [done, failed, stoppedBy] = [0, 0, undefined as unknown];
  const stop = (error: unknown) => {
    stoppedBy ??= error;
  };
  let output: OutputForm | null = null;
  const report = () =>
    reporter.progress('annotate', {
      done,
      total: total - failed, // a problem without an answer is not done
      note: [
        ...(asker.waitText?.()
          ? [asker.waitText() ?? '']
          : [`${rateText(done, clock.now() - startedMs)} problems/s`]),
        ...notesOf(counter, store.account(account).spent, options),
        ...(failed === 0 ? [] : [`${failed} failed`]),
      ].join(', '),
    });
  // where nothing is done, nothing else would say what the run waits for
  const waiting = setInterval(() => {
    if (done + failed < total && asker.waitText?.()) report();
  }, waitReportMs);
  try {
    await store.noteTokenLimit(options.parameters.maxOutputTokens);
    output = await decideForm(options, asker, reporter, probed).catch((error: unknown) => {
      stop(error);
      return null;
    });
    const task = { ...options, prompts: output === null ? new Map() : promptsIn(output, options.prompts) };
    const chains = mapInOrder(
      firstOf(
        problems.read(({ file, line, reason }) => reporter.warn(`${file}:${line}: ${reason}; set aside.`)),
        output === null ? 0 : limit,
      ),
      (problem) => annotateProblem(task, { asker, counter, stop, probed, readings, output }, problem),
      // as many as keep every slot busy while the slowest is waited for
      { width: Math.ceil((4 * settings.concurrency) / samples) + 1, stopped: () => stoppedBy !== undefined },
    );
    for await (const annotations of chains) {
      for (const annotation of annotations) writer.write(annotation);
      counter.addProblem(annotations);
      if (stoppedBy !== undefined) continue; // those that come now were given up
      // of batches, the answers that are not there yet are no failures
      if (annotations.length === 0 && options.asker === undefined) failed++;
      else done++;
      report();
    }
  } catch (error) {
    writer.discard();
    throw error;
  } finally {
    clearInterval(waiting);
  }
  const summary = counter.summary();
  // An earlier start may have come further: then its file says more than this one's.
  const partial = stoppedBy !== undefined || counter.pending > 0;
  const replaced = !partial || (await countLines(options.out)) <= summary.chains;
  if (replaced) writer.commit();
  else writer.discard();
  const { pending } = counter;
  return {
    summary,
    output,
    pending,
    replaced,
    stoppedBy: BudgetError.settled(stoppedBy, store.account(account)),
  };
}

function callerOf(
  options: WriteAnnotationsOptions,
  warn: (message: string | Message) => void,
  signal: AbortSignal | undefined,
): Caller {
  const { spec, model, secrets = [] } = options.teacher;
  return new Caller({
    ...options,
    model: required(model, 'model of the teacher'),
    spec,
    secrets,
    signal,
    warn,
  });
}

const waitReportMs = 1000;

/** Decides how answers are asked for, with calls whose answers are part of the run: they go to `probed`. */
async function decideForm(
  options: WriteAnnotationsOptions,
  asker: Asker,
  reporter: Reporter,
  probed: Map<string, Answer>,
): Promise<OutputForm> {
  const { output = 'text', outputDecided, outputAssumed, onOutput, prompts } = options;
  const { kind, blind, problems, limit } = options;
  const { form, settled } = await decideOutput({
    output,
    decided: outputDecided,
    prompts,
    taskOf: (problem) => taskFor(kind, blind, problem),
    problems: firstOf(problems.read(), limit),
    isStored: (prompt) => asker.find(prompt, 0) !== undefined,
    assumed: outputAssumed,
    ask: async (prompt) => {
      const answer = await asker.ask(prompt, 0);
      if (answer !== null) probed.set(asker.keyOf(prompt, 0), answer);
      return answer;
    },
    warn: (message) => reporter.warn(message),
  });
  if (settled && form !== outputDecided) onOutput?.(form);
  return form;
}

interface Asking {
  readonly asker: Asker;
  readonly counter: SummaryCounter;
  readonly stop: (error: unknown) => void;
  /** What came of calls that this start has made and not counted yet, by their keys. */
  readonly probed: Map<string, Answer>;
  readonly readings: ReadingWatch | null;
  /** How answers are asked for. */
  readonly output: OutputForm | null;
}

/** Every sample of one problem; fewer, and perhaps none, once the run is stopping. */
async function annotateProblem(
  task: AnnotationTask & Pick<WriteAnnotationsOptions, 'teacher'>,
  asking: Asking,
  problem: Problem,
): Promise<Annotation[]> {
  const { kind, blind, prompts, teacher, samples, calculator = false } = task;
  const template = prompts.get(taskFor(kind, blind, problem));
  if (template === undefined) {
    asking.counter.addNotAsked();
    return [];
  }
  const prompt = renderPrompt(template, problem);
  const paid = new Set<number>();
  const answered = async (sample: number): Promise<AnsweredSample | null> => {
    const answer = await askFor(prompt, sample, asking, problem);
    if (answer?.kind !== 'answered') return null;
    const { response, reused } = answer;
    if (!reused) paid.add(sample);
    return {
      sample,
      response,
      repair: await repairOf(task, asking, problem, template, { sample, response }),
    };
  };
  const answers = await Promise.all(Array.from({ length: samples }, (_, sample) => answered(sample)));
  const read = answers.filter((answer) => answer !== null);
  const annotations = annotationsOf(problem, { kind, calculator }, template, teacher.spec, read);
  for (const annotation of annotations.filter(({ sample }) => paid.has(sample))) {
    const useless = asking.readings?.judged(annotation, asking.output ?? 'text') ?? null;
    if (useless !== null) asking.stop(useless);
  }
  return annotations;
}

/** An answer, counted; null where it is not there yet, and once the run is stopping. */
async function askFor(
  prompt: Prompt,
  sample: number,
  { asker, counter, stop, probed }: Asking,
  { id }: Problem,
): Promise<Answer | null> {
  try {
    const key = asker.keyOf(prompt, sample);
    const answer = probed.get(key) ?? (await asker.ask(prompt, sample));
    probed.delete(key);
    if (answer === null) counter.addPending();
    else if (answer.kind === 'unanswered') counter.addUnanswered(id, answer.failure, answer.isSetAside);
    else counter.addAnswer(answer);
    return answer;
  } catch (error) {
    stop(error);
    return null;
  }
}

async function repairOf(
  { kind, prompts, parameters, repair = 0 }: AnnotationTask,
  asking: Asking,
  problem: Problem,
  { task }: PromptTemplate,
  { sample, response }: AnsweredSample,
): Promise<Repair | undefined> {
  const chain = repair === 0 ? null : chainIn(problem, kind, task, response);
  if (chain === null || 'reason' in chain) return undefined;
  const { temperature } = parameters;
  const ask = (prompt: Prompt, number: number) => askFor(prompt, number, asking, problem);
  const options = { kind, task, sample, prompts, attempts: repair, temperature, ask };
  const repaired = await repairChain(problem, chain, verdictOn(problem, kind, task, chain), options);
  return repaired ?? undefined;
}

async function countLines(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  let lines = 0;
  for await (const chunk of createReadStream(path)) {
    for (const byte of chunk as Buffer) if (byte === 0x0a) lines++;
  }
  return lines;
}

async function* firstOf<T>(source: AsyncIterable<T>, count = Number.POSITIVE_INFINITY): AsyncGenerator<T> {
  let left = count;
  for await (const item of source) {
    if (left-- <= 0) return;
    yield item;
  }
}

/** `12.3` a second, with as many digits as are worth showing. */
function rateText(count: number, ms: number): string {
  const rate = (1000 * count) / Math.max(1, ms);
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}

function notesOf(
  { kept, chains }: SummaryCounter,
  spent: NanoDollars,
  { price }: WriteAnnotationsOptions,
): string[] {
  return [
    ...(price === null ? [] : [dollarsText(spent / nanoDollarsPerDollar)]),
    ...(chains === 0 ? [] : [`${Math.round((100 * kept) / chains)} % kept`]),
  ];
}
