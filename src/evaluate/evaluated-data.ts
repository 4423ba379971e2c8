// Which problems an evaluation is about: the options that every one has, and what they name.
import {
  choiceKinds,
  type NumberRange,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
  usingOption,
} from '../common/index.ts';
import {
  type Dataset,
  dataKind,
  type Problem,
  resolveData,
  type SplitName,
  type Splits,
  splitNames,
} from '../data/index.ts';

export interface EvaluatedDataOptions {
  /** A dataset directory, a file of problems (`.jsonl`, `.json`, `.csv`, `.tsv`; a tenth of it is `test`), or a Dataset. */
  readonly data: string | Dataset;
  /** Default `test`. */
  readonly split?: SplitName | undefined;
  /** Only the first so many problems of the split. Default: all. */
  readonly limit?: number | undefined;
}

/** What an evaluation tells while it runs, and how it is stopped. */
export interface EvaluationContext {
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
  /** Stops the evaluation: InterruptedError is thrown, and what was solved by then is kept apart. */
  readonly signal?: AbortSignal | undefined;
}

/** The dataset as the evaluation records it. */
export interface EvaluatedDataset {
  /** Name of the dataset. */
  readonly name: string;
  /** Its path; null for a dataset in memory. */
  readonly path: string | null;
  /** Hash of its problems. */
  readonly sha256: string;
}

export interface EvaluatedData {
  readonly split: SplitName;
  readonly problems: readonly Problem[];
  readonly dataset: EvaluatedDataset;
  /** All of the dataset. */
  readonly splits: Splits;
}

export const evaluateDefaults = { split: 'test' } as const satisfies Partial<EvaluatedDataOptions>;
export const evaluateRanges = {
  limit: { min: 1, whole: true },
} as const satisfies Readonly<Partial<Record<keyof EvaluatedDataOptions, NumberRange>>>;

/** The rows of these options in the tables of every evaluation. */
export const evaluatedDataKinds: OptionTable<EvaluatedDataOptions & EvaluationContext> = {
  ...numberKinds(evaluateRanges),
  ...choiceKinds({ split: splitNames }),
  data: dataKind,
  reporter: optionKinds.reporter,
  signal: optionKinds.signal,
};

/** Finds the problems. Throws `no-problems`, and what `resolveData` throws. */
export async function evaluatedData(
  options: EvaluatedDataOptions & Pick<EvaluationContext, 'reporter'>,
): Promise<EvaluatedData> {
  const { data, split = evaluateDefaults.split, limit, reporter } = options;
  const { splits, name, path, sha256 } = await usingOption('data', () => resolveData(data, { reporter }));
  const problems = splits[split].slice(0, limit);
  if (problems.length === 0) throw noProblems(name, split);
  return { split, problems, dataset: { name, path, sha256 }, splits };
}

/** The error of a split without problems. */
export function noProblems(dataset: string, split: SplitName | 'all'): SocraticError {
  return new SocraticError(
    'no-problems',
    split === 'all'
      ? `${dataset} has no problems.`
      : say`The split ${split} of ${dataset} has no problems. Choose another ${option('split')}, or other ${option('data')}.`,
    { subject: { option: 'split' } },
  );
}
