// The process in which models solve problems as they come: the engine blocks its event loop, the parent's stays free.
import { serveChildTask, toWireError, type WireError } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { encodePrompt } from '../distill/index.ts';
import type { PartReply, PartRequest } from '../teacher/index.ts';
import { type EngineSettings, loadModels } from './load-models.ts';
import type { OnProgress, OnText, SolveProgress } from './progress.ts';
import type { ProblemOptions } from './solve-options.ts';
import { type Asking, promptLine, Solving } from './solve-problems.ts';
import type { SolverSpec } from './solver-spec.ts';
import type { Prediction } from './types.ts';

export interface SolverTask extends EngineSettings {
  readonly spec: SolverSpec;
}

export type SolverRequest =
  | {
      readonly type: 'solve';
      readonly id: number;
      readonly problem: Problem;
      readonly options: ProblemOptions;
      /** Whether what is finished of the solution is sent as it is written. */
      readonly reports: boolean;
      /** Whether the output is sent as it is written. */
      readonly streams: boolean;
    }
  /** The reply to the question number `asked`. */
  | { readonly type: 'reply'; readonly asked: number; readonly reply: PartReply }
  | { readonly type: 'cancel'; readonly id: number };

type SolveMessage = Extract<SolverRequest, { readonly type: 'solve' }>;

export type SolverResponse =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: SolveProgress }
  | { readonly type: 'text'; readonly id: number; readonly text: string }
  /** Asks for a part of the problem's solution. */
  | { readonly type: 'ask'; readonly id: number; readonly asked: number; readonly request: PartRequest }
  | ({ readonly type: 'solved'; readonly id: number } & Solved)
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };

export interface Solved {
  readonly prediction: Prediction;
  /** From when this process got the problem until it was solved. */
  readonly seconds: number;
  /** Tokens of the prompt; of a pair, of the one that its decomposer reads, or else its solver. 0 where no model runs here. */
  readonly promptTokens: number;
  /** Of the model that reads this prompt; null where no model runs here. */
  readonly contextLength: number | null;
}

serveChildTask<SolverTask, SolverResponse, never>(async ({ spec, ...engine }, child) => {
  const models = await loadModels(spec, engine);
  const solving = new Solving({ ...spec, models });
  const reader = 'student' in models ? models.student : (models.qg ?? models.qa);
  const contextLength = reader?.decoder.contextLength ?? null;
  const cancels = new Map<number, () => void>();
  const replies = new Map<number, (reply: PartReply) => void>();
  let asked = 0;
  const solve = ({ id, problem, options, reports, streams }: SolveMessage) => {
    const started = performance.now();
    const line = promptLine(spec.strategy, problem.question);
    const promptTokens = reader ? encodePrompt(reader.tokenizer, reader.prompt, line).length : 0;
    const solved = (prediction: Prediction) => {
      cancels.delete(id);
      const seconds = (performance.now() - started) / 1000;
      child.send({ type: 'solved', id, prediction, seconds, promptTokens, contextLength });
    };
    const onProgress: OnProgress = (progress) => child.send({ type: 'progress', id, progress });
    const onText: OnText = (text) => child.send({ type: 'text', id, text });
    const ask: Asking = (request, replied) => {
      replies.set(++asked, replied);
      child.send({ type: 'ask', id, asked, request });
    };
    const listening = { ask, ...(reports ? { onProgress } : {}), ...(streams ? { onText } : {}) };
    cancels.set(id, solving.add(problem, options, solved, listening));
  };
  let isWoken = false;
  let wake = (): void => undefined;
  const messages = async () => {
    if (!isWoken) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isWoken = false;
  };
  child.send({ type: 'ready' });
  child.onMessage((message) => {
    const request = message as SolverRequest;
    isWoken = true;
    wake();
    if (request.type === 'reply') {
      replies.get(request.asked)?.(request.reply);
      replies.delete(request.asked);
      return;
    }
    const { id } = request;
    if (request.type === 'cancel') {
      cancels.get(id)?.();
      cancels.delete(id);
      return;
    }
    try {
      solve(request);
    } catch (error) {
      child.send({ type: 'failed', id, error: toWireError(error) }); // the other problems go on
    }
  });
  for (;;) {
    const advanced = solving.unsolved > 0 && (await solving.step());
    if (!advanced) await messages();
    await child.yieldToEventLoop();
  }
});
