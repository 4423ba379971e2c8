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

describe('each way to say how a result was rounded', () => {
  test.each<[right: string, wrong: string]>([
    ['17 / 5 = 4 (ceiling)', '17 / 5 = 3 (ceiling)'],
    ['17 / 5 = 4, by ceil', '17 / 5 = 3, by ceil'],
    ['17 / 6 = 2 (floor)', '17 / 6 = 3 (floor)'],
    ['17 / 6 = 2 (floored)', '17 / 6 = 3 (floored)'],
    ['17 / 5 = 4, rounded to the next box', '17 / 5 = 3, rounded to the next box'],
    ['17 / 5 = 4, rounded to a higher one', '17 / 5 = 3, rounded to a higher one'],
    ['17 / 6 = 2, rounded to the lower one', '17 / 6 = 3, rounded to the lower one'],
    ['17 / 5 = 4 when you round up', '17 / 5 = 5 when you round up'],
    ['17 / 6 = 2, which rounds down', '17 / 6 = 1, which rounds down'],
    ['12 * 1.1 = 13 to the nearest pen', '12 * 1.1 = 14 to the nearest pen'],
    ['5 / 2 = 2 (rounded)', '5 / 2 = 1 (rounded)'],
    ['5 / 2 = 3 (rounded)', '5 / 2 = 4 (rounded)'],
    ['2 / 3 = 66% (rounded down)', '2 / 3 = 66 (rounded down)'],
    ['2 / 3 = 67 % (rounded up)', '2 / 3 = 68 % (rounded up)'],
    ['200 / 3 = 66.66 (rounded)', '200 / 3 = 66.65 (rounded)'],
    ['200 / 3 = 66.7 (rounded)', '200 / 3 = 66.6 (rounded)'],
    ['1.111 * 1.6 = 1.78 (rounded)', '1.111 * 1.6 = 1.77 (rounded)'],
    ['-17 / 6 = -2 (truncated)', '-17 / 6 = -3 (truncated)'],
    ['-17 / 6 = -2.83 (truncated)', '-17 / 6 = 2.83 (truncated)'],
    ['1234 * 1 = 1230, rounded to the nearest ten', '1234 * 1 = 1240, rounded to the nearest ten'],
    ['1234 * 1 = 1230, rounded to the nearest 10.', '1234 * 1 = 1240, rounded to the nearest 10.'],
    ['1234 * 1 = 1235, rounded to the nearest 5', '1234 * 1 = 1230, rounded to the nearest 5'],
    ['1234 * 1 = $1,000, to the nearest $1,000', '1234 * 1 = $2,000, to the nearest $1,000'],
    ['1234 * 1 = 1000, rounded to the nearest thousand', '1234 * 1 = 2000, rounded to the nearest thousand'],
    ['1234 * 9999 = 12,000,000, to the nearest million', '1234 * 9999 = 13,000,000, to the nearest million'],
    ['1234 * 1 = 1300, rounded up to the next hundred', '1234 * 1 = 1200, rounded up to the next hundred'],
    ['5 * 0.63 = 3, rounded to the nearest dollar', '5 * 0.63 = 4, rounded to the nearest dollar'],
    ['5 * 0.63 = 3.2, rounded to the nearest tenth', '5 * 0.63 = 3.3, rounded to the nearest tenth'],
    ['5 * 0.63 = 3.2, rounded to tenths', '5 * 0.63 = 3.3, rounded to tenths'],
    ['5 * 0.63 = 3, rounded to the nearest half', '5 * 0.63 = 3.5, rounded to the nearest half'],
    ['5 * 0.63 = 3.25, to the nearest quarter', '5 * 0.63 = 3.5, to the nearest quarter'],
    ['5 * 0.625 = 3.10, to the nearest dime', '5 * 0.625 = 3.00, to the nearest dime'],
    ['5 * 0.625 = 3.15, to the nearest nickel', '5 * 0.625 = 3.20, to the nearest nickel'],
    ['0.125 * 0.5 = 0.06, rounded to the nearest cent', '0.125 * 0.5 = 0.07, rounded to the nearest cent'],
    ['0.125 * 0.5 = 0.06, to the nearest penny', '0.125 * 0.5 = 0.05, to the nearest penny'],
    ['16 / 3 = 6, rounded to the next whole number', '16 / 3 = 5, rounded to the next whole number'],
    ['1234 * 1 = 1230, rounded to tens', '1234 * 1 = 1240, rounded to tens'],
    ['1234 * 1 = 1230, to the nearest ten', '1234 * 1 = 1236, to the nearest ten'],
    ['1234 * 1 = 1240, rounded up to the next full ten', '1234 * 1 = 1250, rounded up to the next full ten'],
    ['1234 * 1 = 1200, to the nearest whole hundred', '1234 * 1 = 1300, to the nearest whole hundred'],
    ['17 / 5 = 3, rounded for an upper one', '17 / 5 = 4, rounded for an upper one'],
    ['17 / 5 = 3, rounded, for soup', '17 / 5 = 4, rounded, for soup'],
    ['17 / 6 = 3, rounded, for downtown', '17 / 6 = 2, rounded, for downtown'],
    ['17 / 6 = 3, rounded, for a slower one', '17 / 6 = 2, rounded, for a slower one'],
    ['41.2 * 3 = 124 to round it', '41.2 * 3 = 124 underground trains'],
    ['41.2 * 3 = 124, which we round', '41.2 * 3 = 124 roundels'],
    ['12 / 3 = 4 (rounded up)', '12 / 3 = 5 (rounded up)'],
    ['12 / 3 = 4 (rounded down)', '12 / 3 = 3 (rounded down)'],
    ['0.9 / 3 = 0.3 (rounded up)', '0.9 / 3 = 0.4 (rounded up)'],
    ['0.9 / 3 = 0.3 (rounded down)', '0.9 / 3 = 0.2 (rounded down)'],
  ])('%j, but not %j', (right, wrong) => {
    expect([judged(right), judged(wrong)]).toEqual([`${right}: right`, `${wrong}: wrong`]);
  });
});

describe('each way to say that a result goes on, or that something is left', () => {
  test.each<[right: string, wrong: string]>([
    ['-10 / 3 = -3.33...', '-10 / 3 = 3.33...'],
    ['-1 / 150 = 0.00...', '-1 / 150 = 0.01...'],
    ['0.6 / 2 = 0.3...', '0.6 / 2 = 0.2...'],
    ['2 / 3 = 0.66 and so on', '2 / 3 = 0.65 and so on'],
    ['2 / 3 = 0.66 etc.', '2 / 3 = 0.65 etc.'],
    ['2 / 3 = 0.6 (recurring)', '2 / 3 = 0.5 (recurring)'],
    ['2 / 3 = 0.6..', '2 / 3 = 0.5..'],
    ['2 / 3 = 66.6...%', '2 / 3 = 65.6...%'],
    ['100 / 7 = 14.28, with some left over', '100 / 7 = 14.2, with some left over'],
    ['1 / 3 = 0, with 1 left over', '4 / 3 = 0, with 4 left over'],
    ['7 / 2 = 3 left over', '7 / 2 = 3 left'],
    ['7 / 2 = 3 pens leftover', '7 / 2 = 3 pens left'],
    ['7 / 2 = 3 pens left-over', '7 / 2 = 4 pens left-over'],
    ['7 / 2 = 3 whole ones', '7 / 2 = 3 good ones'],
    ['7 / 2 = 3 complete sets', '7 / 2 = 4 complete sets'],
    ['7 / 2 = 3 and something remains', '7 / 2 = 4 and something remains'],
    ['7 / 2 = 3 and a remaining one', '7 / 2 = 2 and a remaining one'],
    ['7 / 2 = 3 full boxes', '3.5 * 1 = 3 full boxes'],
    ['7 / 2 = 3 whole pens', '7 / 2 = 3 wholesale pens'],
    ['7 / 2 = 3 complete pens', '7 / 2 = 3 incomplete pens'],
    ['7 / 2 = 3 r 1', '7 / 2 = 3 in class r 1'],
    ['123 / 100 = 1 r23', '123 / 100 = 1 r24'],
    ['2 / 3 = 0.66.. of it', '2 / 3 = 0.66. That is it'],
    ['200 / 3 = 66 and so on', '200 / 3 = 65.6 pens and so on'],
    [`7 / 2 = 3 ${'very '.repeat(10)}full boxes`, `7 / 2 = 3 ${'very '.repeat(20)}full boxes`],
  ])('%j, but not %j', (right, wrong) => {
    expect([judged(right), judged(wrong)]).toEqual([`${right}: right`, `${wrong}: wrong`]);
  });
});

describe('the rest of a division is checked in each of its forms', () => {
  test.each<[text: string, expected: string]>([
    ['100 / 7 = 14 remainder #', '14 remainder 2'],
    ['100 / 7 = 14 rem #', '14 remainder 2'],
    ['100 / 7 = 14 rem. #', '14 remainder 2'],
    ['100 / 7 = 14 r#', '14 remainder 2'],
    ['100 / 7 = 14, r #', '14 remainder 2'],
    ['100 / 7 = 14 (r #)', '14 remainder 2'],
    ['100 / 7 = 14 (remainder #)', '14 remainder 2'],
    ['100 / 7 = 14 with a remainder of #', '14 remainder 2'],
    ['100 / 7 = 14, leaving a remainder of #', '14 remainder 2'],
    ['100 / 7 = 14 and the remainder is #', '14 remainder 2'],
    ['100 / 7 = 14, remainder = #', '14 remainder 2'],
    ['100 / 7 = 14, remainder: #', '14 remainder 2'],
    ['100 / 7 = 14 full boxes with a remainder of #', '14 remainder 2'],
    ['100 / 7 = 14 with # left over', '14 remainder 2'],
    ['100 / 7 = 14, and # left-over', '14 remainder 2'],
    ['100 / 7 = 14 with # leftover', '14 remainder 2'],
    ['100 / 7 = 14 with # remaining', '14 remainder 2'],
    ['100 / 7 = 14 full boxes, and # pens are left', '14 remainder 2'],
    ['100 / 7 = 14 with # pen is left', '14 remainder 2'],
    ['$100 / $7 = 14, with $# left over', '14 remainder 2'],
    ['100 ÷ 7 = 14 remainder #', '14 remainder 2'],
    ['(60 + 40) / 7 = 14 remainder #', '14 remainder 2'],
    ['(100 / 7) = 14 remainder #', '14 remainder 2'],
    ['7.5 / 2.75 = 2 remainder #', '2 remainder 2'],
  ])('%j', (text, expected) => {
    const says = (rest: string) =>
      checkArithmetic(text.replace('#', rest)).wrong.map(({ computed }) => computed);
    expect({ right: says('2'), wrong: says('3') }).toEqual({ right: [], wrong: [expected] });
  });

  test.each<[text: string, wrong: readonly string[]]>([
    ['7 / 2 = 3 remainder 0.5', []],
    ['7.5 / 2 = 3 remainder 1.5', []],
    ['7.5 / 2 = 3 remainder 2.5', ['3 remainder 1.5']],
    ['5,005 / 4 = 1,251 remainder 1', []],
    ['9,999 / 5,000 = 1 remainder 4,999', []],
    ['9,999 / 5,000 = 1 remainder 4,998', ['1 remainder 4999']],
    ['100 / 7 = 13 remainder 9', ['14.2857142857']], // its rest fits, its result does not
    ['(23 - 2) / 7 = 3 remainder 2', ['3 remainder 0']],
    ['1 + 100 / 7 = 15 remainder 3', []], // which rest is meant is not known
    ['7 / 2 = 3 hours, with 30 minutes left', []],
    ['100 / 7 = 14 remainder 2/7', []],
    ['100 / 7 = 14 remainder 3%', []],
    ['3 * 4 = 12 remainder 3', []],
  ])('%j', (text, wrong) => {
    expect(checkArithmetic(text).wrong.map(({ computed }) => computed)).toEqual(wrong);
  });
});

test('of another rest all that is said of it is shown', () => {
  expect(checkArithmetic('So 100 / 7 = 14 full boxes, and 3 pens are left.').wrong).toEqual([
    { written: '100 / 7 = 14 full boxes, and 3 pens are left', computed: '14 remainder 2' },
  ]);
});
