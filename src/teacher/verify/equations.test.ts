// Where an equation between numbers begins and ends: what is checked of a sentence, and what is left alone.
import { describe, expect, test } from 'vitest';
import { equationsIn } from '../../data/index.ts';
import { checkArithmetic } from './index.ts';
import { judged } from './judged.fixture.ts';

/** The sentence with each of two results; what is written and what it comes to is shown of the wrong one. */
const twins = (text: string, right: string, wrong: string) => ({
  right: judged(text.replace('#', right)).replace(/.*: /s, ''),
  wrong: checkArithmetic(text.replace('#', wrong)).wrong,
});

describe('an equation is checked', () => {
  test.each<[text: string, right: string, wrong: string, written: string, computed: string]>([
    // a number alone before the sign
    ['# = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['#  = 12 * 6.', '72', '82', '82 = 12 * 6', '72'],
    ['# = 12 * 6, of course', '72', '82', '82 = 12 * 6', '72'],
    ['# = 12 * 6, 5 pens a head', '72', '82', '82 = 12 * 6', '72'],
    ['# = 12 * 6 pens', '72', '82', '82 = 12 * 6', '72'],
    ['# = 1,200 * 2', '2,400', '2,500', '2,500 = 1,200 * 2', '2400'],
    ['# = 50 percent', '0.5', '0.6', '0.6 = 50%', '0.5'],
    ['# = 50percent', '0.5', '0.6', '0.6 = 50%', '0.5'],
    ['# = 50 per cent.', '.5', '.6', '.6 = 50%', '0.5'],
    ['The price is $# = 12 * 6', '72', '82', '$82 = 12 * 6', '72'],
    ['There are # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['It was # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['So the total # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['Of pens: # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['See; # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['y = # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['y ≈ # = 12 * 6', '72', '82', '82 = 12 * 6', '72'],
    ['(# = 12 * 6)', '72', '82', '82 = 12 * 6', '72'],
    [`# = 12 * 6 ${'and so on '.repeat(20)}`, '72', '82', '82 = 12 * 6', '72'],
    [`${'So it goes on. '.repeat(20)}The total is # = 12 * 6`, '72', '82', '82 = 12 * 6', '72'],
    ['# = (3 * 4) * 2', '24', '25', '25 = (3 * 4) * 2', '24'],
    // where it begins
    ['In 5 days 3 * 4 = #', '12', '11', '3 * 4 = 11', '12'],
    ['Each week 3 * 4 = #', '12', '11', '3 * 4 = 11', '12'],
    ['- 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['* 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['2) 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['(2) 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['2. 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['A. 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['Hence, 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['On day 1, 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['[3 + 4 = #]', '7', '8', '3 + 4 = 8', '7'],
    ['"3 + 4 = #"', '7', '8', '3 + 4 = 8', '7'],
    ['{3 + 4 = #}', '7', '8', '3 + 4 = 8', '7'],
    ['See; 3 + 4 = #', '7', '8', '3 + 4 = 8', '7'],
    ['It is -3 + 4 = #', '1', '2', '-3 + 4 = 2', '1'],
    // within parentheses
    ['(3 + 4 = #)', '7', '8', '3 + 4 = 8', '7'],
    ['He has 5 of them ( 3 + 4 = # ), so', '7', '8', '3 + 4 = 8', '7'],
    ['((3 + 4) * 2 = #)', '14', '15', '(3 + 4) * 2 = 15', '14'],
    ['(2 * 6 = # * 4), so that is it', '3', '4', '2 * 6 = 4 * 4', '12'],
    ['(3 + 4) = #', '7', '8', '(3 + 4) = 8', '7'],
    // how it is written
    ['3 x 4 = #', '12', '13', '3 x 4 = 13', '12'],
    ['3X4 = #', '12', '13', '3X4 = 13', '12'],
    ['12(6) = #', '72', '82', '12(6) = 82', '72'],
    ['(12)(6) = #', '72', '82', '(12)(6) = 82', '72'],
    ['1,000 + 10000 = #', '11,000', '12,000', '1,000 + 10000 = 12,000', '11000'],
    // the result
    ['5 / 2 = 2 #/2', '1', '0', '5 / 2 = 2 + 0 / 2', '2.5'],
    ['5 / 2 = 2 and #/2', '1', '0', '5 / 2 = 2 + 0 / 2', '2.5'],
    ['5 / 2 = 2 (#/2)', '1', '0', '5 / 2 = 2 + 0 / 2', '2.5'],
    ['5 / 2 = $2 # / 2', '1', '0', '5 / 2 = 2 + 0 / 2', '2.5'],
    ['3 - 4 = -#', '1', '2', '3 - 4 = -2', '-1'],
    ['3 - 4 = -$#', '1', '2', '3 - 4 = -$2', '-1'],
    ['3 + 4 = # x 1', '7', '8', '3 + 4 = 8 x 1', '7'],
    ['3 + 4 = # - a bit', '7', '8', '3 + 4 = 8', '7'],
    ['3 + 4 = #, so 2', '7', '8', '3 + 4 = 8', '7'],
    ['3 + 4 = #. 2 are left', '7', '8', '3 + 4 = 8', '7'],
    ['25 + 26 = # cents', '51', '52', '25 + 26 = 52', '51'],
    ['2 * 25% = # per cent', '50', '60', '2 * 25% = 60%', '0.5'],
    ['2 * 25% = #percent', '50', '60', '2 * 25% = 60%', '0.5'],
    ['2 * 12 = 3 * (4 + 1) + #', '9', '8', '2 * 12 = 3 * (4 + 1) + 8', '24'],
    // behind a colon
    ['12 * 6: #', '72', '82', '12 * 6: 82', '72'],
    ['12 * 6: # pens are left', '72', '82', '12 * 6: 82', '72'],
    ['12 * 6: # pens each.', '72', '82', '12 * 6: 82', '72'],
    ['12 * 6: # pens in total, and', '72', '82', '12 * 6: 82', '72'],
    ['12 * 6:  $ #!', '72', '82', '12 * 6: $ 82', '72'],
    ['12 + (6 * 2): #', '24', '25', '12 + (6 * 2): 25', '24'],
    ['12 ÷ 6: #;', '2', '3', '12 ÷ 6: 3', '2'],
    ['Pens 12 * 6: #', '72', '82', '12 * 6: 82', '72'],
  ])('%j with %j, not %j', (text, right, wrong, written, computed) => {
    expect(twins(text, right, wrong)).toEqual({ right: 'right', wrong: [{ written, computed }] });
  });
});

test.each([
  // a number alone, and no whole expression or number behind its sign
  '82 = 12 * 6 y',
  '82 = 12 * 6x',
  '72 = (12 * 6',
  '72 = 12 / 0',
  '72 = 12 * x',
  '72 = of it',
  // a number that belongs to what stands before it
  'He took 82 = 12 * 6',
  'In 2 : 82 = 12 * 6',
  'this 82 = 12 * 6',
  // an expression that something else belongs to
  'On day 1 * 2 = 5',
  'In weeks 1 + 2 = 5',
  'For y2 + 3 = 9',
  '5(3 + 4 = 8)',
  '3 + 4) = 8',
  ') + 4 = 5',
  'x + 3 = 5',
  'He leaves at 0900 - 0130 = 0731',
  '3 + = 8',
  // a result that is another quantity
  '60 + 90 = 200k',
  '60 + 90 = 3m',
  '3 + 4 = 8 x',
  '3 + 4 = 8 * y',
  '3 + 4 = 8a + 2',
  '3 + 4 = 1.5.2',
  '3 + 4 = 1:30',
  '3 + 4 = 2y^2',
  '3 + 4 = 18 000',
  '3 + 4 = 2 feet and 5 inches',
  '3 + 4 = 2 feet 5',
  '3 + 4 = none',
  // a heading or a list, whose numbers are names
  '12 * 6: 82 pens in the large box',
  '12 * 6:82',
  '12*6: 82',
  'Days 1 + 2: 30 eggs',
  'Rows # 1 + 2: 30 eggs',
  'Number 4 * 5: 30 eggs',
  'days 1 - 3: 12 eggs',
])('%j is left alone', (text) => expect(checkArithmetic(text)).toEqual({ checked: 0, wrong: [] }));

test('an expression is looked for in 240 characters before its sign, with the spaces, and not further', () => {
  const found = (characters: number) => equationsIn(`${'1 + 2'.padStart(characters)}= 3`).length;
  expect([239, 240, 241, 242].map(found)).toEqual([1, 1, 0, 0]);
});
