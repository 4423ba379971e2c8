import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAnswer, canonicalNumber, inferAnswerType } from './gold-answer.ts';

describe('canonicalNumber', () => {
  test.each([
    ['18', '18'],
    ['109,200,000', '109200000'],
    ['$1,234.50', '1234.5'],
    ['-$3', '-3'],
    ['−7', '-7'],
    ['+7.', '7'],
    ['50%', '50'],
    ['.5', '0.5'],
    ['007', '7'],
    ['-0.0', '0'],
    ['3/4', '0.75'],
    ['-1 1/2', '-1.5'],
    ['2/3', '0.6666666667'],
    ['6.02e23', '6.02e+23'],
    ['1.6e-19', '1.6e-19'],
    ['0.8333333333333334', '0.8333333333333334'],
  ])('%s is %s', (text, canonical) => expect(canonicalNumber(text)).toBe(canonical));

  test.each([
    '',
    '.',
    '-',
    '12 apples',
    '1,23',
    '1/0',
    'ten',
    '1e9999',
    '9/11/2001',
    'NaN',
    'Infinity',
  ])('%o is no number', (text) => expect(canonicalNumber(text)).toBeNull());

  test('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const once = canonicalNumber(String(value));
        expect(once).not.toBeNull();
        expect(Number(once)).toBe(value === 0 ? 0 : value);
        expect(canonicalNumber(once ?? '')).toBe(once);
      }),
    );
  });
});

test.each([
  ['1,000', 'number'],
  ['True', 'boolean'],
  ['no', 'boolean'],
  ['the second one', 'text'],
] as const)('the answer %s is of type %s', (text, type) => expect(inferAnswerType(text)).toBe(type));

test('a gold answer that does not read as its type is refused with the answer in the reason', () => {
  expect(() => canonicalAnswer('a dozen', 'number')).toThrow(
    'the answer "a dozen" does not read as a number',
  );
  expect(() => canonicalAnswer('maybe', 'boolean')).toThrow('does not read as yes, no, true or false');
  expect(canonicalAnswer(' FALSE ', 'boolean')).toBe('no');
});
