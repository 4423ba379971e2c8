// What looks like a number but is none is unreadable; a part of it is never the answer.
import { describe, expect, test } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';
import { readAnswer } from './extract.ts';

describe('expressions that were not evaluated', () => {
  checkRows('number', [
    ['#### 4 + 9', null],
    ['#### 4+9', null],
    ['#### 100 - 58', null],
    ['#### 84 / 2 * 3', null],
    ['#### (3 + 4) * 6', null],
    ['#### 6(7)', null],
    ['#### $12 x 3', null],
    ['#### 3 × 14 pens', null],
    ['\\boxed{9 \\cdot 5}', null],
    ['\\boxed{\\frac{3 + 5}{2}}', null],
    ['\\boxed{\\frac{n}{2}}', null],
    ['The answer is 15% of 80.', null],
    ['The answer is 12 times 4.', null],
    ['So she pays 3 * 15 dollars.', null],
    ['<answer>7 * 8</answer>', null],
    ['Answer: 20 - 4', null],
    ['{"answer": "6 * 9"}', null],
    ['```python\ntotal = 5 * 12\nprint(total)\n```', null],
    ['#### 4 + 9 = 13', '13'],
    ['So she pays 3 * 15 = 45 dollars.', '45'],
    ['\\boxed{\\frac{3 + 5}{2} = 4}', '4'],
    ['15% of 80 is 12.', '12'],
    ['12 times 4 is 48.', '48'],
    ['12 times 4 equals 48 pens.', '48'],
    ['#### 48 = 12 * 4', '48'],
  ]);
  test.each([
    ['#### 4 + 9', '13'],
    ['\\boxed{2^{10}}', '1024'],
    ['#### (3 + 4) * 6', '42'],
    ['\\boxed{\\frac{3 + 5}{2}}', '4'],
    ['The answer is $6 * 7$.', '42'],
  ])('%j says what the expression would give, apart', (output, value) => {
    expect(readAnswer(output, 'number')).toEqual({
      answer: null,
      unreadable: { why: 'not-computed', value },
    });
  });
  test.each([
    ['#### 3:4', 'no-number'],
    ['#### 10-15', 'no-number'],
    ['#### 5x + 3', 'no-number'],
    ['#### 3 or 4', 'several'],
    ['#### unknown', 'refused'],
    ['I give up.', 'nothing'],
  ])('%j says why it is unreadable', (output, why) => {
    expect(readAnswer(output, 'number')).toEqual({ answer: null, unreadable: { why } });
  });
});

describe('powers, roots, factorials, functions', () => {
  checkRows('number', [
    ['#### 7^2', null],
    ['#### 2**5', null],
    ['#### 2⁵', null],
    ['\\boxed{3^{4}}', null],
    ['\\boxed{10^{n}}', null],
    ['#### √50', null],
    ['\\boxed{\\sqrt{17}}', null],
    ['\\boxed{2\\sqrt[3]{5}}', null],
    ['\\boxed{\\frac{\\sqrt{3}}{2}}', null],
    ['\\boxed{6!}', null],
    ['#### 4!', null],
    ['\\boxed{25\\pi}', null],
    ['#### 9π cm', null],
    ['The answer is 12 pi.', null],
    ['\\boxed{\\log_2 8}', null],
    ['\\boxed{\\sin 30}', null],
    ['\\boxed{\\binom{5}{2}}', null],
    ['\\boxed{52_8}', null],
    ['\\boxed{\\infty}', null],
    ['\\boxed{x}', null],
    ['5^2 = 25', '25'],
    ['\\sqrt{16} = 4', '4'],
    ['4! = 24', '24'],
    ['\\log_2 8 = 3', '3'],
    ['It is 24!', '24'],
    ['The area is 12 m^2', '12'],
    ['#### 10^4', '10000'],
    ['#### 6.5 \\times 10^{-2}', '0.065'],
  ]);
});

describe('algebra, relations, tuples', () => {
  checkRows('number', [
    ['#### 3x', null],
    ['\\boxed{2n + 1}', null],
    ['\\boxed{7 - x}', null],
    ['\\boxed{x + 4}', null],
    ['The answer is 4y.', null],
    ['The answer is 8a + 2b.', null],
    ['\\boxed{x > 5}', null],
    ['\\boxed{x \\leq 12}', null],
    ['\\boxed{\\pm 4}', null],
    ['#### 12 ± 2', null],
    ['\\boxed{(2, 3)}', null],
    ['\\boxed{[1, 5]}', null],
    ['\\boxed{x = 2, y = 5}', null],
    ['\\boxed{x = 2 \\text{ or } x = -2}', null],
    ['\\boxed{(2,3)}', null],
    ['#### 4, 8', null],
    ['#### 7 or 9', null],
    ['The answer is between 20 and 30.', null],
    ['\\boxed{y = 12}', '12'],
    ['2x = 24, so x = 12', '12'],
    ['#### 0.5 or 1/2', '0.5'],
  ]);
});

describe('times, dates, ratios, ranges, sizes', () => {
  checkRows('number', [
    ['#### 6:45', null],
    ['#### 6:45 a.m.', null],
    ['The answer is 11:05 PM.', null],
    ['The bus leaves at 17:20.', null],
    ['#### 12:30:15', null],
    ['#### 2:5', null],
    ['The ratio is 2 : 7.', null],
    ['#### 1:2:3', null],
    ['#### 3/14/2021', null],
    ['#### 2021-03-14', null],
    ['#### 14.03.2021', null],
    ['The answer is March 14, 2021.', null],
    ['#### 14 March 2021', null],
    ['#### March 14', null],
    ['#### 20-25', null],
    ['#### 20–25', null],
    ['#### 20—25', null],
    ['#### 20 to 25', null],
    ['#### 4x6', null],
    ['#### 4 × 6', null],
    ['#### 4 by 6 inches', null],
    ['#### 2 hours 15 minutes', null],
    ['#### 1h 20m', null],
    ['#### 5\'11"', null],
    ['#### 5 feet 11 inches', null],
    ['#### 2 weeks and 3 days', null],
    ['#### 3/4/5', null],
    ['#### 1.2.3', null],
    ['On 3/14/2021 she had 12 pens.', '12'],
    ['At 6:45 there are 30 guests.', '30'],
    ['The ratio is 2:7, so there are 14 red pens.', '14'],
    ['5 - 3 = 2:00 pm', '2'],
    ['Step 3: 12 pens', '12'],
    ['It takes 90 minutes.', '90'],
  ]);
});

describe('fractions and mixed numbers', () => {
  checkRows('number', [
    ['\\boxed{\\frac{-7}{2}}', '-3.5'],
    ['\\boxed{-\\frac{7}{2}}', '-3.5'],
    ['\\boxed{\\frac{7}{-2}}', '-3.5'],
    ['#### \\frac{2{,}400}{3}', '800'],
    ['\\boxed{\\dfrac{\\$90}{4}}', '22.5'],
    ['\\boxed{\\frac7{2}}', '3.5'],
    ['\\boxed{\\frac{7}2}', '3.5'],
    ['\\boxed{4\\frac{1}{4}}', '4.25'],
    ['#### 5-1/4', '5.25'],
    ['#### 5 1/4', '5.25'],
    ['#### 5 and a quarter', '5.25'],
    ['#### 6 and a half hours', '6.5'],
    ['#### 5¼', '5.25'],
    ['#### 7/8', '0.875'],
    ['#### $7/8$', '0.875'],
  ]);
});

describe('clock times, ranges, lists, remainders, absolute values, bases', () => {
  checkRows('number', [
    ...[
      '5pm',
      '5 p.m.',
      '12 AM',
      "5 o'clock",
      '12h30',
      '7.30 pm',
      '3~5',
      '3 ~ 5',
      '3 to 5',
      'between 3 and 5',
    ].flatMap((shape): [string, null][] => [
      [`#### ${shape}`, null],
      [`The answer is ${shape}.`, null],
    ]),
    ...[
      '1,2,3',
      '1, 2, 3',
      '12 R 3',
      '12r3',
      '12 remainder 3',
      '12 with a remainder of 3',
      '|-5|',
      '0b101',
      '0x1F',
      '0o17',
    ].flatMap((shape): [string, null][] => [
      [`#### ${shape}`, null],
      [`\\boxed{${shape}}`, null],
      [`The answer is ${shape}.`, null],
    ]),
    ['She arrives at 5pm.', null],
    ['12 hours after 5 pm is 5 am.', null],
    ['It takes 3 to 5 days.', null],
    ['It takes between 3 and 5 days.', null],
    ['The numbers are 1, 2 and 3.', null],
    ['\\boxed{\\lvert -5 \\rvert}', null],
    ['At 5 p.m. there are 42 guests.', '42'],
    ['5 - 3 = 2 pm', '2'],
    ['12h', '12'],
    ['~5', '5'],
    ['1,234,567', '1234567'],
    ['12,34,567', '1234567'],
    ['1,2', '1.2'],
    ['|-5| = 5', '5'],
    ['| Total | -5 |', '-5'],
    ['|Total|-5|', '-5'],
    ['72 / 10 = 7 remainder 2, so 7 boxes', '7'],
    ['The price rose from 20 to 42.', '42'],
    ['Adding 22 to 20 gives 42.', '42'],
    ['She needs 0 boxes', '0'],
    ['#### 0.5', '0.5'],
  ]);
  test.each([
    ['#### |-5|', '5'],
    ['\\boxed{\\left|-7\\right|}', '7'],
  ])('%j says what it would give, apart', (output, value) => {
    expect(readAnswer(output, 'number')).toEqual({
      answer: null,
      unreadable: { why: 'not-computed', value },
    });
  });
});

describe('signs and spaces of amounts', () => {
  checkRows('number', [
    ['#### $ - 7', '-7'],
    ['#### -$ 7', '-7'],
    ['#### - $ 7', '-7'],
    ['The answer is $ - 7.', '-7'],
    ['The answer is - $ 7.', '-7'],
    ['3 - 10 = $ -7', '-7'],
    ['#### 1 250 €', '1250'],
    ['#### 1\u00a0250 €', '1250'],
    ['#### 1\u202f250', '1250'],
    ['#### 1\u2009250,50 €', '1250.5'],
    ['She pays 1 250 €.', '1250'],
    ['She pays 1\u00a0250 €.', '1250'],
    ['She pays 12 345 EUR in all.', '12345'],
    ['She buys 3 boxes for 250 €', '3'],
    ['$10 - $7', null],
    ['10 - $7 = $3', '3'],
  ]);
});
