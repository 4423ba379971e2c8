// A user's own file becomes a dataset directory without being held in memory: it is read once to cut the splits, by outlines of its
// problems, and once more to write them. What comes out is what `readDataset` and `writeDataset` make of it.
import { statSync } from 'node:fs';
import { forEachInPortions, SocraticError, TextNumbers, usingOption } from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { AnswerCensus } from './answer-census.ts';
import { describeDataset, type OutlinedSplits } from './dataset.ts';
import { assertReplaceable, type DatasetTarget, DatasetWriter, reportWritten } from './dataset-writer.ts';
import { isRegularFile } from './file-content.ts';
import { Outliner, type ProblemOutline } from './outline.ts';
import { maskedQuestion } from './question-text.ts';
import {
  assertReadableTest,
  cutSettings,
  nothingReadable,
  readDataset,
  reportAnswers,
  reportCut,
  splitsOfColumn,
  testSeed,
  userFileOptions,
  validationSeed,
} from './read.ts';
import { emptyReport, type ReadingReport } from './reading.ts';
import { cutByGroup } from './split.ts';
import { writeDataset } from './store.ts';
import type { DatasetSummary, ReadDatasetOptions } from './types.ts';
import { type UserFileOptions, userProblems } from './user-file.ts';

interface FileOutline extends ProblemOutline {
  /** The same for all problems of the dataset whose questions differ in numbers only. */
  readonly template: number;
  /** The split that its record names. */
  readonly split: SplitName | null;
}

/** Changes with the file's content, as far as that can be told without reading it. */
interface FileVersion {
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** A file as it was when it was first read. */
interface Source {
  readonly path: string;
  readonly version: FileVersion | undefined;
  /** In the order of the file. */
  readonly outlines: readonly FileOutline[];
}

/** Bytes from which on the progress of reading is worth a line. */
const largeFile = 2 ** 24;

/**
 * Writes a dataset directory of a user's own file, and returns its summary. Throws what `readDataset` and `writeDataset` throw, and
 * `data-file-changed` when a file is another one when it is read again; then nothing is written.
 */
export async function convertUserFile(
  options: ReadDatasetOptions,
  target: DatasetTarget,
): Promise<DatasetSummary> {
  const { dataset, test } = options;
  const { directory, force = false } = target;
  const fileOptions = userFileOptions(options);
  const settings = cutSettings(options);
  assertReplaceable(directory, force);
  const paths = test === undefined ? [dataset] : [dataset, test];
  if (!paths.every(isRegularFile)) {
    // a pipe is read once; of a file that is not there, reading says so
    const whole = readDataset(options);
    writeDataset(directory, whole, { force });
    return whole.summary;
  }

  const report = emptyReport();
  const census = new AnswerCensus();
  const outlineFile = fileOutliner(fileOptions, report, census, target);
  const sources: Source[] = [];
  for (const path of paths)
    sources.push(await (path === test ? usingOption('test', () => outlineFile(path)) : outlineFile(path)));
  const conventions = census.conventions(fileOptions);
  reportAnswers(census, conventions, fileOptions, report);
  const splits = cutOutlines(options, sources, settings, report);
  if (splits.train.length + splits.validation.length + splits.test.length === 0)
    throw nothingReadable(dataset, report);
  const { summary, newIds } = describeDataset(dataset, splits, report);

  const writer = new DatasetWriter(directory, { force });
  try {
    const total = summary.splits.train + summary.splits.test;
    const splitOf = splitFinder(splits);
    let before = 0;
    for (const source of sources) {
      const problems = unchangedProblems(source, { ...fileOptions, ...conventions });
      const write = ({ problem, outline }: Outlined) => {
        const id = newIds.get(outline);
        writer.write(splitOf(outline), id === undefined ? problem : { ...problem, id });
      };
      const onProgress = (done: number) => reportWritten(target, before + done, total);
      await forEachInPortions(problems, write, { signal: target.signal, onProgress });
      before += source.outlines.length;
    }
    writer.commit(summary);
  } catch (error) {
    writer.discard();
    throw error;
  }
  return summary;
}

function versionOf(path: string): FileVersion | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function fileOutliner(
  options: UserFileOptions,
  report: ReadingReport,
  census: AnswerCensus,
  { reporter, signal }: DatasetTarget,
) {
  const outliner = new Outliner();
  const templates = new TextNumbers();
  return async (path: string): Promise<Source> => {
    const version = versionOf(path);
    const { size = 0 } = version ?? {};
    const onRead = (bytes: number) => {
      if (size >= largeFile) reporter?.progress(`reading ${path}`, { done: bytes / size, total: 1 });
    };
    const listeners = {
      onRead,
      onAnswer: census.add.bind(census),
      onSteps: census.addSteps.bind(census),
      onMissingAnswer: census.addMissing.bind(census),
    };
    let split: SplitName | null = null;
    const onSplit = (named: SplitName | null) => {
      split = named;
    };
    const outlines: FileOutline[] = [];
    const add = (problem: Problem) => {
      const template = templates.add(maskedQuestion(problem.question));
      const { id, question, hasSteps, hasSubQuestions } = outliner.outline(problem);
      outlines.push({ id, question, hasSteps, hasSubQuestions, template, split }); // a spread would take three times the memory
    };
    await forEachInPortions(userProblems(path, options, report, { ...listeners, onSplit }), add, { signal });
    return { path, version, outlines };
  };
}

/** Cuts as `readDataset` does. */
function cutOutlines(
  options: ReadDatasetOptions,
  [main, second]: readonly Source[],
  { seed, validation, testFraction }: ReturnType<typeof cutSettings>,
  report: ReadingReport,
): OutlinedSplits {
  const all = main?.outlines ?? [];
  const cut = (outlines: readonly FileOutline[], fraction: number, name: string) =>
    cutByGroup(
      outlines,
      outlines.map(({ template }) => template),
      fraction,
      name,
    );
  const stated = splitsOfColumn(options, all, ({ split }) => split, report);
  let [train, test] = [stated?.train ?? all, second?.outlines ?? stated?.test ?? []];
  if (second === undefined && stated?.test === undefined) {
    const before = train;
    ({ kept: train, cutOff: test } = cut(before, testFraction, testSeed(seed)));
    const templates = new Set(before.map(({ template }) => template)).size;
    reportCut({ cutOff: test.length, all: before.length, templates, fraction: testFraction }, report);
  }
  if (second !== undefined) {
    usingOption('test', () => assertReadableTest(second.path, test.length, report));
  }
  if (stated?.validation !== undefined) return { train, validation: stated.validation, test };
  const { kept, cutOff } = cut(train, validation, validationSeed(seed));
  return { train: kept, validation: cutOff, test };
}

function splitFinder(splits: OutlinedSplits): (outline: ProblemOutline) => SplitName {
  const validation = new Set(splits.validation);
  const test = new Set(splits.test);
  return (outline) => (test.has(outline) ? 'test' : validation.has(outline) ? 'validation' : 'train');
}

interface Outlined {
  readonly problem: Problem;
  readonly outline: ProblemOutline;
}

/** The problems of a file that is read again, each with its outline. Throws `data-file-changed`. */
function* unchangedProblems(
  { path, version, outlines }: Source,
  options: UserFileOptions,
): Generator<Outlined> {
  let index = 0;
  for (const problem of userProblems(path, options, emptyReport())) {
    const outline = outlines[index++];
    if (outline?.id !== problem.id) throw changed(path);
    yield { problem, outline };
  }
  const now = versionOf(path);
  const isSame = now?.size === version?.size && now?.mtimeMs === version?.mtimeMs;
  if (index < outlines.length || !isSame) throw changed(path);
}

function changed(path: string): SocraticError {
  return new SocraticError(
    'data-file-changed',
    `${path} changed while it was read. It is read twice, and must be the same both times. Nothing was written. Try again when nothing writes to the file.`,
    { subject: { path } },
  );
}
