// The public face of everything about datasets, as one object.
import {
  assertKind,
  assertOptions,
  type OptionKind,
  type OptionTable,
  optionKinds,
  usingOption,
} from '../common/index.ts';
import {
  type GenerateOptions,
  generateArithmetic,
  generatorDetails,
  splitCounts,
} from './arithmetic/index.ts';
import { createDataset } from './create-dataset.ts';
import { dataKind } from './data-kind.ts';
import { generatorKinds, readingKinds } from './dataset-options.ts';
import type { SplitName } from './problem.ts';
import {
  type Dataset,
  datasetFromSplits,
  type LoadedDataset,
  loadDataset,
  openProblemStream,
  type ProblemStream,
  type ReadDatasetOptions,
  readDataset,
  type Splits,
  splitNames,
  writeDataset,
} from './readers/index.ts';

export type ReadOptions = Omit<ReadDatasetOptions, 'dataset'>;

export interface WriteOptions {
  /** Replace another dataset directory. */
  readonly force?: boolean | undefined;
}

export interface StreamOptions {
  /** Default: all three, one after the other. */
  readonly splits?: readonly SplitName[] | undefined;
}

const { text } = optionKinds;
const datasetKind: OptionKind = {
  expected: 'a Dataset',
  accepts: (value) => typeof value !== 'string' && dataKind.accepts(value),
};
const splitsKind: OptionKind = {
  expected: `a list of ${splitNames.join(', ')}`,
  accepts: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((name) => splitNames.includes(name as SplitName)),
};
const problemsKind: OptionKind = {
  expected: 'a list of problems, each with id, question, answer and answerType',
  accepts: (value) =>
    Array.isArray(value) &&
    value.every(
      (problem) =>
        optionKinds.object.accepts(problem) &&
        ['id', 'question', 'answer', 'answerType'].every((name) => typeof problem[name] === 'string'),
    ),
};
const splitKinds: OptionTable<Splits> = {
  train: problemsKind,
  validation: problemsKind,
  test: problemsKind,
};

/**
 * Problems from published files, from files of your own or from the built-in generator, and the dataset directories that they are kept in.
 *
 * ```ts
 * const data = await datasets.read('problems.csv', { columns: { question: 'text' } });
 * await datasets.write(data, 'data/mine');
 * ```
 */
export const datasets = {
  /**
   * Reads `gsm8k`, `svamp` or `strategyqa` from the folder `source` with their published files, or a file of your own (`.jsonl`, `.json`, `.csv`, `.tsv`),
   * into memory. Records that cannot be used are in `summary.skipped`.
   *
   * Throws `data-unreadable` when there is no problem at all, `option-unused`, `invalid-value`, `data-source-missing`, `data-file-missing`,
   * `data-format-unknown`, `column-unknown` and `file-unreadable`.
   */
  async read(dataset: string, options: ReadOptions = {}): Promise<Dataset> {
    assertKind('dataset', dataset, text);
    assertOptions(options, readingKinds);
    return usingOption('dataset', () => readDataset({ ...options, dataset }));
  },

  /**
   * Writes a dataset as a directory, whole or not at all. Throws `out-exists` when `out` holds anything, `out-not-a-dataset` when `force`
   * is set and it holds something other than a dataset, and `directory-unwritable`.
   */
  async write(dataset: Dataset, out: string, options: WriteOptions = {}): Promise<void> {
    assertKind('dataset', dataset, datasetKind);
    assertKind('out', out, text);
    assertOptions(options, { force: optionKinds.flag });
    writeDataset(out, dataset, options);
  },

  /**
   * Reads a dataset directory into memory. Lines that cannot be used are in `unusable`. Throws `dataset-missing`, `dataset-incomplete`,
   * `dataset-invalid`, `dataset-format-unknown` and `data-unreadable`.
   */
  async load(directory: string): Promise<LoadedDataset> {
    assertKind('directory', directory, text);
    return usingOption('directory', () => loadDataset(directory));
  },

  /**
   * Generates arithmetic word problems with reference sub-questions and solutions; equal options give equal problems. Throws
   * `invalid-value`, and `arithmetic-exhausted` when there are too few different problems for these options.
   */
  generate(options: GenerateOptions = {}): Dataset {
    assertOptions(options, generatorKinds);
    const counts = splitCounts(options);
    const { structures, ...splits } = generateArithmetic(counts);
    return datasetFromSplits('arithmetic', splits, { details: generatorDetails(counts.seed, structures) });
  },

  /**
   * A dataset of problems that you have already, cut into splits. An id that occurred before gets a number appended; `summary.renamedIds`
   * lists those.
   */
  fromSplits(name: string, splits: Splits): Dataset {
    assertKind('name', name, text);
    assertOptions(splits, splitKinds, splitNames);
    return datasetFromSplits(name, splits);
  },

  /**
   * Opens a dataset directory to read its problems one by one, as often as you want: for datasets larger than memory. Throws as `load`
   * does.
   */
  async stream(directory: string, options: StreamOptions = {}): Promise<ProblemStream> {
    assertKind('directory', directory, text);
    assertOptions(options, { splits: splitsKind });
    const { splits = splitNames } = options;
    return usingOption('directory', () => openProblemStream(directory, splits));
  },

  create: createDataset,
};
