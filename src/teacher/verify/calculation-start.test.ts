// Of which sentences a calculation with words is checked, and of which it may be a part of something greater.
import { describe, expect, test } from 'vitest';
import { checkArithmetic } from './index.ts';

/** What is found wrong in the sentence, in which a calculation has another result. */
const wrong = (text: string) => checkArithmetic(text).wrong.map(({ written }) => written);

describe('a calculation is checked', () => {
  test.each([
    'it is #',
    '#',
    'He has 5 pens. #',
    'He has 5 pens; #',
    'He has 5 pens: #',
    'He has 5 pens! #',
    'He has 5 pens? #',
    'He has 5 pens, so #',
    'He has 5 pens while #',
    'He has 5 pens because #',
    'One has #', // one is a word here
    'The one has boxes with #',
    'On day 1 he gets #', // a name
    'In 5 days, #',
    'If he has 5 pens, #',
    'So if he has 5 pens, #',
    'As he has 5 pens, #',
    '2 plus 3 is 5, #', // a calculation with its result
    '2 plus 3 is all of 5 pens and #',
    '2 plus 10 is #',
    'A total of #',
    'The cost of #',
    'a #',
    'Exactly the #',
    '- #',
    'He has boxes and #',
    'He has them: #',
    'the answer = #',
  ])('in %j', (text) => {
    expect(wrong(text.replace('#', '3 times 4 is 12'))).toEqual([]);
    expect(wrong(text.replace('#', '3 times 4 is 13'))).toEqual(['3 times 4 is 13']);
  });
});

describe('a calculation may be a part of something greater, and is left alone', () => {
  test.each([
    '5 boxes and #',
    'He has 5 pens and #',
    'He has 0.5 pens for #',
    'He has 5 pens for #',
    'On 1 he gets #',
    'In 5 days #',
    'Of 5 days, #',
    '5 days, #',
    'He is 5 and #',
    'There are 5 pens, #',
    'So he has 5 pens, #',
    'If he has 5 pens #',
    'Now and then he has 5 pens, #',
    '2 plus 3 gives 5 and #',
    '2 plus 3 is by the way all of 5 pens and #',
    'The 5 children get #',
    '3 packs with 10 cards each plus #',
    'the average of #',
    'he adds it to #',
    'He combines boxes and #',
    'He divides them by #',
    'She has 3 feet #',
    'On day #',
    '.8 + . #',
    '5 #',
  ])('in %j', (text) => {
    expect(wrong(text.replace('#', '3 times 4 is 13'))).toEqual([]);
  });
});

test('between signs, numbers before them are no part of them, unless a word joins them', () => {
  expect(wrong('He has 5 pens and 3 pens * 4 = 13')).toEqual(['3 pens * 4 = 13']);
  expect(wrong('He has 5 boxes with 3 pens * 4 = 13')).toEqual([]);
  expect(wrong('He has 5 boxes of 3 pens * 4 = 13')).toEqual([]);
});
