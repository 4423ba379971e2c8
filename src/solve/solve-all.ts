// Solves a list of problems in a process of its own, with progress.
import {
  countOf,
  InterruptedError,
  mapInOrder,
  onAbort,
  type Reporter,
  silentReporter,
} from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { AskOutside } from './outside-parts.ts';
import { type EngineOptions, type ProblemOptions, solveDefaults, solveOptionsOf } from './solve-options.ts';
import { SolverProcess } from './solver-process.ts';
import type { SolverSpec } from './solver-spec.ts';
import type { Prediction } from './types.ts';

export interface SolveAllOptions extends ProblemOptions, EngineOptions {
  readonly problems: readonly Problem[];
  /** How parts of the pair are asked elsewhere, where `outside` says so. What it throws, this throws once what was asked has come back. */
  readonly askOutside?: AskOutside | undefined;
  /** Problems that are begun before the first of them is solved, at most. Default: all. */
  readonly atOnce?: number | undefined;
  /** What the progress calls it. Default: `cot solving`, by the strategy. */
  readonly label?: string;
  /** Called as soon as a problem is solved, in the order in which that happens. */
  readonly onSolved?: (prediction: Prediction) => void;
  /** What the progress says beside the count; null: nothing. */
  readonly note?: (() => string | null) | undefined;
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SolveOutput {
  /** In problem order. */
  readonly predictions: readonly Prediction[];
  /** Time spent solving, models loaded. */
  readonly seconds: number;
}

const NOTE_MS = 1000;

/** Solves every problem. Throws InterruptedError, with the number of problems solved by then, once `signal` is aborted. */
export async function solveAll(spec: SolverSpec, options: SolveAllOptions): Promise<SolveOutput> {
  const { problems, label = `${spec.strategy} solving`, onSolved, reporter = silentReporter } = options;
  const { signal, samples = solveDefaults.samples, askOutside } = options;
  const { slots = solveDefaults.slots, threads = solveDefaults.threads, weights, logProbabilities } = options;
  let done = 0;
  const progress = () => {
    const note = options.note?.() ?? null;
    reporter.progress(label, { done, total: problems.length, ...(note === null ? {} : { note }) });
  };
  const stopped = () =>
    new InterruptedError(`Stopped after ${done} of ${countOf(problems.length, 'problem')}.`);
  if (signal?.aborted) throw stopped();
  progress();
  const process = new SolverProcess({
    spec,
    threads,
    slots: Math.min(slots, samples * problems.length),
    weights,
    logProbabilities,
    outside: options.outside,
  });
  const settled = onAbort(signal, () => void process.close(stopped()));
  const waiting = options.note && setInterval(progress, NOTE_MS); // nothing may be solved while a model elsewhere is waited for
  try {
    await process.loaded();
    const started = performance.now();
    const solve = async (problem: Problem) => {
      try {
        const { prediction } = await process.solve(problem, solveOptionsOf(options), { askOutside });
        done += 1;
        onSolved?.(prediction);
        progress();
        return prediction;
      } catch (error) {
        void process.close(error); // nothing more is solved
        throw error;
      }
    };
    const predictions: Prediction[] = [];
    const { atOnce = Math.max(1, problems.length) } = options;
    for await (const prediction of mapInOrder(problems, solve, { width: atOnce }))
      predictions.push(prediction);
    return { predictions, seconds: (performance.now() - started) / 1000 };
  } finally {
    clearInterval(waiting);
    settled();
    await process.close(stopped());
  }
}
