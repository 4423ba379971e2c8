// What a reader collects while it goes through files: problems, and every line that it could not use.
import type { SkippedLine } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { isBlankFile, isRegularFile } from './file-content.ts';
import type { AnswerSummary } from './types.ts';

/** The problems of a source as published, before validation is cut off. */
export interface Reading {
  readonly train: readonly Problem[];
  readonly test: readonly Problem[];
  /** Where the source has them apart; otherwise they are cut off train. */
  readonly validation?: readonly Problem[] | undefined;
}

/** Filled by the readers as they go. */
export interface ReadingReport {
  readonly skipped: SkippedLine[];
  readonly withoutSteps: SkippedLine[];
  readonly notes: string[];
  /** What makes the dataset of less use than it seems. */
  readonly warnings: string[];
  /** What the answers are, once all are read. */
  answers?: AnswerSummary;
}

export function emptyReport(): ReadingReport {
  return { skipped: [], withoutSteps: [], notes: [], warnings: [] };
}

/** One record of a file and the line it starts on. */
export interface SourceRecord {
  readonly line: number;
  readonly value: unknown;
  /** Its place among the records, from 1, in a file in which several may stand on one line. */
  readonly number?: number;
}

/** `item 3 ` before a reason, in a file in which the line does not say which record is meant. */
export function itemName(item: number | undefined): string {
  return item === undefined ? '' : `item ${item} `;
}

/** Thrown inside a reader when one record cannot be used; the message is the reason the user reads. */
export class UnusableRecord extends Error {}

/**
 * Applies `toProblem` to one record after another; those for which it throws `UnusableRecord` are left out and named in the report, behind
 * what `records` itself reports.
 */
export function* usableRecords<T>(
  file: string,
  records: Iterable<SourceRecord>,
  report: ReadingReport,
  toProblem: (value: unknown, line: number, number: number, item?: number) => T,
): Generator<T, { readonly records: number }> {
  const unusable: SkippedLine[] = [];
  let count = 0;
  for (const { line, value, number } of records) {
    count++;
    let problem: T;
    try {
      problem = toProblem(value, line, number ?? line, number);
    } catch (error) {
      if (!(error instanceof UnusableRecord)) throw error;
      unusable.push({ file, line, reason: `${itemName(number)}${error.message}` });
      continue;
    }
    yield problem;
  }
  for (const line of unusable) report.skipped.push(line);
  return { records: count };
}

/** `usableRecords` of a source file, which is named in the report when there is nothing in it. */
export function* sourceProblems<T>(
  file: string,
  records: Iterable<SourceRecord>,
  report: ReadingReport,
  toProblem: (value: unknown, line: number, number: number, item?: number) => T,
): Generator<T> {
  const { records: count } = yield* usableRecords(file, records, report, toProblem);
  if (count === 0 && !report.skipped.some((line) => line.file === file)) {
    report.skipped.push({ file, line: 0, reason: whyNoRecord(file) });
  }
}

/** Why a file has no record. A pipe has been read. */
function whyNoRecord(file: string): string {
  if (!isRegularFile(file)) return 'there is no record in it';
  if (isBlankFile(file)) return 'the file is empty';
  return /\.[ct]sv$/i.test(file) ? 'it has a header line and no record below it' : 'there is no record in it';
}

/** `sourceProblems` as a list. */
export function readRecords<T>(
  file: string,
  records: Iterable<SourceRecord>,
  report: ReadingReport,
  toProblem: (value: unknown, line: number) => T,
): T[] {
  return [...sourceProblems(file, records, report, toProblem)];
}
