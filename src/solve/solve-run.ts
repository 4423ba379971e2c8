// Solves problems with a trained run, in a process of its own.
import {
  childModule,
  InterruptedError,
  type Reporter,
  runChildTask,
  SocraticError,
} from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { readRunRecord } from '../distill/index.ts';
import type { SolveMessage, SolveOutput, SolveTask } from './solve-child.ts';
import type { Prediction, SolveOptions } from './types.ts';

export interface SolveRunOptions extends SolveOptions {
  /** A run directory whose training is finished. */
  readonly run: string;
  readonly problems: readonly Problem[];
  readonly threads: number;
  /** Problems that are worked on at once. Default 64. */
  readonly slots?: number;
}

export interface SolveRunContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
  onSolved?(prediction: Prediction): void;
}

/**
 * One prediction a problem, in problem order, and the seconds that solving took. Throws `not-a-run`, `run-unfinished`, and
 * InterruptedError when stopped, with the number of problems solved by then.
 */
export async function solveRun(
  { run, problems, threads, slots = 64, ...options }: SolveRunOptions,
  { reporter, signal, onSolved }: SolveRunContext,
): Promise<SolveOutput> {
  const { status, strategy } = readRunRecord(run);
  if (status !== 'trained') {
    throw new SocraticError(
      'run-unfinished',
      `The training of ${run} is not finished (${status}). Finish it by repeating its train command with --resume.`,
    );
  }
  const task: SolveTask = { run, problems, options, threads, slots: Math.min(slots, problems.length) };
  let done = 0;
  const output = await runChildTask<SolveTask, SolveMessage, SolveOutput>(
    childModule(import.meta.url, './solve-child'),
    task,
    {
      onMessage: ({ prediction }) => {
        done += 1;
        onSolved?.(prediction);
        reporter.progress(`${strategy} solving`, { done, total: problems.length });
      },
      ...(signal ? { signal } : {}),
    },
  );
  if (output.predictions.length < problems.length) {
    throw new InterruptedError(`Stopped after ${output.predictions.length} of ${problems.length} problems.`);
  }
  return output;
}
