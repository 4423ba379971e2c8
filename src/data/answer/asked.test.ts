import { describe, expect, test } from 'vitest';
import { askedFor, asProfit, isAsked } from './asked.ts';
import { extractAnswer } from './extract.ts';
import { ExactDecimal } from './notation.ts';
import { findQuantities, type Quantity } from './quantities.ts';

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

describe('the noun that is asked for is that of a quantity', () => {
  const of12 = (text: string): Quantity => ({ start: 0, end: 2, value: new ExactDecimal(text.slice(0, 2)) });
  test.each([
    ['12 pens', true],
    ['12-pen boxes', true],
    ['12pens', true],
    ['12 big red pens', true],
    ['12 very big red pens', true],
    ['12 - pens', true],
    ['12 pens and cups', true],
    // what is said of the quantity
    ['12 are pens', true],
    ['12 were the pens', true],
    ['12 of them are pens', true],
    ['12 of the things are pens', true],
    // of another
    ['12 cups', false],
    ['12 cups that are pens', false],
    ['12 (pens)', false],
    ['12 and pens', false],
    ['12 cups for pens', false],
    ['12 big old blue red pens', false],
    ['12', false],
  ])('%j: %j', (text, expected) => {
    expect(isAsked(text, of12(text), askedFor('How many pens are there?'))).toBe(expected);
  });

  test('where none is, a quantity is of none', () => {
    expect(isAsked('12 pens', of12('12'), askedFor('Is Ann taller?'))).toBe(false);
  });
});

describe('a loss, where the question asks for a profit', () => {
  const long = ', which is what Ben said of it at the end of that year';
  test.each([
    ['Ben made a loss of $50', 'What is the profit?', '-50'],
    [`Ben made a loss of $50${long}`, 'What is the profit?', '-50'],
    [`Ben had a $50 loss${long}`, 'What is the profit?', '-50'],
    ['Ben made a loss of -$50', 'What is the profit?', '-50'],
    ['Ben made a profit of $50', 'What is the profit?', '50'],
    ['Ben made a loss of at least 50', 'What is the profit?', undefined],
    ['Ben made a loss of $50', 'What is the loss?', '50'],
    ['Ben made a loss of $50', null, '50'],
  ])('%j, asked %j: %s', (text, question, value) => {
    const quantity = findQuantities(text)[0] as Quantity;
    const asked = question === null ? null : askedFor(question);
    expect(asProfit(text, quantity, asked).value?.toString()).toBe(value);
  });
});
