// What a run of annotation would cost, before anything is paid for.
import type { Problem, ProblemStream } from '../data/index.ts';
import type { AnnotationTask } from './annotate.ts';
import {
  costOf,
  likelyInputTokens,
  likelyTokens,
  mostInputTokens,
  nanoDollarsPerDollar,
  type Price,
  type Prompt,
} from './call/index.ts';
import { chainIn, verdictOn } from './judge.ts';
import { decideOutput, type OutputForm, promptsIn } from './output-form.ts';
import { exampleAnswers, type PromptSet, renderPrompt, type TeacherTask, taskFor } from './prompts/index.ts';
import { largestRepair, repairChain, repairTaskOf } from './repair.ts';
import { type ResponseStore, requestKey, type StoredResponse } from './store/index.ts';

export interface EstimateOptions extends AnnotationTask {
  readonly problems: ProblemStream;
  readonly limit?: number | undefined;
  readonly spec: string;
  readonly price: Price | null;
  /** Null where there is no store yet. */
  readonly store: ResponseStore | null;
  /** The form of answers that an earlier start has decided on. */
  readonly outputDecided?: OutputForm | null;
}

export interface Estimate {
  readonly problems: number;
  /** Calls that would go out; the answers to the others are in the store. */
  readonly calls: number;
  readonly reused: number;
  /** Calls that may go out besides these, at most, to repair steps. */
  readonly repairCalls: number;
  /** About four characters a token, and answers as long as the prompt's examples. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars, without repairs; null where no price is known. */
  readonly cost: number | null;
  /** If every answer were as long as it may be, every byte of a prompt a token, and every repair were tried. */
  readonly mostCost: number | null;
  /** The form in which answers are asked for; of `auto`, as far as that is known before a call. */
  readonly output: OutputForm;
}

/** Counts calls, tokens and prices. No call goes out. */
export async function estimateAnnotation(options: EstimateOptions): Promise<Estimate> {
  const { problems, limit = Number.POSITIVE_INFINITY, samples, parameters, spec, store, price } = options;
  const { kind, blind, output = 'text', repair = 0 } = options;
  const find = (prompt: Prompt, sample: number): StoredResponse | undefined =>
    store?.find(requestKey({ spec, parameters: { ...parameters }, ...prompt, sample }));
  const { form } = await decideOutput({
    output,
    decided: options.outputDecided,
    prompts: options.prompts,
    taskOf: (problem) => taskFor(kind, blind, problem),
    problems: problems.read(),
    isStored: (prompt) => find(prompt, 0) !== undefined,
    warn: () => undefined,
  });
  const prompts = promptsIn(form, options.prompts);
  const likelyAnswer = likelyAnswers(prompts, parameters.maxOutputTokens);
  const mostOf = (inputTokens: number): number =>
    price === null ? 0 : costOf(price, { inputTokens, outputTokens: parameters.maxOutputTokens });
  let [count, calls, reused, repairCalls, inputTokens, outputTokens, most] = [0, 0, 0, 0, 0, 0, 0];
  for await (const problem of problems.read()) {
    if (count >= limit) break;
    count++;
    const task = taskFor(kind, blind, problem);
    const template = prompts.get(task);
    if (template === undefined) continue;
    const prompt = renderPrompt(template, problem);
    const mostOfRepair = repair === 0 ? 0 : mostOf(mostRepairTokens(prompts, task, problem));
    for (let sample = 0; sample < samples; sample++) {
      const response = find(prompt, sample);
      if (response !== undefined) {
        reused++;
        const left = await repairsLeft({ ...options, prompts }, problem, sample, response, find);
        repairCalls += left.calls;
        reused += left.reused;
        most += left.calls * mostOfRepair;
        continue;
      }
      calls++;
      repairCalls += repair;
      inputTokens += likelyInputTokens(prompt);
      outputTokens += likelyAnswer.get(task) ?? 0;
      most += mostOf(mostInputTokens(prompt)) + repair * mostOfRepair;
    }
  }
  const cost = price === null ? null : costOf(price, { inputTokens, outputTokens }) / nanoDollarsPerDollar;
  const mostCost = price === null ? null : most / nanoDollarsPerDollar;
  return {
    problems: count,
    calls,
    reused,
    repairCalls,
    inputTokens,
    outputTokens,
    cost,
    mostCost,
    output: form,
  };
}

/** How long answers will be: as the examples are. */
function likelyAnswers(prompts: PromptSet, most: number): ReadonlyMap<TeacherTask, number> {
  return new Map(
    [...prompts].map(([task, template]) => {
      const answers = exampleAnswers(template);
      const tokens = answers.length === 0 ? most : likelyTokens(answers) / answers.length;
      return [task, Math.min(Math.ceil(tokens), most)] as const;
    }),
  );
}

/** The most input tokens of a call that asks for a step of this problem again. */
function mostRepairTokens(prompts: PromptSet, task: TeacherTask, problem: Problem): number {
  const template = prompts.get(repairTaskOf(task) ?? task);
  return template === undefined ? 0 : mostInputTokens(renderPrompt(template, problem)) + largestRepair;
}

/** The calls that the repair of a stored answer may still take, and those that the store has. */
async function repairsLeft(
  { kind, blind, prompts, parameters, repair = 0 }: AnnotationTask,
  problem: Problem,
  sample: number,
  response: StoredResponse,
  find: (prompt: Prompt, sample: number) => StoredResponse | undefined,
): Promise<{ readonly calls: number; readonly reused: number }> {
  const task = taskFor(kind, blind, problem);
  const chain = repair === 0 ? null : chainIn(problem, kind, task, response);
  if (chain === null || 'reason' in chain) return { calls: 0, reused: 0 };
  let [reused, missing] = [0, false];
  await repairChain(problem, chain, verdictOn(problem, kind, task, chain), {
    ...{ kind, task, sample, prompts, attempts: repair, temperature: parameters.temperature },
    ask: (prompt, number) => {
      const found = missing ? undefined : find(prompt, number);
      if (found === undefined) missing = true;
      else reused++;
      return Promise.resolve(
        found === undefined ? null : { kind: 'answered', response: found, reused: true },
      );
    },
  });
  return { calls: missing ? repair - reused : 0, reused };
}
