// A dataset directory written problem by problem, that appears whole or not at all.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  AtomicDirectory,
  AtomicLineWriter,
  assertFreeDirectory,
  option,
  type Reporter,
  recoverDirectory,
  SocraticError,
  say,
  sha256OfText,
  usingOption,
  writeJson,
} from '../../common/index.ts';
import type { Problem, SplitName } from '../problem.ts';
import { eachSplit } from './dataset.ts';
import { datasetFormat } from './schema.ts';
import type { DatasetSummary } from './types.ts';

/** Where a dataset directory is written, and what its progress is reported to. */
export interface DatasetTarget {
  readonly directory: string;
  /** Replace another dataset directory. */
  readonly force?: boolean | undefined;
  /** Stops the work with the signal's reason; nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
  readonly reporter?: Reporter | undefined;
}

/** Problems from which on the progress of writing is worth a line. */
const largeDataset = 50_000;

/** Reports how many problems are written, where that takes long enough. */
export function reportWritten({ reporter }: DatasetTarget, done: number, total: number): void {
  if (total >= largeDataset) reporter?.progress('writing', { done, total });
}

/**
 * Throws `out-exists` when `directory` holds anything. With `force` another dataset directory may be replaced; for anything else this
 * throws `out-not-a-dataset`.
 */
export function assertReplaceable(directory: string, force: boolean): void {
  usingOption('out', () => assertEmptyOrDataset(resolve(directory), directory, force));
}

function assertEmptyOrDataset(path: string, directory: string, force: boolean): void {
  recoverDirectory(path);
  try {
    assertFreeDirectory(path);
  } catch (error) {
    if (!force || statSync(path).isFile()) throw error;
    if (!existsSync(join(path, 'dataset.json'))) {
      throw new SocraticError(
        'out-not-a-dataset',
        say`${directory} holds something other than a dataset and is not replaced. Choose another ${option('out')}.`,
        { subject: { path }, cause: error },
      );
    }
  }
}

export class DatasetWriter {
  readonly #directory: AtomicDirectory;
  readonly #files: Readonly<Record<SplitName, AtomicLineWriter>>;

  /** Throws as `assertReplaceable`, and `directory-unwritable`. */
  constructor(directory: string, { force }: { readonly force: boolean }) {
    assertReplaceable(directory, force);
    this.#directory = usingOption('out', () => new AtomicDirectory(resolve(directory)));
    try {
      this.#files = eachSplit((split) => new AtomicLineWriter(this.#fileOf(split)));
    } catch (error) {
      this.#directory.discard();
      throw error;
    }
  }

  write(split: SplitName, problem: Problem): void {
    this.#files[split].write(problem);
  }

  /** Puts the directory into its place, replacing what was there. */
  commit(summary: DatasetSummary): void {
    for (const file of Object.values(this.#files)) file.commit();
    const hashes = eachSplit((split) => sha256OfText(this.#fileOf(split)));
    writeJson(join(this.#directory.temporary, 'dataset.json'), {
      format: datasetFormat,
      ...summary,
      sha256: hashes,
    });
    this.#directory.commit();
  }

  /** Forgets all that was written. */
  discard(): void {
    for (const file of Object.values(this.#files)) file.discard();
    this.#directory.discard();
  }

  #fileOf(split: SplitName): string {
    return join(this.#directory.temporary, `${split}.jsonl`);
  }
}
