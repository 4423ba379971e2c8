// What a run of annotation would cost, before anything is paid for.
import type { Problem, ProblemStream } from '../data/index.ts';
import {
  costOf,
  likelyInputTokens,
  likelyTokens,
  mostInputTokens,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
  type Prompt,
} from './call/index.ts';
import { chainIn, verdictOn } from './judge.ts';
import { decideOutput, type OutputForm, promptsIn } from './output-form.ts';
import {
  exampleAnswers,
  type PromptSet,
  type PromptTemplate,
  renderPrompt,
  type TeacherTask,
  taskFor,
} from './prompts/index.ts';
import { largestRepair, repairChain, repairTaskOf } from './repair.ts';
import { type RequestIdentity, type ResponseStore, requestKey, type StoredResponse } from './store/index.ts';
import { mayThink } from './thinking-models.ts';
import type { AnnotationTask } from './write-annotations.ts';

export interface EstimateOptions extends AnnotationTask {
  readonly problems: ProblemStream;
  readonly limit?: number | undefined;
  readonly spec: string;
  readonly price: Price | null;
  /** Null where there is no store yet. */
  readonly store: ResponseStore | null;
  readonly retryFailed?: boolean | undefined;
  /** The form of answers that an earlier start has decided on. */
  readonly outputDecided?: OutputForm | null;
  /** As `WriteAnnotationsOptions` has it. */
  readonly outputAssumed?: OutputForm | undefined;
}

export interface Estimate {
  /** Number of problems. */
  readonly problems: number;
  /** Calls that would be made. The other answers are in the store. */
  readonly calls: number;
  /** Answers from the store. */
  readonly reused: number;
  /** Maximum of further calls that repair steps. */
  readonly repairCalls: number;
  /** Calls in batches that the provider is working on. */
  readonly inBatches: number;
  /** Calls that are not made because the provider refused them before. */
  readonly setAside: number;
  /** Estimated input tokens: about four characters a token. */
  readonly inputTokens: number;
  /** Estimated output tokens: answers as long as the examples of the prompt. */
  readonly outputTokens: number;
  /** Estimated cost in dollars, without repairs; null if the price is unknown. */
  readonly cost: number | null;
  /** Highest possible cost in dollars: every answer at its maximum length, and every repair tried; null if the price is unknown. */
  readonly mostCost: number | null;
  /** Form of the answers, as far as it is known before a call. */
  readonly output: OutputForm;
  /** Whether the teacher may be a thinking model, by its name. The tokens of its thoughts are not part of the estimate. */
  readonly mayThink: boolean;
}

interface CountedRequests {
  readonly spec: string;
  readonly parameters: Parameters;
  readonly price: Price | null;
  readonly store: ResponseStore | null;
  /** Whether calls that were set aside are made again. */
  readonly retryFailed?: boolean | undefined;
}

/** Adds up what requests would cost that are not answered in the store. */
export class CallCounter {
  readonly #requests: CountedRequests;
  #problems = 0;
  #calls = 0;
  #reused = 0;
  #repairCalls = 0;
  #inBatches = 0;
  #setAside = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  #most = 0;

  constructor(requests: CountedRequests) {
    this.#requests = requests;
  }

  addProblem(): void {
    this.#problems++;
  }

  /** The answer that the store has. */
  find(prompt: Prompt, sample: number): StoredResponse | undefined {
    return this.#requests.store?.findAnswer(this.#identityOf(prompt, sample));
  }

  /** Answers that come from the store. */
  addReused(count: number): void {
    this.#reused += count;
  }

  /** A call that would go out, to be answered as the template's examples are, or that is in a batch already. */
  addCall(template: PromptTemplate, prompt: Prompt, sample: number): void {
    const { store, retryFailed = false } = this.#requests;
    const key = requestKey(this.#identityOf(prompt, sample));
    if (store?.batches.batchOf(key) !== undefined) {
      this.#inBatches++;
      return;
    }
    if (store?.refusal(key) !== undefined && !retryFailed) {
      this.#setAside++;
      return;
    }
    this.#calls++;
    this.#inputTokens += likelyInputTokens(prompt);
    this.#outputTokens += likelyAnswer(template, this.#requests.parameters);
    this.#most += this.#mostOf(mostInputTokens(prompt));
  }

  /** Calls that may go out to repair a step, each with at most so many input tokens. */
  addRepairs(calls: number, mostTokens: number): void {
    this.#repairCalls += calls;
    this.#most += calls * this.#mostOf(mostTokens);
  }

  /** `output`: the form in which answers are asked for. */
  estimate(output: OutputForm): Estimate {
    const { price } = this.#requests;
    const [inputTokens, outputTokens] = [this.#inputTokens, this.#outputTokens];
    return {
      problems: this.#problems,
      calls: this.#calls,
      reused: this.#reused,
      repairCalls: this.#repairCalls,
      inBatches: this.#inBatches,
      setAside: this.#setAside,
      inputTokens,
      outputTokens,
      cost: price === null ? null : costOf(price, { inputTokens, outputTokens }) / nanoDollarsPerDollar,
      mostCost: price === null ? null : this.#most / nanoDollarsPerDollar,
      output,
      mayThink: mayThink(this.#requests.spec),
    };
  }

  #identityOf(prompt: Prompt, sample: number): RequestIdentity {
    const { spec, parameters } = this.#requests;
    return { spec, parameters: { ...parameters }, ...prompt, sample };
  }

  #mostOf(inputTokens: number): number {
    const { price, parameters } = this.#requests;
    return price === null ? 0 : costOf(price, { inputTokens, outputTokens: parameters.maxOutputTokens });
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
  const { problems, limit = Number.POSITIVE_INFINITY, samples } = options;
  const { kind, blind, output = 'text', repair = 0 } = options;
  const counter = new CallCounter(options);
  const { form } = await decideOutput({
    output,
    decided: options.outputDecided,
    assumed: options.outputAssumed,
    prompts: options.prompts,
    taskOf: (problem) => taskFor(kind, blind, problem),
    problems: problems.read(),
    isStored: (prompt) => counter.find(prompt, 0) !== undefined,
    warn: () => undefined,
  });
  const prompts = promptsIn(form, options.prompts);
  let count = 0;
  for await (const problem of problems.read()) {
    if (count++ >= limit) break;
    const task = taskFor(kind, blind, problem);
    const template = prompts.get(task);
    if (template === undefined) continue;
    const prompt = renderPrompt(template, problem);
    const mostOfRepair = repair === 0 ? 0 : mostRepairTokens(prompts, task, problem);
    counter.addProblem();
    for (let sample = 0; sample < samples; sample++) {
      const response = counter.find(prompt, sample);
      if (response === undefined) {
        counter.addCall(template, prompt, sample);
        counter.addRepairs(repair, mostOfRepair);
        continue;
      }
      const left = await repairsLeft({ ...options, prompts }, problem, sample, response, counter);
      counter.addReused(1 + left.reused);
      counter.addRepairs(left.calls, mostOfRepair);
    }
  }
  return counter.estimate(form);
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
  counter: CallCounter,
): Promise<{ readonly calls: number; readonly reused: number }> {
  const task = taskFor(kind, blind, problem);
  const chain = repair === 0 ? null : chainIn(problem, kind, task, response);
  if (chain === null || 'reason' in chain) return { calls: 0, reused: 0 };
  let [reused, missing] = [0, false];
  await repairChain(problem, chain, verdictOn(problem, kind, task, chain), {
    ...{ kind, task, sample, prompts, attempts: repair, temperature: parameters.temperature },
    ask: (prompt, number) => {
      const found = missing ? undefined : counter.find(prompt, number);
      if (found === undefined) missing = true;
      else reused++;
      return Promise.resolve(
        found === undefined ? null : { kind: 'answered', response: found, reused: true },
      );
    },
  });
  return { calls: missing ? repair - reused : 0, reused };
}
