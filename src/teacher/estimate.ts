// What a run of annotation would cost, before anything is paid for.
import type { ProblemStream } from '../data/index.ts';
import type { AnnotationTask } from './annotate.ts';
import {
  costOf,
  likelyTokens,
  mostTokens,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
  type Prompt,
} from './call/index.ts';
import { exampleAnswers, type PromptTemplate, renderPrompt, taskFor } from './prompts/index.ts';
import { type ResponseStore, requestKey } from './store/index.ts';

export interface EstimateOptions extends AnnotationTask {
  readonly problems: ProblemStream;
  readonly limit?: number | undefined;
  readonly spec: string;
  readonly price: Price | null;
  /** Null where there is no store yet. */
  readonly store: ResponseStore | null;
}

export interface Estimate {
  readonly problems: number;
  /** Calls that would go out; the answers to the others are in the store. */
  readonly calls: number;
  readonly reused: number;
  /** About four characters a token, and answers as long as the prompt's examples. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars; null where no price is known. */
  readonly cost: number | null;
  /** If every answer were as long as it may be, and every byte of a prompt a token. */
  readonly mostCost: number | null;
}

interface CountedRequests {
  readonly spec: string;
  readonly parameters: Parameters;
  readonly price: Price | null;
  readonly store: ResponseStore | null;
}

/** Adds up what requests would cost that are not answered in the store. */
export class CallCounter {
  readonly #requests: CountedRequests;
  #problems = 0;
  #calls = 0;
  #reused = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  #most = 0;

  constructor(requests: CountedRequests) {
    this.#requests = requests;
  }

  /** One problem's prompt, to be answered `samples` times as the template's examples are. */
  add(template: PromptTemplate, prompt: Prompt, samples: number): void {
    const { spec, parameters, price, store } = this.#requests;
    const texts = [prompt.system, ...prompt.messages.map(({ content }) => content)];
    this.#problems++;
    for (let sample = 0; sample < samples; sample++) {
      const key = requestKey({ spec, parameters: { ...parameters }, ...prompt, sample });
      if (store?.find(key) !== undefined) {
        this.#reused++;
        continue;
      }
      this.#calls++;
      this.#inputTokens += likelyTokens(texts);
      this.#outputTokens += likelyAnswer(template, parameters);
      if (price === null) continue;
      const most = { inputTokens: mostTokens(texts), outputTokens: parameters.maxOutputTokens };
      this.#most += costOf(price, most);
    }
  }

  estimate(): Estimate {
    const { price } = this.#requests;
    const [inputTokens, outputTokens] = [this.#inputTokens, this.#outputTokens];
    return {
      problems: this.#problems,
      calls: this.#calls,
      reused: this.#reused,
      inputTokens,
      outputTokens,
      cost: price === null ? null : costOf(price, { inputTokens, outputTokens }) / nanoDollarsPerDollar,
      mostCost: price === null ? null : this.#most / nanoDollarsPerDollar,
    };
  }
}

/** How long an answer will be: as long as the examples, or as it may be where there are none. */
function likelyAnswer(template: PromptTemplate, { maxOutputTokens }: Parameters): number {
  const answers = exampleAnswers(template);
  const tokens = answers.length === 0 ? maxOutputTokens : likelyTokens(answers) / answers.length;
  return Math.min(Math.ceil(tokens), maxOutputTokens);
}

/** Counts calls, tokens and prices. No call goes out. */
export async function estimateAnnotation(options: EstimateOptions): Promise<Estimate> {
  const { problems, limit = Number.POSITIVE_INFINITY, samples, prompts } = options;
  const counter = new CallCounter(options);
  let count = 0;
  for await (const problem of problems.read()) {
    if (count++ >= limit) break;
    const task = taskFor(options.kind, options.blind, problem);
    const template = prompts.get(task);
    if (template === undefined) continue;
    counter.add(template, renderPrompt(template, problem), samples);
  }
  return counter.estimate();
}
