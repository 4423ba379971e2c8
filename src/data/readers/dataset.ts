// From problems to a Dataset: unique ids, duplicates counted, the summary that the user reads.
import type { SkippedLine } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { normalizedQuestion } from './question-text.ts';
import type { Dataset, DatasetSummary, PublishedCounts, RenamedId, Splits } from './types.ts';

/** What the source knows beyond its problems; everything is optional. */
export interface DatasetExtra {
  readonly skipped?: readonly SkippedLine[];
  readonly withoutSteps?: readonly SkippedLine[];
  readonly notes?: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A dataset from splits that are already cut. An id that occurred before gets a number appended and is reported. */
export function datasetFromSplits(name: string, given: Splits, extra: DatasetExtra = {}): Dataset {
  const { splits, renamedIds } = withUniqueIds(given);
  const train = [...splits.train, ...splits.validation];
  const published = { train, test: splits.test };
  const count = (of: (problems: readonly Problem[]) => number): PublishedCounts => ({
    train: of(published.train),
    test: of(published.test),
  });
  const trainQuestions = new Set(train.map((problem) => normalizedQuestion(problem.question)));
  const summary: DatasetSummary = {
    dataset: name,
    splits: count((problems) => problems.length),
    validation: splits.validation.length,
    skipped: extra.skipped ?? [],
    duplicatesAcrossSplits: splits.test.filter(({ question }) =>
      trainQuestions.has(normalizedQuestion(question)),
    ).length,
    duplicatesWithinSplits: count(
      (problems) => problems.length - new Set(problems.map((p) => normalizedQuestion(p.question))).size,
    ),
    duplicateIds: duplicateIds([...train, ...splits.test]),
    withSteps: count((problems) => problems.filter(hasSteps).length),
    withSubQuestions: count((problems) => problems.filter(hasSubQuestions).length),
    withoutSteps: extra.withoutSteps ?? [],
    renamedIds,
    notes: extra.notes ?? [],
    details: extra.details ?? {},
  };
  return { name, splits, summary };
}

function hasSteps({ steps = [] }: Problem): boolean {
  return steps.length > 0;
}

/** Whether the problem has gold steps and every one of them has its sub-question. */
export function hasSubQuestions({ steps = [] }: Problem): boolean {
  return steps.length > 0 && steps.every((step) => step.question !== undefined);
}

/** The ids of problems that share a question, one list a question. */
function duplicateIds(problems: readonly Problem[]): string[][] {
  const byQuestion = new Map<string, string[]>();
  for (const { id, question } of problems) {
    const key = normalizedQuestion(question);
    const ids = byQuestion.get(key);
    if (ids === undefined) byQuestion.set(key, [id]);
    else ids.push(id);
  }
  return [...byQuestion.values()].filter((ids) => ids.length > 1);
}

/** Makes ids unique over all splits; `given` ids are never taken by a renamed one. */
function withUniqueIds(given: Splits): { splits: Splits; renamedIds: RenamedId[] } {
  const taken = new Set(Object.values(given).flatMap((problems) => problems.map(({ id }) => id)));
  const seen = new Set<string>();
  const repeats = new Map<string, number>();
  const renamedIds: RenamedId[] = [];
  const unique = (split: keyof Splits): readonly Problem[] =>
    given[split].map((problem) => {
      const { id } = problem;
      if (!seen.has(id)) {
        seen.add(id);
        return problem;
      }
      let repeat = repeats.get(id) ?? 1;
      let renamedTo: string;
      do {
        repeat += 1;
        renamedTo = `${id}-${repeat}`;
      } while (taken.has(renamedTo));
      repeats.set(id, repeat);
      taken.add(renamedTo);
      seen.add(renamedTo);
      renamedIds.push({ split, id, renamedTo });
      return { ...problem, id: renamedTo };
    });
  return {
    splits: { train: unique('train'), validation: unique('validation'), test: unique('test') },
    renamedIds,
  };
}
