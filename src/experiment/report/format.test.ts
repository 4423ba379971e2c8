import { expect, test } from 'vitest';
import {
  compact,
  count,
  duration,
  interval,
  pEquals,
  percent,
  plural,
  points,
  pValue,
  significant,
} from './format.ts';

/** No-break spaces read as spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [percent(0.5234), '52.3 %'],
  [percent(0.2, 0), '20 %'],
  [percent(0 / 0), '–'],
  [interval([0.471, 0.569]), '47.1–56.9 %'],
  [interval([Number.NaN, 1]), '–'],
  [points(0.427), '+42.7'],
  [points(-0.003), '−0.3'],
  [points(-0.0004), '0.0'],
  [count(1319), '1,319'],
  [plural(1, 'problem'), '1 problem'],
  [plural(1319, 'problem'), '1,319 problems'],
  [significant(0.4123), '0.412'],
  [significant(118.42), '118'],
  [compact(1_237_504), '1.24 M'],
  [compact(999_999), '1.00 M'],
  [compact(24.2e12, 'FLOP'), '24.2 TFLOP'],
  [compact(0), '0'],
  [compact(950, 'FLOP'), '950 FLOP'],
  [compact(Number.NaN), '–'],
  [duration(4.23), '4.2 s'],
  [duration(9.97), '10 s'],
  [duration(112.4), '1 min 52 s'],
  [duration(3599.7), '1 h 0 min'],
  [duration(5400), '1 h 30 min'],
  [pValue(0.0004), '< 0.001'],
  [pValue(0.0412), '0.041'],
  [pValue(0.213), '0.21'],
  [pEquals(0.0004), 'p < 0.001'],
  [pEquals(0.213), 'p = 0.21'],
])('%s', (actual, expected) => {
  expect(plain(actual)).toBe(expected);
});
