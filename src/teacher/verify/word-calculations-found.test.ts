// Which calculations with words are found in a line, and what is read of each, whether it is right or wrong.
import { describe, expect, test } from 'vitest';
import { wordCalculations } from './word-calculations.ts';

const written = (line: string) => wordCalculations(line).map((found) => found.said);

describe('all of what is found', () => {
  test('of a calculation and its result', () => {
    expect(wordCalculations('So 5 red pens times 9 old pens is about 40 pens a day.')).toEqual([
      {
        ...{ at: 31, start: 3, said: '5 red pens times 9', resultEnd: null },
        ...{ readings: ['5*9'], resultAt: 40, results: null, about: true, factors: [], scale: null },
        converts: null,
      },
    ]);
  });

  test('of what is done with a result', () => {
    expect(wordCalculations('So 15 + 27 = 42 feet, minus 5 feet is about 444 inches', new Set([11]))).toEqual(
      [
        {
          ...{ at: 35, start: 13, said: '42 feet, minus 5 feet', resultEnd: null },
          ...{
            readings: ['42-5'],
            resultAt: 44,
            results: null,
            about: true,
            factors: expect.arrayContaining([12]),
            scale: null,
          },
          converts: null,
        },
      ],
    );
  });

  test('in another unit', () => {
    expect(wordCalculations('3 feet times 4 is 144 inches')[0]?.factors).toContain(12);
    expect(wordCalculations('$300 / 5 hours = $1 per minute')[0]?.factors).toContain(60);
    expect(wordCalculations('3 pairs * 2 = 6')[0]?.factors).toEqual([]);
    expect(wordCalculations('25 cents * 4 = $1')[0]?.converts).toBe('cents');
    expect(wordCalculations('$4 * 3 = 12 cents')[0]?.converts).toBe('dollars');
    for (const same of [
      '25 cents * 4 = 100',
      '25 cents * 4 = 100 cents',
      '25 cents / 100 = $0.25',
      '$3 * 4 = $12',
    ])
      expect(wordCalculations(same)[0]?.converts).toBeNull();
  });

  test('about', () => {
    const isAbout = (line: string) => wordCalculations(line)[0]?.about;
    expect(['≈', '≅', '≃', '~', '= about'].map((sign) => isAbout(`5 times 9 ${sign} 45`))).toEqual(
      Array(5).fill(true),
    );
    expect(['=', 'is', '=>'].map((sign) => isAbout(`5 times 9 ${sign} 45`))).toEqual(Array(3).fill(false));
  });
});

test('a sign that is known already is left out', () => {
  const line = '5 times 9 = 45. So 3 times 4 = 12';
  expect(wordCalculations(line)).toHaveLength(2);
  expect(wordCalculations(line, new Set([10])).map(({ at }) => at)).toEqual([29]);
  expect(wordCalculations(line, new Set([10, 29]))).toEqual([]);
});

describe('a calculation is found', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'directly before its result, or with a comma or a pronoun between',
      [
        ...['5 times 9 is 45', '5 times 9, which is 45', '5 times 9, that is 45', '5 times 9, this is 45'],
        ...['(5 times 9) is 45', '5 times 3! is 30', '5 times 3² = 45', '5 times 9 pens are 45'],
      ],
      ['5 times 9; is 45', '5 times 9 - is 45', '5 times is 45', 'is 45', '5 times 9 . is 45'],
    ],
    [
      'where it has at most forty tokens',
      [`${'5 red pens + '.repeat(9)}5 big red pens = 50`],
      [`${'5 red pens + '.repeat(9)}5 big old red pens = 50`],
    ],
    [
      'where only other numbers are joined by words',
      ['5 boxes of pens and 3 pens * 4 = 12', 'He has 5 pens at home and 3 pens * 4 = 12'],
      ['5 boxes of 3 pens and 3 pens times 4 = 12'],
    ],
    ['behind a bullet', ['- 5 times 9 is 45', '-5 times 9 is -45'], ['pens -5 times 9 is -45']],
    [
      'with what is left of it',
      [
        ...[
          '9 minus 2 leaves 7',
          'So 9 minus 2 leaves 7',
          'It is red. 9 minus 2 leaves 7',
          'and 9 minus 2 leaves 7',
        ],
        ...['2 subtracted from 9 leaves 7', 'subtracting 2 from 9 leaves 7', 'So taking 2 from 9 leaves 7'],
        ...['He is deducting 2 from 9 leaving 7', 'It is 9 minus 2 leaving 7'],
      ],
      [
        ...[
          'He eats 9 minus 2 leaving 7',
          'So 3 stakes plus 4 leaves 7',
          '3 plus 4 leaves 7',
          'adding 3 and 4 leaves 7',
        ],
        'So 3 plus 4 leaves 7, as 9 - 2 does',
      ],
    ],
    [
      'with what somebody gets or finds',
      [
        ...['We add 3 and 4 to get 7', 'combining 3 and 4 gets 7'],
        ...['so 3 plus 4 gets 7', '3 plus 4 means 7', 'doubling 6 gets 12', 'We divide 12 by 3 to obtain 4'],
      ],
      ['He pays 3 plus 4 to get 7', 'They eat 3 times 4 and find 12', 'He eats 3 plus 4 which means 7'],
    ],
    [
      'where its result is no part of a description',
      [
        'half of 12 is 6',
        'half of 12 pens are 6 pens',
        '27 shared among 3 is 9 each',
        '27 split between 3 is 9 pens each',
      ],
      [
        ...[
          'half of the 12 are 7 years old',
          'half of the 12 are 6 each',
          '5 times 9 is 45 each',
          '5 times 9 is 45 or 46',
        ],
        ...[
          '5 times 9 is 45 more',
          '5 times 9 is 45 and 3',
          '5 times 9 is 45 per day',
          '5 times 9 is 45 - 2',
        ],
        ...['5 times 9 is 45 to 50', 'half of 12 makes 3', 'half of the 12 get 3'],
      ],
    ],
    [
      'which is no fraction that is said alone',
      ['1/2 = 0.5', '(1/2) * 6 = 3', '1/2 of 12 is 6'],
      ['1/2 is 0.5', '1/2 cup = 4 ounces', '1/2 cups is 4 ounces', '(1/2) is 0.5'],
    ],
    [
      'which is no range, score or size',
      ['9 - 5 is 4', '9 * 5 is 45', '3 x 4 is 12', '9-5 = 4', '9 x 5 is 45'],
      ['9-5 is 4', '3x4 is 12', '3x4 feet is 12', '$9-$5 is 4', '10/2 is 5'],
    ],
    [
      'of one unit where it adds',
      [
        '1 hour + 2 hours = 3 hours',
        '$40 plus 15% is $46',
        '1 hour * 30 minutes = 30',
        '3 pens + 4 boxes = 7',
      ],
      ['1 hour + 30 minutes = 90 minutes', '$5 plus 50 cents is $5.50'],
    ],
    [
      'without a letter that may be unknown',
      ['2g * 80 = 160', '2g + 80g = 82', '2 kg + 80 = 82', '2 pens + 80 = 82', '2g * 3g = 6'],
      ['2g + 80 = 100', '80 - 2m = 100'],
    ],
    [
      'of a total of the same things',
      [
        'The total of 3 boxes and 4 boxes is 7 things',
        '3 boxes plus 4 bags is 7 things',
        '3 boxes + 4 boxes is 7 things',
      ],
      ['The total of 3 boxes and 4 boxes plus 5 bags is 12 things'],
    ],
    [
      'where a part is in the unit of the whole',
      [
        ...['half of the 12 pounds is 6', 'half of 12 is 6 pounds', 'half of the 12 boxes are 6 things'],
        ...[
          'half of the 12 boxes = 3 pounds',
          'half of the 12 pounds are 6 pounds',
          '3 feet times 4 is 144 inches',
        ],
        ...['3 boxes times 4 is 12 pounds', '3 pounds times $4 is $12', '3 pounds times 4 = $12'],
      ],
      ['half of the 12 boxes are 3 pounds', 'half of the 12 pounds are 3 boxes', '3 pounds times 4 is $12'],
    ],
  ])('%s', (_why, yes, no) => {
    expect(yes.filter((line) => written(line).length === 0)).toEqual([]);
    expect(no.filter((line) => written(line).length > 0)).toEqual([]);
  });
});

describe('what goes on from a result is found', () => {
  /** Without the calculation before it. */
  const goesOn = (line: string) =>
    wordCalculations(line, new Set([line.indexOf('=')])).map((found) => found.said);

  test.each([
    ...['15 + 27 = 42, minus 5 is 37', '15 + 27 = 42, then minus 5 is 37', '15 + 27 = 42, and minus 5 is 37'],
    ...['15 + 27 = 42, minus 50 is -8', '15 + 27 = 42, times 2 is 84', '15 + 27 = 42, divided by 2 is 21'],
    ...[
      '15 + 27 = 42, plus 5 red pens is 47',
      '15 + 27 = 42, minus 5 old red pens is 37.',
      '7 - 7 = 0, plus 5 is 5',
    ],
    ...[
      '15 + 27 = 42 old red pens, minus 5 is 37',
      '15 + 27 is 42, minus 5 = 37',
      '15 + 27 = 42, times 2 = 84',
    ],
  ])('in %j', (line) => expect(goesOn(line)).toHaveLength(1));

  test.each([
    ...[
      '15 + 27 = 42 big old red pens, minus 5 is 37',
      '15 + 27 = 42, - 5 is 37',
      '15 + 27 = 42, more than 40 is 3',
    ],
    ...['15 + 27 = 42; minus 5 is 37', '15 + 27 = 42, so minus 5 is 37'],
    ...[
      '15 + 27 = 42, minus 5 is 36 more',
      '15 + 27 = 42, minus 5 is 36 + x',
      '15 - 14 = one pen, minus 5 is 3',
    ],
    ...[
      'x =, minus 5 is 37',
      'x = red, minus 5 is 37',
      '= 42, minus is 37',
      'He has = 42 of them, minus 5 is 37',
    ],
  ])('and not in %j', (line) => expect(goesOn(line)).toEqual([]));

  test('only behind a result', () => {
    for (const line of [
      '42, minus 5 is 37',
      'minus 5 is 37',
      ', minus 5 is 37',
      'He has 42 pens, minus 5 is 37',
    ])
      expect(written(line)).toEqual([]);
  });
});
