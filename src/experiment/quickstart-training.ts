// How the quickstart trains: every student with its share of the compute, and as much of it as this machine does in the time.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Reporter, SocraticError } from '../common/index.ts';
import type { LoadedDataset } from '../data/index.ts';
import { type RunContext, type RunOptions, readMetrics, runFiles, trainRun } from '../distill/index.ts';
import type { RoleName } from '../strategy/index.ts';
import type { QuickstartSettings } from './quickstart-options.ts';
import {
  type Budget,
  planBudget,
  type QuickstartStudent,
  quickstartOptimizer,
  quickstartPreset,
  workersFor,
} from './quickstart-plan.ts';
import { inWorkers } from './workers.ts';

/** The budget on this machine, as many workers as there will be measured side by side. */
export async function planHere(
  options: QuickstartSettings,
  dataset: LoadedDataset,
  context: RunContext,
): Promise<Budget> {
  const workers = workersFor(options.threads);
  const names = Array.from({ length: workers }, (_, worker) => `calibration-${worker}`);
  // What a training says of itself, such as its memory, is no news for whoever watches a quickstart.
  const reporter: Reporter = {
    progress: (name, update) => context.reporter.progress(name, update),
    info: () => undefined,
    warn: (message) => context.reporter.warn(message),
  };
  const rates = await inWorkers(workers, names, context.signal, (name, signal) =>
    measureRate(options, dataset, name, { reporter, signal }),
  );
  return planBudget(options.minutes, workers, Math.min(...rates));
}

function runOptionsFor(
  { out, seed }: QuickstartSettings,
  dataset: LoadedDataset,
  { strategy }: Pick<QuickstartStudent, 'strategy'>,
  length: Pick<RunOptions, 'out' | 'lengthOf' | 'resume' | 'optimizer'>,
): RunOptions {
  return {
    dataset: {
      name: dataset.name,
      path: join(out, 'data'),
      sha256: dataset.sha256,
      train: dataset.splits.train,
      validation: dataset.splits.validation,
    },
    strategy,
    mode: 'upfront',
    style: 'text',
    student: quickstartPreset,
    prompt: 'plain',
    seed,
    threads: 1,
    checkpointSeconds: 20,
    force: false,
    longSequences: 'expected', // a micro-batch is about one solution here, whatever its length
    ...length,
  };
}

/** FLOPs a second of training here: a few steps, of which the first ones do not count. */
async function measureRate(
  options: QuickstartSettings,
  dataset: LoadedDataset,
  name: string,
  context: RunContext,
): Promise<number> {
  const [warmUp, steps] = [40, 240];
  const out = join(options.out, name);
  rmSync(out, { recursive: true, force: true });
  const length = {
    out,
    lengthOf: () => ({ maxSteps: steps }),
    resume: false,
    optimizer: { ...quickstartOptimizer, validations: 0 },
  };
  const silent = { ...context.reporter, progress: () => undefined };
  await trainRun(runOptionsFor(options, dataset, { strategy: 'cot' }, length), {
    ...context,
    reporter: silent,
  });
  const metrics = readMetrics(runFiles.metrics(out));
  const [from, to] = [metrics[warmUp - 1], metrics.at(-1)];
  rmSync(out, { recursive: true, force: true });
  if (!from || !to)
    throw new SocraticError('calibration-failed', 'The speed of this machine could not be measured.');
  return (to.flops - from.flops) / (to.seconds - from.seconds);
}

/** Trains a student with its share of the compute, or goes on with what an earlier start began. */
export async function trainOnce(
  options: QuickstartSettings,
  budget: Budget,
  dataset: LoadedDataset,
  student: QuickstartStudent,
  context: RunContext,
): Promise<void> {
  const out = join(options.out, student.id);
  const resume = existsSync(runFiles.record(out));
  const length = {
    out,
    lengthOf: (role: RoleName) => ({ maxFlops: budget.flopsPerStudent * (student.compute[role] ?? 0) }),
    resume,
    optimizer: quickstartOptimizer,
  };
  await trainRun(runOptionsFor(options, dataset, student, length), context);
}
