import { expect, test } from 'vitest';
import { assertNumber, assertOneOf, assertWholeNumber } from './option-values.ts';

test.each<[string, () => void]>([
  ['a limit of 0', () => assertWholeNumber('limit', 0)],
  ['half a limit', () => assertWholeNumber('limit', 1.5)],
  ['a limit that is no number', () => assertWholeNumber('limit', Number.NaN)],
  ['one above the range', () => assertWholeNumber('limit', 65, { min: 0, max: 64 })],
  ['a negative cost', () => assertNumber('limit', -0.1, { min: 0 })],
  ['a number above the range', () => assertNumber('limit', 2.5, { min: 0, max: 2 })],
  ['a cost that is no number', () => assertNumber('limit', Number.NaN, { min: 0 })],
  ['an unknown choice', () => assertOneOf('limit', 'tset', ['train', 'test'])],
])('%s is an invalid value of its option', (_, check) => {
  expect(check).toThrow(
    expect.objectContaining({ code: 'invalid-value', fault: 'input', subject: { option: 'limit' } }),
  );
});

test('what is left out and what is in range passes', () => {
  assertWholeNumber('limit', undefined);
  assertWholeNumber('limit', 1);
  assertWholeNumber('shots', 0, { min: 0, max: 64 });
  assertWholeNumber('shots', 64, { min: 0, max: 64 });
  assertNumber('maxCost', undefined, { min: 0 });
  assertNumber('maxCost', 0, { min: 0 });
  assertNumber('temperature', 2, { min: 0, max: 2 });
  assertOneOf('split', undefined, ['test']);
  assertOneOf('split', 'test', ['test']);
});

test('the message says what was expected and found', () => {
  expect(() => assertWholeNumber('shots', 65, { min: 0, max: 64 })).toThrow(
    '`shots` must be a whole number from 0 to 64, found "65".',
  );
});
