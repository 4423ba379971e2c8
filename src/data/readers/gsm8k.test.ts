import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { readDataset } from './read.ts';

const clips = {
  question: 'Natalia sold clips to 48 friends, then half as many. How many?',
  answer: 'In May 48/2 = <<48/2=24>>24 clips.\n\nTogether 48+24 = <<48+24=72>>72.\n#### 72',
};
const house = { question: 'A house costs $80,000. Profit?', answer: 'It is 1,080.\n#### 1,080' };

test('reads steps with their annotations and the canonical answer; empty lines are no steps', () => {
  const source = folderWith({ 'train.jsonl': [clips], 'test.jsonl': [house] });
  const { splits, summary } = readDataset({ dataset: 'gsm8k', source });
  expect(splits.train).toEqual([
    {
      id: 'gsm8k-train-1',
      question: clips.question,
      answer: '72',
      answerType: 'number',
      steps: [
        { solution: 'In May 48/2 = <<48/2=24>>24 clips.' },
        { solution: 'Together 48+24 = <<48+24=72>>72.' },
      ],
    },
  ]);
  expect(splits.test[0]?.answer).toBe('1080');
  expect(summary.withSteps).toEqual({ train: 1, test: 1 });
  expect(summary.withSubQuestions).toEqual({ train: 0, test: 0 });
});

test('a step that ends in bold print is a step; a sub-question without one is none', () => {
  const bold = { ...clips, answer: '48/2 = **24**\nHow many? **\nHow many now? ** 48+24 = **72**\n#### 72' };
  const { splits } = readDataset({
    dataset: 'gsm8k',
    source: folderWith({ 'train.jsonl': [bold], 'test.jsonl': [house] }),
  });
  expect(splits.train[0]?.steps).toEqual([
    { solution: '48/2 = **24**' },
    { question: 'How many now?', solution: '48+24 = **72**' },
  ]);
});

test.each([
  'train_socratic.jsonl',
  'train_socratic_748.jsonl',
  'socratic/train.jsonl',
])('%s gives the problems with its questions their sub-questions', (name) => {
  const socratic = [
    { ...clips, answer: 'How many in May? ** 48/2 = 24 clips.\nHow many? ** 3 ** 24 = 72.\n#### 72' },
  ];
  const source = folderWith({ 'train.jsonl': [house, clips], 'test.jsonl': [house], [name]: socratic });
  const { splits, summary } = readDataset({ dataset: 'gsm8k', source, validation: 0 });
  expect(splits.train[0]?.steps).toEqual([{ solution: 'It is 1,080.' }]);
  expect(splits.train[1]?.steps).toEqual([
    { question: 'How many in May?', solution: '48/2 = 24 clips.' },
    { question: 'How many?', solution: '3 ** 24 = 72.' },
  ]);
  expect(summary.withSubQuestions).toEqual({ train: 1, test: 0 });
  expect(summary.skipped).toEqual([]);
});

test('Socratic records that do not fit are named, and their problems keep the plain steps', () => {
  const source = folderWith({
    'train.jsonl': [clips],
    'test.jsonl': [house],
    'train_socratic.jsonl': [
      { ...clips, answer: 'How many? ** 70.\n#### 70' },
      { ...clips, answer: 'How many? ** 48.\nno question here\n#### 72' },
      { question: 'Unknown?', answer: 'a ** b\n#### 1' },
      { ...house, answer: 'How much? ** It is 1,080.\nWhy? ** \n#### 1080' },
    ],
  });
  const { splits, summary } = readDataset({ dataset: 'gsm8k', source });
  const file = join(source, 'train_socratic.jsonl');
  expect(summary.skipped).toEqual([
    { file, line: 1, reason: 'its answer is 70, the answer of the same problem in the main file 72' },
    { file, line: 2, reason: 'step 2 is not "sub-question ** step"' },
  ]);
  expect(summary.notes[0]).toContain('without a solution were left out (line 4)');
  expect(summary.notes[1]).toContain('1 problem was left out');
  expect(splits.train[0]?.steps).toHaveLength(2);
  expect(splits.test[0]?.steps).toEqual([{ question: 'How much?', solution: 'It is 1,080.' }]);
});

test('malformed lines are named with file, line and reason, and the others are read', () => {
  const good = JSON.stringify(clips);
  const lines = [
    '{"question": "x"',
    good,
    '[]',
    '{"question": 3, "answer": "#### 1"}',
    '{"answer": "#### 1"}',
  ];
  const more = ['{"question": " ", "answer": "#### 1"}', '{"question": "x", "answer": "1"}'];
  const last = '{"question": "x", "answer": "#### some"}';
  const source = folderWith({ 'train.jsonl': [...lines, ...more, last].join('\n'), 'test.jsonl': '' });
  const { splits, summary } = readDataset({ dataset: 'gsm8k', source });
  expect(splits.train).toHaveLength(1);
  expect(summary.skipped.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    expect.stringMatching(/^1 not JSON/),
    '3 expected an object, found an array',
    '4 expected "question" to be a string, found a number',
    '5 has no "question" (it has answer)',
    '6 "question" is empty',
    '7 "answer" has no line that starts with "####"',
    '8 the answer "some" does not read as a number',
    '0 the file is empty',
  ]);
});

test('fails when a file or the folder is missing, or when not one line can be read', () => {
  const read = (source?: string) =>
    errorOf(() => readDataset({ dataset: 'gsm8k', ...(source !== undefined && { source }) }));
  expect(read()).toMatchObject({
    code: 'data-source-missing',
    message: expect.stringContaining('Name their folder with `source`.'),
  });
  expect(read('/nowhere/at/all').code).toBe('data-source-missing');
  const incomplete = read(folderWith({ 'train.jsonl': [clips] }));
  expect(incomplete.code).toBe('data-file-missing');
  expect(incomplete.message).toContain('gsm8k needs test.jsonl');
  expect(incomplete.message).toContain('which holds train.jsonl');
  expect(read(folderWith({ 'train.jsonl': 'x\n', 'test.jsonl': 'y\n' })).code).toBe('data-unreadable');
});
