// The outputs of any system against a dataset, and annotations beside its sub-questions: what callers name becomes problems and files.
import { existsSync } from 'node:fs';
import {
  assertOptions,
  choiceKinds,
  type OptionTable,
  optionKinds,
  type Reporter,
  SocraticError,
  usingOption,
  writeJsonLines,
} from '../common/index.ts';
import {
  type Dataset,
  dataKind,
  type NumberFormat,
  numberFormats,
  resolveData,
  type SplitName,
  splitNames,
} from '../data/index.ts';
import { evaluateDefaults, noProblems } from './evaluated-data.ts';
import { type Score, scorePredictions } from './score.ts';
import { compareSubQuestions, type SubQuestionComparison } from './sub-questions.ts';

export interface ScoreOptions {
  /** A dataset directory, a file of problems (`.jsonl`, `.json`, `.csv`, `.tsv`; a tenth of it is `test`), or a Dataset. */
  readonly data: string | Dataset;
  /** The outputs, one JSON object a line: `id` or `question` of the problem, and `output`. */
  readonly predictions: string;
  /** Default `test`. */
  readonly split?: SplitName | undefined;
  /** How the outputs write numbers, which decides what `1.234` and `1,234` are. Default: as nearly all of their numbers are written. */
  readonly numberFormat?: NumberFormat | undefined;
  /** A new file for what was read from every output, one JSON object a problem. Default: none. */
  readonly verdicts?: string | undefined;
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
}

const { text, reporter: reporterKind } = optionKinds;
const scoreTable: OptionTable<ScoreOptions> = {
  ...choiceKinds({ split: splitNames, numberFormat: numberFormats }),
  data: dataKind,
  predictions: text,
  verdicts: text,
  reporter: reporterKind,
};

export interface DatasetScore extends Score {
  /** Name of the dataset. */
  readonly dataset: string;
  /** The split that was scored. */
  readonly split: SplitName;
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
  const { data, predictions, split = evaluateDefaults.split, numberFormat, verdicts, reporter } = options;
  if (verdicts !== undefined) usingOption('verdicts', () => assertFree(verdicts));
  const { name, splits } = await usingOption('data', () => resolveData(data, { reporter }));
  if (splits[split].length === 0) throw noProblems(name, split);
  const found = usingOption('predictions', () =>
    scorePredictions({ problems: splits[split], predictionsPath: predictions, numberFormat }),
  );
  if (verdicts !== undefined) usingOption('verdicts', () => writeJsonLines(verdicts, found.verdicts));
  return { dataset: name, split, ...found };
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
  const { train, validation, test } = splits;
  const problems = split === undefined ? [...train, ...validation, ...test] : splits[split];
  const comparison = usingOption('file', () => compareSubQuestions(file, problems));
  return { dataset: name, annotations: file, ...comparison };
}

function assertFree(path: string): void {
  if (!existsSync(path)) return;
  throw new SocraticError('out-exists', `${path} already exists and is not replaced. Choose another name.`, {
    subject: { path },
  });
}
