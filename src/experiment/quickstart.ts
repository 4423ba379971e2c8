// The whole method on the built-in problems: four students from scratch at equal training compute, measured on unseen problems.
// Everything is in one directory, so that an interrupted quickstart goes on where it stopped.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  InterruptedError,
  type Reporter,
  SocraticError,
  UsageError,
  writeFileAtomic,
  writeJson,
} from '../common/index.ts';
import {
  datasetFromSplits,
  generateArithmetic,
  type LoadedDataset,
  loadDataset,
  writeDataset,
} from '../data/index.ts';
import { type DistillOptions, distill, readMetrics, readRunRecord, runFiles } from '../distill/index.ts';
import { evaluateRun, type RunEvaluation } from '../evaluate/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import {
  type Budget,
  planBudget,
  quickstartMaxNewTokens,
  quickstartOptimizer,
  quickstartSizes,
  quickstartSlice,
  quickstartStrategies,
  quickstartStudent,
  shareOf,
  workersFor,
} from './quickstart-plan.ts';
import { type QuickstartRecord, quickstartReport } from './quickstart-report.ts';
import { type ReportData, renderReport } from './report/index.ts';
import { StagedProgress } from './stages.ts';

export interface QuickstartOptions {
  /** Directory of everything that is made: data, a run for each strategy, the report. */
  readonly out: string;
  /** Time that the whole may take on this machine. */
  readonly minutes: number;
  readonly seed: number;
  readonly threads: number;
  /** How a user calls the command line here: `socratic`, or through npm in a checkout. */
  readonly command: string;
  /** Replace an interrupted quickstart that had other options. */
  readonly force?: boolean;
}

export interface QuickstartContext {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
}

export interface QuickstartResult {
  readonly out: string;
  /** Path of the report. */
  readonly report: string;
  readonly seed: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly budget: Budget;
  /** What the report shows. */
  readonly data: ReportData;
  readonly evaluations: readonly RunEvaluation[];
}

const state = z.object({
  format: z.literal(1),
  status: z.enum(['running', 'finished']),
  seed: z.number(),
  minutes: z.number(),
  /** Wall time of all starts so far. */
  seconds: z.number(),
  /** Null until the machine's speed is known. */
  budget: z
    .object({
      minutes: z.number(),
      workers: z.number(),
      flopsPerStrategy: z.number(),
      secondsPerStrategy: z.number(),
      reduced: z.boolean(),
    })
    .nullable(),
});
type State = z.infer<typeof state>;

const EVALUATION_SECONDS = 8;

/**
 * Trains and evaluates all strategies, or goes on with an interrupted quickstart of the same seed and minutes in `out`; a
 * finished one is replaced. Throws `out-exists` when `out` holds something else, `quickstart-interrupted` when it holds an
 * interrupted quickstart with other options (not with `force`), and InterruptedError once the state is saved.
 */
export async function quickstart(
  options: QuickstartOptions,
  context: QuickstartContext,
): Promise<QuickstartResult> {
  const started = performance.now();
  const before = openDirectory(options, context.reporter);
  const { seed, minutes, out } = options;
  const elapsed = () => (before?.seconds ?? 0) + (performance.now() - started) / 1000;
  let budget = before?.budget ?? null;
  const save = (status: State['status']) =>
    writeJson(statePath(out), {
      format: 1,
      status,
      seed,
      minutes,
      seconds: elapsed(),
      budget,
    } satisfies State);
  save('running'); // marks the directory as ours before anything else is in it
  try {
    const dataset = prepareProblems(options);
    budget ??= await planHere(options, dataset, context);
    save('running');
    const records = await runStrategies(options, budget, dataset, context);
    const result = writeResults(options, budget, dataset, records, elapsed());
    save('finished');
    return result;
  } catch (error) {
    save('running');
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      `Stopped; what was done so far is in ${out}. Run the same command again to go on.`,
      {
        cause: error,
      },
    );
  }
}

/** Trains and evaluates every strategy that is not finished yet, as many side by side as the budget says. */
async function runStrategies(
  options: QuickstartOptions,
  budget: Budget,
  dataset: LoadedDataset,
  context: QuickstartContext,
): Promise<readonly QuickstartRecord[]> {
  const { reporter } = context;
  if (budget.reduced) {
    reporter.warn(
      'This machine is too slow for the declared compute in this time: less is trained, and accuracies will be lower. --minutes gives it more.',
    );
  }

  const progress = new StagedProgress(
    reporter,
    'quickstart',
    quickstartStrategies.flatMap((strategy) => [
      { name: `training ${strategy}`, expectedSeconds: budget.secondsPerStrategy },
      { name: `evaluating ${strategy}`, expectedSeconds: EVALUATION_SECONDS },
    ]),
  );
  const records = await inWorkers(
    budget.workers,
    quickstartStrategies,
    context.signal,
    async (strategy, signal) => {
      const run = join(options.out, strategy);
      const at = (stage: string, from?: number, to?: number) => ({
        reporter: progress.stage(`${stage} ${strategy}`, from, to),
        signal,
      });
      await trainOnce(options, budget, dataset, strategy, {
        reporter: trainingReporter(progress, strategy),
        signal,
      });
      progress.complete(`training ${strategy}`);
      const record = {
        strategy,
        run: readRunRecord(run),
        metrics: readMetrics(runFiles.metrics(run)),
        validation: await evaluateOnce(
          dataset,
          run,
          { split: 'validation', calculator: false },
          at('evaluating', 0, 0.2),
        ),
        test: await evaluateOnce(
          dataset,
          run,
          { split: 'test', calculator: false },
          at('evaluating', 0.2, 0.6),
        ),
        calculated: await evaluateOnce(
          dataset,
          run,
          { split: 'test', calculator: true },
          at('evaluating', 0.6, 1),
        ),
      };
      progress.complete(`evaluating ${strategy}`);
      return record;
    },
  );
  progress.finish();
  return records;
}

/** Writes the report and its figures. */
function writeResults(
  options: QuickstartOptions,
  budget: Budget,
  dataset: LoadedDataset,
  records: readonly QuickstartRecord[],
  seconds: number,
): QuickstartResult {
  const { out, seed, minutes } = options;
  const data = quickstartReport({ options, budget, dataset, records });
  const report = join(out, 'report.html');
  writeFileAtomic(report, renderReport(data));
  const students = data.students.map(({ models: _, ...rest }) => rest);
  writeJson(join(out, 'result.json'), {
    seed,
    minutes,
    budget,
    seconds,
    students,
    comparisons: data.comparisons,
  });
  return { out, report, seed, minutes, seconds, budget, data, evaluations: records.map(({ test }) => test) };
}

/** Progress of a strategy's training: the pair's models come one after the other, each with its share of the compute. */
function trainingReporter(progress: StagedProgress, strategy: StrategyName): Reporter {
  const stage = `training ${strategy}`;
  if (strategy !== 'socratic') return progress.stage(stage);
  const [qg, qa] = [progress.stage(stage, 0, shareOf('qg')), progress.stage(stage, shareOf('qg'), 1)];
  return { ...qg, progress: (task, update) => (task.endsWith(' qg') ? qg : qa).progress(task, update) };
}

const statePath = (out: string) => join(out, 'quickstart.json');

/** The state to go on from, or null after making `out` ready for a new start. */
function openDirectory({ out, seed, minutes, force }: QuickstartOptions, reporter: Reporter): State | null {
  const found = readState(statePath(out));
  if (found === null) {
    if (existsSync(out) && readdirSync(out).length > 0) {
      throw new UsageError(
        'out-exists',
        `${out} holds something other than a quickstart. Choose another --out.`,
        {
          details: { path: out },
        },
      );
    }
    return null;
  }
  if (found.status === 'running' && found.seed === seed && found.minutes === minutes) {
    reporter.info(`Going on with the interrupted quickstart in ${out}.`);
    removeTemporaries(out);
    return found;
  }
  if (found.status === 'running' && !force) {
    throw new UsageError(
      'quickstart-interrupted',
      `${out} holds an interrupted quickstart with --minutes ${found.minutes} --seed ${found.seed}. ` +
        'Give these to go on with it, choose another --out, or pass --force to replace it.',
      { details: { path: out } },
    );
  }
  reporter.info(
    `Training again: the ${found.status === 'finished' ? 'finished' : 'interrupted'} quickstart in ${out} is replaced.`,
  );
  removeQuickstart(out);
  return null;
}

/** The state that a quickstart left, or null when there is none that can be read. */
function readState(path: string): State | null {
  try {
    const parsed = state.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // missing, or not ours
  }
}

/** Removes what a quickstart has made and nothing else; its mark goes last, so that a kill in between leaves it ours. */
function removeQuickstart(out: string): void {
  removeTemporaries(out);
  for (const name of ['data', ...quickstartStrategies, 'report.html', 'result.json']) {
    rmSync(join(out, name), { recursive: true, force: true });
  }
  rmSync(statePath(out), { force: true });
}

/** Removes what a killed quickstart may have left half-written: temporary names and measurements of the speed. */
function removeTemporaries(out: string): void {
  for (const name of readdirSync(out)) {
    if (name.endsWith('.tmp') || name.startsWith('calibration-'))
      rmSync(join(out, name), { recursive: true, force: true });
  }
}

function prepareProblems({ out, seed }: QuickstartOptions): LoadedDataset {
  const path = join(out, 'data');
  if (!existsSync(join(path, 'dataset.json'))) {
    const { structures, ...splits } = generateArithmetic({ ...quickstartSlice, ...quickstartSizes, seed });
    writeDataset(
      path,
      datasetFromSplits('arithmetic', splits, { details: { ...quickstartSlice, seed, structures } }),
    );
  }
  return loadDataset(path);
}

/** The budget on this machine, as many workers as there will be measured side by side. */
async function planHere(
  options: QuickstartOptions,
  dataset: LoadedDataset,
  context: QuickstartContext,
): Promise<Budget> {
  const workers = workersFor(options.threads);
  const names = Array.from({ length: workers }, (_, worker) => `calibration-${worker}`);
  const rates = await inWorkers(workers, names, context.signal, (name, signal) =>
    measureRate(options, dataset, name, { reporter: context.reporter, signal }),
  );
  return planBudget(options.minutes, workers, Math.min(...rates));
}

/**
 * Does `work` on every item, `workers` of them at a time, and returns the results in order. When one fails or a stop is
 * requested, the others are asked to stop and waited for; then the failure is thrown, a stop request only if nothing else failed.
 */
async function inWorkers<Item, Result>(
  workers: number,
  items: readonly Item[],
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const controller = new AbortController();
  const stop = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
  const results = new Map<number, Result>();
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && !stop.aborted) {
      const index = next;
      next += 1;
      try {
        results.set(index, await work(items[index] as Item, stop));
      } catch (error) {
        failures.push(error);
        controller.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const failure = failures.find((error) => !(error instanceof InterruptedError)) ?? failures[0];
  if (failure) throw failure;
  if (results.size < items.length) throw new InterruptedError('Stopped between two strategies.');
  return items.map((_, index) => results.get(index) as Result);
}

function distillOptions(
  { out, seed }: QuickstartOptions,
  dataset: LoadedDataset,
  strategy: StrategyName,
  length: Pick<DistillOptions, 'out' | 'lengthOf' | 'resume' | 'optimizer'>,
): DistillOptions {
  return {
    dataset: {
      name: dataset.name,
      path: join(out, 'data'),
      sha256: dataset.hash,
      train: dataset.splits.train,
      validation: dataset.splits.validation,
    },
    strategy,
    mode: 'upfront',
    style: 'text',
    student: quickstartStudent,
    seed,
    threads: 1,
    checkpointSeconds: 20,
    force: false,
    ...length,
  };
}

/** FLOPs a second of training here: a few steps, of which the first ones do not count. */
async function measureRate(
  options: QuickstartOptions,
  dataset: LoadedDataset,
  name: string,
  context: QuickstartContext,
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
  await distill(distillOptions(options, dataset, 'cot', length), { ...context, reporter: silent });
  const metrics = readMetrics(runFiles.metrics(out));
  const [from, to] = [metrics[warmUp - 1], metrics.at(-1)];
  rmSync(out, { recursive: true, force: true });
  if (!from || !to)
    throw new SocraticError('calibration-failed', 'The speed of this machine could not be measured.');
  return (to.flops - from.flops) / (to.seconds - from.seconds);
}

async function trainOnce(
  options: QuickstartOptions,
  budget: Budget,
  dataset: LoadedDataset,
  strategy: StrategyName,
  context: QuickstartContext,
): Promise<void> {
  const out = join(options.out, strategy);
  const resume = existsSync(runFiles.record(out));
  if (!resume) rmSync(out, { recursive: true, force: true }); // killed before its record was written
  const length = {
    out,
    lengthOf: (role: Parameters<typeof shareOf>[0]) => ({
      maxFlops: budget.flopsPerStrategy * shareOf(role),
    }),
    resume,
    optimizer: quickstartOptimizer,
  };
  await distill(distillOptions(options, dataset, strategy, length), context);
}

/** The evaluation of an earlier start where it is finished, else a new one. */
async function evaluateOnce(
  dataset: LoadedDataset,
  run: string,
  { split, calculator }: { readonly split: 'validation' | 'test'; readonly calculator: boolean },
  context: QuickstartContext,
): Promise<RunEvaluation> {
  const problems = dataset.splits[split];
  const identity = { name: dataset.name, path: join(run, '..', 'data'), sha256: dataset.hash };
  const path = join(run, `evaluation-${split}${calculator ? '-calculator' : ''}.json`);
  if (existsSync(path)) {
    const earlier = JSON.parse(readFileSync(path, 'utf8')) as RunEvaluation;
    if (earlier.dataset?.sha256 === dataset.hash && earlier.total === problems.length) return earlier;
  }
  const settings = { calculator, maxNewTokens: quickstartMaxNewTokens, threads: 1 };
  return evaluateRun({ run, split, problems, dataset: identity, ...settings }, context);
}
