import { describe, expect, test } from 'vitest';
import {
  DEFAULT_MINUTES,
  planBudget,
  quickstartSizes,
  quickstartStrategies,
  shareOf,
  workersFor,
} from './quickstart-plan.ts';

const fast = 1e15;

describe('planBudget', () => {
  test('a fast machine trains the declared compute, in proportion to the minutes, and no more', () => {
    const declared = planBudget(DEFAULT_MINUTES, 2, fast);
    expect(declared).toMatchObject({ minutes: DEFAULT_MINUTES, workers: 2, reduced: false });
    expect(planBudget(DEFAULT_MINUTES, 2, 2 * fast).flopsPerStrategy).toBe(declared.flopsPerStrategy);
    expect(planBudget(2 * DEFAULT_MINUTES, 2, fast).flopsPerStrategy).toBe(2 * declared.flopsPerStrategy);
    expect(declared.secondsPerStrategy).toBe(declared.flopsPerStrategy / fast);
  });

  test('a slow machine trains what it can in the time, and says that it is less', () => {
    const slow = 1e9;
    const { flopsPerStrategy, secondsPerStrategy, reduced } = planBudget(10, 1, slow);
    expect(reduced).toBe(true);
    expect(flopsPerStrategy).toBeLessThan(planBudget(10, 1, fast).flopsPerStrategy);
    expect(flopsPerStrategy).toBeCloseTo(slow * secondsPerStrategy, -3);
    // All strategies, one after the other, leave time for the rest.
    const training = secondsPerStrategy * quickstartStrategies.length;
    expect(training).toBeGreaterThan(8 * 60);
    expect(training).toBeLessThan(10 * 60);
  });

  test('two workers do twice as much in the same time', () => {
    const [one, two] = [planBudget(10, 1, 1e9), planBudget(10, 2, 1e9)];
    expect(two.flopsPerStrategy).toBe(2 * one.flopsPerStrategy);
    expect(two.secondsPerStrategy).toBe(2 * one.secondsPerStrategy);
  });

  test('however short the time, some of it is for training', () => {
    const { secondsPerStrategy } = planBudget(0.5, 1, 1e9);
    expect(secondsPerStrategy * quickstartStrategies.length).toBeCloseTo(0.2 * 30, 6);
  });

  test('is declared reduced exactly when it is', () => {
    const { flopsPerStrategy: declared } = planBudget(10, 1, fast);
    const { flopsPerStrategy: possible } = planBudget(10, 1, 1e9);
    const enough = (1e9 * declared) / possible;
    expect(planBudget(10, 1, enough * 1.001).reduced).toBe(false);
    expect(planBudget(10, 1, enough * 0.999).reduced).toBe(true);
  });
});

test('workers: one thread each, all strategies at once at most', () => {
  expect([1, 2, 3, 4, 64].map(workersFor)).toEqual([1, 2, 2, 4, 4]);
});

test('the pair’s two models together get what a single model gets', () => {
  expect(shareOf('student')).toBe(1);
  expect(shareOf('qg') + shareOf('qa')).toBe(1);
});

test('the declared quickstart: all four strategies, at least 300 unseen problems, at most 10 minutes', () => {
  expect(quickstartStrategies).toEqual(['answer', 'cot', 'socratic-unified', 'socratic']);
  expect(quickstartSizes.test).toBeGreaterThanOrEqual(300);
  expect(DEFAULT_MINUTES).toBeLessThanOrEqual(10);
});
