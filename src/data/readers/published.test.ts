// The published files themselves, where a checkout has them beside it.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { maskedQuestion } from './question-text.ts';
import { readDataset } from './read.ts';
import type { Dataset } from './types.ts';

function expectGroupedValidation({ splits }: Dataset): void {
  const held = new Set(splits.validation.map(({ question }) => maskedQuestion(question)));
  expect(splits.train.filter(({ question }) => held.has(maskedQuestion(question)))).toEqual([]);
}

describe('published datasets', needs('datasets'), () => {
  const read = (dataset: string) => readDataset({ dataset, source: join(pathOf('datasets'), dataset) });

  test('GSM8K: 7,473 and 1,319 problems, sub-questions for 748 and 1,319, none skipped', () => {
    const dataset = read('gsm8k');
    expect(dataset.summary).toMatchObject({
      splits: { train: 7473, test: 1319 },
      validation: 747,
      skipped: [],
      withSteps: { train: 7473, test: 1319 },
      withSubQuestions: { train: 748, test: 1319 },
      duplicatesAcrossSplits: 0,
      renamedIds: [],
    });
    expect(dataset.splits.test.every(({ answer }) => /^-?\d+(\.\d+)?$/.test(answer))).toBe(true);
    expectGroupedValidation(dataset);
  });

  test('SVAMP: 3,138 and 1,000 problems, none skipped, 12 and 2 of them without steps', () => {
    const dataset = read('svamp');
    expect(dataset.summary).toMatchObject({
      splits: { train: 3138, test: 1000 },
      validation: 314,
      skipped: [],
      withSteps: { train: 3126, test: 998 },
      duplicatesWithinSplits: { train: 312, test: 0 },
      duplicatesAcrossSplits: 0,
    });
    expect(dataset.summary.withoutSteps).toHaveLength(14);
    const questions = Object.values(dataset.splits).flatMap((problems) => problems.map((p) => p.question));
    expect(questions.filter((question) => /number\d| [.,?!;%]| n't|\d\.0\b/.test(question))).toEqual([]);
    expectGroupedValidation(dataset);
  });

  test('StrategyQA: 2,061 and 229 problems, none skipped, every reference resolved', () => {
    const dataset = read('strategyqa');
    expect(dataset.summary).toMatchObject({
      splits: { train: 2061, test: 229 },
      validation: 206,
      skipped: [],
      withoutSteps: [],
      duplicatesWithinSplits: { train: 1, test: 0 },
    });
    expect(dataset.splits.test.every((p) => (p.facts ?? []).length > 0 && p.decomposition)).toBe(true);
    expectGroupedValidation(dataset);
  });
});
