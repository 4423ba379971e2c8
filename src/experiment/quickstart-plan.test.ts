import { describe, expect, test } from 'vitest';
import {
  comparable,
  computeOf,
  DEFAULT_MINUTES,
  expectedSeconds,
  planBudget,
  type QuickstartStudent,
  quickstartSizes,
  quickstartStudents,
  trainingOrder,
  workersFor,
} from './quickstart-plan.ts';

const fast = 1e15;

describe('planBudget', () => {
  test('a fast machine trains the declared compute, in proportion to the minutes, and no more', () => {
    const declared = planBudget(DEFAULT_MINUTES, 2, fast);
    expect(declared).toMatchObject({ minutes: DEFAULT_MINUTES, workers: 2, reduced: false });
    expect(planBudget(DEFAULT_MINUTES, 2, 2 * fast).flopsPerStudent).toBe(declared.flopsPerStudent);
    expect(planBudget(2 * DEFAULT_MINUTES, 2, fast).flopsPerStudent).toBe(2 * declared.flopsPerStudent);
    expect(declared.secondsPerStudent).toBe(declared.flopsPerStudent / fast);
  });

  test('a slow machine trains what it can in the time, and says that it is less', () => {
    const slow = 1e9;
    const { flopsPerStudent, secondsPerStudent, reduced } = planBudget(10, 1, slow);
    expect(reduced).toBe(true);
    expect(flopsPerStudent).toBeLessThan(planBudget(10, 1, fast).flopsPerStudent);
    expect(flopsPerStudent).toBeCloseTo(slow * secondsPerStudent, -3);
    // All students, one after the other, leave time for the rest.
    const training =
      secondsPerStudent * quickstartStudents.reduce((sum, student) => sum + computeOf(student), 0);
    expect(training).toBeGreaterThan(8 * 60);
    expect(training).toBeLessThan(10 * 60);
  });

  test('two workers do twice as much in the same time', () => {
    const [one, two] = [planBudget(10, 1, 1e9), planBudget(10, 2, 1e9)];
    expect(two.flopsPerStudent).toBe(2 * one.flopsPerStudent);
    expect(two.secondsPerStudent).toBe(2 * one.secondsPerStudent);
  });

  test('the time is that of the worker that has most to do', () => {
    const plan = (workers: number) => planBudget(10, workers, 1e9);
    // Twice 2 and four times 1: alone 8, two workers 4 each, three 3 at most, four 2 each.
    const [one = 0, ...more] = [1, 2, 3, 4].map((workers) => plan(workers).flopsPerStudent);
    expect(more.map((flops) => flops / one)).toEqual([2, 8 / 3, 4].map((times) => expect.closeTo(times, 9)));
    for (const workers of [1, 2, 3, 4]) expect(expectedSeconds(plan(workers))).toBeCloseTo(600, 6);
    expect(expectedSeconds({ ...plan(2), secondsPerStudent: 30 })).toBeCloseTo(4 * 30 + 75, 6);
  });

  test('however short the time, some of it is for training', () => {
    const { secondsPerStudent } = planBudget(0.5, 1, 1e9);
    expect(8 * secondsPerStudent).toBeCloseTo(0.2 * 30, 6);
  });

  test('is declared reduced exactly when it is', () => {
    const { flopsPerStudent: declared } = planBudget(10, 1, fast);
    const { flopsPerStudent: possible } = planBudget(10, 1, 1e9);
    const enough = (1e9 * declared) / possible;
    expect(planBudget(10, 1, enough * 1.001).reduced).toBe(false);
    expect(planBudget(10, 1, enough * 0.999).reduced).toBe(true);
  });
});

test('workers: one thread each, and no more than help', () => {
  expect([1, 2, 3, 4, 64].map(workersFor)).toEqual([1, 2, 3, 4, 4]);
});

const student = (id: string) => quickstartStudents.find((one) => one.id === id) as QuickstartStudent;

test('the pair’s two models share what a single model gets, or each get as much, beside one model with the same total', () => {
  const compute = Object.fromEntries(quickstartStudents.map((one) => [one.id, computeOf(one)]));
  expect(compute).toEqual({
    answer: 1,
    cot: 1,
    'socratic-unified': 1,
    socratic: 1,
    'cot-double': 2,
    'socratic-double': 2,
  });
  expect(student('socratic-double').compute).toEqual({ qg: 1, qa: 1 });
  expect(trainingOrder.map(computeOf)).toEqual([2, 2, 1, 1, 1, 1]);
});

test.each([
  ['cot', 'answer', true], // equal compute
  ['socratic', 'cot', true],
  ['cot-double', 'socratic-double', true],
  ['cot-double', 'cot', true], // one strategy, two budgets
  ['socratic-double', 'socratic', true],
  ['socratic-double', 'cot', true], // each model trained equally long
  ['cot-double', 'socratic', false],
  ['cot-double', 'answer', false],
])('%s and %s are compared: %s', (a, b, expected) => {
  expect(comparable(student(a), student(b))).toBe(expected);
  expect(comparable(student(b), student(a))).toBe(expected);
});

test('the declared quickstart: all four strategies, at least 300 unseen problems, at most 10 minutes', () => {
  expect([...new Set(quickstartStudents.map(({ strategy }) => strategy))]).toEqual([
    'answer',
    'cot',
    'socratic-unified',
    'socratic',
  ]);
  expect(quickstartSizes.test).toBeGreaterThanOrEqual(300);
  expect(DEFAULT_MINUTES).toBeLessThanOrEqual(10);
});
