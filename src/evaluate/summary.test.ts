import { expect, test } from 'vitest';
import { summarize } from './summary.ts';

test('a summary counts, groups by gold steps and averages the tokens that were counted', () => {
  const summary = summarize([
    { id: 'a', correct: true, readable: true, steps: 3, generatedTokens: 10 },
    { id: 'b', correct: false, readable: false, steps: 2, generatedTokens: 30 },
    { id: 'c', correct: true, readable: true, steps: 2 },
    { id: 'd', correct: false, readable: true },
  ]);
  expect(summary).toMatchObject({
    total: 4,
    correct: 2,
    accuracy: 0.5,
    unreadable: 1,
    generatedTokensPerProblem: 20,
  });
  expect(summary.ci95[0]).toBeCloseTo(0.150036, 5);
  expect(summary.ci95[1]).toBeCloseTo(0.849964, 5);
  expect(
    summary.bySteps.map(({ steps, total, correct, accuracy }) => [steps, total, correct, accuracy]),
  ).toEqual([
    [2, 2, 1, 0.5],
    [3, 1, 1, 1],
  ]);
});

test('no outcomes give no accuracy and an open interval', () => {
  expect(summarize([])).toEqual({
    total: 0,
    correct: 0,
    accuracy: 0,
    ci95: [0, 1],
    unreadable: 0,
    bySteps: [],
    generatedTokensPerProblem: null,
  });
});
