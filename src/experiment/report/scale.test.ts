import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracyScale,
  linearScale,
  linearTicks,
  logScale,
  logTicks,
  lossScale,
  niceCeiling,
} from './scale.ts';

describe('ticks', () => {
  test.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0.7, 5, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    [-0.1, 0.6, 5, [-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
    [0, 24.2e12, 4, [0, 5e12, 10e12, 15e12, 20e12]],
    [3, 3, 5, [3]],
  ])('linear from %d to %d', (low, high, count, expected) => {
    expect(linearTicks(low, high, count)).toEqual(expected);
  });

  test.each([
    [0.15, 8, [0.2, 0.5, 1, 2, 5]],
    [0.1, 10, [0.1, 0.2, 0.5, 1, 2, 5, 10]],
    [0.001, 100, [0.001, 0.01, 0.1, 1, 10, 100]],
    [2.1, 4.9, [2.5, 3, 3.5, 4, 4.5]],
  ])('logarithmic from %d to %d', (low, high, expected) => {
    expect(logTicks(low, high)).toEqual(expected);
  });

  test('any domain gives 2 to 11 ascending ticks inside it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, extent) => {
          const ticks = linearTicks(low, low + extent);
          const slack = 1e-6 * Math.max(Math.abs(low), extent);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(11);
          for (const [i, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(low - slack);
            expect(tick).toBeLessThanOrEqual(low + extent + slack);
            if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1] ?? Number.NaN);
          }
        },
      ),
    );
  });

  test('the ceiling is the next nice step, and 1 for what is not positive', () => {
    expect([0.625, 6.9, 0.1, 0, Number.NaN].map((value) => niceCeiling(value))).toEqual([0.7, 7, 0.1, 1, 1]);
  });
});

describe('scales', () => {
  test('a linear scale is proportional and clamps', () => {
    const scale = linearScale(-10, 30);
    expect([-20, -10, 0, 10, 30, 99].map(scale.at)).toEqual([0, 0, 25, 50, 100, 100]);
  });

  test('a logarithmic scale gives equal ratios equal room', () => {
    const scale = logScale(0.1, 10);
    expect(scale.at(1)).toBeCloseTo(50, 10);
    expect(scale.at(0.01)).toBe(0);
    expect(scale.at(0)).toBe(0);
  });

  test('loss is logarithmic from a factor of eight on, linear from zero below, and ignores what is not finite', () => {
    expect(lossScale([6.9, 0.2, Number.NaN]).kind).toBe('log');
    expect(lossScale([4, 1]).kind).toBe('linear');
    expect(lossScale([4, 1]).domain).toEqual([0, 4]);
    expect(lossScale([4, 0]).kind).toBe('linear');
    expect(lossScale([Number.POSITIVE_INFINITY]).domain).toEqual([0, 1]);
  });

  test('accuracy starts at zero, ends at a round number up to 100 % and never zooms below 10 points', () => {
    expect(accuracyScale([0.625, 0.3]).domain).toEqual([0, 0.7]);
    expect(accuracyScale([0.0126]).domain).toEqual([0, 0.1]);
    expect(accuracyScale([]).domain).toEqual([0, 0.1]);
    expect(accuracyScale([1]).domain).toEqual([0, 1]);
  });
});
