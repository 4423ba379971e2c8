// The whole method on the built-in problems: four students from scratch at equal training compute, measured on unseen problems.
// Everything is in one directory, so that an interrupted quickstart goes on where it stopped.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  InterruptedError,
  type Reporter,
  SocraticError,
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
import { type RunOptions, trainRun, readMetrics, readRunRecord, runFiles } from '../distill/index.ts';
import { evaluateRun, type RunEvaluation } from '../evaluate/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import {
  type DirectoryOptions,
  openDirectory,
  type QuickstartState,
  statePath,
} from './quickstart-directory.ts';
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
import { inWorkers } from './workers.ts';

/** `out`: everything that is made, data, a run for each strategy, the report. `minutes`: time for the whole on this machine. */
export interface QuickstartOptions extends DirectoryOptions {
  readonly threads: number;
  /** How a user calls the command line here: `socratic`, or through npm in a checkout. */
  readonly command: string;
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
  const save = (status: QuickstartState['status']) =>
    writeJson(statePath(out), {
      format: 1,
      status,
      seed,
      minutes,
      seconds: elapsed(),
      budget,
    } satisfies QuickstartState);
  save('running'); // marks the directory as ours before anything else is in it
  try {
    const dataset = prepareProblems(options);
    if (budget === null) {
      context.reporter.info('Measuring the speed of this machine …');
      budget = await planHere(options, dataset, context);
    }
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

function distillOptions(
  { out, seed }: QuickstartOptions,
  dataset: LoadedDataset,
  strategy: StrategyName,
  length: Pick<RunOptions, 'out' | 'lengthOf' | 'resume' | 'optimizer'>,
): RunOptions {
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
  await trainRun(distillOptions(options, dataset, 'cot', length), { ...context, reporter: silent });
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
  await trainRun(distillOptions(options, dataset, strategy, length), context);
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
