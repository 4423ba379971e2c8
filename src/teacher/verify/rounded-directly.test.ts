// Whether a result is rounded, and which rest a division leaves, from the expression and the words behind the result alone.
import { expect, test } from 'vitest';
import { isRounded, wrongRemainder } from './rounded.ts';

test.each<[expression: string, shown: string, behind: string, expected: boolean]>([
  // at the bounds of what rounding gives
  ['6/2', '3', '3 (rounded up)', true],
  ['6/2', '3', '3 (rounded down)', true],
  ['6/2', '4', '4 (rounded up)', false],
  ['6/2', '2', '2 (rounded down)', false],
  ['7/2', '4', '4 (rounded)', true],
  ['7/2', '3', '3 (rounded)', true],
  ['7.2/2', '3', '3 (rounded)', false],
  ['1234567.885*1', '1234567.89', '1234567.89 (rounded)', true],
  ['1234567.885*1', '1234567.9', '1234567.9 (rounded)', true],
  ['1234567.885*1', '1234567.8', '1234567.8 (rounded)', false],
  ['45678901.2301*1', '45678901.23', '45678901.23 (rounded)', true],
  // what is no plain number
  ['1/5', '', ' (rounded)', false],
  ['17/5', 'about 4', 'about 4 (rounded up)', false],
  ['17/5', '4 boxes', '4 boxes (rounded up)', false],
  ['2/3', '66 %', '66 % (truncated)', true],
  ['2/3', '66%', '66% (truncated)', true],
  ['-7/2', '- 3', '- 3 (truncated)', true],
  ['7/2', '$ 3', '$ 3 (truncated)', true],
  ['7000/2', '3,500', '3,500 (rounded)', true],
  // to what it is rounded
  ['1.3*1', '1.25', '1.25, rounded to the nearest 0.25', true],
  ['1.3*1', '1.50', '1.50, rounded to the nearest 0.25', false],
  ['1234*1', '1230', '1230, rounded to the nearest  ten', true],
  ['1234*1', '1230', '1230, rounded to the nearest whole  ten', true],
  ['1234*1', '1230', '1230, rounded to the nearest full  ten', true],
  ['1234*1', '1230', '1230, rounded to the nearest Ten', true],
  ['1234*1', '1230', '1230, rounded to the nearest pen', false],
  ['1234*1', '1230', '1230, rounded', false],
  // what is said of the result, not in it
  ['7/2', '3', 'and 3 is rounded', true],
  ['7/2', '3', '3 pens', false],
  ['7/2', '3', '', false],
])('%j is %j in %j: %j', (expression, shown, behind, expected) => {
  expect(isRounded(expression, shown, behind)).toBe(expected);
});

test.each<[expression: string, shown: string, behind: string, computed: string | null]>([
  ['7/2', '3', '3 remainder 2', '3 remainder 1'],
  ['7/2', '3', '3 remainder 1', null],
  ['7÷2', '3', '3 remainder 2', '3 remainder 1'],
  ['7/2', '3', '4 remainder 3', null],
  ['7/2', '3', '3 pens', null],
  ['7*2', '3', '3 remainder 2', null],
  ['(7/2)', '3', '3 remainder 2', '3 remainder 1'],
  ['2*(7/2)', '3', '3 remainder 2', null],
])('%j is %j in %j: %j', (expression, shown, behind, computed) => {
  expect(wrongRemainder(expression, shown, behind)?.computed ?? null).toBe(computed);
});
