// Which digits of a text are numbers, where each begins and ends, and what it is worth.
import { describe, expect, test } from 'vitest';
import { extractAnswer } from './extract.ts';
import { findNumbers, type NumberOptions } from './numbers.ts';

/** A text, and its numbers as [stretch, value] in order. */
type Row = [text: string, ...numbers: [stretch: string, value: string][]];

function checkNumbers(rows: readonly Row[], options: NumberOptions = {}): void {
  test.each([...rows])('%j', (text, ...numbers) => {
    const found = findNumbers(text, options).map(({ start, end, value }) => [
      text.slice(start, end),
      value.toString(),
    ]);
    expect(found).toEqual(numbers);
  });
}

describe('digits that belong to a word, an index or an exponent are no numbers', () =>
  checkNumbers([
    ['H2O'],
    ['x_1 and 6', ['6', '6']],
    ['x^5 6', ['6', '6']],
    ['x^-5 6', ['6', '6']],
    ['x^(5) 6', ['6', '6']],
    ['x^(-5) 6', ['6', '6']],
    ['x^-(5) 6', ['6', '6']],
    ['é5'],
    ['v1.2.3'],
    ['v1.2 3', ['3', '3']],
    ['v12,5 3', ['3', '3']],
    ['B2/3 and 5', ['5', '5']],
    ['B12/3,4 7', ['7', '7']],
    ['B1/2/3 7', ['7', '7']],
    ['B1 /2', ['2', '2']],
    ['2xy5', ['2', '2']],
    ['2x5', ['2', '2'], ['5', '5']],
    ['2X5', ['2', '2'], ['5', '5']],
    ['ax5'],
    ['(5)^2', ['5', '5']],
    ['5-(2)', ['5', '5'], ['2', '2']],
  ]));

describe('a currency', () => {
  checkNumbers([
    ['$5', ['$5', '5']],
    ['$  5', ['$  5', '5']],
    ['US$5', ['US$5', '5']],
    ['EUR 5', ['EUR 5', '5']],
    ['EUR5', ['EUR5', '5']],
    ['It costs EUR5', ['EUR5', '5']],
    ['Rs.18', ['Rs.18', '18']],
    ['Rs1/4 and 7', ['Rs1/4', '0.25'], ['7', '7']],
    ['XEUR5'],
    ['XEUR 5', ['5', '5']],
  ]);
  test('is noted', () => {
    expect(findNumbers('$5 and 6 and EUR 7').map(({ money }) => money === true)).toEqual([true, false, true]);
  });
});

describe('a minus', () => {
  checkNumbers([
    ['-5', ['-5', '-5']],
    ['—5', ['—5', '-5']],
    ['x -5', ['-5', '-5']],
    ['5 a -3', ['5', '5'], ['-3', '-3']],
    ['-$5', ['-$5', '-5']],
    ['$-5', ['$-5', '-5']],
    ['$-$5', ['-$5', '-5']],
    ['-(5)', ['-(5', '-5']],
    ['=-5', ['-5', '-5']],
    ['= - 5', ['- 5', '-5']],
    ['=- 5', ['- 5', '-5']],
    ['=  - 5', ['- 5', '-5']],
    ['= - $5', ['- $5', '-5']],
    ['= $- 5', ['$- 5', '-5']],
    ['x = (- 5)', ['- 5', '-5']],
    ['-.5', ['-.5', '-0.5']],
    ['negative 5', ['5', '-5']],
    ['it is minus 5', ['5', '-5']],
    // an operator
    ['7-5', ['7', '7'], ['5', '5']],
    ['7 -5', ['7', '7'], ['5', '5']],
    ['7 - 5', ['7', '7'], ['5', '5']],
    ['7  -5', ['7', '7'], ['5', '5']],
    ['7-(5)', ['7', '7'], ['5', '5']],
    ['(7)-5', ['7', '7'], ['5', '5']],
    ['50% -5', ['50', '50'], ['5', '5']],
    ['7° -5', ['7', '7'], ['5', '5']],
    ['[7] -5', ['7', '7'], ['5', '5']],
    ['a-5', ['5', '5']],
    ['7 minus 5', ['7', '7'], ['5', '5']],
    ['y = x - 5', ['5', '5']],
    ['=y - 5', ['5', '5']],
    // a dash
    ['a - 5', ['5', '5']],
    ['- 5', ['5', '5']],
    ['- $5', ['$5', '5']],
    ['- (5)', ['5', '5']],
    ['-x(5)', ['5', '5']],
  ]);
  describe('of a stated answer, also with a space at its head; its digits may be grouped by spaces', () =>
    checkNumbers(
      [
        ['- 5', ['- 5', '-5']],
        ['  "- 5" and - 6', ['- 5', '-5'], ['6', '6']],
        ['$- 5', ['$- 5', '-5']],
        ['- $5', ['- $5', '-5']],
        ['- (5)', ['- (5', '-5']],
        ['a - 5', ['5', '5']],
        ['12 500,5', ['12 500,5', '12500.5']],
      ],
      { stated: true },
    ));
});

describe("an accountant's parentheses around the whole of a stated answer", () => {
  checkNumbers(
    [
      ['($500)', ['$500', '-500']],
      ['(500 €)', ['500', '-500']],
      ['(500 USD)', ['500', '-500']],
      ['(US$500)', ['US$500', '-500']],
      ['(-$500)', ['-$500', '-500']],
      ['(500)', ['500', '500']],
      ['(500 usd)', ['500', '500']],
      ['The loss is ($500)', ['$500', '500']],
    ],
    { stated: true },
  );
  describe('mean nothing elsewhere', () => checkNumbers([['($500)', ['$500', '500']]]));
});

describe('groups of three digits behind a space', () =>
  checkNumbers([
    ['12 500 people', ['12 500', '12500']],
    ['3 towns have 12 500 people', ['3', '3'], ['12 500', '12500']],
    ['The $12 500 dollars paid', ['$12 500', '12500']],
    ['On day 1 250 € came in', ['1 250', '1250']],
    ['325 000', ['325 000', '325000']],
    ['$80 500', ['$80 500', '80500']],
    ['$80 500 000', ['$80 500 000', '80500000']],
    ['1 250 €', ['1 250', '1250']],
    ['1 250 EUR', ['1 250', '1250']],
    // two numbers
    ['page 12 500', ['12', '12'], ['500', '500']],
    ['12 500 ml bottles', ['12', '12'], ['500', '500']],
    ['day 3 500 people', ['3', '3'], ['500', '500']],
    ['0 500 people', ['0', '0'], ['500', '500']],
    ['1234 000', ['1234', '1234'], ['000', '0']],
    ['12.5 000', ['12.5', '12.5'], ['000', '0']],
    ['1.5 500 people', ['1.5', '1.5'], ['500', '500']],
    ['12 500,5', ['12', '12'], ['500,5', '500.5']],
  ]));

describe('fractions and mixed numbers', () =>
  checkNumbers([
    ['.5', ['.5', '0.5']],
    ['3/4', ['3/4', '0.75']],
    ['3 / 4', ['3 / 4', '0.75']],
    ['3/$4', ['3/$4', '0.75']],
    ['6/1.5', ['6/1.5', '4']],
    ['3/6,000', ['3/6,000', '0.0005']],
    ['5/0', ['5', '5'], ['0', '0']],
    ['1/2/4', ['1', '1'], ['2', '2'], ['4', '4']],
    ['2 1/2', ['2 1/2', '2.5']],
    ['2-1/2', ['2-1/2', '2.5']],
    ['2 and 1/2', ['2 and 1/2', '2.5']],
    ['2 and a half', ['2 and a half', '2.5']],
    ['8 and one half', ['8 and one half', '8.5']],
    ['2 and Two Fifths', ['2 and Two Fifths', '2.4']],
    ['2 and three quarters', ['2 and three quarters', '2.75']],
    // no mixed number
    ['2 2/2', ['2', '2'], ['2/2', '1']],
    ['2 3/2', ['2', '2'], ['3/2', '1.5']],
    ['2.5 1/2', ['2.5', '2.5'], ['1/2', '0.5']],
    ['2.5 and a half', ['2.5', '2.5']],
    ['2 1/2 = 5', ['2', '2'], ['1/2', '0.5'], ['5', '5']],
  ]));

describe('powers of ten', () =>
  checkNumbers([
    ['1.5e3', ['1.5e3', '1500']],
    ['1.5E-3', ['1.5E-3', '0.0015']],
    ['2 × 10^3', ['2 × 10^3', '2000']],
    ['10^3', ['10^3', '1000']],
    ['10^(-3)', ['10^(-3)', '0.001']],
    ['10^40', ['10^40', `1${'0'.repeat(40)}`]],
    // other powers, and exponents that no answer has
    ['7^3', ['7', '7']],
    ['100^2', ['100', '100']],
    ['10^41', ['10', '10']],
    ['1e41', ['1', '1']],
    ['10^3x', ['10', '10']],
  ]));

describe('scale words and letters', () => {
  checkNumbers([
    ['4 million', ['4 million', '4000000']],
    ['-4 Million', ['-4 Million', '-4000000']],
    ['3 dozens', ['3 dozens', '36']],
    ['2 lakh', ['2 lakh', '200000']],
    ['4k', ['4k', '4000']],
    ['4bn', ['4bn', '4000000000']],
    ['$4M', ['$4M', '4000000']],
    ['$4K', ['$4K', '4000']],
    ['$4B', ['$4B', '4000000000']],
    ['$4mn', ['$4mn', '4000000']],
    // without a currency these may be units or names
    ['4M', ['4', '4']],
    ['4K', ['4', '4']],
    ['4B', ['4', '4']],
    ['4mn', ['4', '4']],
  ]);
  test('the number without its scale word is kept beside it, with its sign', () => {
    const [loss, plain] = findNumbers('-4 million and 6');
    expect(loss?.unscaled?.toString()).toBe('-4');
    expect(plain?.unscaled).toBeUndefined();
  });
});

describe('more than 60 digits are no number', () =>
  checkNumbers([
    [`${'7'.repeat(60)} 5`, ['7'.repeat(60), '7'.repeat(60)], ['5', '5']],
    [`${'7'.repeat(61)} 5`, ['5', '5']],
    [`${'7'.repeat(61)}/8 5`, ['5', '5']],
    [`8/1${'0'.repeat(58)} 5`, [`8/1${'0'.repeat(58)}`, `0.${'0'.repeat(57)}8`], ['5', '5']],
    [`8/1${'0'.repeat(59)} 5`, ['8', '8'], [`1${'0'.repeat(59)}`, `1${'0'.repeat(59)}`], ['5', '5']],
  ]));

test.each([
  ['1/25 /3', null],
  ['#### 3/41.5/2', null],
  ['so it is 3/41.234,56', null],
  ['3/4.25', '0.705882352941'],
  ['3/1,200', '0.0025'],
  ['1/2.', '0.5'],
])('a fraction has all digits of its denominator, or is none: %j', (text, value) => {
  expect(extractAnswer(text, 'number')?.value ?? null).toBe(value);
});
