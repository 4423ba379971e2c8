// Solves a list of problems in a process of its own, with progress.
import { countOf, InterruptedError, onAbort, type Reporter, silentReporter } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { type AskedOptions, type EngineOptions, solveDefaults, solveOptionsOf } from './solve-options.ts';
import { SolverProcess } from './solver-process.ts';
import type { SolverSpec } from './solver-spec.ts';
import type { Prediction } from './types.ts';

export interface SolveAllOptions extends AskedOptions, EngineOptions {
  readonly problems: readonly Problem[];
  /** What the progress calls it. Default: `cot solving`, by the strategy. */
  readonly label?: string;
  /** Called as soon as a problem is solved, in the order in which that happens. */
  readonly onSolved?: (prediction: Prediction) => void;
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SolveOutput {
  /** In problem order. */
  readonly predictions: readonly Prediction[];
  /** Time spent solving, models loaded. */
  readonly seconds: number;
}

/** Solves every problem. Throws InterruptedError, with the number of problems solved by then, once `signal` is aborted. */
export async function solveAll(spec: SolverSpec, options: SolveAllOptions): Promise<SolveOutput> {
  const { problems, label = `${spec.strategy} solving`, onSolved, reporter = silentReporter } = options;
  const { signal, samples = solveDefaults.samples } = options;
  const { slots = solveDefaults.slots, threads = solveDefaults.threads, weights, logProbabilities } = options;
  let done = 0;
  const progress = () => reporter.progress(label, { done, total: problems.length });
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
  });
  const settled = onAbort(signal, () => void process.close(stopped()));
  try {
    await process.loaded();
    const started = performance.now();
    const predictions = await Promise.all(
      problems.map(async (problem) => {
        const { prediction } = await process.solve(problem, solveOptionsOf(options));
        done += 1;
        onSolved?.(prediction);
        progress();
        return prediction;
      }),
    );
    return { predictions, seconds: (performance.now() - started) / 1000 };
  } finally {
    settled();
    await process.close(stopped());
  }
}
