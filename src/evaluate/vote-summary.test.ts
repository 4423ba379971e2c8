import { expect, test } from 'vitest';
import type { Prediction } from '../solve/index.ts';
import { summarizeVotes } from './vote-summary.ts';

const voted = (agreement: number, right: number, correct: boolean) =>
  ({ correct, votes: { answers: ['1', '2', '3', '4'], correct: right, agreement } }) as unknown as Prediction;

test('a sample alone, and the votes by their agreement', () => {
  const { votes } = summarizeVotes([
    voted(0, 0, false),
    voted(0.2, 1, true),
    voted(0.25, 1, false),
    voted(1, 4, true),
    voted(0.81, 3, true),
    voted(1, 0, false),
  ]);
  expect(votes?.sampleAccuracy).toBe(9 / 24);
  expect(votes?.byAgreement.map(({ above, upTo, total, correct }) => [above, upTo, total, correct])).toEqual([
    [0, 0.2, 2, 1],
    [0.2, 0.4, 1, 0],
    [0.8, 1, 3, 2],
  ]);
});

test('predictions without votes have no summary of them', () => {
  expect(summarizeVotes([{ correct: true } as Prediction])).toEqual({});
});
