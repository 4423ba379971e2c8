// The words of a question, and which quantities of a sentence it asks for: each rule by itself.
import { describe, expect, test } from 'vitest';
import { askedFor, asProfit, isAsked } from './asked.ts';
import { detailsOf, stem } from './asked-details.ts';
import { ExactDecimal } from './notation.ts';
import type { Quantity } from './quantities.ts';
import { explainedByReason } from './reason.ts';

test.each([
  ['Ann’s', 'ann'],
  ["boys'", 'boi'],
  ["o'clock", "o'clock"],
  ["O'Sullivan", "o'sullivan"],
  ['cookies', 'cooki'],
  ['cookie', 'cooki'],
  ['ladiesnight', 'ladiesnight'],
  ['boxes', 'box'],
  ['dishes', 'dish'],
  ['classes', 'class'],
  ['boxesful', 'boxesful'],
  ['apples', 'apple'],
  ['city', 'citi'],
  ['cities', 'citi'],
  ['yards', 'yard'],
])('the stem of %s is %s', (word, expected) => {
  expect(stem(word)).toBe(expected);
});

describe('what a question says beside its noun', () => {
  const wordsOf = (question: string, noun: string | null = null) => [...detailsOf(question, noun).words];
  test.each([
    ['How many green marbles did Ann buy in 2019?', 'marble', ['green', 'ann', 'bui', '2019']],
    ['Does this team take what it takes?', null, ['team']],
    ['How many of the 12019 or 7 cars of 201 are red?', null, ['car', 'red']],
    ['How many apples? Show the pears.', null, ['apple']],
    ['One pear. Two bananas. Find the plums. ', null, ['find', 'plum']],
    ['?', null, []],
    ['', null, []],
  ])('%j', (question, noun, words) => {
    expect(wordsOf(question, noun)).toEqual(words);
  });

  test('only its end is looked at', () => {
    expect(wordsOf(`zebra ${'x '.repeat(600)}pears?`)).toEqual(['pear']);
  });

  test.each([
    ['How much does he get each if they share?', true],
    ['How much is it per day?', true],
    ['How many apples are there?', false],
  ])('whether it asks for one of several: %j', (question, each) => {
    expect(detailsOf(question, null).each).toBe(each);
  });
});

/** The quantity that a number of a text is. */
function quantityIn(text: string, number: string): Quantity {
  const start = text.indexOf(number);
  const value = new ExactDecimal(number.replace('$', ''));
  return { start, end: start + number.length, value, money: number.startsWith('$') } as Quantity;
}

test.each([
  ['There are 12 boys.', '12', true],
  ['There are 12boys.', '12', true],
  ['There are 12-boys.', '12', true],
  ['There are 12 big strong boys.', '12', true],
  ['12 of the children are boys.', '12', true],
  ['12 of them are boys.', '12', true],
  ['12 are the boys.', '12', true],
  ['12 and 5 of them are boys.', '12', false],
  ['12; boys left.', '12', false],
  ['12 and boys left.', '12', false],
  ['12 girls and boys.', '12', false],
  ['12 ', '12', false],
])('whether it is asked for: %j, %s', (text, number, expected) => {
  const asked = askedFor('How many boys are there?');
  if (asked === null) throw new Error('it asks for a number');
  expect(isAsked(text, quantityIn(text, number), asked)).toBe(expected);
});

describe('a question for a profit', () => {
  const asked = askedFor('How much profit did she make?');
  const tail = ` in all${' and then some'.repeat(6)}.`;
  test.each([
    [`A loss of $50${tail}`, '$50', '-50'],
    [`She has a $50 loss${tail}`, '$50', '-50'],
    [`She made $50${tail}`, '$50', '50'],
  ])('%j', (text, number, value) => {
    expect(asProfit(text, quantityIn(text, number), asked).value?.toString()).toBe(value);
  });

  test('a loss that is negative already, and one without a value, stay as they are', () => {
    const text = 'a loss of -50';
    expect(asProfit(text, quantityIn(text, '-50'), asked).value?.toString()).toBe('-50');
    const unknown = { ...quantityIn(text, '-50'), value: null } as Quantity;
    expect(asProfit(text, unknown, asked)).toBe(unknown);
  });
});

test('a sentence without a reason is not explained by one', () => {
  const text = 'She has 5 pens.';
  const quantity = quantityIn(text, '5');
  expect(explainedByReason(text, [quantity], quantity)).toBeNull();
  expect(explainedByReason(text, [], quantity)).toBeNull();
});
