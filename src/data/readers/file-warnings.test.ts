// What makes a whole file of less use than it seems: it is said to whoever reads it, and kept in the dataset.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { silentReporter } from '../../common/index.ts';
import { createDataset } from '../create-dataset.ts';
import { readDataset } from './read.ts';
import { resolveData } from './resolve-data.ts';
import { loadDataset } from './store.ts';
import type { ReadDatasetOptions } from './types.ts';

describe('warnings about the whole file', () => {
  const prose =
    'First he adds three and four. Then he doubles it, so that he has fourteen of them in the end.';
  const warningsOf = (records: readonly unknown[], options: Omit<ReadDatasetOptions, 'dataset'> = {}) =>
    readDataset({ dataset: join(folderWith({ 'p.jsonl': records }), 'p.jsonl'), ...options }).summary
      .warnings;

  test('a conversation whose answer is prose becomes a text, which is said with a count and what to do', () => {
    const chat = (question: string, answer: string) => ({
      conversations: [
        { from: 'human', value: question },
        { from: 'gpt', value: answer },
      ],
    });
    const things = ['pens', 'cups', 'keys'].map((thing) => `How many ${thing} are there?`);
    const records = things.map((question, index) => chat(question, index === 1 ? '#### 14' : prose));
    expect(warningsOf(records, { testFraction: 0 })).toEqual([
      '2 answers are prose that marks no answer, and are kept as text (lines 1 and 3). Such a text counts as right only where a student writes the same. Let each end with a line "#### ANSWER", or put the answer alone into the answer column and the prose into the steps.',
    ]);
    expect(warningsOf([chat('How many?', `${prose}\n#### 14`)], { testFraction: 0 })).toEqual([]);
    expect(warningsOf([{ question: 'Who?', answer: 'the man of the house' }], { testFraction: 0 })).toEqual(
      [],
    );
    const stated = { testFraction: 0, answerType: 'text' } as const;
    expect(warningsOf([{ question: 'Why?', answer: prose }], stated)).toEqual([]);
  });

  test.each<[string, readonly string[], string]>([
    [
      'one template',
      Array.from({ length: 40 }, (_, index) => `How many are ${index} and 2?`),
      'the questions of all 40 problems differ only in numbers, and such problems stay together',
    ],
    [
      'two templates, each larger than the share',
      Array.from({ length: 40 }, (_, index) => `${index % 2 ? 'How many' : 'How much'} are ${index} and 2?`),
      'the 40 problems are 2 groups of questions that differ only in numbers, each larger than 10 %, and a group stays together',
    ],
    [
      'four problems',
      ['a', 'b', 'c', 'd'].map((name) => `How old is ${name}?`),
      '10 % of 4 problems is less than one',
    ],
  ])('without a test problem, it says why and what follows: %s', async (_, questions, why) => {
    const records = questions.map((question) => ({ question, answer: 2 }));
    const warning = `There is no test problem: ${why}. So nothing can be measured on problems that a student was not trained on. Name a second file with test problems, or add other problems.`;
    expect(warningsOf(records)).toEqual([warning]);
    expect(warningsOf(records, { testFraction: 0 })).toEqual([]);
    const folder = folderWith({ 'p.jsonl': records });
    const told: string[] = [];
    const reporter = { ...silentReporter, warn: (message: unknown) => void told.push(String(message)) };
    const out = join(folder, 'out');
    await createDataset(join(folder, 'p.jsonl'), { out, reporter });
    expect(told).toEqual([warning]);
    expect(loadDataset(out).summary.warnings).toEqual([warning]);
    told.length = 0;
    await resolveData(join(folder, 'p.jsonl'), { reporter });
    expect(told).toEqual([warning]);
  });
});
