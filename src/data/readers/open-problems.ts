// The problems of some splits as a stream, however the caller names them: a dataset directory, a file of problems, or a Dataset.
import { createHash } from 'node:crypto';
import type { Reporter } from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { isFile, readProblemFile } from './problem-file.ts';
import { openProblemStream, type ProblemStream } from './stream.ts';
import type { Dataset } from './types.ts';

/**
 * Opens splits of `data`. A directory is read as a stream. A file of problems is read into memory, as `readProblemFile` reads it. A Dataset
 * has the same hash as the directory that `writeDataset` makes of it, and so has a file. Throws what `openProblemStream` and `readDataset`
 * throw.
 */
export async function openProblems(
  data: string | Dataset,
  splits: readonly SplitName[],
  { reporter }: { readonly reporter?: Reporter | undefined } = {},
): Promise<ProblemStream> {
  if (typeof data !== 'string') return streamOf(data, splits);
  return isFile(data) ? streamOf(readProblemFile(data, reporter), splits) : openProblemStream(data, splits);
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
