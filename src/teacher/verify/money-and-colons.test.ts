// Results of calculations in cents of dollars, and behind a colon.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';

describe('a result in another unit of money, or behind a colon', () => {
  test.each([
    '$3 times 4 is 1200 cents',
    '4 times $3 is 1200 cents',
    '$3 plus $4 is 700 cents',
    '$2.50 minus $2.24 is 26 cents',
    '12 * 6: 72',
    'The total is 12 * 6: 72 pens.',
    'Cost for both: 5 + 3: 8 dollars in all',
  ])('%j is right', (text) => expect(checkArithmetic(text)).toEqual({ checked: 1, wrong: [] }));

  test.each([
    ['$3 times 4 is 1300 cents', '12'],
    ['$3 plus $4 is 800 cents', '7'],
    ['12 * 6: 82', '72'],
    ['(5 + 3): 9', '8'],
    ['Add 5 + 3: 9 in all.', '8'],
  ])('%j is wrong', (text, computed) => {
    expect(checkArithmetic(text).wrong).toEqual([{ written: expect.any(String), computed }]);
  });

  test.each([
    'Day 1 - 3: 12 eggs',
    'Weeks 1 + 2: 30 hours',
    'Option 2 + 3: 7 pens',
    '2 + 3: 4 of them eat 5',
    '1 + 2: 3:4',
    '12 * 6:82',
    'half of the 12 boxes are 3 pounds',
  ])('%j is no calculation with its result', (text) => {
    expect(checkArithmetic(text)).toEqual({ checked: 0, wrong: [] });
  });
});
