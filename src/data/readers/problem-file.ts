// A file of problems that is named where a dataset directory could be: found, read into memory, and what there is to say of it said.
import { statSync } from 'node:fs';
import { type Reporter, type SkippedLine, silentReporter } from '../../common/index.ts';
import { splitNames } from './dataset.ts';
import { isProblemFile } from './file-format.ts';
import { readDataset } from './read.ts';
import type { Dataset } from './types.ts';

/** Lines that are named one by one. */
const named = 5;

/** Whether a path is a file of problems rather than a directory. One that does not exist counts as a file when it is named like one. */
export function isFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? isProblemFile(path) : !found.isDirectory();
}

/**
 * Reads a file of problems as `readDataset` does without options: always the same tenth becomes `test`, and a tenth of the others
 * `validation`, unless the file names the splits. Its hash is that of its problems, and so that of the directory that would be made of it. The reporter hears of the cut, and
 * of how the problems are read; of lines that hold none, the caller tells.
 */
export function readProblemFile(path: string, reporter: Reporter = silentReporter): Dataset {
  const dataset = readDataset({ dataset: path });
  const { splits, summary } = dataset;
  const sizes = splitNames.map((split) => `${splits[split].length} ${split}`);
  reporter.info(`${path}: ${sizes.slice(0, -1).join(', ')} and ${sizes.at(-1)} problems.`);
  const others = summary.answers?.others ?? [];
  for (const line of others.slice(0, named)) reporter.info(`${placeOf(line)}; most are not.`);
  for (const note of summary.notes) reporter.info(`Note: ${note}`);
  for (const warning of summary.warnings) reporter.warn(warning);
  return dataset;
}

/** `problems.csv:3: reason` */
export function placeOf({ file, line, reason }: SkippedLine): string {
  return `${line === 0 ? file : `${file}:${line}`}: ${reason}`;
}
