// A trained run as a `LanguageModel` of the AI SDK: what takes one can take a student of ours.

import { basename, resolve } from 'node:path';
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
  LanguageModelV3StreamResult,
  SharedV3Warning,
} from '@ai-sdk/provider';
import { UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { childModule, runChildTask, SocraticError, sha256 } from '../common/index.ts';
import { fingerprintOf } from '../engine/weights/index.ts';
import type { GenerateRequest, GenerateResponse, LanguageModelTask } from './language-model-child.ts';
import { type Solver, trainedModels } from './solver.ts';

export interface StudentModelOptions {
  readonly threads: number;
  /** Calls that are worked on at once; further ones wait. Default 64. */
  readonly slots?: number;
  /** Compute and force the value of each `<<expr=` that the student writes. Default false. */
  readonly calculator?: boolean;
}

/** Tokens that one call may generate where it does not say. */
const defaultMaxTokens = 256;

interface Waiting {
  readonly resolve: (response: GenerateResponse) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The models of a finished run behind the interface of the AI SDK (`generateText`, `streamText`, `annotate`). A call's last user message is
 * the problem (for an `annotator` run the problem with its steps, see `studentPrompts`); system texts and earlier messages, which no student was
 * trained on, are left out with a warning. Students generate greedily: a temperature other than 0 and every other sampling setting are
 * named in the warnings and change nothing. A stream has the whole text in one part.
 *
 * The engine runs in a process of its own, which is started by the first call and ended by `release`.
 */
export class StudentLanguageModel implements LanguageModelV3 {
  readonly specificationVersion = 'v3';
  readonly provider = 'socratic';
  /** The run's name and a hash of its weights: `gsm8k-cot@1f2e3d4c`. */
  readonly modelId: string;
  readonly supportedUrls = {};
  readonly strategy: Solver['strategy'];
  readonly #task: LanguageModelTask;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stop = new AbortController();
  #calls = 0;
  #send: ((request: GenerateRequest) => void) | undefined;
  #ended: Promise<unknown> | undefined;

  /** Throws `not-a-run`, `run-unfinished`. */
  constructor(run: string, { threads, slots = 64, calculator = false }: StudentModelOptions) {
    const solver = trainedModels(run);
    this.strategy = solver.strategy;
    this.modelId = `${basename(resolve(run))}@${identityOf(solver, calculator).slice(0, 8)}`;
    this.#task = { solver, threads, slots, calculator };
  }

  async doGenerate(options: LanguageModelV3CallOptions): Promise<LanguageModelV3GenerateResult> {
    const warnings = warningsFor(options);
    const { text, inputTokens, outputTokens, limits } = await this.#answer(options);
    const finishReason: LanguageModelV3FinishReason =
      limits.length === 0
        ? { unified: 'stop', raw: undefined }
        : { unified: 'length', raw: limits.join(', ') };
    return {
      content: [{ type: 'text', text }],
      finishReason,
      usage: {
        inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
      },
      response: { modelId: this.modelId },
      warnings,
    };
  }

  async doStream(options: LanguageModelV3CallOptions): Promise<LanguageModelV3StreamResult> {
    const { content, finishReason, usage, warnings } = await this.doGenerate(options);
    const id = '0';
    const parts: LanguageModelV3StreamPart[] = [
      { type: 'stream-start', warnings },
      { type: 'text-start', id },
      ...content.map(
        (part) => ({ type: 'text-delta', id, delta: part.type === 'text' ? part.text : '' }) as const,
      ),
      { type: 'text-end', id },
      { type: 'finish', finishReason, usage },
    ];
    return { stream: ReadableStream.from(parts) as ReadableStream<LanguageModelV3StreamPart> };
  }

  /** Ends the engine's process; calls under way and later ones are rejected with `model-released`. */
  async release(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #answer({
    prompt,
    maxOutputTokens,
    abortSignal,
  }: LanguageModelV3CallOptions): Promise<GenerateResponse> {
    const text = lastQuestion(prompt);
    if (this.#stop.signal.aborted) throw this.#released();
    const send = this.#start();
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#waiting.delete(id);
        abortSignal?.removeEventListener('abort', abort);
      };
      // The engine goes on with the row, whose answer nobody waits for any more.
      const abort = () => {
        settle();
        reject(abortSignal?.reason);
      };
      this.#waiting.set(id, {
        resolve: (response) => {
          settle();
          resolve(response);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      if (abortSignal?.aborted) return abort();
      abortSignal?.addEventListener('abort', abort);
      send({ id, text, maxNewTokens: maxOutputTokens ?? defaultMaxTokens });
    });
  }

  /** Starts the engine's process where it does not run yet. */
  #start(): (request: GenerateRequest) => void {
    if (this.#send !== undefined) return this.#send;
    let send: ((message: unknown) => void) | undefined;
    const ended = runChildTask<LanguageModelTask, GenerateResponse, null>(
      childModule(import.meta.url, './language-model-child'),
      this.#task,
      {
        onStart: (post) => {
          send = post;
        },
        onMessage: (response) => this.#waiting.get(response.id)?.resolve(response),
        signal: this.#stop.signal,
      },
    );
    this.#ended = ended.then(
      () => this.#rejectAll(this.#released()),
      (error: unknown) => this.#rejectAll(this.#stop.signal.aborted ? this.#released() : error),
    );
    this.#send = (request) => send?.(request);
    return this.#send;
  }

  #rejectAll(error: unknown): void {
    for (const { reject } of [...this.#waiting.values()]) reject(error);
    this.#send = undefined; // where the process died, the next call starts another
  }

  #released(): SocraticError {
    return new SocraticError('model-released', `${this.modelId} has been released: it answers no calls.`);
  }
}

/** A hash of all that decides what the student writes. */
function identityOf({ models, adapters = {}, prompt, strategy, mode }: Solver, calculator: boolean): string {
  const prints = [...Object.entries(models), ...Object.entries(adapters)].map(([role, path]) => [
    role,
    fingerprintOf(path),
  ]);
  return sha256(JSON.stringify([prints, prompt, strategy, mode, calculator]));
}

function lastQuestion(prompt: LanguageModelV3CallOptions['prompt']): string {
  const last = prompt.at(-1);
  if (last?.role !== 'user') {
    throw new UnsupportedFunctionalityError({
      functionality: 'a prompt whose last message is not the user’s',
    });
  }
  return last.content
    .map((part) => {
      if (part.type === 'text') return part.text;
      throw new UnsupportedFunctionalityError({ functionality: 'files in a prompt' });
    })
    .join('\n');
}

/** The settings and messages of a call that a student does not know. */
function warningsFor(options: LanguageModelV3CallOptions): SharedV3Warning[] {
  const { prompt, temperature, responseFormat, tools = [] } = options;
  const ignored = [
    ...(['topP', 'topK', 'presencePenalty', 'frequencyPenalty', 'stopSequences', 'seed'] as const).filter(
      (name) => options[name] !== undefined,
    ),
    ...(temperature === undefined || temperature === 0 ? [] : ['temperature']),
    ...(responseFormat?.type === 'json' ? ['responseFormat'] : []),
    ...(tools.length > 0 ? ['tools'] : []),
  ];
  return [
    ...ignored.map((feature) => ({ type: 'unsupported', feature }) as const),
    ...(prompt.length > 1
      ? [
          {
            type: 'other',
            message: 'Only the last message is read: a student is asked one problem at a time.',
          } as const,
        ]
      : []),
  ];
}
