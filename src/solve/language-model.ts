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
import {
  assertKind,
  assertOptions,
  type OptionTable,
  optionKinds,
  SocraticError,
  sha256,
  usingOption,
} from '../common/index.ts';
import type { WeightFormat } from '../engine/model/index.ts';
import { fingerprintOf } from '../engine/weights/index.ts';
import { type EngineOptions, type SolveOptions, solveDefaults, solveKinds } from './solve-options.ts';
import type { Solved } from './solver-child.ts';
import { SolverProcess } from './solver-process.ts';
import { type SolverSpec, trainedSpec } from './solver-spec.ts';

export interface StudentModelOptions extends EngineOptions, Pick<SolveOptions, 'calculator'> {}

const { calculator, slots, threads, weights } = solveKinds;
const studentKinds: OptionTable<StudentModelOptions> = { calculator, slots, threads, weights };

/**
 * The models of a finished run behind the interface of the AI SDK (`generateText`, `streamText`, `annotate`). A call's last user message is
 * the problem (for an `annotator` run the problem with its steps, see `studentPrompts`); system texts and earlier messages, which no student was
 * trained on, are left out with a warning. Without a temperature, or with 0, the most likely token is always taken. With another one the
 * call's `topP`, `topK` and `seed` count too; calls without a seed draw with 0, 1, 2, …. Other settings are named in the warnings and
 * change nothing. A stream has the whole text in one part.
 *
 * The engine runs in a process of its own, which is started by the first call and ended by `release`.
 */
export class StudentLanguageModel implements LanguageModelV3 {
  readonly specificationVersion = 'v3';
  readonly provider = 'socratic';
  /** The run's name and a hash of its weights: `gsm8k-cot@1f2e3d4c`. */
  readonly modelId: string;
  readonly supportedUrls = {};
  readonly strategy: SolverSpec['strategy'];
  readonly #spec: SolverSpec;
  readonly #options: {
    readonly calculator: boolean;
    readonly slots: number;
    readonly threads: number;
    readonly weights: WeightFormat;
  };
  #process: SolverProcess | undefined;
  #isReleased = false;
  /** Calls that drew without a seed of their own. */
  #unseeded = 0;

  /** Throws `not-a-run`, `run-unfinished`, `invalid-value`, `unknown-option`. */
  constructor(run: string, options: StudentModelOptions = {}) {
    assertKind('run', run, optionKinds.text);
    assertOptions(options, studentKinds);
    this.#spec = usingOption('run', () => trainedSpec(run));
    const { calculator = false, slots = solveDefaults.slots, threads = solveDefaults.threads } = options;
    const { weights = solveDefaults.weights } = options;
    this.#options = { calculator, slots, threads, weights };
    this.strategy = this.#spec.strategy;
    this.modelId = `${basename(resolve(run))}@${identityOf(this.#spec, calculator, weights).slice(0, 8)}`;
  }

  async doGenerate(options: LanguageModelV3CallOptions): Promise<LanguageModelV3GenerateResult> {
    const warnings = warningsFor(options);
    const { prediction, promptTokens } = await this.#answer(options);
    const { output, generatedTokens, limits } = prediction;
    const finishReason: LanguageModelV3FinishReason =
      limits.length === 0
        ? { unified: 'stop', raw: undefined }
        : { unified: 'length', raw: limits.join(', ') };
    return {
      content: [{ type: 'text', text: output }],
      finishReason,
      usage: {
        inputTokens: { total: promptTokens, noCache: promptTokens, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: generatedTokens, text: generatedTokens, reasoning: 0 },
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

  /** Loads the models, which otherwise the first call does. Throws what reading them throws, `model-released`, and the signal's reason. */
  async load(signal?: AbortSignal): Promise<void> {
    await this.#engine().loaded(signal);
  }

  /** Ends the engine's process; calls under way and later ones are rejected with `model-released`. */
  async release(): Promise<void> {
    this.#isReleased = true;
    await this.#process?.close(this.#released());
  }

  #answer(options: LanguageModelV3CallOptions): Promise<Solved> {
    const { prompt, maxOutputTokens, abortSignal, temperature = 0, topP, topK } = options;
    const problem = { id: 'call', question: lastQuestion(prompt), answer: '', answerType: 'text' } as const;
    const { calculator } = this.#options;
    const seed = temperature > 0 ? (options.seed ?? this.#unseeded++) : undefined;
    const drawing = temperature > 0 ? { temperature, topP, topK, seed } : {};
    return this.#engine().solve(
      problem,
      { calculator, maxNewTokens: maxOutputTokens, ...drawing },
      { signal: abortSignal },
    );
  }

  /** The engine's process; where it died, another one. */
  #engine(): SolverProcess {
    if (this.#isReleased) throw this.#released();
    const { calculator: _, ...engine } = this.#options;
    if (!this.#process?.works) this.#process = new SolverProcess({ spec: this.#spec, ...engine });
    return this.#process;
  }

  #released(): SocraticError {
    return new SocraticError('model-released', `${this.modelId} has been released: it answers no calls.`);
  }
}

/** A hash of all that decides what the student writes. */
function identityOf(
  { models, adapters = {}, prompt, strategy, mode, guidance }: SolverSpec,
  calculator: boolean,
  weights: WeightFormat,
): string {
  const prints = [...Object.entries(models), ...Object.entries(adapters)].map(([role, path]) => [
    role,
    fingerprintOf(path),
  ]);
  const rounded = weights === solveDefaults.weights ? [] : [weights];
  const planned = guidance === undefined ? [] : [guidance];
  return sha256(JSON.stringify([prints, prompt, strategy, mode, calculator, ...rounded, ...planned]));
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
  const { prompt, temperature = 0, responseFormat, tools = [] } = options;
  const unsupported = ['presencePenalty', 'frequencyPenalty', 'stopSequences'] as const;
  const ofDraws = ['topP', 'topK', 'seed'] as const;
  const ignored = [
    ...[...unsupported, ...(temperature > 0 ? [] : ofDraws)].filter((name) => options[name] !== undefined),
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
