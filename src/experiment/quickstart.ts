// The whole method on the built-in problems: a student from scratch for each strategy and budget, measured on unseen problems.
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
import { openDirectory, type QuickstartState, statePath } from './quickstart-directory.ts';
import { evaluateOnce } from './quickstart-evaluation.ts';
import { type QuickstartOptions, type QuickstartSettings, settingsOf } from './quickstart-options.ts';
import {
  type Budget,
  computeOf,
  expectedSeconds,
  type QuickstartStudent,
  quickstartSizes,
  quickstartSlice,
  quickstartStudents,
  trainingOrder,
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
 * Trains and evaluates all students, or goes on with an interrupted quickstart of the same seed and minutes in `out`; a
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
      format: 2,
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
      reporter.info(expectation(budget));
    }
    save('running');
    const records = await runStudents(settings, budget, dataset, context);
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

/** How long it takes, in whole minutes: alone, and beside as much other work. */
function expectation(budget: Budget): string {
  const minutes = Math.max(1, Math.round(expectedSeconds(budget) / 60));
  return `This takes ${minutes} to ${2 * minutes} min: longer the more other programs run.`;
}

/** For a quickstart that has failed: why is what its caller has to know, and not that its time could not be saved either. */
function saveSeconds(save: () => void): void {
  try {
    save();
  } catch {
    // The state of the start is there: it can be gone on with, and only the seconds since then are missing.
  }
}

/** Trains and evaluates every student that is not finished yet, as many side by side as the budget says. */
async function runStudents(
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
    trainingOrder.flatMap((student) => [
      { name: `training ${student.id}`, expectedSeconds: budget.secondsPerStudent * computeOf(student) },
      { name: `evaluating ${student.id}`, expectedSeconds: EVALUATION_SECONDS },
    ]),
  );
  const records = await inWorkers(
    budget.workers,
    trainingOrder,
    context.signal,
    async (student, signal): Promise<QuickstartRecord> => {
      const { id } = student;
      const run = join(options.out, id);
      const at = (stage: string, from?: number, to?: number) => ({
        reporter: progress.stage(`${stage} ${id}`, from, to),
        signal,
      });
      await trainOnce(options, budget, dataset, student, {
        reporter: trainingReporter(progress, student),
        signal,
      });
      progress.complete(`training ${id}`);
      const record = {
        student,
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
      progress.complete(`evaluating ${id}`);
      return record;
    },
  );
  progress.finish();
  return quickstartStudents.flatMap(({ id }) => records.find(({ student }) => student.id === id) ?? []);
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
  const evaluations = records.map(({ test }) => test);
  return { out, report, seed, minutes, seconds, budget, data, evaluations };
}

/** Progress of a strategy's training: the pair's models come one after the other, each with its share of the compute. */
function trainingReporter(progress: StagedProgress, student: QuickstartStudent): Reporter {
  const stage = `training ${student.id}`;
  if (student.compute.qg === undefined) return progress.stage(stage);
  const share = student.compute.qg / computeOf(student);
  const [qg, qa] = [progress.stage(stage, 0, share), progress.stage(stage, share, 1)];
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
