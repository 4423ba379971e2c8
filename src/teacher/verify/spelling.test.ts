// Signs that people write in more than one way.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';
import { spell } from './spelling.ts';

describe('a calculation is right or wrong', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'with fractions of one character',
      [
        '7 / 2 = 3½',
        '7 / 2 = 3 ½ hours',
        '3½ × 2 = 7',
        '2½ + 1½ = 4',
        '5 - ½ = 4½',
        '¾ of 48 is 36',
        '½ × 6 = 3',
        '⅔ × 9 = 6',
        '12 ÷ ¼ = 48',
      ],
      ['7 / 2 = 4½', '3½ × 2 = 8', '¾ of 48 is 34', '½ × 6 = 4', '⅔ × 9 = 7', '12 ÷ ¼ = 3', '2½ + 1½ = 5'],
    ],
    [
      'with a mixed number in words',
      ['7 / 2 = 3 and a half', '7 ÷ 4 = 1 and three quarters', '7 / 3 = 2 and a third'],
      ['7 / 2 = 4 and a half', '7 ÷ 4 = 1 and two quarters', '7 / 3 = 2 and a half'],
    ],
    [
      'with a fraction behind ÷',
      ['12 ÷ 1/4 = 48', '18 ÷ 2/3 = 27', '24 ÷ 3/2 = 16', '24 ÷ 3/2 = 4', '6 km ÷ 1/30 hour = 180'],
      ['12 ÷ 1/4 = 3', '18 ÷ 2/3 = 12', '24 ÷ 3/2 = 12', '6 km ÷ 1/30 hour = 0.2'],
    ],
    [
      'with other currencies',
      [
        '7 × 3 = ₹21',
        '¥700 × 3 = ¥2100',
        'Rs. 700 × 3 = Rs. 2,100',
        'US$7 × 3 = US$21',
        '7 € × 3 = 21 €',
        'USD 7 × 3 = USD 21',
        '7 * Rs. .50 = Rs. 3.50',
        '25¢ × 4 = $1',
      ],
      [
        '7 × 3 = ₹22',
        '¥700 × 3 = ¥2200',
        'Rs. 700 × 3 = Rs. 2,200',
        'US$7 × 3 = US$22',
        '7 € × 3 = 22 €',
        'USD 7 × 3 = USD 22',
        '7 * Rs. .50 = Rs. 35',
        '25¢ × 4 = $100',
      ],
    ],
    [
      'behind the letter or number of a part',
      [
        'a) 7 × 3 = 21; b) 21 + 4 = 25',
        '(a) 7 × 3 = 21 (b) 21 + 4 = 25',
        'i) 7 × 3 = 21; ii) 21 + 4 = 25',
        'Part b) 21 + 4 = 25',
        '1) Twice 6 is 12',
      ],
      [
        'a) 7 × 3 = 21; b) 21 + 4 = 26',
        '(a) 7 × 3 = 21 (b) 21 + 4 = 26',
        'i) 7 × 3 = 21; ii) 21 + 4 = 26',
        'Part b) 21 + 4 = 26',
        '1) Twice 6 is 13',
      ],
    ],
    [
      'in brackets',
      [
        '7 × [3 + 2] = 35',
        '[(3 + 2) × 4] - 2 = 18',
        '2 × {3 + 2} = 10',
        '6*[30 minutes/60 minutes] = 3',
        '26[2] = 52',
      ],
      [
        '7 × [3 + 2] = 36',
        '[(3 + 2) × 4] - 2 = 19',
        '2 × {3 + 2} = 11',
        '6*[30 minutes/60 minutes] = 4',
        '26[2] = 53',
      ],
    ],
    [
      'with a function',
      [
        'ceil(17/5) = 4',
        'floor(17 / 5) = 3',
        '⌈17/5⌉ = 4',
        '⌊17/5⌋ = 3',
        'round(100 / 7, 2) = 14.29',
        'sqrt(9 + 16) = 5',
        'abs(3 - 8) = 5',
        'ceil(17/5) × 10 = 40',
      ],
      [
        'ceil(17/5) = 3',
        'floor(17 / 5) = 4',
        '⌈17/5⌉ = 3',
        '⌊17/5⌋ = 4',
        'round(100 / 7, 2) = 14.28',
        'sqrt(9 + 16) = 6',
        'ceil(17/5) × 10 = 34',
      ],
    ],
    [
      'with two equals signs',
      ['3 * 4 == 12', '3 * 4 === 12', '12 == 3 * 4'],
      ['3 * 4 == 13', '3 * 4 === 13', '13 == 3 * 4'],
    ],
    [
      'in thousands and millions',
      [
        '5k + 3k = 8k',
        '$5k - $3k = $2k',
        '5 thousand + 3 thousand = 8 thousand',
        '1.5 million + 500 thousand = 2 million',
        '2,000 × 3 = 6 thousand',
        '2 * 3 = 6 thousand',
        '1,234,567 × 2 = 2.47 million',
      ],
      [
        '5k + 3k = 9k',
        '$5k - $3k = $3k',
        '5 thousand + 3 thousand = 9 thousand',
        '1.5 million + 500 thousand = 3 million',
        '2,000 × 3 = 7 thousand',
        '1,234,567 × 2 = 2.57 million',
      ],
    ],
  ])('%s', (_name, right, wrong) => {
    expect(right.map(judged)).toEqual(right.map((text) => `${text}: right`));
    expect(wrong.map(judged)).toEqual(wrong.map((text) => `${text}: wrong`));
  });
});

test.each([
  '3 * 4 != 13',
  '4 + 4 ≠ 9, so it is wrong',
  'max(3 + 4, 5) = 7',
  'min(12 / 4, 2) = 2',
  'f(3 + 2) = 11',
  '2k + 4 = 10',
])('%j is not checked', (text) => expect(judged(text)).toBe(`${text}: not checked`));

test.each([
  ['So ½ × 6 = 4 pens', '½ × 6 = 4', '3'],
  ['a) 7 × 3 = ₹22, so', '7 × 3 = ₹22', '21'],
  ['It takes ceil(17/5) = 5 buses', 'ceil(17/5) = 5', '4'],
  ['¾ of 48 is 34 pens', '¾ of 48 is 34', '36'],
  ['7 / 2 = 4½ hours', '7 / 2 = 4½', '3.5'],
])('in %j the fault is shown as it is written', (text, written, computed) => {
  expect(checkArithmetic(text).wrong).toEqual([{ written, computed }]);
});

test('a line in the common spelling stays as it is', () => {
  const line = 'She pays 3 * $4 = $12 (for all), and 1/2 of it is $6.';
  expect(spell(line).text).toBe(line);
  expect(spell(line).original(4, 8)).toBe('pays');
});

test('a sign of a fraction is a number of its own, also before a letter', () => {
  const spelled = (line: string) => spell(line).text;
  expect(spelled('½cup and 1½cups')).toBe('1/2 cup and 1 1/2 cups');
  expect(spelled('½ cup and 1 ½ cups')).toBe('1/2 cup and 1 1/2 cups');
  expect(spelled('½, ¾. x½')).toBe('1/2, 3/4. x(1/2)');
  expect(spelled('a½b½')).toBe('a1/2 b1/2');
});

test('what a line has is shown without the spaces around it', () => {
  const { text, original } = spell(' 3½pens  =  4 ');
  expect(text).toBe(' 3 1/2 pens  =  4 ');
  expect(original(0, text.indexOf('='))).toBe('3½pens');
  expect(original(text.length, text.length + 5)).toBe('');
});

test.each<[line: string, spelled: string]>([
  // brackets that multiply or group
  ['26[2]', '26(2)'],
  ['26[234]', '26(234)'],
  ['26[ 2 ]', '26( 2 )'],
  ['200[.60]', '200(.60)'],
  ['26[1,200.5]', '26(1,200.5)'],
  ['26 [2]', '26 [2]'],
  ['pens[2]', 'pens[2]'],
  ['26 pens [2]', '26 pens [2]'],
  ['pens [2] and 5', 'pens [2] and 5'],
  ['26[x]', '26[x]'],
  ['26[x 2]', '26[x 2]'],
  ['26[x2]', '26[x2]'],
  ['26[2x]', '26[2x]'],
  ['26[2 pens]', '26[2 pens]'],
  ['[3 + 2]', '(3 + 2)'],
  ['[3 pens + 2 pens]', '(3 pens + 2 pens)'],
  ['[see 3 + 2]', '[see 3 + 2]'],
  ['[3 and 2]', '[3 and 2]'],
  ['[3 + x]', '[3 + x]'],
  ['{[3 + 2] * 2}', '((3 + 2) * 2)'],
  // a fraction behind ÷
  ['12 ÷ 1/2', '12 ÷ (1/2)'],
  ['12 ÷ 2/2', '12 ÷ 2/2'],
  ['12 ÷ 3/2', '12 ÷ 3/2'],
  ['12 ÷ 1/2/3', '12 ÷ 1/2/3'],
  // functions
  ['floor(20 / 2) = 10', '(10+0) = 10'],
  ['round(3.34, 1)', '(3.3+0)'],
  ['round(3.34 ,  1 )', '(3.3+0)'],
  ['round(10.054, 2)', '(10.05+0)'],
  ['round(3.34, 12)', 'round(3.34, 12)'],
  ['round(1\u2028+ 3.34, 1)', 'round(1\u2028+ 3.34, 1)'],
  ['round(3.34, x)', 'round(3.34, x)'],
  ['floor(x)', 'floor(x)'],
  ['sqrt(-4)', 'sqrt(-4)'],
  ['ceiling(7 / 2)', '(4+0)'],
  ['trunc(-7 / 2) and int(7 / 2)', '(-3+0) and (3+0)'],
  ['abs((3 - 8) * 2)', '(10+0)'],
  ['⌈x⌉ and ⌊7 / 2⌋', '⌈x⌉ and (3+0)'],
  ['around(7)', 'around(7)'],
])('%j is spelled %j', (line, spelled) => expect(spell(line).text).toBe(spelled));
