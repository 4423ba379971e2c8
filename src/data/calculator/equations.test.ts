// Where an equation begins, straight on the functions that find it: rules that whole sentences do not tell apart.
import { expect, test } from 'vitest';
import { equationsIn, numberBefore } from './equations.ts';

test.each<[line: string, lefts: readonly string[]]>([
  // what stands before the expression makes it a part, however much follows
  [`50% of 20 + 5 = 15 ${'and so on '.repeat(10)}`, []],
  [`${'And so on. '.repeat(10)}50% of 20 + 5 = 15`, []],
  [`It is 20 + 5 = 25 ${'and so on '.repeat(10)}`, ['20 + 5']],
  // a parenthesis that is opened before the expression and closed behind its result
  ['(3 + 4 = 7)', ['3 + 4']],
  ['2 * (3 + 4 = 7)', []],
  ['(2 + 1) * (3 + 4 = 7)', []],
  // longer than anyone writes one
  [`${'1 + '.repeat(40)}1 = 41`, [`${'1 + '.repeat(40)}1`]],
  [`${'1 + '.repeat(70)}1 = 71`, []],
])('%j has the left sides %j', (line, lefts) => {
  expect(equationsIn(line).map(({ left }) => left)).toEqual(lefts);
});

test.each<[line: string, right: string | null]>([
  ['72 = 72', '72'],
  ['72 = 6 * 12', '6 * 12'],
  ['72 = 12(6)', '12(6)'],
  ['770 = 0900 - 0130', null], // times of day
  ['72 = (72)', null],
  ['72 = 6 * 12 / 0', null],
])('behind the number of %j stands %j', (line, right) => {
  expect(numberBefore(line, line.indexOf('='))?.right.text ?? null).toBe(right);
});
