import { expect, test } from 'vitest';
import type { PredictedGuidance, Prediction } from '../solve/index.ts';
import { summarizeGuidance } from './guidance-summary.ts';

/** A prediction with that plan, after which so many sub-questions were asked. */
const planned = (
  guidance: Omit<PredictedGuidance, 'by'>,
  asked: number,
  by: PredictedGuidance['by'] = 'steps',
) =>
  ({
    guidance: { by, ...guidance },
    steps: Array.from({ length: asked }, () => ({ solution: '' })),
  }) as unknown as Prediction;

const predictions = [
  planned({ plan: '2', steps: 2, gold: '2' }, 2), // right and followed
  planned({ plan: '3', steps: 3, gold: '2' }, 3), // wrong and followed
  planned({ plan: '2', steps: 2, gold: '2' }, 3), // right and not followed
  planned({ plan: '4', steps: 4, gold: null }, 4), // nothing to compare with
  planned({ plan: 'two', steps: null, gold: '2' }, 0), // unreadable
  planned({ plan: null, steps: null, gold: '2' }, 2), // none
];

test('right plans, and those that were followed, are counted apart', () => {
  expect(summarizeGuidance(predictions)).toEqual({
    guidance: { by: 'steps', planned: 4, compared: 5, sameSteps: 2, samePlan: 2, followed: 3 },
  });
});

test('equations may be as many as the problem has and not be the same', () => {
  const equations = [
    planned({ plan: '3 - 2; 1 * 2', steps: 2, gold: '3 - 2; 1 * 2' }, 2, 'equations'),
    planned({ plan: '3 - 2; 3 * 2', steps: 2, gold: '3 - 2; 1 * 2' }, 1, 'equations'),
  ];
  expect(summarizeGuidance(equations)).toEqual({
    guidance: { by: 'equations', planned: 2, compared: 2, sameSteps: 2, samePlan: 1, followed: 1 },
  });
});

test('plans that were given are not judged', () => {
  expect(summarizeGuidance(predictions.slice(0, 3), 'guidance')).toEqual({
    guidance: { by: 'steps', planned: 3, compared: 3, sameSteps: null, samePlan: null, followed: 2 },
  });
});

test('nothing without guidance', () => {
  expect(summarizeGuidance([{ steps: [] } as unknown as Prediction])).toEqual({});
  expect(summarizeGuidance([])).toEqual({});
});
