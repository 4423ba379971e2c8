// The whole method on the built-in problems: four students from scratch at equal training compute, measured on unseen problems.
// Everything is in one directory, so that an interrupted quickstart goes on where it stopped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  InterruptedError,
  type MentionStyle,
  option,
  type Reporter,
  say,
  silentReporter,
  usingOption,
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
import { lockRun, type RunContext, readMetrics, readRunRecord, runFiles } from '../distill/index.ts';
import type { RunEvaluation } from '../evaluate/index.ts';
import type { StrategyName } from '../strategy/index.ts';
import { openDirectory, type QuickstartState, statePath } from './quickstart-directory.ts';
import { evaluateOnce } from './quickstart-evaluation.ts';
import { type QuickstartOptions, type QuickstartSettings, settingsOf } from './quickstart-options.ts';
import {
  type Budget,
  quickstartSizes,
  quickstartSlice,
  quickstartStrategies,
  shareOf,
} from './quickstart-plan.ts';
import { type QuickstartRecord, quickstartReport } from './quickstart-report.ts';
import { planHere, trainOnce } from './quickstart-training.ts';
import { type ReportData, renderReport } from './report/index.ts';
import { StagedProgress } from './stages.ts';
import { inWorkers } from './workers.ts';

export interface QuickstartResult {
  /** Directory of the quickstart. */
  readonly out: string;
  /** Path of the report. */
  readonly report: string;
  /** Seed of problems, starting weights and batches. */
  readonly seed: number;
  /** Planned minutes. */
  readonly minutes: number;
  /** Seconds that it took. */
  readonly seconds: number;
  /** The training compute. */
  readonly budget: Budget;
  /** What the report shows. */
  readonly data: ReportData;
  readonly evaluations: readonly RunEvaluation[];
}

const EVALUATION_SECONDS = 8;

/**
 * Trains and evaluates all strategies, or goes on with an interrupted quickstart of the same seed and minutes in `out`; a
 * finished one is replaced. Throws `invalid-value`, `out-exists` when `out` holds something else, `quickstart-interrupted` when it holds an
 * interrupted quickstart with other options (not with `force`), `out-in-use` when another process works there, and InterruptedError once the state is saved.
 *
 * ```ts
 * const { report, data } = await quickstart({ minutes: 2 });
 * ```
 */
export async function quickstart(options: QuickstartOptions = {}): Promise<QuickstartResult> {
  const settings = settingsOf(options);
  const unlock = usingOption('out', () => lockRun(settings.out));
  try {
    return await quickstartLocked(options, settings);
  } finally {
    unlock();
  }
}

async function quickstartLocked(
  { mentionStyle, reporter = silentReporter, signal }: QuickstartOptions,
  settings: QuickstartSettings,
): Promise<QuickstartResult> {
  const context: RunContext = { reporter, signal };
  const started = performance.now();
  const before = usingOption('out', () => openDirectory(settings, reporter));
  const { seed, minutes, out } = settings;
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
  usingOption('out', () => save('running')); // marks the directory as ours before anything else is in it
  try {
    const dataset = prepareProblems(settings);
    if (budget === null) {
      reporter.info('Measuring the speed of this machine …');
      budget = await planHere(settings, dataset, context);
    }
    save('running');
    const records = await runStrategies(settings, budget, dataset, context);
    const result = writeResults(settings, { budget, dataset, records, seconds: elapsed() }, mentionStyle);
    save('finished');
    return result;
  } catch (error) {
    saveSeconds(() => save('running'));
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      `Stopped. What was done so far is in ${out}. To go on, start the quickstart again.`,
      {
        cause: error,
      },
    );
  }
}

/** For a quickstart that has failed: why is what its caller has to know, and not that its time could not be saved either. */
function saveSeconds(save: () => void): void {
  try {
    save();
  } catch {
    // The state of the start is there: it can be gone on with, and only the seconds since then are missing.
  }
}

/** Trains and evaluates every strategy that is not finished yet, as many side by side as the budget says. */
async function runStrategies(
  options: QuickstartSettings,
  budget: Budget,
  dataset: LoadedDataset,
  context: RunContext,
): Promise<readonly QuickstartRecord[]> {
  const { reporter } = context;
  if (budget.reduced) {
    reporter.warn(
      say`This machine is too slow for the declared compute in this time: less is trained, and accuracies will be lower. More ${option('minutes')} help.`,
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
  settings: QuickstartSettings,
  found: {
    readonly budget: Budget;
    readonly dataset: LoadedDataset;
    readonly records: readonly QuickstartRecord[];
    readonly seconds: number;
  },
  style: MentionStyle | undefined,
): QuickstartResult {
  const { out, seed, minutes } = settings;
  const { budget, records, seconds } = found;
  const data = quickstartReport({ options: settings, ...found });
  const report = join(out, 'report.html');
  writeFileAtomic(report, renderReport(data, style));
  const students = data.students.map(({ models: _, ...rest }) => rest);
  const { comparisons } = data;
  writeJson(join(out, 'result.json'), { seed, minutes, budget, seconds, students, comparisons });
  return { out, report, seed, minutes, seconds, budget, data, evaluations: records.map(({ test }) => test) };
}

/** Progress of a strategy's training: the pair's models come one after the other, each with its share of the compute. */
function trainingReporter(progress: StagedProgress, strategy: StrategyName): Reporter {
  const stage = `training ${strategy}`;
  if (strategy !== 'socratic') return progress.stage(stage);
  const [qg, qa] = [progress.stage(stage, 0, shareOf('qg')), progress.stage(stage, shareOf('qg'), 1)];
  return { ...qg, progress: (task, update) => (task.endsWith(' qg') ? qg : qa).progress(task, update) };
}

function prepareProblems({ out, seed }: QuickstartSettings): LoadedDataset {
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
