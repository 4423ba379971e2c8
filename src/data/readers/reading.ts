// What a reader collects while it goes through files: problems, and every line that it could not use.
import type { SkippedLine } from '../../common/index.ts';
import type { Problem } from '../problem.ts';

/** The problems of a source as published, before validation is cut off. */
export interface Reading {
  readonly train: readonly Problem[];
  readonly test: readonly Problem[];
}

/** Filled by the readers as they go. */
export interface ReadingReport {
  readonly skipped: SkippedLine[];
  readonly withoutSteps: SkippedLine[];
  readonly notes: string[];
}

export function emptyReport(): ReadingReport {
  return { skipped: [], withoutSteps: [], notes: [] };
}

/** One record of a file and the line it starts on. */
export interface SourceRecord {
  readonly line: number;
  readonly value: unknown;
}

/** Thrown inside a reader when one record cannot be used; the message is the reason the user reads. */
export class UnusableRecord extends Error {}

/** Applies `toProblem` to every record; records for which it throws `UnusableRecord` are named in the report. */
export function readRecords<T>(
  file: string,
  records: readonly SourceRecord[],
  report: ReadingReport,
  toProblem: (value: unknown, line: number) => T,
): T[] {
  const problems: T[] = [];
  for (const { line, value } of records) {
    try {
      problems.push(toProblem(value, line));
    } catch (error) {
      if (!(error instanceof UnusableRecord)) throw error;
      report.skipped.push({ file, line, reason: error.message });
    }
  }
  if (records.length === 0 && !report.skipped.some((line) => line.file === file)) {
    report.skipped.push({ file, line: 0, reason: 'the file is empty' });
  }
  return problems;
}
