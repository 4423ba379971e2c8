// The one entry to every reader: source files in, a Dataset with its validation problems set aside out.
import { countOf, joinMessages, option, SocraticError, say, usingOption } from '../../common/index.ts';
import type { Problem, SplitName, Step } from '../problem.ts';
import { AnswerCensus } from './answer-census.ts';
import { columnHint } from './column-hint.ts';
import { datasetFromSplits } from './dataset.ts';
import { formatOf } from './file-format.ts';
import { type AnswerConventions, readGoldAnswer, type WrittenAnswer } from './gold-answer.ts';
import { readGsm8k } from './gsm8k.ts';
import { maskedQuestion } from './question-text.ts';
import { emptyReport, type Reading, type ReadingReport } from './reading.ts';
import { assertFraction, cutGrouped } from './split.ts';
import { reportStated, reportUnused, type StatedSplits, statedSplits } from './split-column.ts';
import { readSteps } from './step-numbers.ts';
import { readStrategyQa } from './strategyqa.ts';
import { readSvamp } from './svamp.ts';
import {
  type Dataset,
  type PublishedDataset,
  publishedDatasets,
  type ReadDatasetOptions,
  readingDefaults,
} from './types.ts';
import { type UserFileOptions, userProblems } from './user-file.ts';

const publishedReaders: Record<PublishedDataset, (source: string, report: ReadingReport) => Reading> = {
  gsm8k: readGsm8k,
  svamp: readSvamp,
  strategyqa: readStrategyQa,
};

/**
 * Reads a published dataset or a user's own file. Validation is cut from train, and for a user's file without `test`
 * the test problems are cut first, both by groups of questions that are equal but for their numbers (see `cutGrouped`).
 * A column `split` of a user's file that names a split for each row is followed instead (see `splitsOfColumn`).
 * Records that cannot be used are named in `summary.skipped`. Throws `data-unreadable` only when there is no problem at
 * all, or none in `test`; `option-unused` for options that the dataset does not take; `data-source-missing`,
 * `data-file-missing`, `data-format-unknown`, `column-unknown`, `invalid-value` and `file-unreadable`.
 */
export function readDataset(options: ReadDatasetOptions): Dataset {
  const { dataset } = options;
  const { seed, validation } = cutSettings(options);
  const report = emptyReport();
  const published = publishedDatasets.find((name) => name === dataset);
  const reading =
    published === undefined ? readOwn(options, report) : readPublished(published, sourceOf(options), report);
  if (reading.train.length + reading.test.length === 0) throw nothingReadable(dataset, report);
  const { kept, cutOff } =
    reading.validation === undefined
      ? cutGrouped(reading.train, validation, validationSeed(seed))
      : { kept: reading.train, cutOff: reading.validation };
  return datasetFromSplits(dataset, { train: kept, validation: cutOff, test: reading.test }, report);
}

function readPublished(dataset: PublishedDataset, source: string, report: ReadingReport): Reading {
  return usingOption('source', () => publishedReaders[dataset](source, report));
}

function sourceOf(options: ReadDatasetOptions): string {
  const { dataset, source, columns, answerType, numberFormat, test, testFraction } = options;
  assertUnused(`${dataset} has a known layout and a test split of its own`, {
    columns,
    answerType,
    numberFormat,
    test,
    testFraction,
  });
  if (source !== undefined) return source;
  throw new SocraticError(
    'data-source-missing',
    say`${dataset} is read from its published files. Name their folder with ${option('source')}.`,
    { subject: { option: 'source' }, details: { dataset } },
  );
}

function readOwn(options: ReadDatasetOptions, report: ReadingReport): Reading {
  const { dataset, test } = options;
  const { seed, testFraction } = cutSettings(options);
  const fileOptions = userFileOptions(options);
  const census = new AnswerCensus();
  const main = problemsAsWritten(dataset, fileOptions, report, census);
  const second =
    test === undefined ? [] : usingOption('test', () => problemsAsWritten(test, fileOptions, report, census));
  const conventions = census.conventions(fileOptions);
  reportAnswers(census, conventions, fileOptions, report);
  const readSo = (written: readonly AsWritten[]) =>
    written.map((one) => asRead(one, conventions, fileOptions));
  const problems = readSo(main);
  if (test !== undefined) {
    usingOption('test', () => assertReadableTest(test, second.length, report));
    splitsOfColumn(options, main, ({ split }) => split, report);
    return { train: problems, test: readSo(second) };
  }
  const stated = splitsOfColumn(options, main, ({ split }) => split, report);
  const validation = stated?.validation?.map((one) => asRead(one, conventions, fileOptions));
  const rest = stated === null ? problems : readSo(stated.train);
  if (stated?.test !== undefined) return { train: rest, test: readSo(stated.test), validation };
  const { kept, cutOff } = cutGrouped(rest, testFraction, testSeed(seed));
  const templates = new Set(rest.map(({ question }) => maskedQuestion(question))).size;
  reportCut({ cutOff: cutOff.length, all: rest.length, templates, fraction: testFraction }, report);
  return { train: kept, test: cutOff, validation };
}

/**
 * The items of a file by the splits that a column of it names; null where they are cut as of any file. A second file with test problems, and
 * a fraction of them that is stated, go before the column.
 */
export function splitsOfColumn<T>(
  { dataset, test, testFraction }: ReadDatasetOptions,
  items: readonly T[],
  splitNamed: (item: T) => SplitName | null | undefined,
  report: ReadingReport,
): StatedSplits<T> | null {
  const decided =
    test !== undefined
      ? 'the test problems come from a second file'
      : testFraction !== undefined
        ? 'a fraction of test problems is stated'
        : null;
  const stated = decided === null ? statedSplits(items, splitNamed) : null;
  if (stated === null) reportUnused(dataset, items.map(splitNamed), decided, report);
  else reportStated(dataset, stated, report);
  return stated;
}

/** A problem, and its answer as it is written. Its steps are as they are written, unless a format is stated. */
interface AsWritten {
  readonly problem: Problem;
  readonly written: WrittenAnswer;
  /** The split that its record names. */
  readonly split: SplitName | null;
}

function problemsAsWritten(
  path: string,
  options: UserFileOptions,
  report: ReadingReport,
  census: AnswerCensus,
): AsWritten[] {
  let last: WrittenAnswer | undefined;
  let split: SplitName | null = null;
  const onAnswer = (written: WrittenAnswer, file: string, line: number, item?: number) => {
    last = written;
    census.add(written, file, line, item);
  };
  const onMissingAnswer = () => census.addMissing();
  const onSteps = (steps: readonly Step[]) => census.addSteps(steps);
  const onSplit = (named: SplitName | null) => {
    split = named;
  };
  const problems: AsWritten[] = [];
  for (const problem of userProblems(path, options, report, { onAnswer, onSteps, onSplit, onMissingAnswer }))
    if (last !== undefined) problems.push({ problem, written: last, split });
  return problems;
}

function asRead(
  { problem, written }: AsWritten,
  conventions: AnswerConventions,
  stated: AnswerConventions,
): Problem {
  const { steps } = problem;
  const isRaw = steps !== undefined && stated.numberFormat === undefined;
  return {
    ...problem,
    ...readGoldAnswer(written, conventions),
    ...(isRaw && { steps: readSteps(steps, conventions) }),
  };
}

/** Puts into the report what the answers of a user's file are, and how they are read. */
export function reportAnswers(
  census: AnswerCensus,
  conventions: AnswerConventions,
  stated: AnswerConventions,
  report: ReadingReport,
): void {
  report.answers = census.summary(conventions);
  for (const note of census.notes(conventions, stated)) report.notes.push(note);
  for (const warning of census.warnings()) report.warnings.push(warning);
}

/** The options of the reader of a user's own file. Throws `data-format-unknown`, `invalid-value`, and `option-unused` for options of other sources. */
export function userFileOptions(options: ReadDatasetOptions): UserFileOptions {
  const { dataset, source, test, testFraction, columns, answerType, numberFormat } = options;
  formatOf(dataset); // first: a misspelt name of a published dataset is not a file of one's own
  assertUnused(`${dataset} is a file of your own`, { source });
  if (test !== undefined) assertUnused('The test problems come from a file', { testFraction });
  return {
    ...(columns && { columns }),
    ...(answerType && { answerType }),
    ...(numberFormat && { numberFormat }),
  };
}

/** How problems are cut off, defaults filled in. Throws `invalid-value`. */
export function cutSettings(options: ReadDatasetOptions) {
  const { seed = readingDefaults.seed, validation = readingDefaults.validation } = options;
  const { testFraction = readingDefaults.testFraction } = options;
  assertFraction('validation', validation);
  assertFraction('testFraction', testFraction);
  return { seed, validation, testFraction };
}

export const testSeed = (seed: number): string => `${seed}/test`;
export const validationSeed = (seed: number): string => `${seed}/validation`;

/** Says how many problems were cut off as test, and warns where that is none. `templates`: how many groups there are. */
export function reportCut(
  {
    cutOff,
    all,
    templates,
    fraction,
  }: {
    readonly cutOff: number;
    readonly all: number;
    readonly templates: number;
    readonly fraction: number;
  },
  { notes, warnings }: ReadingReport,
): void {
  const problems = countOf(all, 'problem');
  notes.unshift(
    `${cutOff} of ${problems} ${cutOff === 1 ? 'was' : 'were'} cut off as test, by groups of questions that differ only in numbers`,
  );
  if (cutOff > 0 || fraction === 0 || all === 0) return;
  const share = `${Number((100 * fraction).toFixed(2))} %`;
  const why =
    Math.round(all * fraction) === 0
      ? `${share} of ${problems} is less than one`
      : templates === 1
        ? `the questions of all ${problems} differ only in numbers, and such problems stay together`
        : `the ${problems} are ${templates} groups of questions that differ only in numbers, each larger than ${share}, and a group stays together`;
  warnings.push(
    `There is no test problem: ${why}. So nothing can be measured on problems that a student was not trained on. Name a second file with test problems, or add other problems.`,
  );
}

/** Throws `option-unused` when one of `options` is given; `why` is a sentence without its full stop. */
export function assertUnused(why: string, options: Readonly<Record<string, unknown>>): void {
  const unused = Object.keys(options).filter((name) => options[name] !== undefined);
  if (unused.length === 0) return;
  const names = joinMessages(
    unused.map((name) => say`${option(name)}`),
    ', ',
  );
  throw new SocraticError('option-unused', say`${why}. Leave out ${names}.`, {
    subject: { option: unused[0] },
    details: { options: unused },
  });
}

/** Throws `data-unreadable` for a file of test problems without one. */
export function assertReadableTest(test: string, problems: number, report: ReadingReport): void {
  if (problems > 0) return;
  throw nothingReadable(test, { ...report, skipped: report.skipped.filter(({ file }) => file === test) });
}

/** That a source has not one problem, with the first reasons. */
export function nothingReadable(dataset: string, { skipped }: ReadingReport): SocraticError {
  // one of each reason: that all lines lack a column is said once
  const kinds = new Map(skipped.toReversed().map((line) => [line.reason.replace(/^item \d+ /, ''), line]));
  const named = skipped.filter((line) => [...kinds.values()].includes(line)).slice(0, 3);
  const first = named.map(({ file, line, reason }) => `${line === 0 ? file : `${file}:${line}`}: ${reason}`);
  const hint = columnHint(
    dataset,
    skipped.map(({ reason }) => reason),
  );
  return new SocraticError(
    'data-unreadable',
    say`${dataset}: not one problem could be read. ${first.join('; ')}${skipped.length > named.length ? `; and ${skipped.length - named.length} more` : ''}.${hint}`,
    { subject: { path: dataset }, details: { skipped } },
  );
}
