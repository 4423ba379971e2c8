// Calculations with words in them: those that can be computed are, in every way that they may be meant.
// One file, over 400 lines: tables of sentences for one checker, each right one beside a wrong twin.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';

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
      'of percentages',
      [
        '50% more than 20 is 30',
        '25% less than 80 is 60',
        '10% more than 200 equals 220',
        '50 percent more than 20 pens is 30 pens',
        '5 more than 20 is 25',
        '2/3 = 67%',
        '1 / 3 = 33%',
        '2/3 * 100 = 67%',
        '5/8 = 62.5 percent',
        '5/8 = 62.5%',
        '12 / 15 = 0.8 = 80 percent',
        '3/4 = 75 per cent',
      ],
      [
        '50% more than 20 is 20.5',
        '25% less than 80 is 55',
        '10% more than 200 equals 210',
        '50 percent more than 20 pens is 40 pens',
        '5 more than 20 is 26',
        '2/3 = 66%',
        '1 / 3 = 34%',
        '2/3 * 100 = 66%',
        '5/8 = 63.5 percent',
        '0.6 + 0.074 = 67%',
        '12 / 15 = 0.8 = 87 percent',
        '3/4 = 76 per cent',
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
        '$5 times 12 is 60 dollars',
        '50 cents times 4 is 2 dollars',
        '$300 / 5 hours = $1 per minute',
        '2 years * 3 = 72 months',
        '6 pints * 4 = 3 gallons',
        '32 ounces times 2 is 4 pounds',
        '2 km times 3 = 6000 meters',
        '4 pairs * 3 = 24 socks',
      ],
      [
        '3 feet * 4 = 13 inches',
        '2 hours * 60 = 100 minutes',
        '60 miles/hour * 30 minutes = 20 miles',
        '2 weeks * 2 = 27 days',
        '3 dozen eggs = 37 eggs',
        '$5 times 12 is 5 dollars',
        '$60 times 3 is 3 dollars',
        '5 hours times 60 is 5 minutes',
        '3 days times 7 is 3 hours',
        '12 inches times 5 is 5 dollars',
        '2 years * 3 = 2 months',
        '60 cups times 2 is 2 gallons',
        '1000 km times 3 is 3 hours',
        '7 boxes * 4 weeks = 4 boxes',
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
        'On day 1, 3 times 4 is 12',
        'In 5 days, 3 times 4 is 12',
        '5 times 9 is 45, and 3 times 4 is 12',
        'There are 5 boxes, so 5 times 9 is 45',
        'Since there are 5 boxes, 5 times 9 is 45',
        'He has 5 boxes. 5 times 9 is 45',
        'The cost of the pens is 3 plus 4, which is 7',
      ],
      [
        'He works 5 hours and 5 * 9 = 54',
        'a total of 12 + 24 = 37',
        'The cost of 3 * 4 = 13',
        'Ann sold 5 times 9, which is 54',
        'On day 1, 3 times 4 is 13',
        'In 5 days, 3 times 4 is 13',
        '5 times 9 is 45, and 3 times 4 is 13',
        'There are 5 boxes, so 5 times 9 is 54',
        'Since there are 5 boxes, 5 times 9 is 54',
        'He has 5 boxes. 5 times 9 is 54',
        'The cost of the pens is 3 plus 4, which is 8',
      ],
    ],
    [
      'of what is left or comes out',
      [
        'So 9 minus 2 leaves 7',
        '9 minus 2 means 7 are left',
        'We add 3 and 4 to get 7',
        'Taking 3 from 10 leaves 7',
        '5 times 9 gets us 45',
      ],
      [
        'So 9 minus 2 leaves 8',
        '9 minus 2 means 8 are left',
        'We add 3 and 4 to get 8',
        'Taking 3 from 10 leaves 8',
        '5 times 9 gets us 54',
      ],
    ],
    [
      'written from the result',
      ['72 = 12 * 6', '12 * 6 = 72 = 72', 'So 8 * 3 = 24 = 6 * 4', '0.25 = 1/4'],
      ['82 = 12 * 6', '12 * 6 = 72 = 80', 'So 8 * 3 = 24 = 6 * 5', '0.25 = 1/5'],
    ],
    ['over two lines', ['12 * 6\n= 72', '12 * 6\n \n  = 72'], ['12 * 6\n= 82', '12 * 6\n \n  = 82']],
    [
      'with what becomes of the rest',
      [
        '7 / 2 = 3, with 1 left over',
        '13 / 6 = 2 full cycles',
        '7 / 2 = 4, rounded up',
        '2 / 3 = 66.66...%, which rounds up to 67%',
        'Each gets 50 / 8 = 6 cookies, and 2 are left',
        '16 / 3 = 6 packs, rounded to the next whole pack',
        '17 / 3 = 6, rounded',
        '17 / 3 = 5 when rounded down',
        '50 divided by 8 is 6 with a remainder of 2',
      ],
      [
        '9 / 2 = 3, with 1 left over',
        '13 / 6 = 4 full cycles',
        '7 / 2 = 5, rounded up',
        'Each gets 50 / 8 = 7 cookies, and 2 are left',
        'She has 15 / 2 = 8 dollars left',
        'She has 15 / 2 = 7 dollars left',
        '13 / 6 = 3 full cycles',
        '17 / 3 = 6, rounded down',
        '16 / 3 = 6, rounded to a whole number',
        '50 divided by 8 is 7 with a remainder of 2',
      ],
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

test('what a wrong calculation says and comes to', () => {
  expect(checkArithmetic('So 5 times 9 pens is 54 pens.').wrong).toEqual([
    { written: '5 times 9 pens is 54', computed: '45' },
  ]);
  expect(checkArithmetic('Half of 20 + 5 = 16').wrong).toMatchObject([{ written: 'Half of 20 + 5 = 16' }]);
});

/** Sentences that are right with the first of the two results and wrong with the second. */
function expectTwins(rows: readonly (readonly [text: string, right: string, wrong: string])[]) {
  const said = rows.flatMap(([text, right, wrong]) => [text.replace('#', right), text.replace('#', wrong)]);
  const expected = rows.flatMap(([text, right, wrong]) => [
    `${text.replace('#', right)}: right`,
    `${text.replace('#', wrong)}: wrong`,
  ]);
  expect(said.map(judged)).toEqual(expected);
}

describe('results in many forms', () => {
  test('in words', () => {
    expectTwins([
      ['5 times 9 is #', 'forty-five', 'forty-four'],
      ['12 times 12 is #', 'one hundred forty-four', 'one hundred forty-five'],
      ['12 times 12 is #.', 'one hundred and forty-four', 'one hundred and forty-six'],
      ['11 times 11 is # pens', 'one hundred and twenty one', 'one hundred and twenty two'],
      ['20 times 10 is #', 'two hundred', 'three hundred'],
      ['50 times 60 is # boxes', 'three thousand', 'four thousand'],
      ['1000 times 3000 is #', 'three million', 'four million'],
      ['3 feet times 4 is # inches', 'one hundred forty-four', 'one hundred forty-five'],
      ['5 plus 4 is # pens', 'nine', 'eight'],
      ['Five plus four is # and that is all', 'nine', 'eight'],
    ]);
  });

  test('behind words that say nothing of it', () => {
    expectTwins([
      ['5 * 9 = exactly #', '45', '44'],
      ['5 * 9 = a total of # pens', '45', '44'],
      ['5 * 9 is the total of #', '45', '44'],
      ['5 * 9 is altogether #', '45', '44'],
      ['5 * 9 is now only #', '45', '44'],
      ['5 * 9 gives each of them #', '45', '44'],
      ['5 * 9 gives everyone #', '45', '44'],
      ['5 * 9 = "#"', '45', '44'],
      ['5 * 9 = USD #', '45', '44'],
      ['5 * 9 = [#]', '45', '44'],
      ['5 * 9 = (#)', '45', '44'],
    ]);
  });

  test('that are about right', () => {
    expectTwins([
      ['12 * 6 = around #', '74', '77'],
      ['12 * 6 = approx. #', '74', '77'],
      ['12 * 6 = almost #', '70', '67'],
      ['12 * 6 = circa #', '70', '67'],
      ['12 * 6 = close to #', '70', '67'],
      ['12 * 6 = just over #', '70', '67'],
      ['12 * 6 = just under #', '75', '77'],
      ['12 * 6 = slightly less than #', '75', '77'],
      ['12 * 6 = slightly over #', '70', '67'],
      ['12 * 6 is now about #', '70', '67'],
      ['12 times 6 ≈ #', '70', '67'],
      ['12 times 6 ≅ #', '70', '67'],
      ['12 times 6 ~ #', '70', '67'],
    ]);
  });

  test('that go on as a calculation', () => {
    expectTwins([
      ['12 times 6 = # times 2', '36', '35'],
      ['12 times 6 = # of 144', 'half', 'a third'],
      ['12 times 6 is # + 2, so it is more', '70', '71'],
    ]);
  });

  test('in a scale, rounded to the decimals that are written', () => {
    expectTwins([
      ['1,234,567 times 2 is # million', '2.47', '2.48'],
      ['1,234,567 times 2 is # million', '2.5', '2.4'],
      ['500,000 times 3 is # million', '1.5', '1.6'],
      ['1,500 times 3 is # thousand', '4.5', '4.6'],
      ['250 times 6 is # hundred', '15', '16'],
      ['1,225,000 times 2 is # million', '2.5', '2.3'],
    ]);
  });

  test('in the other unit of money', () => {
    expectTwins([
      ['25 cents × 4 pens = $#', '1', '100'],
      ['25 cents × 4 pens = # cents', '100', '1'],
      ['$4 times 3 = # cents', '1200', '12'],
      ['25 cents * 1000 = $#', '250', '25000'],
      ['400 cents * .01 = $#', '4', '5'],
      ['400 cents * 0.01 = $#', '4', '5'],
      ['400 cents * 1% = $#', '4', '5'],
      ['100 * $4 = # cents', '400', '4'],
      ['4 pens * 3 = $#', '12', '13'],
      ['25 cents * 4 = # pens', '100', '101'],
    ]);
  });

  test('for each of another unit', () => {
    expectTwins([
      ['$300 / 5 hours = $# per minute', '1', '2'],
      ['$300 / 5 hours = $#/minute', '1', '2'],
      ['60 miles/hour * 30 minutes = # miles', '30', '31'],
    ]);
    expect(judged('$300 / 5 hours = $1, not per minute')).toBe('$300 / 5 hours = $1, not per minute: wrong');
  });
});

test('a calculation in a list or in parentheses is checked', () => {
  expectTwins([
    ['- 5 times 9 is #', '45', '-45'],
    ['- 5 times 9 is #', '45', '54'],
    ['– half of 12 is #', '6', '7'],
    ['-5 times 9 is #', '-45', '45'],
    ['He knows that (5 times 9 is #)', '45', '54'],
    ['He sells all (which is half of 12 = # pens)', '6', '7'],
    ['He sells all (5 times 9 is #), so it is well', '45', '54'],
  ]);
});

describe('what is done with a result that stands before it', () => {
  test('is computed', () => {
    expectTwins([
      ['15 + 27 = 42, minus 5 is #.', '37', '36'],
      ['15 + 27 = 42, and minus 5 is #.', '37', '36'],
      ['15 + 27 = 42, then plus 5 is #.', '47', '46'],
      ['15 + 27 = 42, divided by 6 pupils is #.', '7', '8'],
      ['15 + 27 = $42, times 2 is about #.', '80', '94'],
      ['15 + 27 = 42 dollars, times 2 is # cents.', '8400', '8500'],
    ]);
  });

  test('is shown from that result on', () => {
    expect(checkArithmetic('So 15 + 27 = 42, then minus 5 is 36 pens.').wrong).toEqual([
      { written: '42, then minus 5 is 36', computed: '37' },
    ]);
  });

  test.each([
    'Minus 5 is 37',
    ', minus 5 is 37',
    'He has 42 pens, minus 5 is 36',
    '15 + 27 = 42 pens sold minus 5 is 36',
    '15 + 27 = 42 pens of Ann, minus 5 is 36',
    '15 + 27 = 42, minus 5 is 36 more',
    '15 + 27 = 42, minus 5 is 36 + x',
    '15 + 27 = 42, more than 40 is 3',
    '15 + 27 = 42, - 5 is 36',
    '15 + 27 = 42, minus half of a third of 30 is 36',
  ])('is nothing known in %j', (text) => expect(checkArithmetic(text).wrong).toEqual([]));
});

test('of a wrong calculation the expression, its sign and the result are shown, and what it comes to', () => {
  const shown = (text: string) =>
    checkArithmetic(text).wrong.map(({ written, computed }) => [written, computed]);
  expect(shown('In all 1,234,567 times 2 is 2.57 million, which is much.')).toEqual([
    ['1,234,567 times 2 is 2.57 million', '2469134'],
  ]);
  expect(shown('So 25 cents × 4 = $100 a day.')).toEqual([['25 cents × 4 = $100', '100 cents']]);
  expect(shown('So $4 × 3 = 12 cents.')).toEqual([['$4 × 3 = 12', '12 dollars']]);
  expect(shown('So 12 times 12 is one hundred forty-five.')).toEqual([
    ['12 times 12 is one hundred forty-five', '144'],
  ]);
});
