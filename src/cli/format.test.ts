import { expect, test } from 'vitest';
import { countOf, formatCount, formatDuration, formatPercent, formatPercentInterval } from './format.ts';

test('counts have thousands separators and agree with their noun', () => {
  expect(formatCount(7473)).toBe('7,473');
  expect(formatCount(0)).toBe('0');
  expect(countOf(1, 'problem')).toBe('1 problem');
  expect(countOf(1319, 'problem')).toBe('1,319 problems');
  expect(countOf(2, 'family', 'families')).toBe('2 families');
});

test('shares are percentages, with an interval where there is one', () => {
  expect(formatPercent(0.4621)).toBe('46.2 %');
  expect(formatPercent(0.5, 0)).toBe('50 %');
  expect(formatPercent(Number.NaN)).toBe('–');
  expect(formatPercentInterval(0.4621, [0.406, 0.5194])).toBe('46.2 % [40.6, 51.9]');
});

test.each([
  [0, '0.0 s'],
  [0.44, '0.4 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [3599.7, '1 h'],
  [7512, '2 h 5 min'],
  [86_390, '1 d'],
  [3 * 86_400 + 4 * 3600, '3 d 4 h'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d seconds read as "%s"', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
