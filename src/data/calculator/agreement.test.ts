// When what is written behind an equals sign is what the calculation comes to, and what is read there at all.
import { expect, test } from 'vitest';
import { agree } from './agreement.ts';
import { rightSide } from './equations.ts';

test.each([
  ['28 / 1/5', '140', true],
  ['28 /  1/5', '140', true],
  ['28 ÷1/5', '140', true],
  ['28 ÷ 1/5', '140', true],
  ['28 / 12/6', '14', true],
  ['28 / 1/14', '392', true],
  ['28 / 1/5 + 1', '141', true],
  ['28 / 1/5', '141', false],
  ['80 - 25%', '60', true],
  ['80 - 25%', '55', false],
  ['80% - 25%', '55%', true],
  ['3 * 20%', '60', true],
  ['3 * 20%', '0.6', true],
  ['2/3', '67%', true],
  ['2/3', '67 %', true],
  ['2/3', ' 67%', true],
  ['2/3', '2.67%', false],
  ['2/3', '67% + 3', false],
  ['2/3', '66%', false],
  ['2/3 * 100', '67%', true],
  ['2 * 3', '7%', false],
])('%s = %s: %s', (left, result, expected) => {
  expect(agree(left, { text: result, first: result })).toBe(expected);
});

test.each([
  [' 7 pens', '3 + 4', '7'],
  [' 3hundred', '1 + 2', null],
  [' 3 Hundred', '1 + 2', null],
  [' 3k', '1 + 2', null],
  [' 3^2', '1 + 2', null],
  [' 3ab^2', '1 + 2', null],
  [' 3 boxes 5', '1 + 2', null],
  [' 3 boxes  and  5', '1 + 2', null],
  [' 3 r 5', '1 + 2', '3'],
  [' 3:30', '1 + 2', null],
  [' 3 x', '1 + 2', null],
  [' 3 x.', '1 + 2', null],
  [' 3x', '1 + 2', null],
  [' 3y+2', '1 + 2', null],
  [' 3y + 2', '1 + 2', null],
  [' 3 X 5', '10 + 5', '3 X 5'],
  [' 3 X  5', '10 + 5', '3 X  5'],
  [' 3 + 4 / 0', '1 + 2', '3'],
  [' 18 000', '9 + 9', null],
  [' 32 + x', '30 + 2', null],
  [' 32+x', '30 + 2', null],
  [' 32 +x', '30 + 2', null],
  [' 32 pens + x', '30 + 2', '32'],
  [' 26 cents', '$2.50 - $2.24', null],
  [' 26cents', '$2.50 - $2.24', null],
  [' 26cents', '2.50 - 2.24', null],
  [' 26 cent', '2.50 - 2.24', null],
  [' 26 cents', '50 - 24', '26'],
  [' 26 pens', '$2.50 - $2.24', '26'],
  [' 500 * 3 cents', '$5 * 3', null],
  [' 500 * 3cents', '$5 * 3', null],
  [' 500 * 1 cent', '$5 * 1', null],
  [' 500 * 3 cents', '5 * 3', '500 * 3'],
  [' 500 * ', '5 * 100', '500'],
])('behind "%s" after %s', (text, left, expected) => {
  expect(rightSide(text, left)?.text ?? null).toBe(expected);
});
