import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerType } from '../problem.ts';
import { goldAnswer, goldAnswerType, numberText } from './gold-answer.ts';

describe('gold answers that are numbers', () => {
  test.each([
    ['18', '18'],
    ['109,200,000', '109200000'],
    ['$1,234.50', '1234.5'],
    ['-$3', '-3'],
    ['−7', '-7'],
    ['− 7', '-7'],
    ['+7.', '7'],
    ['50%', '50'],
    ['50 percent', '50'],
    ['.5', '0.5'],
    ['007', '7'],
    ['-0.0', '0'],
    ['3/4', '0.75'],
    ['-1 1/2', '-1.5'],
    ['4½', '4.5'],
    ['$8$', '8'],
    ['\\frac{3}{4}', '0.75'],
    ['9,50', '9.5'],
    ['1.234,50', '1234.5'],
    ['₹2,50,000', '250000'],
    ['25 dollars', '25'],
    ['12 USD', '12'],
    ['42\u200B', '42'],
    ['6.02e23', '602000000000000000000000'],
    ['0.8333333333333334', '0.833333333333'],
  ])('%s is the number %s, also where nothing states the type', (text, canonical) => {
    expect(goldAnswerType(text)).toBe('number');
    expect(goldAnswer(text, 'number')).toBe(canonical);
  });

  test.each([
    ['12 apples', '12'],
    ['a dozen', '12'],
    ['ten', '10'],
  ])('%s is a number where the type is stated', (text, canonical) => {
    expect(goldAnswer(text, 'number')).toBe(canonical);
  });

  test.each([
    '',
    '.',
    '-',
    '1/0/2',
    '9/11/2001',
    'NaN',
    'Infinity',
    '3 or 4',
    '5x',
    '6 * 7',
    '3:4',
    '10-15',
    '7:30',
  ])('%o is no number', (text) =>
    expect(() => goldAnswer(text, 'number')).toThrow('does not read as a number'));

  test('a canonical number is its own canonical form', () => {
    const numbers = fc.tuple(fc.integer({ min: -1e15, max: 1e15 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(numbers, ([digits, places]) => {
        const once = goldAnswer((digits / 10 ** places).toFixed(places), 'number');
        expect(Number(once)).toBeCloseTo(digits / 10 ** places, 6);
        expect(goldAnswer(once, 'number')).toBe(once);
      }),
    );
  });
});

test.each([
  ['1,000', 'number'],
  ['True', 'boolean'],
  ['no', 'boolean'],
  ['No!', 'boolean'],
  ['Yes.', 'boolean'],
  ['the second one', 'text'],
  ['12 apples', 'text'],
  ['3:4', 'text'],
  ['1.5M', 'text'],
  ['$1.5M', 'number'],
  ['Apollo 11', 'text'],
  ['21 Jump Street', 'text'],
  ['A', 'text'],
] as const)('the answer %s is of type %s', (text, type) => expect(goldAnswerType(text)).toBe(type));

test.each([
  'nan',
  'NaN',
  'None',
  'NULL',
  'N/A',
  'NA',
  '<NA>',
  '?',
  '–',
  '---',
  '...',
  'n.a.',
  '(blank)',
  '#DIV/0!',
  '#N/A',
  '-1.#IND',
])('%s stands for a missing answer', (text) => {
  expect(() => goldAnswerType(text)).toThrow(`the answer "${text}" stands for a missing value`);
});

test('where the type text is stated, None is a text', () => expect(goldAnswer('None', 'text')).toBe('None'));

test.each<[string, AnswerType, string]>([
  ['a few', 'number', 'the answer "a few" does not read as a number'],
  ['maybe', 'boolean', 'does not read as yes, no, true or false'],
])('the gold answer %s as %s is refused with a reason', (text, type, reason) => {
  expect(() => goldAnswer(text, type)).toThrow(reason);
});

test('yes and no in any case', () => expect(goldAnswer(' FALSE ', 'boolean')).toBe('no'));

test('an ambiguous number is read in the stated format', () => {
  expect(goldAnswer('1.234', 'number', 'decimal-comma')).toBe('1234');
  expect(goldAnswer('1.234', 'number')).toBe('1.234');
});

test('a JSON number is written without an exponent, and one that is none is refused', () => {
  expect(numberText(9007199254740991)).toBe('9007199254740991');
  expect(numberText(0.1)).toBe('0.1');
  expect(numberText(1e21)).toBe('1000000000000000000000');
  expect(numberText(-2.5e-7)).toBe('-0.00000025');
  expect(() => numberText(Number.POSITIVE_INFINITY)).toThrow('too large a number');
});
