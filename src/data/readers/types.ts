// What a reader is asked for, and the dataset that comes out of it.
import type { SkippedLine } from '../../common/index.ts';
import type { NumberFormat } from '../answer/index.ts';
import type { AnswerType, Problem, SplitName } from '../problem.ts';

/** Datasets whose published files are read as they are. */
export const publishedDatasets = ['gsm8k', 'svamp', 'strategyqa'] as const;
export type PublishedDataset = (typeof publishedDatasets)[number];

/** Which column (CSV) or field (JSON) holds what; a name left out is looked for under its own name. */
export interface ColumnMapping {
  readonly id?: string;
  /** Several columns, joined by `+`, are put together: `story+question`. */
  readonly question?: string;
  readonly answer?: string;
  readonly steps?: string;
  readonly facts?: string;
  readonly decomposition?: string;
  readonly answerType?: string;
}

/** The defaults of `ReadDatasetOptions`. */
export const readingDefaults = { validation: 0.1, testFraction: 0.1, seed: 0 } as const;

export interface ReadDatasetOptions {
  /** `gsm8k`, `svamp`, `strategyqa`, or the path of your own `.jsonl`, `.json`, `.csv` or `.tsv`. */
  readonly dataset: string;
  /** The folder that holds the published files; required for the three published datasets. */
  readonly source?: string | undefined;
  /** For your own file: column names where they differ from ours. */
  readonly columns?: ColumnMapping | undefined;
  /** For your own file: the type of every answer; inferred for each problem when absent. */
  readonly answerType?: AnswerType | undefined;
  /** For your own file: how its answers and steps write numbers. Default: as nearly all of them do. */
  readonly numberFormat?: NumberFormat | undefined;
  /** For your own file: a second file that holds the test problems. */
  readonly test?: string | undefined;
  /** For your own file without `test`: the fraction cut off as test problems, default 0.1. */
  readonly testFraction?: number | undefined;
  /** The fraction of train set aside for validation, default 0.1. Never taken from test. */
  readonly validation?: number | undefined;
  /** Decides which problems are cut off, default 0. */
  readonly seed?: number | undefined;
}

export type Splits = Readonly<Record<SplitName, readonly Problem[]>>;

/** A count for each split as published: `train` includes the problems set aside for validation. */
export interface PublishedCounts {
  /** In train, including validation. */
  readonly train: number;
  /** In test. */
  readonly test: number;
}

/** An id that occurred before and got a number appended. */
export interface RenamedId {
  /** Split of the problem. */
  readonly split: SplitName;
  /** The id in the source, which an earlier problem has too. */
  readonly id: string;
  /** The id in the dataset. */
  readonly renamedTo: string;
}

/** What the answers of a dataset are. */
export interface AnswerSummary {
  /** Answers that are numbers. */
  readonly number: number;
  /** Answers that are yes or no. */
  readonly boolean: number;
  /** Answers that are text. */
  readonly text: number;
  /** Records without an answer. They are listed in `skipped`. */
  readonly missing: number;
  /** The first answers whose type differs from that of most answers; only for your own file. */
  readonly others: readonly SkippedLine[];
}

/** Everything worth knowing about a dataset; what `socratic data --json` prints. */
export interface DatasetSummary {
  /** Name of the dataset. */
  readonly dataset: string;
  /** Problems in each split as published: `train` includes validation. */
  readonly splits: PublishedCounts;
  /** How many train problems are set aside for validation. */
  readonly validation: number;
  /** Number of answers of each type. Missing in datasets that an earlier version wrote. */
  readonly answers?: AnswerSummary;
  /** Lines that cannot be used. */
  readonly skipped: readonly SkippedLine[];
  /** Test problems whose question is also in train (ignoring spaces and capitals). They are kept. */
  readonly duplicatesAcrossSplits: number;
  /** Problems whose question occurs earlier in the same split. They are kept. */
  readonly duplicatesWithinSplits: PublishedCounts;
  /** Groups of ids: the problems of a group have the same question. */
  readonly duplicateIds: readonly (readonly string[])[];
  /** Problems with gold steps. */
  readonly withSteps: PublishedCounts;
  /** Problems in which every gold step has a sub-question. */
  readonly withSubQuestions: PublishedCounts;
  /** Problems that are kept, but whose steps cannot be used. */
  readonly withoutSteps: readonly SkippedLine[];
  /** Repeated ids, which got a number appended. */
  readonly renamedIds: readonly RenamedId[];
  /** Remarks for a person, such as how unclear answers were read. */
  readonly notes: readonly string[];
  /** What makes the dataset of less use than it seems, and what to do: no test problems, answers that are prose. */
  readonly warnings: readonly string[];
  /** Facts about this dataset only, such as the number of structures of the generator. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Dataset {
  readonly name: string;
  /** Three disjoint lists: `train` without the validation problems. */
  readonly splits: Splits;
  /** Of the three files that hold the splits: equal hashes mean equal problems in equal order. */
  readonly sha256: string;
  readonly summary: DatasetSummary;
}
