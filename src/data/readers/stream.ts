// The problems of a dataset directory one by one, for what must not hold all of them in memory.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf, messageOf, type SkippedLine, SocraticError, say } from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { problemRecord, whatIsWrong } from './schema.ts';
import { readDatasetFile, writeAgain } from './store.ts';

/** Some splits of a dataset directory, to be read as often as wanted. */
export interface ProblemStream {
  readonly name: string;
  readonly splits: readonly SplitName[];
  /** Lines that hold something. */
  readonly total: number;
  /** Of the files of these splits. */
  readonly sha256: string;
  /** Every problem, split after split; lines that cannot be used are left out and given to `onSkipped`. */
  read(onSkipped?: (line: SkippedLine) => void): AsyncGenerator<Problem>;
}

/**
 * Opens splits of a dataset directory: reads their files once, for their size and hash. Ids are taken as they are: one that a later
 * line repeats is not renamed, as `loadDataset` does it. Throws `dataset-missing`, `dataset-incomplete`, `dataset-invalid`,
 * `dataset-format-unknown`.
 */
export async function openProblemStream(
  directory: string,
  splits: readonly SplitName[],
): Promise<ProblemStream> {
  const { dataset } = readDatasetFile(directory);
  const files = splits.map((split) => {
    const path = join(directory, `${split}.jsonl`);
    if (existsSync(path)) return path;
    throw new SocraticError(
      'dataset-incomplete',
      say`${directory} has no ${split}.jsonl. ${writeAgain(directory)}`,
      { subject: { path: directory }, details: { split } },
    );
  });
  const hash = createHash('sha256');
  let total = 0;
  for (const file of files) {
    for await (const line of linesOf(file)) {
      hash.update(`${line}\n`);
      if (line.trim() !== '') total++;
    }
    hash.update('\f'); // the end of a split
  }
  return {
    name: dataset,
    splits,
    total,
    sha256: hash.digest('hex'),
    read: async function* (onSkipped = () => undefined) {
      for (const file of files) yield* problemsOf(file, onSkipped);
    },
  };
}

async function* problemsOf(file: string, onSkipped: (line: SkippedLine) => void): AsyncGenerator<Problem> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (text.trim() === '') continue;
    const problem = problemIn(text);
    if (typeof problem === 'string') onSkipped({ file, line, reason: problem });
    else yield problem;
  }
}

/** The problem, or why the line holds none. */
function problemIn(text: string): Problem | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${messageOf(error)}`;
  }
  const parsed = problemRecord.safeParse(value, { reportInput: true });
  return parsed.success ? parsed.data : whatIsWrong(parsed.error);
}
