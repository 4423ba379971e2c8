// The outputs of any system against a dataset, and annotations beside its sub-questions: what callers name becomes problems and files.
import { existsSync } from 'node:fs';
import {
  assertOptions,
  choiceKinds,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
  silentReporter,
  usingOption,
  writeJsonLines,
} from '../common/index.ts';
import {
  type Dataset,
  dataKind,
  isFile,
  type NumberFormat,
  numberFormats,
  type Problem,
  resolveData,
  type SplitName,
  type Splits,
  splitNames,
} from '../data/index.ts';
import { evaluateDefaults, noProblems } from './evaluated-data.ts';
import { predictionsFile } from './kept-predictions.ts';
import { answeredIds, type Score, scorePredictions } from './score.ts';
import { compareSubQuestions, type SubQuestionComparison } from './sub-questions.ts';

export interface ScoreOptions {
  /** A dataset directory, a file of problems (`.jsonl`, `.json`, `.csv`, `.tsv`; a tenth of it is `test`), or a Dataset. */
  readonly data: string | Dataset;
  /**
   * The outputs: records of `id` or `question` of the problem, and `output`, as JSON Lines, a JSON array or CSV. Or a run, or another directory of evaluations:
   * its predictions for this dataset and split are scored again.
   */
  readonly predictions: string;
  /**
   * A split, or `all` problems. Default: `test`; of a file of problems, whose splits only Socratic knows, `all`, or the one split that the
   * outputs are for exactly.
   */
  readonly split?: ScoredSplit | undefined;
  /** How the outputs write numbers, which decides what `1.234` and `1,234` are. Default: as nearly all of their numbers are written. */
  readonly numberFormat?: NumberFormat | undefined;
  /** A new file for what was read from every output, one JSON object a problem. Default: none. */
  readonly verdicts?: string | undefined;
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
}

/** What can be scored: one split, or all problems of the dataset. */
export const scoredSplits = [...splitNames, 'all'] as const;
export type ScoredSplit = (typeof scoredSplits)[number];

const { text, reporter: reporterKind } = optionKinds;
const scoreTable: OptionTable<ScoreOptions> = {
  ...choiceKinds({ split: scoredSplits, numberFormat: numberFormats }),
  data: dataKind,
  predictions: text,
  verdicts: text,
  reporter: reporterKind,
};

export interface DatasetScore extends Score {
  /** Name of the dataset. */
  readonly dataset: string;
  /** The split that was scored, or `all`. */
  readonly split: ScoredSplit;
  /** The file of outputs that was scored. */
  readonly predictions: string;
}

/**
 * Scores the outputs of any system with the extractor that our own outputs are read with. The total is always all problems of the split.
 * Where the lines carry an earlier reading (`answer`, `correct` and perhaps `extractor`, as the predictions of an evaluation do), `changes`
 * says what is read differently now.
 *
 * ```ts
 * const { accuracy, unreadable, verdicts } = await score({ data: 'data/mine', predictions: 'outputs.jsonl' });
 * ```
 *
 * Throws `predictions-unusable` when not one line is about a problem of the split, `file-unreadable`, `out-exists` when the file of
 * verdicts exists, `directory-unwritable`, `invalid-value`, and what reading `data` throws.
 */
export async function score(options: ScoreOptions): Promise<DatasetScore> {
  assertOptions(options, scoreTable, ['data', 'predictions']);
  const { data, numberFormat, verdicts, reporter } = options;
  if (verdicts !== undefined) usingOption('verdicts', () => assertFree(verdicts));
  const { name, splits, sha256 } = await usingOption('data', () => resolveData(data, { reporter }));
  const ofFile = typeof data === 'string' && isFile(data);
  const predictions = usingOption('predictions', () =>
    predictionsFile(options.predictions, {
      name,
      sha256,
      split: options.split ?? (ofFile ? undefined : evaluateDefaults.split),
    }),
  );
  const split =
    options.split ??
    (ofFile
      ? usingOption('predictions', () => splitOfOutputs(splits, predictions, reporter))
      : evaluateDefaults.split);
  const problems = problemsOf(splits, split);
  if (problems.length === 0) throw noProblems(name, split);
  const others = Object.fromEntries(
    splitNames.filter((other) => split !== 'all' && other !== split).map((other) => [other, splits[other]]),
  );
  const found = usingOption('predictions', () =>
    scorePredictions({ problems, predictionsPath: predictions, numberFormat, others }),
  );
  if (verdicts !== undefined) usingOption('verdicts', () => writeJsonLines(verdicts, found.verdicts));
  return { dataset: name, split, predictions, ...found };
}

const problemsOf = (splits: Splits, split: ScoredSplit): readonly Problem[] =>
  split === 'all' ? [...splits.train, ...splits.validation, ...splits.test] : splits[split];

/** The split of a file of problems that the outputs are for, all its problems and no others; `all` where there is none such. */
function splitOfOutputs(
  splits: Splits,
  predictions: string,
  reporter: Reporter = silentReporter,
): ScoredSplit {
  const all = problemsOf(splits, 'all');
  const answered = answeredIds(all, predictions);
  const exact = splitNames.find((name) => {
    const problems = splits[name];
    const isPart = problems.length > 0 && problems.length < all.length;
    return isPart && problems.length === answered.size && problems.every(({ id }) => answered.has(id));
  });
  const split = exact ?? 'all';
  const which = exact === undefined ? '' : `, whose ${exact} problems the outputs are for`;
  reporter.info(say`Scoring ${option('split', split)}${which}.`);
  return split;
}

export interface CompareAnnotationsOptions {
  /** Annotations of the kind `socratic`. */
  readonly file: string;
  /** The dataset that was annotated, with sub-questions of its own: a dataset directory, a file of problems, or a Dataset. */
  readonly data: string | Dataset;
  /** Default: all of them. */
  readonly split?: SplitName | undefined;
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
}

const comparisonTable: OptionTable<CompareAnnotationsOptions> = {
  ...choiceKinds({ split: splitNames }),
  file: text,
  data: dataKind,
  reporter: reporterKind,
};

export interface AnnotationComparison extends SubQuestionComparison {
  /** Name of the dataset. */
  readonly dataset: string;
  /** The file of annotations. */
  readonly annotations: string;
}

/**
 * Compares the sub-questions of annotations with those that the dataset has: BLEU, and the numbers in them.
 *
 * ```ts
 * const { kept } = await compareAnnotations({ file: 'pairs.jsonl', data: 'data/gsm8k' });
 * console.log(kept.bleu);
 * ```
 *
 * Throws `annotation-unreadable` when the file holds no annotation, `annotations-without-questions`, `annotations-unmatched` when the
 * dataset has no sub-questions for any of them, `file-unreadable`, `invalid-value`, and what reading `data` throws.
 */
export async function compareAnnotations(options: CompareAnnotationsOptions): Promise<AnnotationComparison> {
  assertOptions(options, comparisonTable, ['file', 'data']);
  const { file, data, split, reporter } = options;
  const { name, splits } = await usingOption('data', () => resolveData(data, { reporter }));
  const problems = problemsOf(splits, split ?? 'all');
  const comparison = usingOption('file', () => compareSubQuestions(file, problems));
  return { dataset: name, annotations: file, ...comparison };
}

function assertFree(path: string): void {
  if (!existsSync(path)) return;
  throw new SocraticError('out-exists', `${path} already exists and is not replaced. Choose another name.`, {
    subject: { path },
  });
}
