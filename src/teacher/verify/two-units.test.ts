// Results in two units, ties, remarks in parentheses and exact sizes: right sentences, each with a wrong twin, and sentences to be left alone.
import { expect, test } from 'vitest';
import { checkArithmetic } from './arithmetic.ts';

const wrongIn = (text: string) => checkArithmetic(text, '').wrong.map(({ written }) => written);

test.each([
  ['90 minutes = 1 hour 30 minutes', '60 minutes = 1 hour 30 minutes'],
  ['29 hours = 1 day 5 hours', '24 hours = 1 day 5 hours'],
  ['15 inches is 1 foot 3 inches', '12 inches is 1 foot 3 inches'],
  ['5 weeks 2 days = 37 days', '5 weeks 2 days = 2 weeks'],
  ['90 minutes = 1 hour and 30 minutes.', '60 minutes = 1 hour and 30 minutes.'],
  ['60 minutes = 1 hour and 30 minutes = half an hour', '61 minutes = 1 hour and 30 minutes = half an hour'],
  ['(12 is 25% of 48)', '(12 is 25% of 50)'],
  ['12 is then half of 24', '12 is then half of 30'],
  ['They won 5-3 = 2 goals', 'They won 5-3 = 3 goals'],
  ['They tied 3-3 = 0 goals', 'They tied 3-3 = 1 goals'],
  ['7 pounds times 2 is 224 ounces', '7 pounds times 2 is 225 ounces'],
  ['3 pounds * 16 = 48 ounces', '3 pounds * 16 = 48.2 ounces'],
])('%s; %s is wrong', (right, wrong) => {
  expect(wrongIn(right)).toEqual([]);
  expect(wrongIn(wrong)).toHaveLength(1);
});

test.each([
  'They tied 3-3 = 6 goals',
  'They won 5-3 = 8 goals',
  'The match was drew 2-2 = 4 goals',
])('%s is a score', (text) => {
  expect(checkArithmetic(text, '')).toMatchObject({ checked: 0, wrong: [] });
});
