import { expect, test } from 'vitest';
import { folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';
import { unresolvedReference } from './strategyqa.ts';

const khan = {
  qid: 'q1',
  question: 'Are more people related to Genghis Khan than Julius Caesar?',
  answer: true,
  facts: ['Caesar had three children.'],
  decomposition: ['How many kids had Caesar?', 'How many kids had Khan?', 'Is #2 greater than #1?'],
  evidence: [[[['Caesarion-2']]]],
};

test('booleans become yes and no; facts and decomposition are kept', () => {
  const source = folderWith({
    'train.json': JSON.stringify([khan]),
    'dev.json': JSON.stringify([{ question: 'Is it?', answer: false }]),
  });
  const { splits, summary } = readDataset({ dataset: 'strategyqa', source });
  expect(splits.train).toEqual([
    {
      id: 'q1',
      question: khan.question,
      answer: 'yes',
      answerType: 'boolean',
      facts: khan.facts,
      decomposition: khan.decomposition,
    },
  ]);
  expect(splits.test).toEqual([
    { id: 'strategyqa-dev-1', question: 'Is it?', answer: 'no', answerType: 'boolean' },
  ]);
  expect(summary.withSteps).toEqual({ train: 0, test: 0 });
});

test('a decomposition that refers to a later sub-question is left out and reported', () => {
  const broken = { ...khan, qid: 'q2', decomposition: ['Is #2 so?', 'What?'] };
  const wrong = { ...khan, qid: 'q3', answer: 'yes' };
  const odd = { ...khan, qid: 'q4', facts: ['a', 1] };
  const source = folderWith({
    'train.json': JSON.stringify([broken, wrong, odd], null, 0).replaceAll('},{', '},\n{'),
    'dev.json': JSON.stringify([khan]),
  });
  const { splits, summary } = readDataset({ dataset: 'strategyqa', source, validation: 0 });
  expect(splits.train.map(({ id, decomposition }) => [id, decomposition])).toEqual([['q2', undefined]]);
  expect(summary.withoutSteps).toMatchObject([
    {
      line: 1,
      reason: 'its decomposition is left out: sub-question 1 refers to #2, which is no earlier one',
    },
  ]);
  expect(summary.skipped).toMatchObject([
    { line: 2, reason: 'item 2 expected "answer" to be true or false, found a string' },
    { line: 3, reason: 'item 3 expected "facts[1]" to be a string, found a number' },
  ]);
});

test.each([
  [['a', "#1's b", 'is #1 #2?'], null],
  [['a #0'], 'sub-question 1 refers to #0'],
  [['a', 'b', '#3?'], 'sub-question 3 refers to #3'],
])('references of %o', (decomposition, unresolved) => {
  expect(unresolvedReference(decomposition)).toBe(unresolved);
});
