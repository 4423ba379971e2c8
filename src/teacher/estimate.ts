// What a run of annotation would cost, before anything is paid for.
import { required } from '../common/index.ts';
import type { ProblemStream } from '../data/index.ts';
import type { AnnotationTask } from './annotate.ts';
import { costOf, likelyTokens, mostTokens, nanoDollarsPerDollar, type Price } from './call/index.ts';
import { exampleAnswers, renderPrompt, taskFor } from './prompts/index.ts';
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
  /** Calls that are in a batch already, which the provider works on. */
  readonly inBatches: number;
  /** About four characters a token, and answers as long as the prompt's examples. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars; null where no price is known. */
  readonly cost: number | null;
  /** If every answer were as long as it may be, and every byte of a prompt a token. */
  readonly mostCost: number | null;
}

/** Counts calls, tokens and prices. No call goes out. */
export async function estimateAnnotation(options: EstimateOptions): Promise<Estimate> {
  const {
    problems,
    limit = Number.POSITIVE_INFINITY,
    samples,
    prompts,
    parameters,
    spec,
    store,
    price,
  } = options;
  const likelyAnswer = new Map(
    [...prompts].map(([task, template]) => {
      const answers = exampleAnswers(template);
      const tokens =
        answers.length === 0 ? parameters.maxOutputTokens : likelyTokens(answers) / answers.length;
      return [task, Math.min(Math.ceil(tokens), parameters.maxOutputTokens)] as const;
    }),
  );
  let [count, calls, reused, inBatches, inputTokens, outputTokens, most] = [0, 0, 0, 0, 0, 0, 0];
  for await (const problem of problems.read()) {
    if (count >= limit) break;
    count++;
    const task = taskFor(options.kind, options.blind, problem);
    const prompt = renderPrompt(required(prompts.get(task), `prompt ${task}`), problem);
    const texts = [prompt.system, ...prompt.messages.map(({ content }) => content)];
    for (let sample = 0; sample < samples; sample++) {
      const key = requestKey({ spec, parameters: { ...parameters }, ...prompt, sample });
      if (store?.find(key) !== undefined) {
        reused++;
        continue;
      }
      if (store?.batches.batchOf(key) !== undefined) {
        inBatches++;
        continue;
      }
      calls++;
      inputTokens += likelyTokens(texts);
      outputTokens += likelyAnswer.get(task) ?? 0;
      if (price === null) continue;
      most += costOf(price, { inputTokens: mostTokens(texts), outputTokens: parameters.maxOutputTokens });
    }
  }
  const cost = price === null ? null : costOf(price, { inputTokens, outputTokens }) / nanoDollarsPerDollar;
  const mostCost = price === null ? null : most / nanoDollarsPerDollar;
  return { problems: count, calls, reused, inBatches, inputTokens, outputTokens, cost, mostCost };
}
