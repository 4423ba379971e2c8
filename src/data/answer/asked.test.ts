import { describe, expect, test } from 'vitest';
import { askedFor } from './asked.ts';
import { extractAnswer } from './extract.ts';

test.each([
  ['How many pens does Ann have?', { noun: 'pen', money: false }],
  ['Ann has 4 boxes. How many more cherries are in them?', { noun: 'cherri', money: false }],
  ['How many dollars does she pay?', { noun: null, money: true }],
  ['How much does the coat cost?', { noun: null, money: true }],
  ['How much money is left?', { noun: null, money: true }],
  ['Is Ann taller?', { noun: null, money: false }],
])('%j asks for %j', (question, asked) => expect(askedFor(question)).toMatchObject(asked));

test.each([
  ['How many dollars is that, to the nearest dollar?', { rounded: true }],
  ['The box is round. How many pens does it hold?', { rounded: false }],
  ['How many legs would there be?', { supposes: true }],
  ['How many legs are there?', { supposes: false }],
  ['He sold it for $9. What was his profit?', { profit: true }],
  ['He made a profit of $9. How many pens did he sell?', { profit: false }],
  ['What was his profit or loss?', { profit: false }],
])('%j asks for %j', (question, asked) => expect(askedFor(question)).toMatchObject(asked));

describe('a sentence that does not mark its answer is read by what the question asks', () => {
  test.each([
    ['There are 4 boxes and 36 pens.', 'How many pens are there?', '36'],
    ['There are 4 boxes and 36 pens.', 'How many boxes are there?', '4'],
    ['Ann buys 4 coats and pays $36.', 'How much does Ann pay?', '36'],
    ['Ann buys 4 coats and pays $36.', 'How many coats does she buy?', '4'],
    ['4 * 9 = 36 pens in 4 boxes', 'How many boxes are there?', '36'],
    ['The answer is 36.', 'How many boxes are there?', '36'],
    ['There are 36 pens.', 'How many boxes are there?', '36'],
  ])('%j, asked %j, reads %s', (output, question, value) => {
    expect(extractAnswer(output, 'number', { question })?.value).toBe(value);
  });
});
