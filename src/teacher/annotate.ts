// Problems through a teacher to a file of annotations: asked, answered from the store or paid for once, read, judged, written in order.
import { createReadStream, existsSync } from 'node:fs';
import { AtomicLineWriter, mapInOrder, type Reporter, required } from '../common/index.ts';
import type { Problem, ProblemStream } from '../data/index.ts';
import { type Annotation, type AnsweredSample, annotationsOf } from './annotation.ts';
import {
  type Answer,
  type Asker,
  Caller,
  type CallerSettings,
  type Clock,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
} from './call/index.ts';
import type { AnnotationKind } from './kinds.ts';
import type { Teacher } from './model-spec.ts';
import { type PromptSet, renderPrompt, taskFor } from './prompts/index.ts';
import type { NanoDollars, ResponseStore } from './store/index.ts';
import { type AnnotationSummary, SummaryCounter } from './summary.ts';

/** What is asked: equal tasks, and equal problems, give equal annotations from equal answers. */
export interface AnnotationTask {
  readonly kind: AnnotationKind;
  /** The teacher sees neither the gold answer nor gold steps. */
  readonly blind: boolean;
  readonly samples: number;
  readonly prompts: PromptSet;
  readonly parameters: Parameters;
}

export interface AnnotateOptions extends AnnotationTask {
  readonly problems: ProblemStream;
  /** The first so many problems. */
  readonly limit?: number | undefined;
  readonly teacher: Teacher;
  readonly store: ResponseStore;
  /** The run that pays. */
  readonly account: string;
  readonly price: Price | null;
  /** The most that the run may cost, over all its starts; null: no bound. */
  readonly ceiling: NanoDollars | null;
  readonly settings: CallerSettings;
  readonly out: string;
  readonly clock?: Clock;
  /** Who answers the prompts, in place of single calls with `settings`. */
  readonly asker?: Asker;
}

export interface AnnotateContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
}

export interface AnnotateResult {
  readonly summary: AnnotationSummary;
  /** What ended the run before its last problem; it can go on from there. */
  readonly stoppedBy: unknown;
}

/**
 * Writes the annotations of all problems, in their order. What ends the run early (BudgetError, `teacher-refuses`,
 * `teacher-unavailable`, the signal's reason, a full disk) is returned, after the calls under way have come back and the annotations so
 * far are written: a second start finds every answer in the store. Throws what cannot be written.
 */
export async function annotate(options: AnnotateOptions, context: AnnotateContext): Promise<AnnotateResult> {
  const { problems, limit, settings, samples, store, account } = options;
  const { reporter, signal } = context;
  const { model, spec, secrets } = options.teacher;
  const warn = (message: string) => reporter.warn(message);
  const asker = options.asker ?? new Caller({ ...options, model, spec, secrets, signal, warn });
  const counter = new SummaryCounter();
  const writer = new AtomicLineWriter(options.out);
  const total = Math.min(limit ?? Number.POSITIVE_INFINITY, problems.total);
  let [done, stoppedBy] = [0, undefined as unknown];
  const stop = (error: unknown) => {
    stoppedBy ??= error;
  };
  try {
    const chains = mapInOrder(
      firstOf(
        problems.read(({ file, line, reason }) => reporter.warn(`${file}:${line}: ${reason}; set aside.`)),
        limit,
      ),
      (problem) => annotateProblem(options, asker, counter, problem, stop),
      // as many as keep every slot busy while the slowest is waited for
      { width: Math.ceil((4 * settings.concurrency) / samples) + 1, stopped: () => stoppedBy !== undefined },
    );
    for await (const annotations of chains) {
      for (const annotation of annotations) writer.write(annotation);
      counter.addProblem(annotations);
      done++;
      reporter.progress('annotate', {
        done,
        total,
        note: noteOf(counter, store.account(account).spent, options),
      });
    }
  } catch (error) {
    writer.discard();
    throw error;
  }
  const summary = counter.summary();
  // An earlier start may have come further: then its file says more than this one's.
  const partial = stoppedBy !== undefined || counter.unasked > 0;
  if (partial && (await countLines(options.out)) > summary.chains) writer.discard();
  else writer.commit();
  return { summary, stoppedBy };
}

/** Every sample of one problem; fewer, and perhaps none, once the run is stopping. */
async function annotateProblem(
  task: AnnotationTask & Pick<AnnotateOptions, 'teacher'>,
  asker: Asker,
  counter: SummaryCounter,
  problem: Problem,
  stop: (error: unknown) => void,
): Promise<Annotation[]> {
  const template = required(task.prompts.get(taskFor(task.kind, task.blind, problem)), 'prompt of a task');
  const prompt = renderPrompt(template, problem);
  const ask = async (sample: number): Promise<Answer | null> => {
    try {
      return await asker.ask(prompt, sample);
    } catch (error) {
      stop(error);
      return null;
    }
  };
  const answers = await Promise.all(Array.from({ length: task.samples }, (_, sample) => ask(sample)));
  const read: AnsweredSample[] = [];
  for (const [sample, answer] of answers.entries()) {
    if (answer?.kind === 'answered') {
      counter.addAnswer(answer.reused);
      read.push({ sample, response: answer.response });
    } else if (answer?.kind === 'unanswered') counter.addUnanswered(problem.id, answer.failure);
    else counter.addUnasked();
  }
  return annotationsOf(problem, task.kind, template, task.teacher.spec, read);
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

function noteOf({ kept, chains }: SummaryCounter, spent: NanoDollars, { price }: AnnotateOptions): string {
  const share = chains === 0 ? '' : `${Math.round((100 * kept) / chains)} % kept`;
  return price === null ? share : `$${(spent / nanoDollarsPerDollar).toFixed(4)}, ${share}`;
}
