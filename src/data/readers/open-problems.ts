// The problems of some splits as a stream, however the caller names them: a dataset directory, a file of problems, or a Dataset.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Problem, SplitName } from '../problem.ts';
import { readDataset } from './read.ts';
import { openProblemStream, type ProblemStream } from './stream.ts';
import type { Dataset } from './types.ts';
import { isProblemFile } from './user-file.ts';

/**
 * Opens splits of `data`. A directory is read as a stream. A file of problems (`.jsonl`, `.ndjson`, `.csv`) is read into memory and cut as
 * `readDataset` cuts it. A Dataset has the same hash as the directory that `writeDataset` makes of it. Throws what `openProblemStream`
 * and `readDataset` throw.
 */
export async function openProblems(
  data: string | Dataset,
  splits: readonly SplitName[],
): Promise<ProblemStream> {
  if (typeof data !== 'string') return streamOf(data, splits);
  return isFile(data) ? streamOf(readDataset({ dataset: data }), splits) : openProblemStream(data, splits);
}

/** A path that does not exist counts as a file when it is named like one. */
function isFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? isProblemFile(path) : !found.isDirectory();
}

function streamOf(dataset: Dataset, splits: readonly SplitName[]): ProblemStream {
  const hash = createHash('sha256');
  let total = 0;
  for (const split of splits) {
    for (const problem of dataset.splits[split]) hash.update(`${JSON.stringify(problem)}\n`);
    hash.update('\f'); // the end of a split
    total += dataset.splits[split].length;
  }
  return {
    name: dataset.name,
    splits,
    total,
    sha256: hash.digest('hex'),
    read: async function* (onSkipped): AsyncGenerator<Problem> {
      for (const line of dataset.summary.skipped) onSkipped?.(line);
      for (const split of splits) yield* dataset.splits[split];
    },
  };
}
