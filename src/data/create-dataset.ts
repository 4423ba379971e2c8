// Any source of problems becomes a dataset directory: what `socratic data` does. None but the small published datasets is held in memory.
import {
  assertKind,
  assertOptions,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
  usingOption,
} from '../common/index.ts';
import { type GenerateOptions, splitCounts, writeArithmetic } from './arithmetic/index.ts';
import { creationKinds } from './dataset-options.ts';
import {
  assertUnused,
  convertUserFile,
  type DatasetSummary,
  type DatasetTarget,
  publishedDatasets,
  type ReadDatasetOptions,
  readDataset,
  writeDataset,
} from './readers/index.ts';

export interface CreateDatasetOptions
  extends Omit<ReadDatasetOptions, 'dataset' | 'test'>,
    Omit<GenerateOptions, 'test'> {
  /** Directory of the dataset. It appears whole or not at all. */
  readonly out: string;
  /** Replace another dataset directory. */
  readonly force?: boolean | undefined;
  /** Your own file: a second file, with the test problems. `arithmetic`: how many test problems, default 500. */
  readonly test?: string | number | undefined;
  readonly reporter?: Reporter | undefined;
  /** Stops the work with the signal's reason; nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
}

const table: OptionTable<CreateDatasetOptions> = creationKinds;

/**
 * Writes the dataset directory `out` and returns its summary. `dataset` is `gsm8k`, `svamp` or `strategyqa` (with their published files in
 * the folder `options.source`), `arithmetic` for the built-in generator, or a file of your own (`.jsonl`, `.json`, `.csv`,
 * `.tsv`), which may be larger than memory.
 *
 * Throws `option-unused` for an option that this dataset does not take, what `datasets.read` and `datasets.write` throw, and
 * `data-file-changed` when a file changes while it is read.
 */
export async function createDataset(dataset: string, options: CreateDatasetOptions): Promise<DatasetSummary> {
  assertKind('dataset', dataset, optionKinds.text);
  assertOptions(options, table, ['out']);
  const { out, force, signal, reporter, test, ...choices } = options;
  const target = { directory: out, force, signal, reporter };
  const summary = await usingOption('dataset', () =>
    dataset === 'arithmetic' ? generate(choices, test, target) : read(dataset, choices, test, target),
  );
  for (const warning of summary.warnings) reporter?.warn(warning);
  return summary;
}

type Choices = Omit<CreateDatasetOptions, 'out' | 'force' | 'signal' | 'reporter' | 'test'>;

async function generate(choices: Choices, test: Test, target: DatasetTarget): Promise<DatasetSummary> {
  const { source, columns, answerType, numberFormat, testFraction, ...generator } = choices;
  const forReaders = { source, columns, answerType, numberFormat, testFraction };
  assertUnused('arithmetic is generated, not read', forReaders);
  if (typeof test === 'string') throw wrongTest(test, 'for arithmetic the number of test problems');
  return writeArithmetic(splitCounts({ ...generator, test }), target);
}

async function read(
  dataset: string,
  choices: Choices,
  test: Test,
  target: DatasetTarget,
): Promise<DatasetSummary> {
  const { train, families, steps, maxNumber, distractors, ...reader } = choices;
  assertUnused(`${dataset} is read, not generated`, { train, families, steps, maxNumber, distractors });
  if (typeof test === 'number') throw wrongTest(test, 'a file with the test problems');
  const options = { ...reader, dataset, test };
  if (!publishedDatasets.some((name) => name === dataset)) return convertUserFile(options, target);
  const published = readDataset(options);
  writeDataset(target.directory, published, { force: target.force });
  return published.summary;
}

type Test = CreateDatasetOptions['test'];

function wrongTest(received: string | number, expected: string): SocraticError {
  return new SocraticError(
    'invalid-value',
    say`${option('test')} is ${expected}, not ${JSON.stringify(received)}.`,
    {
      subject: { option: 'test' },
      details: { expected, received },
    },
  );
}
