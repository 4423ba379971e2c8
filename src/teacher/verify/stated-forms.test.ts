// Statements about numbers without an operator between them, and with the result in front.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';

describe('a statement is right or wrong', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'with its result in front',
      [
        '12 is 25% of 48.',
        'So 12 is a quarter of 48.',
        '20 is twice 10.',
        '60 is half of 120',
        '40 is 10 more than 30',
        '20 is 5 less than 25.',
        '20 is 4 times 5.',
        '12 girls are 25% of the 48 pupils.',
        '24 is the sum of 10 and 14',
        '30 minutes is half of 1 hour',
        '15 is about 20% of 74',
      ],
      [
        '12 is 20% of 48.',
        'So 12 is a third of 48.',
        '20 is twice 15.',
        '50 is half of 120',
        '40 is 5 more than 30',
        '20 is 5 less than 30.',
        '20 is 3 times 5.',
        '12 girls are 20% of the 48 pupils.',
        '24 is the sum of 10 and 15',
        '30 minutes is half of 2 hours',
        '15 is about 20% of 94',
      ],
    ],
    [
      'that goes on from a result',
      [
        '15 + 27 = 42, minus 5 is 37.',
        '15 + 27 = 42 apples, then minus 5 is 37 apples.',
        '15 + 27 = 42, times 2 is 84, minus 4 is 80',
      ],
      [
        '15 + 27 = 42, minus 5 is 36.',
        '15 + 27 = 42 apples, then minus 5 is 36 apples.',
        '15 + 27 = 42, times 2 is 84, minus 4 is 81',
      ],
    ],
    [
      'of a share',
      ['12 out of 48 is 25%.', '2 out of 3 is 67%', '2 out of 3 is 66.7%', '1 out of 3 pupils is about 35%'],
      ['12 out of 48 is 20%.', '2 out of 3 is 70%', '2 out of 3 is 66.8%', '1 out of 3 pupils is about 40%'],
    ],
    [
      'of a price that changes',
      [
        '30% off $60 is $42.',
        '30% off $60 is $18.',
        '20% off of $50 is $40',
        'A 15% tip on $40 is $6.',
        'An 8% sales tax on $50 is $4',
        'A 10% discount on $50 is $45',
        '$40 plus 15% is $46.',
        '$80 - 25% = $60',
        '$80 + 25% = $100',
        '100% - 25% = 75%',
        '100 - 25% = 75',
      ],
      [
        '30% off $60 is $45.',
        '20% off of $50 is $30',
        'A 15% tip on $40 is $8.',
        'An 8% sales tax on $50 is $5',
        'A 10% discount on $50 is $40',
        '$40 plus 15% is $48.',
        '$80 - 25% = $55',
        '$80 + 25% = $105',
        '80 - 25% = 55',
      ],
    ],
    [
      'of cents and dollars',
      [
        '25 cents × 4 = $1',
        '25 cents × 4 = 100 cents',
        '400 cents / 100 = $4',
        '50 cents + 25 cents = $0.75',
        '$4 × 100 = 400 cents',
      ],
      ['25 cents × 4 = $100', '25 cents × 4 = 1 cent', '50 cents + 25 cents = $75', '$4 × 3 = 12 cents'],
    ],
    [
      'of what several numbers come to',
      [
        '15 and 27 add up to 42.',
        '15, 20 and 27 add up to 62.',
        '15 and 27 together are 42.',
        '$15 and $27 together are $42',
        '15 apples and 27 apples together are 42 apples',
      ],
      [
        '15 and 27 add up to 32.',
        '15, 20 and 27 add up to 52.',
        '15 and 27 together are 32.',
        '$15 and $27 together are $32',
        '15 apples and 27 apples together are 43 apples',
      ],
    ],
    [
      'of what each of several gets',
      ['27 shared among 3 is 9 each.', '27 sweets split between 3 kids is 9 sweets each'],
      ['27 shared among 3 is 8 each.', '27 sweets split between 3 kids is 8 sweets each'],
    ],
  ])('%s', (_name, right, wrong) => {
    expect(right.map(judged)).toEqual(right.map((text) => `${text}: right`));
    expect(wrong.map(judged)).toEqual(wrong.map((text) => `${text}: wrong`));
  });
});

test.each([
  'If 12 is 20% of 48, something is off.',
  'If 12 is 20% of the total, the total is 60.',
  '12 is not 20% of 48.',
  '12 is less than half of 30',
  '10 and 12 is half of 44',
  'Tom is 20 and Ann is twice 10',
  'So 40 is 5 more than 35 and 30',
  '25% is 1/4 of 48, so she keeps 12',
  '1 dozen is half of 24',
  '12 out of the 48 are red, 25% of them blue',
  '3 boxes and 4 bags together are 30 pens',
  '2 boxes of 15 and 27 add up to 57',
])('%j is not checked', (text) => expect(judged(text)).toBe(`${text}: not checked`));

test('the whole statement is shown', () => {
  expect(checkArithmetic('So 12 is 20% of 48 pupils. Then 30% off $60 is $45 now.').wrong).toEqual([
    { written: '12 is 20% of 48 pupils', computed: '9.6' },
    { written: '30% off $60 is $45', computed: '42' },
  ]);
});

test('a percentage without decimals may be rounded, nothing else may', () => {
  expect(
    [
      ...['1 out of 8 is 13%', '1 out of 8 is 12%', '1 out of 8 is 14%', '1 out of 8 is 12.4%'],
      ...['2 out of 3 is 67 percent', '30% off $61 is $42.70', '30% off $61 is $43'],
      ...['0 out of 0 is 5%', '3 boxes and 4 bags together are 30 pens'],
    ].map(judged),
  ).toEqual([
    ...['1 out of 8 is 13%: right', '1 out of 8 is 12%: right', '1 out of 8 is 14%: wrong'],
    ...['1 out of 8 is 12.4%: wrong', '2 out of 3 is 67 percent: right', '30% off $61 is $42.70: right'],
    ...['30% off $61 is $43: wrong', '0 out of 0 is 5%: not checked'],
    '3 boxes and 4 bags together are 30 pens: not checked',
  ]);
});
