// The process in which a run's models solve problems: the engine blocks its event loop, the parent's stays free.

import { required, serveChildTask } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { plainFormat, tokenizerOf } from '../distill/index.ts';
import { BatchDecoder } from '../engine/generate/index.ts';
import { loadModel, readAdapter } from '../engine/model/index.ts';
import { readModelFiles } from '../engine/weights/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { solveProblems } from './solve-problems.ts';
import type { Solver } from './solver.ts';
import type { Prediction, SolveModels, SolveOptions } from './types.ts';

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
  const models = await loadModels(task);
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

/** The strategy's models; a pair of adapters shares one decoder. */
async function loadModels({ solver, threads, slots }: SolveTask): Promise<SolveModels> {
  const { strategy, prompt, models: paths, adapters } = solver;
  const load = async (role: RoleName, adapted?: readonly RoleName[]) => {
    const files = readModelFiles(required(paths[role], `model ${role}`));
    const { config, weights } = loadModel(files);
    const tokenizer = tokenizerOf(files);
    const decoder = await BatchDecoder.create({
      config,
      weights,
      threads,
      slots,
      ...(adapted
        ? {
            adapters: adapted.map((name) =>
              readAdapter(required(adapters?.[name], `adapter ${name}`), config),
            ),
          }
        : {}),
    });
    return { tokenizer, prompt: prompt ?? plainFormat(tokenizer), decoder };
  };
  if (strategy !== 'socratic') return { student: await load('student') };
  if (!adapters) return { qg: await load('qg'), qa: await load('qa') };
  const both = await load('qg', ['qg', 'qa']);
  return { qg: { ...both, adapter: 0 }, qa: { ...both, adapter: 1 } };
}
