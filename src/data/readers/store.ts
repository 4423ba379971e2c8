// The dataset directory: train, validation and test as JSON Lines, and `dataset.json` that says what they are.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  command,
  jsonLinesOf,
  type Message,
  messageOf,
  option,
  readText,
  recoverDirectory,
  type SkippedLine,
  SocraticError,
  say,
  sha256OfText,
} from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { eachSplit, sha256OfFiles, splitNames, withUniqueIds } from './dataset.ts';
import { DatasetWriter } from './dataset-writer.ts';
import { emptyReport, type ReadingReport, UnusableRecord, usableRecords } from './reading.ts';
import { datasetFile, datasetFormat, problemRecord, whatIsWrong } from './schema.ts';
import type { Dataset, RenamedId } from './types.ts';

/** A dataset as it was found on disk. */
export interface LoadedDataset extends Dataset {
  /** Splits whose file changed since the directory was written. */
  readonly edited: readonly SplitName[];
  /** Lines of the directory's own files that could not be used. */
  readonly unusable: readonly SkippedLine[];
  /** Ids that occur more than once in the directory's files, and what they were renamed to. */
  readonly renamedOnLoad: readonly RenamedId[];
}

/**
 * Writes a dataset directory whole or not at all. Throws `out-exists` when `directory` holds anything. With `force`
 * another dataset directory is replaced; for anything else this throws `out-not-a-dataset`.
 */
export function writeDataset(
  directory: string,
  dataset: Dataset,
  { force = false }: { readonly force?: boolean | undefined } = {},
): void {
  const writer = new DatasetWriter(directory, { force });
  try {
    for (const split of splitNames) {
      for (const problem of dataset.splits[split]) writer.write(split, problem);
    }
    writer.commit(dataset.summary);
  } catch (error) {
    writer.discard();
    throw error;
  }
}

/**
 * Reads a dataset directory. `summary` is the one it was written with; lines that cannot be used now are in `unusable`.
 * Throws `dataset-missing`, `dataset-incomplete`, `dataset-invalid`, `dataset-format-unknown`, and `data-unreadable`
 * when problems were stored and not one can be read.
 */
export function loadDataset(directory: string): LoadedDataset {
  const { format: _, sha256: hashes, ...summary } = readDatasetFile(directory);
  const report = emptyReport();
  const files = eachSplit((split) => readSplit(directory, split, report));
  const { splits, summary: now } = withUniqueIds(
    summary.dataset,
    eachSplit((split) => files[split].problems),
  );
  const found = eachSplit((split) => files[split].sha256);
  if (now.splits.train + now.splits.test === 0 && report.skipped.length > 0) {
    const first = report.skipped.slice(0, 3).map(({ file, line, reason }) => `${file}:${line}: ${reason}`);
    throw new SocraticError(
      'data-unreadable',
      say`${directory}: not one problem could be read. ${first.join('; ')}. ${writeAgain(directory)}`,
      { subject: { path: directory }, details: { skipped: report.skipped } },
    );
  }
  return {
    name: summary.dataset,
    splits,
    summary,
    sha256: sha256OfFiles(found),
    edited: splitNames.filter((split) => found[split] !== hashes[split]),
    unusable: report.skipped,
    renamedOnLoad: now.renamedIds,
  };
}

/** `dataset.json`, checked. Throws as `loadDataset` does. */
export function readDatasetFile(directory: string): z.infer<typeof datasetFile> {
  recoverDirectory(directory);
  const path = join(directory, 'dataset.json');
  if (!existsSync(path)) {
    throw new SocraticError(
      'dataset-missing',
      say`${directory} is not a dataset directory: it has no dataset.json. Make one with: ${command('data', 'DATASET', option('out', directory))}`,
      { subject: { path: directory } },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch (error) {
    throw new SocraticError(
      'dataset-invalid',
      say`${path} is not JSON: ${messageOf(error)}. ${writeAgain(directory)}`,
      { subject: { path }, cause: error },
    );
  }
  const format = z.object({ format: z.number() }).safeParse(value).data?.format;
  if (format !== undefined && format !== datasetFormat) {
    throw new SocraticError(
      'dataset-format-unknown',
      say`${path} has format ${format}, this version reads format ${datasetFormat}. ${writeAgain(directory)}`,
      { subject: { path }, details: { format } },
    );
  }
  const parsed = datasetFile.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new SocraticError(
    'dataset-invalid',
    say`${path}: ${whatIsWrong(parsed.error)}. ${writeAgain(directory)}`,
    { subject: { path } },
  );
}

/** What to do about a directory that cannot be read. */
export function writeAgain(directory: string): Message {
  return say`Write the directory again: ${command('data', 'DATASET', option('out', directory), option('force', true))}`;
}

function readSplit(
  directory: string,
  split: SplitName,
  report: ReadingReport,
): { problems: Problem[]; sha256: string } {
  const path = join(directory, `${split}.jsonl`);
  if (!existsSync(path)) {
    throw new SocraticError(
      'dataset-incomplete',
      say`${directory} has no ${split}.jsonl. ${writeAgain(directory)}`,
      { subject: { path: directory }, details: { split } },
    );
  }
  const read = (value: unknown): Problem => {
    const parsed = problemRecord.safeParse(value, { reportInput: true });
    if (parsed.success) return parsed.data;
    throw new UnusableRecord(whatIsWrong(parsed.error));
  };
  const lines = jsonLinesOf(path, { onSkipped: (line) => report.skipped.push(line) });
  return { problems: [...usableRecords(path, lines, report, read)], sha256: sha256OfText(path) };
}
