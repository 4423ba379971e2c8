import { expect, test } from 'vitest';
import { editDistance, nearestName } from './edit-distance.ts';

test.each([
  ['', '', 0],
  ['svampp', 'svamp', 1],
  ['gms8k', 'gsm8k', 2],
  ['kitten', 'sitting', 3],
  ['a', 'abcd', Number.POSITIVE_INFINITY],
])('from "%s" to "%s" it is %d letters', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

test('the nearest name is one or two letters away, capitals aside, or there is none', () => {
  expect(nearestName('SVAMPP', ['gsm8k', 'svamp', 'swamps'])).toBe('svamp');
  expect(nearestName('problems', ['gsm8k', 'svamp'])).toBeNull();
  expect(nearestName('x', [])).toBeNull();
});
