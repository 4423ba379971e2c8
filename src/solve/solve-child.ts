// The process in which a run's models solve problems: the engine blocks its event loop, the parent's stays free.
import { serveChildTask } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { readRunRecord, runFiles } from '../distill/index.ts';
import { BatchDecoder } from '../engine/generate/index.ts';
import { loadModel } from '../engine/model/index.ts';
import { readTokenizer } from '../engine/tokenizer/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { solveProblems } from './solve-problems.ts';
import type { Prediction, SolveModels, SolveOptions } from './types.ts';

export interface SolveTask {
  readonly run: string;
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
  const { strategy, mode } = readRunRecord(task.run);
  const load = async (role: RoleName) => {
    const { config, weights, tokenizer } = loadModel(runFiles.model(task.run, role));
    const decoder = await BatchDecoder.create({ config, weights, threads: task.threads, slots: task.slots });
    return { tokenizer: readTokenizer(tokenizer), decoder };
  };
  const models: SolveModels =
    strategy === 'socratic'
      ? { qg: await load('qg'), qa: await load('qa') }
      : { student: await load('student') };
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
