// The problems that a caller names as `data`: a dataset directory, a file of problems, or a Dataset in memory.
import { type Reporter, type SkippedLine, silentReporter } from '../../common/index.ts';
import { sha256OfSplits } from './dataset.ts';
import { isFile, placeOf, readProblemFile } from './problem-file.ts';
import { loadDataset } from './store.ts';
import type { Dataset, Splits } from './types.ts';

/** Problems, and what identifies them in the records of those who use them. */
export interface ResolvedData {
  readonly name: string;
  /** The directory or file; null for a Dataset in memory. */
  readonly path: string | null;
  /** Of a directory: of its three files. Of a file or a Dataset: of the files that `writeDataset` would write. */
  readonly sha256: string;
  readonly splits: Splits;
  /** Lines that hold no usable problem. */
  readonly unusable: readonly SkippedLine[];
}

/** Unusable lines that are named one by one. */
const named = 5;

/**
 * Finds the problems of `data`. A file of problems is read as `readProblemFile` reads it. The reporter hears of unusable lines too.
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
  const { name, splits, sha256, summary } = readProblemFile(path, reporter);
  warnOf(summary.skipped, reporter);
  for (const line of summary.withoutSteps) reporter.warn(placeOf(line));
  return { name, path, sha256, splits, unusable: summary.skipped };
}

function warnOf(unusable: readonly SkippedLine[], reporter: Reporter): void {
  for (const line of unusable.slice(0, named)) reporter.warn(`${placeOf(line)}; set aside.`);
  const more = unusable.length - named;
  if (more > 0) reporter.warn(`${more} more ${more === 1 ? 'line was' : 'lines were'} set aside.`);
}
