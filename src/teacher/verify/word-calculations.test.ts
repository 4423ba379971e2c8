// Calculations with words in them: those that can be computed are, in every way that they may be meant.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';

describe('a calculation is right or wrong', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'with parentheses that multiply',
      ['12(6) = 72', '(12)(6) = 72', '(12) (6) = 72', '$4(3 + 2) = $20', '2(3)(4) = 24'],
      ['12(6) = 82', '(12)(6) = 82', '(12) (6) = 82', '$4(3 + 2) = $21', '2(3)(4) = 9'],
    ],
    [
      'with about',
      [
        '12 * 6 = about 70',
        '12 * 6 = ~72',
        '10 / 6 is roughly 2',
        '12 * 6 is approximately 73',
        '7 * 9 = nearly 64',
      ],
      [
        '12 * 6 = about 82',
        '12 * 6 = ~82',
        '10 / 6 is roughly 3',
        '12 * 6 is approximately 80',
        '7 * 9 = nearly 70',
      ],
    ],
    [
      'with operators in words',
      [
        '5 times 9 = 45',
        '5 plus 9 is 14',
        '12 divided by 3 equals 4',
        '9 minus 2 leaves 7',
        '4 multiplied by 3 makes 12',
        '12 over 3 is 4',
        '12 less 5 is 7',
        '$20 increased by $5 is $25',
      ],
      [
        '5 times 9 = 54',
        '5 plus 9 is 15',
        '12 divided by 3 equals 3',
        '9 minus 2 leaves 8',
        '4 multiplied by 3 makes 7',
        '12 over 3 is 5',
        '12 less 5 is 8',
        '$20 increased by $5 is $30',
      ],
    ],
    [
      'with a result in words',
      [
        '5 * 9 is 45',
        '5 * 9 → 45',
        '5 * 9 -> 45',
        '5 * 9 => 45',
        '5 * 9 gives us 45',
        '5 * 9, which is 45',
        '5 * 9 comes to 45',
        '5 + 9 adds up to 14',
        '5 * 9 = a total of 45',
        '5 * 9 is equal to 45',
        '5 * 9 would be 45',
      ],
      [
        '5 * 9 is 54',
        '5 * 9 → 54',
        '5 * 9 -> 54',
        '5 * 9 => 54',
        '5 * 9 gives us 54',
        '5 * 9, which is 54',
        '5 * 9 comes to 54',
        '5 + 9 adds up to 15',
        '5 * 9 = a total of 54',
        '5 * 9 is equal to 54',
        '5 * 9 would be 54',
      ],
    ],
    [
      'of a part or a multiple',
      [
        'Half of 12 is 6',
        'two thirds of 12 is 8',
        '3/4 of 84 is 63',
        '20% of 50 = 10',
        '20 percent of the $50 is $10',
        'twice 6 is 12',
        'Half of the 12 pens are 6 pens.',
        'twice as many as 6 is 12',
        'half of a third of 12 is 2',
        'Doubling 6 gives 12',
        '12 halved is 6',
      ],
      [
        'Half of 12 is 7',
        'two thirds of 12 is 9',
        '3/4 of 84 is 64',
        '20% of 50 = 11',
        '20 percent of the $50 is $11',
        'twice 6 is 13',
        'Half of the 12 pens are 7 pens.',
        'twice as many as 6 is 14',
        'half of a third of 12 is 3',
        'Doubling 6 gives 13',
        '12 halved is 7',
      ],
    ],
    [
      'of a list',
      [
        'The sum of 20 and 22 is 42',
        'the sum of 3, 4, and 5 is 12',
        'the product of 6 and 7 is 42',
        'the difference between 7 and 20 is 13',
        'the average of 3, 4 and 8 is 5',
        'Adding 20 to 22 gives 42',
        'Subtracting 3 from 10 leaves 7',
        'Dividing 72 pens among 2 children gives each 36 pens',
        'Add 3 and 4 to get 7',
      ],
      [
        'The sum of 20 and 22 is 43',
        'the sum of 3, 4, and 5 is 11',
        'the product of 6 and 7 is 43',
        'the difference between 7 and 20 is 12',
        'the average of 3, 4 and 8 is 6',
        'Adding 20 to 22 gives 43',
        'Subtracting 3 from 10 leaves 8',
        'Dividing 72 pens among 2 children gives each 37 pens',
        'Add 3 and 4 to get 8',
      ],
    ],
    [
      'with a unit at its numbers',
      [
        '72 pens - 30 pens = 42 pens',
        '3 boxes * 4 pens = 12 pens',
        '3 boxes × 4 pens/box = 12 pens',
        '140 oz / 10 oz/serving = 14 servings',
        '12 kg + 3 kg = 15 kg',
        '$5 per hour * 3 hours = $15',
        '3 boys plus 4 girls is 7 children',
        '24 pens total - 8 red - 6 blue = 10 pens',
        '6 km / 1/30 hour = 180',
      ],
      [
        '72 pens - 30 pens = 52 pens',
        '3 boxes * 4 pens = 13 pens',
        '3 boxes × 4 pens/box = 13 pens',
        '140 oz / 10 oz/serving = 15 servings',
        '12 kg + 3 kg = 16 kg',
        '$5 per hour * 3 hours = $16',
        '3 boys plus 4 girls is 8 children',
        '3 cups + 4 cups * 2 = 14 cups',
      ],
    ],
    [
      'in another unit',
      [
        '3 feet * 4 = 144 inches',
        '2 hours * 60 = 120 minutes',
        '60 miles/hour * 30 minutes = 30 miles',
        '2 weeks * 2 = 28 days',
        '3 dozen eggs = 36 eggs',
      ],
      [
        '3 feet * 4 = 13 inches',
        '2 hours * 60 = 100 minutes',
        '60 miles/hour * 30 minutes = 20 miles',
        '2 weeks * 2 = 27 days',
        '3 dozen eggs = 37 eggs',
      ],
    ],
    [
      'with number words',
      [
        'fifty percent of 12 is 6',
        'The square of 5 is 25',
        'Multiplying 12 by 6, we get 72',
        'five times nine is forty-five',
        'Two plus three makes five',
        'twenty minus six = 14',
      ],
      [
        'fifty percent of 12 is 7',
        'The square of 5 is 26',
        'Multiplying 12 by 6, we get 82',
        'five times nine is fifty-four',
        'Two plus three makes six',
        'twenty minus six = 15',
      ],
    ],
    [
      'with powers and roots',
      [
        '5 squared is 25',
        '2^3 = 8',
        '5² = 25',
        '4! = 24',
        'The square root of 16 is 4',
        '√16 = 4',
        '3^2 + 4^2 = 25',
      ],
      [
        '5 squared is 10',
        '2^3 = 6',
        '5² = 26',
        '4! = 25',
        'The square root of 16 is 8',
        '√16 = 5',
        '3^2 + 4^2 = 26',
      ],
    ],
    [
      'of several each',
      [
        '5 rows of 9 is 45',
        '6 trays of 12 rolls = 72 rolls',
        '3 pens at $4 = $12',
        '2 packs of 6 cards is 12 cards',
      ],
      [
        '5 rows of 9 is 54',
        '6 trays of 12 rolls = 73 rolls',
        '3 pens at $4 = $13',
        '2 packs of 6 cards is 8 cards',
      ],
    ],
    [
      'that can be meant in two ways',
      [
        'Half of 20 + 5 = 15',
        '3 plus 4 times 2 is 14',
        '3 plus 4 times 2 is 11',
        '50 minus 20% is 40',
        '50 - 20% = 40',
        'half of 20 plus 4 is 12',
      ],
      [
        'Half of 20 + 5 = 16',
        '3 plus 4 times 2 is 12',
        '50 minus 20% is 41',
        '50 - 20% = 31',
        'half of 20 plus 4 is 13',
      ],
    ],
    [
      'behind words that belong to no calculation',
      [
        'He works 5 hours and 5 * 9 = 45',
        'a total of 12 + 24 = 36',
        'The cost of 3 * 4 = 12',
        'Ann sold 5 times 9, which is 45',
      ],
      [
        'He works 5 hours and 5 * 9 = 54',
        'a total of 12 + 24 = 37',
        'The cost of 3 * 4 = 13',
        'Ann sold 5 times 9, which is 54',
      ],
    ],
    [
      'written from the result',
      ['72 = 12 * 6', '12 * 6 = 72 = 72', 'So 8 * 3 = 24 = 6 * 4', '0.25 = 1/4'],
      ['82 = 12 * 6', '12 * 6 = 72 = 80', 'So 8 * 3 = 24 = 6 * 5', '0.25 = 1/5'],
    ],
    ['over two lines', ['12 * 6\n= 72'], ['12 * 6\n= 82']],
    [
      'with what becomes of the rest',
      [
        '7 / 2 = 3, with 1 left over',
        '13 / 6 = 2 full cycles',
        '7 / 2 = 4, rounded up',
        '2 / 3 = 66.66...%, which rounds up to 67%',
      ],
      ['9 / 2 = 3, with 1 left over', '13 / 6 = 4 full cycles', '7 / 2 = 5, rounded up'],
    ],
  ])('%s', (_name, right, wrong) => {
    const judged = (text: string) => {
      const { checked, wrong } = checkArithmetic(text);
      return `${text}: ${checked === 0 ? 'not checked' : wrong.length === 0 ? 'right' : 'wrong'}`;
    };
    expect(right.map(judged)).toEqual(right.map((text) => `${text}: right`));
    expect(wrong.map(judged)).toEqual(wrong.map((text) => `${text}: wrong`));
  });
});

test.each([
  'Half of the 12 pupils are 7 years old.',
  'Half of the 12 boxes are 3 pounds each.',
  'Half of the 12 pupils made 3 cards.',
  'Half of the 12 boxes cost $3.',
  '3 dozen eggs is $9.',
  '3 dozen eggs makes 2 cakes.',
  'The score 3-2 is 5 goals',
  'A 3x4 box is 12 inches.',
  'From 5 to 9 is 4 hours.',
  '5 of the 12 pens are 7 cm long.',
  'If 3/4 is 12, 1/4 is 4.',
  '1/2 a cup = 4 ounces',
  '1 hour + 30 minutes = 90 minutes',
  '$5 + 50 cents = $5.50',
  'The sum of the 3 sides is 12.',
  'The total of the 3 boxes and 4 bags is 30 pens.',
  'She spends 11:00-8:00 = 3 hours at work',
  '2L + 11 = 35',
  '5 N - 10 = 25',
  'X*2 - $40 = $250',
  '(5/2)x = 925',
  'The number of pages*(2/3) = 96',
  '38 - 32 = 32 + x - 32',
  '5 times 9 is not 54',
  '5 times 9 is more than 40',
  'On May 5 + 3 days is May 8',
  '3 piles of 210 / 3 = 70',
  'Her age is 5 plus the age of 3 = 9',
])('%j states no calculation that can be computed', (text) => {
  expect(checkArithmetic(text).wrong).toEqual([]);
});

test.each([
  ['12 * 6 = 72 pens, which are $80', []],
  ['Each visit increased by 150/100 * 2 = $3.', []],
  ['It decreased by 855 * .40 = 342', []],
  ['75% of one pan is 16 x 0.75 = 12 pieces.', []],
  ['240 pens - (40 pens + 84 pens) = 240 pens - 124 pens = 116 pens', []],
  ['2 / 3 = (2/3)', []],
  ['3 cups / 4 cups = 3/4', []],
])('%j is right', (text, wrong) => expect(checkArithmetic(text).wrong).toEqual(wrong));

test('what a wrong calculation says and comes to', () => {
  expect(checkArithmetic('So 5 times 9 pens is 54 pens.').wrong).toEqual([
    { written: '5 times 9 pens is 54', computed: '45' },
  ]);
  expect(checkArithmetic('Half of 20 + 5 = 16').wrong).toMatchObject([{ written: 'Half of 20 + 5 = 16' }]);
});

test('a long line of calculations takes little time', () => {
  const started = performance.now();
  for (const piece of [
    'half of ',
    'half of (',
    '5 times ',
    '5 pens = ',
    'twice the sum of 3 and ',
    '5 is ',
    '(',
    '5 - 5 = ',
  ]) {
    checkArithmetic(piece.repeat(Math.ceil(20_000 / piece.length)));
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});
