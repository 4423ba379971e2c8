// The process in which a run's models solve problems: the engine blocks its event loop, the parent's stays free.
import { serveChildTask } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { loadModels } from './load-models.ts';
import { solveProblems } from './solve-problems.ts';
import type { Solver } from './solver.ts';
import type { Prediction, SolveOptions } from './types.ts';

export interface SolveTask {
  readonly solver: Solver;
  readonly problems: readonly Problem[];
  readonly options: SolveOptions;
  readonly threads: number;
  /** Problems that each model works on at once, at most. */
  readonly slots: number;
}

/** Sent as each problem is solved, in the order in which they finish. */
export type SolveMessage = { readonly prediction: Prediction };

export interface SolveOutput {
  /** In problem order; fewer than were asked for when stopped. */
  readonly predictions: readonly Prediction[];
  /** Time spent solving, models loaded. */
  readonly seconds: number;
}

serveChildTask<SolveTask, SolveMessage, SolveOutput>(async (task, { send, stopRequested, breathe }) => {
  const { strategy, mode } = task.solver;
  const models = await loadModels(task.solver, task);
  const started = performance.now();
  const predictions = await solveProblems({
    strategy,
    mode,
    models,
    problems: task.problems,
    options: task.options,
    onSolved: (prediction) => send({ prediction }),
    shouldStop: stopRequested,
    breathe,
  });
  return { predictions, seconds: (performance.now() - started) / 1000 };
});
