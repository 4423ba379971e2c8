// What an output says not to be its answer, and what it only bounds, is not read as the answer.
import { describe, expect, test } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';
import { readAnswer } from './extract.ts';

describe('a denied number', () => {
  checkRows('number', [
    ['The answer cannot be 13.', null],
    ['The answer is no longer 13.', null],
    ['13 is incorrect.', null],
    ['The answer is 13 is incorrect.', null],
    ['The answer is definitely not 13.', null],
    ["It can't be 13.", null],
    ['It could not possibly be 13.', null],
    ['The answer is anything but 13.', null],
    ['13 pens is too many.', null],
    ['13 is clearly wrong.', null],
    ['13 is not the answer.', null],
    ['The answer is 13. That is wrong.', null],
    ['The answer is 13. No, 13 is incorrect.', null],
    ['6 + 7 = 13. But the answer cannot be 13.', null],
    ['13 is incorrect, the answer is 42.', '42'],
    ["It can't be 13, so it is 42.", '42'],
    ['13 is wrong. It is 42.', '42'],
    ["The answer is 13. Wait, that's wrong. It is 42.", '42'],
    ['It is no longer 13 but 42.', '42'],
    ['The answer is not five.', null],
    ['The answer is not negative 5.', null],
    ['The answer is not negative 5 but 5.', '5'],
    ['The total cannot be 13. 6 * 7 = 42.', '42'],
    ['She does not have 13 pens, she has 42.', '42'],
    ['The answer is 42. That is right.', '42'],
    ['The answer is 42. It is not true that there are 13.', '42'],
    ['42 is not too many.', '42'],
    ['So 20 + 22 = 42 posters are not large.', '42'],
  ]);
});

describe('a bound', () => {
  checkRows('number', [
    ...[
      ...[
        'more than 12',
        'at least 12',
        '12+',
        'fewer than 12',
        'less than 12 dollars',
        'at most 12',
        'up to 12',
      ],
      ...['no more than 12', '12 or more', '12 pens or fewer', '12 and up', '12 at most', 'greater than $12'],
    ].flatMap((bound): [string, null][] => [
      [`#### ${bound}`, null],
      [`The answer is ${bound}.`, null],
      [`So there are ${bound}.`, null],
      [`\\boxed{${bound.replace('$', '\\$')}}`, null],
    ]),
    ['#### over 12', null],
    ['#### > 12', null],
    ['\\boxed{>12}', null],
    ['#### under $12', null],
    ['#### minimum 12', null],
    ['The answer is a maximum of 12.', null],
    ['An elephant can carry up to 9,000 kg, or 19,841 pounds.', null],
    ['It takes at least 4 minutes and 40 seconds.', null],
    // in JSON, in words and alone as anywhere else
    ...[
      ...[
        'over 12',
        'at least 12',
        '< 12',
        '<12',
        '≥ 12',
        '>= 12',
        '> 12',
        'under $12',
        'within 12 days',
        '12+',
      ],
      ...[
        '12 or more',
        'no more than 12',
        'a maximum of 12',
        'at least twelve',
        'over twelve',
        'up to forty pens',
      ],
    ].flatMap((bound): [string, null][] => [
      [JSON.stringify({ answer: bound }), null],
      [`#### ${bound}`, null],
      [`The answer is ${bound}.`, null],
    ]),
    ...['over 12', 'Under $12', 'within 12 days', '>= 12', 'Over 12 pens.', 'Minimum 12'].map(
      (bound): [string, null] => [bound, null],
    ),
    ...[
      'about 12',
      '~12',
      'around 12',
      'exactly 12',
      '12 pens',
      '-> 12',
      '=> 12',
      'x = 12',
      'twelve',
      '12',
    ].map((answer): [string, string] => [JSON.stringify({ answer }), '12']),
    ['{"answer": "Over 3 days she walks 12 km."}', '12'],
    ['{"answer": "over 9000, exactly 9500"}', '9500'],
    ['{"answer": "twelve or more"}', null],
    ['{"answer": {"min": 12, "max": 15}}', null],
    ['{"answer": {"pens": 12, "of": "Tom"}}', '12'],
    ['{"answer": [12, 15]}', null],
    ['**over 12**', null],
    ['The answer is twelve pens at most.', null],
    ['He sold 12 more or less.', '12'],
    ['Over 12 hours he walks 42 km.', '42'],
    ['The minimum is 12.', '12'],
    ['> 12', '12'],
    ['At least twelve pens are red, so 42 are blue.', '42'],
    // a statement beside it
    ['It takes more than 12 hours.\n#### 12', '12'],
    ['The answer is 42, more than 12.', '42'],
    ['The answer is 42, which is more than 12.', '42'],
    ['#### 42 (more than 12)', '42'],
    ['There are 42 pens, at least 12 of them red.', '42'],
    ['At least 12 pens are red, so 42 are blue.', '42'],
    ['The total is 42, so she needs at least 42.', '42'],
    // no bounds
    ['She has 12 more than Bob.', '12'],
    ['It is 16.75 bags, which rounds up to 17 bags.', '17'],
    ['The numbers add up to 42.', '42'],
    ['This brings her total up to 42.', '42'],
    ['It takes 24 min', '24'],
    ['-> 12', '12'],
    ['#### => 12', '12'],
    ['> She has 12 pens.', '12'],
    ['She walks 42 km over 12 days.', '42'],
    ['6 + 6 = 12', '12'],
  ]);
});

describe('an expression in words', () => {
  test.each([
    ['5 squared', '25'],
    ['2 cubed', '8'],
    ['half of 12', '6'],
    ['the sum of 20 and 22', '42'],
    ['the product of 6 and 7', '42'],
    ['the difference between 20 and 7', '13'],
    ['twice 6', '12'],
    ['twice six', '12'],
    ['triple the 4 pens', '12'],
    ['two thirds of 12', '8'],
    ['a quarter of $12', '3'],
    ['20% of 50', '10'],
    ['6 times 7', '42'],
    ['6 plus 7', '13'],
    ['12 divided by 4', '3'],
    ['5 more than 7', '12'],
    ['5 less than 7', '2'],
    ['the square root of 16', '4'],
    ['2 to the power of 3', '8'],
    ['twice as many as 6', '12'],
    ['half of 20 plus 4', '14'],
    ['the average of 3, 4 and 8', '5'],
  ])('%s is not worked out', (expression, value) => {
    for (const output of [
      `#### ${expression}`,
      `The answer is ${expression}.`,
      `\\boxed{\\text{${expression.replace('%', '\\%').replace('$', '\\$')}}}`,
    ]) {
      expect([output, readAnswer(output, 'number')]).toEqual([
        output,
        { answer: null, unreadable: { why: 'not-computed', value } },
      ]);
    }
  });
  checkRows('number', [
    ['So she has half of 12.', null],
    ['It is the sum of 20 and 22.', null],
    ['Half of 12 is 6.', '6'],
    ['5 squared is 25.', '25'],
    ['The sum of 20 and 22 is 42.', '42'],
    ['The answer is half of 12, which is 6.', '6'],
    ['The answer is twice 6 = 12.', '12'],
    ['She has 5 more than 7, so 12.', '12'],
    ['8 / 4 = 2 times as many eggs as a cake for 4', '2'],
    ['They carry 228 passengers more than 2 airplanes.', '228'],
    ['He has a total of 130 bottles and 10 crates.', '130'],
    ['She spends $78 over 4 weeks.', '78'],
    ['The answer is half.', '0.5'],
    ['So 18 of the 72 rolls are left.', '18'],
    // a dozen is twelve
    ['#### 3 dozen', '36'],
    ['#### 3 dozen eggs', '36'],
    ['She has 3 dozen eggs.', '36'],
    ['#### two dozens', '24'],
    ['The answer is twenty dozen.', '240'],
    ['She buys 3 dozen eggs, which is 36 eggs.', '36'],
  ]);
  test('of dozens, the number that a problem asks for in dozens matches too', () => {
    expect(readAnswer('60 / 12 = 5 dozen', 'number').answer).toMatchObject({ value: '60', unscaled: '5' });
  });
});
