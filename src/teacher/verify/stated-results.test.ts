// Results that are stated in other ways than behind an equals sign: behind a colon, an arrow or a word, in parentheses, in another unit.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';

describe('a stated result is checked', () => {
  test.each([
    ['12 * 6: #', '72', '82'],
    ['(12 * 6: #)', '72', '82'],
    ['So (12 * 6: #).', '72', '82'],
    ['The pens (12 * 6: #) are red.', '72', '82'],
    ['12 * 6: # pens (all of them)', '72', '82'],
    ['He buys 12 * 6: # pens', '72', '82'],
    ['Step 2: 5 * 6: #', '30', '31'],
    ['- 5 * 6: #', '30', '31'],
    ['5 * 6: 30, 7 * 8: #', '56', '57'],
    ['12 / 6: #', '2', '3'],
    ['So 12 / 6: # apples each', '2', '3'],
    ['Cost per pen: $12 / 6: $#', '2', '3'],
    ['(72 + 6) / 2: #', '39', '40'],
    ['12 * 6 -> #', '72', '82'],
    ['12 * 6 → #', '72', '82'],
    ['12 * 6 ⟶ #', '72', '82'],
    ['12 / 6 => #', '2', '3'],
    ['12 * 6 is #', '72', '82'],
    ['12 * 6, which is #', '72', '82'],
    ['12 * 6 gives #', '72', '82'],
    ['12 * 6 (= #)', '72', '82'],
    ['Tom has 12 * 6 (= #) pens', '72', '82'],
    ['12 * 6 (which is #)', '72', '82'],
    ['48 hours → # days', '2', '3'],
  ])('%j with %s, not %s', (text, right, wrong) => {
    const words = [right, wrong].map((result) => judged(text.replace('#', result)).replace(/.*: /s, ''));
    expect(words).toEqual(['right', 'wrong']);
  });

  test.each([
    'The ratio 3:4',
    'the ratio 3:4 is 6:8',
    'the ratio 12 / 6: 3',
    'at 6:30',
    'from 6:30 to 7:30',
    '12 / 6: 3:30',
    '12 / 6: 3 pm',
    '6/30: 5 people came',
    'On 12 / 6: 3 people came',
    '3 / 5: 2 votes',
    'Rating 5 / 5: 3 people',
    'Total 12: 5',
    '4 x 6: 3 photos',
    '2+2: 5 seats',
    'Bus 12 / 6: 3 stops',
    'John 3:16 and 4:5',
    '12 * 6:82',
  ])('%j is none', (text) => expect(checkArithmetic(text)).toEqual({ checked: 0, wrong: [] }));
});

describe('a result in another unit that goes on as a calculation', () => {
  test.each([
    ['3 feet times 4 = 72 * # inches', '2', '3'],
    ['3 feet times 4 = 72 + # inches', '72', '70'],
    ['3 feet times 4 = # * 2 yards', '6', '7'],
    ['2 hours * 3 = 60 * # minutes', '6', '5'],
    ['2 hours times 3 is 60 * # minutes', '6', '5'],
    ['60 minutes * 4 = 2 * # hours', '2', '3'],
    ['5 dollars * 3 = 500 * # cents', '3', '2'],
    ['$5 * 3 = 500 * # cents', '3', '2'],
    ['$1.50 * 4 is 150 * # cents', '4', '3'],
    ['4 kg + 2 kg = 4000 + # g', '2000', '200'],
    ['half of 6 feet = 12 * # inches', '3', '4'],
    ['50% of 3 feet = 36 / # inches', '2', '3'],
    ['3 pounds * 2 = 48 + # ounces', '48', '47'],
    ['2 dozen * 3 = 24 * # eggs', '3', '2'],
    ['6 apples * 2 = 3 * # apples', '4', '5'],
  ])('%j with %s, not %s', (text, right, wrong) => {
    const words = [right, wrong].map((result) => judged(text.replace('#', result)).replace(/.*: /s, ''));
    expect(words).toEqual(['right', 'wrong']);
  });
});

test.each([
  ['12 * 6 is about 90', '12 * 6 is about 90'],
  ['So 12 * 6 is roughly 90 pens.', '12 * 6 is roughly 90'],
  ['12 * 6 = approximately 90', '12 * 6 = approximately 90'],
  ['12 * 6, which is 82', '12 * 6, which is 82'],
  ['12 * 6 is exactly 82', '12 * 6 is exactly 82'],
  ['12 * 6 is a total of 82', '12 * 6 is a total of 82'],
  ['12 times 6 is seventy-three', '12 times 6 is seventy-three'],
  ['3 feet times 4 = 72 * 3 inches', '3 feet times 4 = 72 * 3 inches'],
  ['12 * 6 (= 82) pens', '12 * 6 (= 82)'],
  ['7 divided by 2 is 3 remainder 2', '7 divided by 2 is 3 remainder 2'],
])('of %j %j is shown', (text, written) => {
  expect(checkArithmetic(text).wrong.map((wrong) => wrong.written)).toEqual([written]);
});
