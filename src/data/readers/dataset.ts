// From problems to a Dataset: unique ids, duplicates counted, the summary that the user reads.
import { createHash } from 'node:crypto';
import { type SkippedLine, sha256 } from '../../common/index.ts';
import type { SplitName } from '../problem.ts';
import { Outliner, type ProblemOutline } from './outline.ts';
import { countNumbers } from './split.ts';
import type { AnswerSummary, Dataset, DatasetSummary, PublishedCounts, RenamedId, Splits } from './types.ts';

export const splitNames = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];

/** What the source knows beyond its problems; everything is optional. */
export interface DatasetExtra {
  readonly skipped?: readonly SkippedLine[];
  readonly withoutSteps?: readonly SkippedLine[];
  readonly notes?: readonly string[];
  readonly warnings?: readonly string[];
  /** Default: counted over the problems. */
  readonly answers?: AnswerSummary | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

export type OutlinedSplits = Readonly<Record<SplitName, readonly ProblemOutline[]>>;

export interface DatasetDescription {
  readonly summary: DatasetSummary;
  /** The id of each problem whose own occurred before. */
  readonly newIds: ReadonlyMap<ProblemOutline, string>;
}

/** A dataset from splits that are already cut. An id that occurred before gets a number appended and is reported. */
export function datasetFromSplits(name: string, given: Splits, extra: DatasetExtra = {}): Dataset {
  const { splits, summary } = withUniqueIds(name, given, extra);
  return { name, splits, sha256: sha256OfSplits(splits), summary };
}

/** The hash of the three files that a dataset directory would hold. */
export function sha256OfSplits(splits: Splits): string {
  const hashes = eachSplit((split) => {
    const hash = createHash('sha256');
    for (const problem of splits[split]) hash.update(`${JSON.stringify(problem)}\n`);
    return hash.digest('hex');
  });
  return sha256OfFiles(hashes);
}

/** The hash of a dataset, from those of its files. */
export function sha256OfFiles(hashes: Readonly<Record<SplitName, string>>): string {
  return sha256(splitNames.map((split) => hashes[split]).join('\n'));
}

/** The problems with unique ids, and their summary. */
export function withUniqueIds(
  name: string,
  given: Splits,
  extra: DatasetExtra = {},
): Pick<Dataset, 'splits' | 'summary'> {
  const outliner = new Outliner();
  const outlines = eachSplit((split) => given[split].map((problem) => outliner.outline(problem)));
  const answers = extra.answers ?? answersOf(given);
  const { summary, newIds } = describeDataset(name, outlines, { ...extra, answers });
  const idOf = (split: SplitName, index: number): string | undefined => {
    const outline = outlines[split][index];
    return outline && newIds.get(outline);
  };
  const splits = eachSplit((split) =>
    given[split].map((problem, index) => {
      const id = idOf(split, index);
      return id === undefined ? problem : { ...problem, id };
    }),
  );
  return { splits, summary };
}

function answersOf(splits: Splits): AnswerSummary {
  const counts = { number: 0, boolean: 0, text: 0 };
  for (const split of splitNames) for (const { answerType } of splits[split]) counts[answerType]++;
  return { ...counts, missing: 0, others: [] };
}

/** What `datasetFromSplits` says of its problems, from their outlines, which one `Outliner` has made. */
export function describeDataset(
  name: string,
  outlines: OutlinedSplits,
  extra: DatasetExtra,
): DatasetDescription {
  const { newIds, renamedIds } = uniqueIds(outlines);
  const train = [...outlines.train, ...outlines.validation];
  const published = { train, test: outlines.test };
  const count = (of: (problems: readonly ProblemOutline[]) => number): PublishedCounts => ({
    train: of(published.train),
    test: of(published.test),
  });
  const questions = {
    train: countNumbers(train.map(({ question }) => question)),
    test: countNumbers(outlines.test.map(({ question }) => question)),
  };
  const distinct = (counts: Uint32Array) => counts.reduce((sum, times) => (times > 0 ? sum + 1 : sum), 0);
  const timesIn = (split: keyof typeof questions, { question }: ProblemOutline) =>
    questions[split][question] ?? 0;
  const summary: DatasetSummary = {
    dataset: name,
    splits: count((problems) => problems.length),
    validation: outlines.validation.length,
    ...(extra.answers && { answers: extra.answers }),
    skipped: extra.skipped ?? [],
    duplicatesAcrossSplits: outlines.test.filter((problem) => timesIn('train', problem) > 0).length,
    duplicatesWithinSplits: {
      train: train.length - distinct(questions.train),
      test: outlines.test.length - distinct(questions.test),
    },
    duplicateIds: idsByQuestion(
      [...train, ...outlines.test].filter(
        (problem) => timesIn('train', problem) + timesIn('test', problem) > 1,
      ),
      newIds,
    ),
    withSteps: count((problems) => problems.filter(({ hasSteps }) => hasSteps).length),
    withSubQuestions: count((problems) => problems.filter(({ hasSubQuestions }) => hasSubQuestions).length),
    withoutSteps: extra.withoutSteps ?? [],
    renamedIds,
    notes: extra.notes ?? [],
    warnings: extra.warnings ?? [],
    details: extra.details ?? {},
  };
  return { summary, newIds };
}

/** The ids of the problems of each question. */
function idsByQuestion(
  problems: readonly ProblemOutline[],
  newIds: DatasetDescription['newIds'],
): readonly string[][] {
  const byQuestion = new Map<number, string[]>();
  for (const problem of problems) {
    const id = newIds.get(problem) ?? problem.id;
    const ids = byQuestion.get(problem.question);
    if (ids === undefined) byQuestion.set(problem.question, [id]);
    else ids.push(id);
  }
  return [...byQuestion.values()];
}

/** Makes ids unique over all splits; given ids are never taken by a new one. */
function uniqueIds(outlines: OutlinedSplits): {
  newIds: Map<ProblemOutline, string>;
  renamedIds: RenamedId[];
} {
  const taken = new Set<string>();
  for (const split of splitNames) for (const { id } of outlines[split]) taken.add(id);
  const newIds = new Map<ProblemOutline, string>();
  const renamedIds: RenamedId[] = [];
  const all = splitNames.reduce((sum, split) => sum + outlines[split].length, 0);
  if (taken.size === all) return { newIds, renamedIds };
  const seen = new Set<string>();
  const repeats = new Map<string, number>();
  for (const split of splitNames) {
    for (const outline of outlines[split]) {
      const { id } = outline;
      if (!seen.has(id)) {
        seen.add(id);
        continue;
      }
      let repeat = repeats.get(id) ?? 1;
      let renamedTo: string;
      do {
        repeat += 1;
        renamedTo = `${id}-${repeat}`;
      } while (taken.has(renamedTo));
      repeats.set(id, repeat);
      taken.add(renamedTo);
      newIds.set(outline, renamedTo);
      renamedIds.push({ split, id, renamedTo });
    }
  }
  return { newIds, renamedIds };
}

export function eachSplit<T>(of: (split: SplitName) => T): Record<SplitName, T> {
  return { train: of('train'), validation: of('validation'), test: of('test') };
}
