import { expect, test } from 'vitest';
import type { Prediction } from '../solve/index.ts';
import { summarizeRepeats } from './repeat-summary.ts';

const predictions = (...counts: [answered: number, stopped: number][]) =>
  counts.map(([repeatedQuestions, repeatsStopped]) => ({ repeatedQuestions, repeatsStopped }) as Prediction);

test('problems and sub-questions are counted', () => {
  expect(summarizeRepeats(predictions([2, 0], [0, 0], [1, 0]))).toEqual({
    repeats: { option: 'keep', problems: 2, answered: 3, stopped: 0 },
  });
  expect(summarizeRepeats(predictions([0, 1], [0, 2], [0, 0]), 'stop')).toEqual({
    repeats: { option: 'stop', problems: 2, answered: 0, stopped: 3 },
  });
});

test('nothing where the predictions are not those of a pair', () => {
  expect(summarizeRepeats([{} as Prediction])).toEqual({});
});
