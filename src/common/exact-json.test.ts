import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExactly } from './exact-json.ts';

test.each([
  ['12345678901234567890', '12345678901234567890'],
  ['-9007199254740993', '-9007199254740993'],
  ['9007199254740992', 9007199254740992],
  ['100000000000000000000', 1e20],
  ['123456789012345678.75', '123456789012345678.75'],
  ['0.30000000000000004', 0.30000000000000004],
  ['0.1000000000000000055', '0.1000000000000000055'],
  ['3.0000000000000000', 3],
  ['1.2345678901234567890e3', '1.2345678901234567890e3'],
  [
    '{"a": 12345678901234567890, "b": [1, -12345678901234567891]}',
    { a: '12345678901234567890', b: [1, '-12345678901234567891'] },
  ],
  [
    '{"card \\"12345678901234567890\\"": "12345678901234567890"}',
    { 'card "12345678901234567890"': '12345678901234567890' },
  ],
  ['{"a": NaN, "b": -Infinity, "c": "NaN", "d": [Infinity]}', { a: null, b: null, c: 'NaN', d: [null] }],
])('%s', (text, value) => expect(parseExactly(text)).toEqual(value));

test.each([
  '{"a": NaNa}',
  '{"a" NaN}',
  '{"torn": "NaN',
  '{"a": 12345678901234567890',
])('%s is no JSON', (text) => expect(() => parseExactly(text)).toThrow(SyntaxError));

test('all other JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseExactly(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

test('a whole number of any length keeps its digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (number) => {
      const { answer } = parseExactly(`{"answer":${number}}`) as { answer: number | string };
      expect(digitsOf(answer)).toBe(String(number));
    }),
    { examples: [[-1192092895507812500000000000000000n], [2n ** 120n], [10n ** 40n]] },
  );
});

/** A number's digits as JavaScript shows them: `BigInt` would show those of its binary value, which nobody wrote. */
function digitsOf(answer: number | string): string {
  return typeof answer === 'string' ? answer : new Decimal(answer).toFixed();
}
