import { expect, test } from 'vitest';
import { numbersIn } from './numbers-in-text.ts';

test.each<[string, number[]]>([
  ['Twelve pens of 1,200 cost $3.50.', [1200, 3.5, 12]],
  ['24 / 4 = 6', [24, 4, 6]],
  ['3/4 of 20', [3, 4, 20]],
  ['9 - 4 = 5, and -2', [9, 4, 5, -2]],
  ['4 million', [4e6, 4]],
  ['none', []],
])('%s', (text, values) => expect(numbersIn(text)).toEqual(values));
