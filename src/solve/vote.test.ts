import { expect, test } from 'vitest';
import type { Prediction } from './types.ts';
import { vote } from './vote.ts';

const sample = (answer: string | null, index: number): Prediction => ({
  id: 'p',
  question: 'q',
  strategy: 'cot',
  output: `output ${index}`,
  steps: [],
  answer,
  correct: answer === '7',
  extractor: '1',
  gold: '7',
  goldSteps: null,
  generatedTokens: 10 + index,
  forcedTokens: index,
  limits: answer === null ? ['tokens'] : [],
  calculator: true,
  calculatorUses: 1,
});
const voted = (...answers: (string | null)[]) => vote(answers.map(sample));

test('the answer with most votes wins, with the first output that has it and the tokens of all', () => {
  expect(voted('5', '7', null, '7')).toMatchObject({
    answer: '7',
    correct: true,
    output: 'output 1',
    generatedTokens: 10 + 11 + 12 + 13,
    forcedTokens: 0 + 1 + 2 + 3,
    calculatorUses: 4,
    limits: [],
    votes: { answers: ['5', '7', null, '7'], correct: 2, agreement: 0.5 },
  });
});

test('counts that predictions may have are summed, and stay absent where none has them', () => {
  const counted = (answered: number, stopped: number) => ({
    ...sample('7', 0),
    repeatedQuestions: answered,
    repeatsStopped: stopped,
  });
  expect(vote([counted(2, 0), counted(0, 1), counted(3, 0)])).toMatchObject({
    repeatedQuestions: 5,
    repeatsStopped: 1,
  });
  expect(voted('7', '7')).not.toHaveProperty('repeatedQuestions');
});

test('of equally many votes the first wins; unreadable samples are no answer, however many they are', () => {
  expect(voted('5', '7', '7', '5').answer).toBe('5');
  expect(voted(null, null, null, '7')).toMatchObject({ answer: '7', votes: { agreement: 0.25 } });
});

test('no readable sample, and one sample alone', () => {
  expect(voted(null, null)).toMatchObject({
    answer: null,
    correct: false,
    output: 'output 0',
    limits: ['tokens'],
    votes: { answers: [null, null], correct: 0, agreement: 0 },
  });
  expect(voted('7')).toEqual(sample('7', 0)); // no vote
});

test('samples without any answer say why another model gave none; an answer of one of them counts', () => {
  const unanswered = { kind: 'server', message: 'It is down.' };
  const silent = { ...sample(null, 1), unanswered };
  expect(vote([sample(null, 0), silent]).unanswered).toEqual(unanswered);
  expect(vote([silent, sample('7', 1)])).not.toHaveProperty('unanswered');
});
