// The one entry to every reader: source files in, a Dataset with its validation problems set aside out.
import { SocraticError } from '../../common/index.ts';
import { datasetFromSplits } from './dataset.ts';
import { readGsm8k } from './gsm8k.ts';
import { emptyReport, type Reading, type ReadingReport } from './reading.ts';
import { cutGrouped } from './split.ts';
import { readStrategyQa } from './strategyqa.ts';
import { readSvamp } from './svamp.ts';
import { type Dataset, type PublishedDataset, publishedDatasets, type ReadDatasetOptions } from './types.ts';
import { formatOf, type UserFileOptions, userProblems } from './user-file.ts';

const publishedReaders: Record<PublishedDataset, (source: string, report: ReadingReport) => Reading> = {
  gsm8k: readGsm8k,
  svamp: readSvamp,
  strategyqa: readStrategyQa,
};

/**
 * Reads a published dataset or a user's own file. Validation is cut from train, and for a user's file without `test`
 * the test problems are cut first, both by groups of questions that are equal but for their numbers (see `cutGrouped`).
 * Records that cannot be used are named in `summary.skipped`; throws `data-unreadable` only when there is no problem at
 * all, or none in `test`, and a `SocraticError` for options that do not fit.
 */
export function readDataset(options: ReadDatasetOptions): Dataset {
  const { dataset, seed = 0, validation = 0.1 } = options;
  const report = emptyReport();
  const published = publishedDatasets.find((name) => name === dataset);
  const reading =
    published === undefined
      ? readOwn(options, seed, report)
      : publishedReaders[published](sourceOf(options), report);
  if (reading.train.length + reading.test.length === 0) throw nothingReadable(dataset, report);
  const { kept, cutOff } = cutGrouped(reading.train, validation, validationSeed(seed));
  return datasetFromSplits(dataset, { train: kept, validation: cutOff, test: reading.test }, report);
}

function sourceOf(options: ReadDatasetOptions): string {
  const { dataset, source, columns, answerType, test, testFraction } = options;
  refuseOptions(`${dataset} has a known layout and a test split of its own`, {
    columns,
    answerType,
    test,
    testFraction,
  });
  if (source !== undefined) return source;
  throw new SocraticError(
    'data-source-missing',
    `${dataset} is read from its published files: say where they are with --source DIR.`,
    { details: { dataset } },
  );
}

function readOwn(options: ReadDatasetOptions, seed: number, report: ReadingReport): Reading {
  const { dataset, test, testFraction = 0.1 } = options;
  const fileOptions = userFileOptions(options);
  const problems = [...userProblems(dataset, fileOptions, report)];
  if (test !== undefined) {
    const testProblems = [...userProblems(test, fileOptions, report)];
    refuseUnreadableTest(test, testProblems.length, report);
    return { train: problems, test: testProblems };
  }
  const { kept, cutOff } = cutGrouped(problems, testFraction, testSeed(seed));
  report.notes.push(cutNote(cutOff.length, problems.length));
  return { train: kept, test: cutOff };
}

/** What the reader of a user's own file is asked for; throws a `SocraticError` for options that do not fit. */
export function userFileOptions(options: ReadDatasetOptions): UserFileOptions {
  const { dataset, source, test, testFraction, columns, answerType } = options;
  formatOf(dataset); // a dataset whose name has a slip is no file of one's own
  refuseOptions(`${dataset} is a file of your own`, { source });
  if (test !== undefined) refuseOptions('The test problems come from a file', { testFraction });
  return { ...(columns && { columns }), ...(answerType && { answerType }) };
}

export const testSeed = (seed: number): string => `${seed}/test`;
export const validationSeed = (seed: number): string => `${seed}/validation`;

export function cutNote(cutOff: number, all: number): string {
  return `${cutOff} of ${all} problems were cut off as test, by groups of questions that differ only in numbers`;
}

function refuseOptions(why: string, given: Readonly<Record<string, unknown>>): void {
  const unused = Object.keys(given).filter((name) => given[name] !== undefined);
  if (unused.length === 0) return;
  throw new SocraticError('option-unused', `${why}: leave out ${unused.join(', ')}.`, {
    details: { options: unused },
  });
}

/** Throws `data-unreadable` for a file of test problems without one. */
export function refuseUnreadableTest(test: string, problems: number, report: ReadingReport): void {
  if (problems > 0) return;
  throw nothingReadable(test, { ...report, skipped: report.skipped.filter(({ file }) => file === test) });
}

function hintFor(reasons: readonly string[]): string {
  if (reasons.some((reason) => /[\uFFFD\0]/.test(reason))) return ' Is the file UTF-8?';
  if (reasons.some((reason) => /^has no .* \(it has [^,]*[;\t]/.test(reason)))
    return ' Columns are separated by commas: the file seems to have semicolons or tabs.';
  if (reasons.some((reason) => reason.startsWith('has no "')))
    return ' Name the columns that hold them with --columns, as in question=problem.';
  return '';
}

/** That a source has not one problem, with the first reasons. */
export function nothingReadable(dataset: string, { skipped }: ReadingReport): SocraticError {
  const first = skipped
    .slice(0, 3)
    .map(({ file, line, reason }) => `${line === 0 ? file : `${file}:${line}`}: ${reason}`);
  const hint = hintFor(skipped.map(({ reason }) => reason));
  return new SocraticError(
    'data-unreadable',
    `${dataset}: not one problem could be read. ${first.join('; ')}${skipped.length > 3 ? `; and ${skipped.length - 3} more` : ''}.${hint}`,
    { subject: { path: dataset }, details: { skipped } },
  );
}
