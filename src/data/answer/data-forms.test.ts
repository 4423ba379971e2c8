import { describe, expect, test } from 'vitest';
import { isCounted, looseBoolean } from './data-forms.ts';

describe('a number and the words for what it counts', () => {
  test.each([
    '12 apples',
    '5 m²',
    '5 cm^2',
    '100 kWh',
    '$3 per hour',
    '3 dollars per hour',
    '60 km/h',
    '1/2 cup',
    '2,500 people.',
    'ten apples',
    '-3 degrees Celsius',
    '7 boxes left',
    '12 monkeys', // in a set of numbers
    'x = 5',
    '5;',
    '1,234,',
    'Answer: 5',
    'The answer is 5.',
    'The final answer is $12.50.',
  ])('%s', (text) => expect(isCounted(text)).toBe(true));

  test.each([
    'apples',
    'about 5',
    'x + y = 5',
    'Answer: 5 or 6',
    'The answer is about right.',
    'a) 5',
    '1.5M',
    'Apollo 11',
    '5 or more',
    '5 more than Tom',
    '3 hundredths',
    '2 thirds',
    '4th',
    '8 pm',
    "5 o'clock",
    '4K',
    '5x',
    '3 times as many',
    '3 out of 4',
    '5 apples and 6 pears',
    '12 of the many apples in the very big box',
    '9/11/2001',
    '12 R 3',
    '20% of them',
    '2 squared',
    '3 dozen',
    '7', // a number
  ])('not %s', (text) => expect(isCounted(text)).toBe(false));
});

describe('yes or no, where all others are', () => {
  test.each([
    ['Y', 'yes'],
    ['n', 'no'],
    ['T', 'yes'],
    ['f.', 'no'],
    ['Yep', 'yes'],
    ['Incorrect', 'no'],
    ['No, it is not.', 'no'],
    ['Yes - the sum is even.', 'yes'],
  ])('%s is %s', (text, value) => expect(looseBoolean(text)).toBe(value));

  test.each([
    '',
    'Yesterday',
    'Nobody knows',
    'yes and no',
    'maybe',
    'A',
    'No one',
    'north',
  ])('%j is neither', (text) => expect(looseBoolean(text)).toBeNull());
});
