import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanSpacing, maskedQuestion, normalizedQuestion } from './question-text.ts';

describe('cleanSpacing', () => {
  test.each([
    ['He has 5 books . How many , in total ?', 'He has 5 books. How many, in total?'],
    ["Emily 's father did n't pay $ 4.28 .", "Emily's father didn't pay $4.28."],
    ['Jesse ’ s room', 'Jesse’s room'],
    ['a rate of 3 % .', 'a rate of 3%.'],
    ["playing ' whack a mole ' and 'skee ball ' .", "playing 'whack a mole' and 'skee ball'."],
    ["the Wagners ' real estate bill", "the Wagners' real estate bill"],
    ["a model ' 65 Mustang", "a model '65 Mustang"],
    ["call them `` earth keepers '' .", 'call them "earth keepers".'],
    ['20 part - time employees ; 3 Do - Si - Dos', '20 part-time employees; 3 Do-Si-Dos'],
    ['nickels ( a nickel is 5 cents )', 'nickels (a nickel is 5 cents)'],
    ['the product of -2 , -15 and 5 - 3', 'the product of -2, -15 and 5 - 3'],
    ["Josh's house, which he bought for $80,000. Why?", "Josh's house, which he bought for $80,000. Why?"],
  ])('%s', (tokenized, clean) => expect(cleanSpacing(tokenized)).toBe(clean));
});

test('questions are the same problem when only capitals and spacing differ', () => {
  expect(normalizedQuestion('  How MANY\n eggs? ')).toBe('how many eggs?');
});

test.each([
  ['She has 3 cats and 1,250.50 dollars.', 'she has # cats and # dollars.'],
  ['It took 2 1/3 hours.', 'it took # hours.'],
  ['It took 5 hours.', 'it took # hours.'],
])('numbers are masked in %s', (question, masked) => expect(maskedQuestion(question)).toBe(masked));

test('questions that differ only in whole numbers have one masked form', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      expect(maskedQuestion(`Ann has ${a} eggs.`)).toBe(maskedQuestion(`Ann has ${b} eggs.`));
    }),
  );
});
