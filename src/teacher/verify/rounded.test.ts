// Results that are rounded or broken off, rests of divisions, and pairs of numbers that are no difference.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';

describe('a result is right or wrong', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'that is rounded',
      [
        '17 ÷ 5 = 4 (rounded up)',
        '$100 / 3 = $33 (rounded)',
        '€50 / 8 = €7, rounded up',
        '₹100 ÷ 3 = ₹34 (rounded up)',
        '$10 / 3 = $3.34 rounded up to the next cent',
        '41.2 × 3 = 124 (rounded)',
        '3.7 × 2 = 7 (rounded down)',
        '412 × 3 = 1240 (rounded to the nearest ten)',
        '412 × 3 = 1,200, rounded to the nearest hundred',
        '$4.35 * 2.1 = $9.15 (rounded up to the nearest nickel)',
        '5 / 3 = 1.66 (truncated)',
        '3.7 × 2 = 7 (truncated)',
        'It takes 17 ÷ 5 = 4 boxes (rounding up).',
      ],
      [
        '17 ÷ 5 = 5 (rounded up)',
        '17 ÷ 5 = 4 (rounded down)',
        '$100 / 3 = $34 (rounded)',
        '€50 / 8 = €8, rounded up',
        '$10 / 3 = $3.35 rounded up to the next cent',
        '41.2 × 3 = 123 (rounded)',
        '41.2 × 3 = 124 dollars left',
        '412 × 3 = 1250 (rounded to the nearest ten)',
        '412 × 3 = 1,300, rounded to the nearest hundred',
        '5 / 3 = 1.65 (truncated)',
      ],
    ],
    [
      'that is broken off',
      [
        '2 / 3 = 0.66...',
        '200 / 3 = 66.66...',
        '100 × 2/3 = 66.66…',
        '100 ÷ 7 = 14.28..., so there are 14 full boxes.',
        '1 / 3 = 0.3...',
        '1/3 = 33.3...%',
        '1 / 3 = 0.33 (repeating)',
        '10 / 3 ≈ 3.33...',
      ],
      ['2 / 3 = 0.65...', '200 / 3 = 65.66...', '22 ÷ 7 = 3.15…', '1 / 3 = 0.34 (repeating)'],
    ],
    [
      'that leaves a rest',
      [
        '7 ÷ 2 = 3, with 1 left over',
        '100 ÷ 7 = 14 (remainder 2)',
        '$50 / 8 = $6, with $2 left over',
        '100 ÷ 7 = 14 R2',
        '23 / 4 = 5 r 3',
        '45 / 6 = 7 (R3)',
        '100 divided by 7 is 14 R2',
        '23 divided by 4 equals 5 remainder 3.',
        '47 ÷ 6 = 7 full boxes, and 5 eggs are left over',
        '14 / 7 = 2 remainder 0',
        '(23 - 2) / 7 = 3, with 2 left over',
        '7 / 2 = 3 hours, with 30 minutes left over',
        '10 * 2 / 5 = 4 books for $2.50 each',
        'Each gets <<7/2=3.5>>3, with 1 left over',
      ],
      [
        '7 ÷ 2 = 4, with 1 left over',
        '7 ÷ 2 = 3, with 2 left over',
        '100 / 7 = 14 remainder 3',
        '100 ÷ 7 = 14 R3',
        '$50 / 8 = $6, with $3 left over',
        '23 / 4 = 6 R3',
        '45 / 6 = 7 (R4)',
        '23 divided by 4 is 5 R2',
        '14 / 7 = 2 remainder 1',
        'Each gets <<7/2=3.5>>4, with 1 left over',
      ],
    ],
    [
      'of the hours of a day',
      ['9-5 = 4', '9 - 5 = 4 hours', '3-5 = -2'],
      ['9-5 = 6 hours of work a day', '9-5 = 8 apples', '5 - 12 = 8', '12-5 = 8'],
    ],
  ])('%s', (_name, right, wrong) => {
    expect(right.map(judged)).toEqual(right.map((text) => `${text}: right`));
    expect(wrong.map(judged)).toEqual(wrong.map((text) => `${text}: wrong`));
  });
});

test.each([
  '9-5 = 8 hours of work a day',
  'Mon-Fri 9-17 = 8 hours',
  '22-6 = 8 hours of sleep',
  'Ages 5-12 = $8',
  'Ages 5-12 years = $8',
  'For sizes 6-10 = $45 each',
  'Lines 5-9 = 5 lines',
  'Rows 1–6 = 48 muffins',
  'Rows 1 - 6 = 48 muffins',
  'In 2023-24 = 12 games',
  'They won 5-3 = 8 goals in total.',
])('%j is no difference', (text) => expect(judged(text)).toBe(`${text}: not checked`));

test('a wrong rest is shown beside the right one', () => {
  expect(checkArithmetic('So 100 / 7 = 14 remainder 3.').wrong).toEqual([
    { written: '100 / 7 = 14 remainder 3', computed: '14 remainder 2' },
  ]);
});
