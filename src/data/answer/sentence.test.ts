// The number that a sentence states, where it is known to give the answer, and where it has no number.
import { describe, expect, test } from 'vitest';
import { findQuantities } from './quantities.ts';
import { answerOfSentence } from './sentence.ts';

const statedBy = (text: string, answerFirst: boolean) => {
  const stated = answerOfSentence(text, findQuantities(text), answerFirst);
  return stated?.kind === 'quantity' ? stated.quantity.value?.toString() : (stated?.kind ?? null);
};

describe('a sentence that is known to give the answer gives the number that it begins with', () => {
  test.each([
    ['18 because 20 - 2 = 18 and 18 / 2 = 9', '18'],
    ['"18" because 20 - 2 = 18 and 18 / 2 = 9', '18'],
    ['($18) because 20 - 2 = 18 and 18 / 2 = 9', '18'],
    // but not one that begins with a word
    ['Of 18 pens 18 / 2 = 9 are red', '9'],
    ['x18 because 20 - 2 = 18 and 18 / 2 = 9', '9'],
  ])('%j: %s', (text, value) => expect(statedBy(text, true)).toBe(value));
});

test.each([true, false])('a sentence without a number states none, with answerFirst %j', (answerFirst) => {
  expect(statedBy('It cannot be known.', answerFirst)).toBeNull();
});
