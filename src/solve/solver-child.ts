// The process in which models solve problems as they come: the engine blocks its event loop, the parent's stays free.
import { serveChildTask, toWireError, type WireError } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { encodePrompt } from '../distill/index.ts';
import { type EngineSettings, loadModels } from './load-models.ts';
import type { OnProgress, SolveProgress } from './progress.ts';
import type { AskedOptions } from './solve-options.ts';
import { promptLine, Solving } from './solve-problems.ts';
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
      readonly options: AskedOptions;
      /** Whether what is finished of the solution is sent as it is written. */
      readonly reports: boolean;
    }
  | { readonly type: 'cancel'; readonly id: number };

export type SolverResponse =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: SolveProgress }
  | ({ readonly type: 'solved'; readonly id: number } & Solved)
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };

export interface Solved {
  readonly prediction: Prediction;
  /** From when this process got the problem until it was solved. */
  readonly seconds: number;
  /** Tokens of the prompt; of a pair, of the one that its decomposer reads. */
  readonly promptTokens: number;
  /** Of the model that reads this prompt. */
  readonly contextLength: number;
}

serveChildTask<SolverTask, SolverResponse, never>(async ({ spec, ...engine }, child) => {
  const models = await loadModels(spec, engine);
  const solving = new Solving({ ...spec, models });
  const { tokenizer, prompt, decoder } = 'student' in models ? models.student : models.qg;
  const cancels = new Map<number, () => void>();
  const solve = (id: number, problem: Problem, options: AskedOptions, reports: boolean) => {
    const started = performance.now();
    const line = promptLine(spec.strategy, problem.question);
    const promptTokens = encodePrompt(tokenizer, prompt, line).length;
    const solved = (prediction: Prediction) => {
      cancels.delete(id);
      const seconds = (performance.now() - started) / 1000;
      const { contextLength } = decoder;
      child.send({ type: 'solved', id, prediction, seconds, promptTokens, contextLength });
    };
    const onProgress: OnProgress = (progress) => child.send({ type: 'progress', id, progress });
    cancels.set(id, solving.add(problem, options, solved, reports ? onProgress : undefined));
  };
  let wake = (): void => undefined;
  child.send({ type: 'ready' });
  child.onMessage((message) => {
    const request = message as SolverRequest;
    const { id } = request;
    if (request.type === 'cancel') {
      cancels.get(id)?.();
      cancels.delete(id);
      return;
    }
    try {
      solve(id, request.problem, request.options, request.reports);
    } catch (error) {
      child.send({ type: 'failed', id, error: toWireError(error) }); // the other problems go on
    }
    wake();
  });
  for (;;) {
    if (solving.unsolved > 0) await solving.step();
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await child.yieldToEventLoop();
  }
});
