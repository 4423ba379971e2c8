// Stored answers read again by another version of the reader: without a call, and with what changes by it.
import { existsSync } from 'node:fs';
import { countOf, option, SocraticError, say } from '../common/index.ts';
import { type Annotation, isKept } from './annotation.ts';
import { annotationsByProblem } from './annotation-lines.ts';
import type { Answer, Asker, Parameters, Prompt } from './call/index.ts';
import { type RequestIdentity, type ResponseStore, requestKey, type StoredResponse } from './store/index.ts';

/** What another reader made of the answers of a file of annotations. */
export interface Rereading {
  /** Version of the reader that had read the answers; null if it is not recorded. */
  readonly before: string | null;
  /** Annotations that were read again. */
  readonly answers: number;
  /** Chains that are kept now and were not before. */
  readonly newlyKept: number;
  /** Chains that were kept before and are not now. */
  readonly noLongerKept: number;
  /** Chains that are kept before and now, with other steps or another answer. */
  readonly keptOtherwise: number;
  /** Some of the chains that changed. */
  readonly examples: readonly {
    readonly problemId: string;
    readonly sample: number;
    readonly change: string;
  }[];
}

/** Answers from the store alone: what it does not have is not asked for. */
export class StoredAnswers implements Asker {
  readonly #store: ResponseStore;
  readonly #spec: string;
  readonly #parameters: Parameters;

  constructor(store: ResponseStore, spec: string, parameters: Parameters) {
    this.#store = store;
    this.#spec = spec;
    this.#parameters = parameters;
  }

  keyOf(prompt: Prompt, sample: number): string {
    return requestKey(this.#identityOf(prompt, sample));
  }

  find(prompt: Prompt, sample: number): StoredResponse | undefined {
    return this.#store.findAnswer(this.#identityOf(prompt, sample));
  }

  ask(prompt: Prompt, sample: number): Promise<Answer | null> {
    const response = this.find(prompt, sample);
    return Promise.resolve(response === undefined ? null : { kind: 'answered', response, reused: true });
  }

  #identityOf(prompt: Prompt, sample: number): RequestIdentity {
    return { spec: this.#spec, parameters: { ...this.#parameters }, ...prompt, sample };
  }
}

const mostExamples = 5;

/** What the annotations of a file say, before they are replaced: the steps and the answer of those that are kept. */
export interface EarlierReadings {
  readonly reader: string | null;
  readonly readings: ReadonlyMap<string, string>;
}

/** Null where there is no file, or nothing in it. */
export async function earlierReadings(path: string, reader: string | null): Promise<EarlierReadings | null> {
  const readings = new Map<string, string>();
  for await (const annotation of annotationsIn(path)) readings.set(nameOf(annotation), readingOf(annotation));
  return readings.size === 0 ? null : { reader, readings };
}

/** Compares the annotations that a file has now with those that it had. */
export async function compareReadings(
  path: string,
  { reader, readings }: EarlierReadings,
): Promise<Rereading> {
  const count = { answers: 0, newlyKept: 0, noLongerKept: 0, keptOtherwise: 0 };
  const examples: Rereading['examples'][number][] = [];
  for await (const annotation of annotationsIn(path)) {
    const [before, now] = [readings.get(nameOf(annotation)), readingOf(annotation)];
    if (before === undefined) continue;
    count.answers++;
    if (now === before) continue;
    if (before === '') count.newlyKept++;
    else if (now === '') count.noLongerKept++;
    else count.keptOtherwise++;
    if (before === '' || examples.length === mostExamples) continue;
    const { problemId, sample, verdict } = annotation;
    const [reason] = verdict.reasons;
    const why =
      now === ''
        ? `no longer kept (${reason?.code ?? ''}: ${reason?.detail ?? ''})`
        : 'kept with other steps';
    examples.push({ problemId, sample, change: why });
  }
  return { before: reader, ...count, examples };
}

async function* annotationsIn(path: string): AsyncGenerator<Annotation> {
  if (!existsSync(path)) return;
  for await (const lines of annotationsByProblem(path, () => undefined)) {
    for (const { annotation } of lines) yield annotation;
  }
}

const nameOf = ({ problemHash, problemId, sample }: Annotation): string =>
  `${problemHash} ${sample} ${problemId}`;

function readingOf(annotation: Annotation): string {
  return isKept(annotation) ? JSON.stringify([annotation.steps, annotation.answer]) : '';
}

/** The error for a store that does not have the answers of a file of annotations. */
export function answersMissing(out: string, missing: number | null): SocraticError {
  const what =
    missing === null ? 'There is no store of answers' : `The store lacks ${countOf(missing, 'answer')}`;
  return new SocraticError(
    'answers-missing',
    say`${what}, so nothing was read again, and ${out} stays as it was. Name the store that has the answers: ${option('store')}. Without ${option('reread', true)}, the command asks for what is missing.`,
    { subject: { option: 'store' }, details: { missing } },
  );
}
