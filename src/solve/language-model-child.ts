// The process in which a run's models answer the calls of `StudentLanguageModel`, as many at once as there are slots.
import { serveChildTask } from '../common/index.ts';
import { encodePrompt } from '../distill/index.ts';
import { loadModels } from './load-models.ts';
import { promptLine, Solving } from './solve-problems.ts';
import type { Solver } from './solver.ts';
import type { Limit } from './types.ts';

export interface LanguageModelTask {
  readonly solver: Solver;
  readonly threads: number;
  readonly slots: number;
  readonly calculator: boolean;
}

export interface GenerateRequest {
  readonly id: number;
  /** What the model is asked. */
  readonly text: string;
  readonly maxNewTokens: number;
}

export interface GenerateResponse {
  readonly id: number;
  readonly text: string;
  /** Of the prompt; of a pair, of the one that its decomposer reads. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly limits: readonly Limit[];
}

serveChildTask<LanguageModelTask, GenerateResponse, null>(async (task, child) => {
  const { solver, calculator } = task;
  const models = await loadModels(solver, task);
  const solving = new Solving({ ...solver, models });
  const { tokenizer, prompt } = 'student' in models ? models.student : models.qg;
  let wake = (): void => undefined;
  child.onMessage((message) => {
    const { id, text, maxNewTokens } = message as GenerateRequest;
    const problem = { id: `${id}`, question: text, answer: '', answerType: 'text' } as const;
    const inputTokens = encodePrompt(tokenizer, prompt, promptLine(solver.strategy, text)).length;
    solving.add(problem, { calculator, maxNewTokens }, ({ output, generatedTokens, limits }) =>
      child.send({ id, text: output, inputTokens, outputTokens: generatedTokens, limits }),
    );
    wake();
  });
  while (!child.stopRequested()) {
    if (solving.unsolved > 0) await solving.step();
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, idleMs);
      });
    }
    await child.breathe();
  }
  return null;
});

/** How long a model without work waits before it looks whether it is to end. */
const idleMs = 200;
