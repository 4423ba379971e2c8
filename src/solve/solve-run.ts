// Solves problems with a trained run, or any other models, in a process of its own.
import { childModule, InterruptedError, type Reporter, runChildTask } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { checkPromptFit, solverFit } from './prompt-fit.ts';
import type { SolveMessage, SolveOutput, SolveTask } from './solve-child.ts';
import { type Solver, solverOf } from './solver.ts';
import type { Prediction, SolveOptions } from './types.ts';

export interface SolveWithOptions extends SolveOptions {
  readonly problems: readonly Problem[];
  readonly threads: number;
  /** Problems that are worked on at once. Default 64. */
  readonly slots?: number;
  /** What the progress calls it, `cot solving` where it is left out. */
  readonly label?: string;
}

export interface SolveRunOptions extends SolveWithOptions {
  /** A run directory whose training is finished. */
  readonly run: string;
}

export interface SolveRunContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
  onSolved?(prediction: Prediction): void;
}

/**
 * As `solveWith`, with the models of a run. Throws `not-a-run`, `run-unfinished` and `prompt-too-long` (when no problem fits
 * the context) as well.
 */
export async function solveRun(
  { run, ...options }: SolveRunOptions,
  context: SolveRunContext,
): Promise<SolveOutput> {
  const solver = solverOf(run);
  const advice = 'Shorten what is asked, or train a student with a longer context.';
  checkPromptFit(solverFit(solver, options.problems), advice, context.reporter);
  return solveWith(solver, options, context);
}

/**
 * One prediction a problem, in problem order, and the seconds that solving took. Throws InterruptedError when stopped, with the
 * number of problems solved by then.
 */
export async function solveWith(
  solver: Solver,
  { problems, threads, slots = 64, label, ...options }: SolveWithOptions,
  { reporter, signal, onSolved }: SolveRunContext,
): Promise<SolveOutput> {
  const task: SolveTask = { solver, problems, options, threads, slots: Math.min(slots, problems.length) };
  const name = label ?? `${solver.strategy} solving`;
  let done = 0;
  reporter.progress(name, { done, total: problems.length });
  const output = await runChildTask<SolveTask, SolveMessage, SolveOutput>(
    childModule(import.meta.url, './solve-child'),
    task,
    {
      onMessage: ({ prediction }) => {
        done += 1;
        onSolved?.(prediction);
        reporter.progress(name, { done, total: problems.length });
      },
      ...(signal ? { signal } : {}),
    },
  );
  if (output.predictions.length < problems.length) {
    throw new InterruptedError(`Stopped after ${output.predictions.length} of ${problems.length} problems.`);
  }
  return output;
}
