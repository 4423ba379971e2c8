import { expect, test } from 'vitest';
import { quickstartAdvice } from './quickstart-advice.ts';
import { type SeedResults, seedDifference } from './seed-difference.ts';

test('the mean difference and its interval, by hand: 0.1, 0.2, 0.3 have the mean 0.2 and the deviation 0.1', () => {
  const { difference, low, high } = seedDifference([0.5, 0.6, 0.7], [0.4, 0.4, 0.4]);
  const half = (4.303 * 0.1) / Math.sqrt(3);
  expect(difference).toBeCloseTo(0.2, 10);
  expect([low, high]).toEqual([expect.closeTo(0.2 - half, 10), expect.closeTo(0.2 + half, 10)]);
});

const results: SeedResults = {
  flopsPerStudent: 2e12,
  seeds: [1, 2],
  accuracy: {
    answer: [0.1, 0.2],
    cot: [0.5, 0.6],
    socratic: [0.2, 0.4],
    'cot-double': [0.8, 0.9],
    'socratic-double': [0.6, 0.7],
  },
};

test('the advice has the means over the seeds, and how far single seeds differ', () => {
  const text = quickstartAdvice(2e12, results).join(' ').replaceAll('\u00a0', ' ');
  expect(text).toContain('Over 2 seeds, chain of thought solved 55.0 % on average and answer only 15.0 %');
  expect(text).toContain('the Socratic pair solved 30.0 %');
  expect(text).toContain(
    'as long as a single one it solved 65.0 %, and chain of thought with that total 85.0 %',
  );
  expect(text).toContain('differ by up to 20 points');
});

test('a run with other compute says so, and without seeds nothing is said', () => {
  expect(quickstartAdvice(1e12, results)[0]).toContain('with 2.0e+12 FLOPs a student (here: 1.0e+12)');
  expect(quickstartAdvice(2e12, { ...results, seeds: [], accuracy: {} })).toEqual([]);
});
