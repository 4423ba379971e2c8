// The problems that a caller names as `data`: a dataset directory, a file of problems, or a Dataset in memory.
import { statSync } from 'node:fs';
import { type Reporter, type SkippedLine, sha256OfText, silentReporter } from '../../common/index.ts';
import { sha256OfSplits, splitNames } from './dataset.ts';
import { readDataset } from './read.ts';
import { loadDataset } from './store.ts';
import type { Dataset, Splits } from './types.ts';
import { isProblemFile } from './user-file.ts';

/** Problems, and what identifies them in the records of those who use them. */
export interface ResolvedData {
  readonly name: string;
  /** The directory or file; null for a Dataset in memory. */
  readonly path: string | null;
  /** Of a directory: of its three files. Of a file: of its text. Of a Dataset: of the files that `writeDataset` would write. */
  readonly sha256: string;
  readonly splits: Splits;
  /** Lines that hold no usable problem. */
  readonly unusable: readonly SkippedLine[];
}

/** Unusable lines that are named one by one. */
const named = 5;

/**
 * Finds the problems of `data`. A file (`.jsonl`, `.ndjson`, `.csv`) is read into memory and cut as `readDataset` cuts it: a tenth of the
 * problems becomes `test`, a tenth of the others `validation`, always the same ones. The reporter hears of unusable lines, and of the cut.
 *
 * Throws what `loadDataset` and `readDataset` throw: `dataset-missing`, `dataset-incomplete`, `dataset-invalid`,
 * `dataset-format-unknown`, `data-format-unknown`, `data-unreadable`, `file-unreadable`.
 */
export async function resolveData(
  data: string | Dataset,
  { reporter = silentReporter }: { readonly reporter?: Reporter | undefined } = {},
): Promise<ResolvedData> {
  if (typeof data !== 'string') {
    const { name, splits } = data;
    return { name, path: null, sha256: sha256OfSplits(splits), splits, unusable: [] };
  }
  return isFile(data) ? fromFile(data, reporter) : fromDirectory(data, reporter);
}

function fromDirectory(path: string, reporter: Reporter): ResolvedData {
  const { name, splits, sha256, unusable } = loadDataset(path);
  warnOf(unusable, reporter);
  return { name, path, sha256, splits, unusable };
}

function fromFile(path: string, reporter: Reporter): ResolvedData {
  const { name, splits, summary } = readDataset({ dataset: path });
  warnOf(summary.skipped, reporter);
  for (const line of summary.withoutSteps) reporter.warn(placeOf(line));
  const sizes = splitNames.map((split) => `${splits[split].length} ${split}`);
  reporter.info(`${path}: ${sizes.slice(0, -1).join(', ')} and ${sizes.at(-1)} problems.`);
  return { name, path, sha256: sha256OfText(path), splits, unusable: summary.skipped };
}

/** A path that does not exist counts as a file when it is named like one. */
function isFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? isProblemFile(path) : !found.isDirectory();
}

function warnOf(unusable: readonly SkippedLine[], reporter: Reporter): void {
  for (const line of unusable.slice(0, named)) reporter.warn(`${placeOf(line)}; set aside.`);
  const more = unusable.length - named;
  if (more > 0) reporter.warn(`${more} more ${more === 1 ? 'line was' : 'lines were'} set aside.`);
}

function placeOf({ file, line, reason }: SkippedLine): string {
  return `${line === 0 ? file : `${file}:${line}`}: ${reason}`;
}
