import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanSpacing, maskedQuestion, normalizedQuestion, questionWording } from './question-text.ts';

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

describe('a sub-question repeats another one', () => {
  test.each([
    ['How many eggs are left?', 'how many  EGGS are left'],
    ['How much is a part-time job?', 'How much is a part time job?'],
    ['“How many,” she asks?', 'How many she asks'],
    ['What is 3 + 4?', 'what is 3+4'],
    ['Wie viele Äpfel?', 'wie viele a\u0308pfel?'],
  ])('%s = %s', (one, other) => expect(questionWording(one)).toBe(questionWording(other)));

  test.each([
    ['How many eggs are left?', 'How many eggs were left?'],
    ['How much do 3 pens cost?', 'How much do 4 pens cost?'],
    ['What is 3 + 4?', 'What is 3 - 4?'],
    ['What is 1.5 times 2?', 'What is 15 times 2?'],
    ['What is 3 4?', 'What is 34?'],
    ['How many eggs has Ann?', 'How many eggs has Änn?'],
  ])('%s ≠ %s', (one, other) => expect(questionWording(one)).not.toBe(questionWording(other)));
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
