// Signs, grouping and decimals, as people of different countries and programs write them.
import { describe, expect, test } from 'vitest';
import { canonicalAnswer } from './canonical.ts';
import { checkRows } from './check-rows.fixture.ts';
import { extractAnswer } from './extract.ts';
import { findNumberFormat } from './number-format.ts';

describe('grouping and decimals', () => {
  checkRows('number', [
    ['#### 9.876,5', '9876.5'],
    ['#### 12.345.678,90', '12345678.9'],
    ['#### 9.876.543', '9876543'],
    ['#### 0,75', '0.75'],
    ['#### 7,5', '7.5'],
    ['The answer is 7,25 euros.', '7.25'],
    ['So it costs 19,99 €.', '19.99'],
    ['#### 4 500', '4500'],
    ['#### 1 234 567', '1234567'],
    ['#### 1 234,50', '1234.5'],
    ['\\boxed{12\\ 500}', '12500'],
    ["#### 9'876", '9876'],
    ["#### CHF 9'876.50", '9876.5'],
    ['#### ９，８７６', '9876'],
    ['#### ３．１４', '3.14'],
    ['#### －７', '-7'],
    ['#### R$ 2.500,00', '2500'],
    ['#### ₹1,50,000', '150000'],
    ['#### 2 lakh', '200000'],
    ['#### 1,234', '1234'],
    ['#### 1.234', '1.234'],
    ['#### 12.5', '12.5'],
    ['#### 1,234,567.5', '1234567.5'],
    ['She has 3 500 ml bottles left and 2 cups.', '3'],
  ]);
  test.each([
    ['#### 1.234', 'decimal-comma', '1234'],
    ['#### 1,234', 'decimal-comma', '1.234'],
    ['#### 1,234', 'decimal-point', '1234'],
    ['The answer is 5.250 km.', 'decimal-comma', '5250'],
    ['#### 12.5', 'decimal-comma', '12.5'],
    ['#### 1,234.5', 'decimal-comma', '1234.5'],
  ] as const)('%j with %s is %s', (output, numberFormat, value) => {
    expect(extractAnswer(output, 'number', { numberFormat })?.value).toBe(value);
  });
  test('a gold answer is read with the format too', () => {
    expect(canonicalAnswer('1.234', 'number', { format: 'decimal-comma' })).toBe('1234');
    expect(canonicalAnswer('1.234', 'number')).toBe('1.234');
  });
  test('the format of a data set is what nearly all numbers that say it agree on', () => {
    expect(findNumberFormat(['Er zahlt 12,5 Euro.', '1.234', '3,75 kg'])).toBe('decimal-comma');
    expect(findNumberFormat(['She pays $12.50.', '1,234', '1,234,567'])).toBe('decimal-point');
    expect(findNumberFormat(['1.234', '1,234', '42', 'v1.2.3', '25.12.2024'])).toBeUndefined();
    expect(findNumberFormat(['12,5', '12.5'])).toBeUndefined();
    expect(findNumberFormat(['The factors are 2,3.', '42'])).toBeUndefined();
    expect(findNumberFormat(['2,3', '4,5', '1,234', '2,500', '7,000'])).toBeUndefined();
  });
});

describe('signs', () => {
  checkRows('number', [
    ['#### −12', '-12'],
    ['#### –12', '-12'],
    ['#### —12', '-12'],
    ['#### - 12', '-12'],
    ['#### − 12', '-12'],
    ['#### -(12)', '-12'],
    ['#### (€12)', '-12'],
    ['#### ($1,250.00)', '-1250'],
    ['The answer is ($80).', '-80'],
    ['\\boxed{(\\$80)}', '-80'],
    ['\\boxed{-\\$80}', '-80'],
    ['#### $-80', '-80'],
    ['The answer is minus eighteen.', '-18'],
    ['The answer is negative twenty-one.', '-21'],
    ['#### minus 7', '-7'],
    ['The answer is &#8722;9.', '-9'],
    ['The answer is &ndash;9', '-9'],
    ['The answer is - 9.', '-9'],
    ['x = -9', '-9'],
    ['She has $80 ($60 + $20).', '80'],
    ['#### (12)', '12'],
    ['The answer is:\n- 12 pens', '12'],
    ['Final answer - 12', '12'],
    ['It cost her a lot of money ($80).', '80'],
    ['The answer is 20 - 8 = 12', '12'],
  ]);
});

describe('number words', () => {
  checkRows('number', [
    ['The answer is a hundred and twelve.', '112'],
    ['The answer is a thousand.', '1000'],
    ['The answer is three and a half.', '3.5'],
    ['The answer is one and three quarters.', '1.75'],
    ['The answer is two thirds.', '0.666666666667'],
    ['The answer is a half.', '0.5'],
    ['The answer is half a dozen.', '6'],
    ['The answer is three dozen eggs.', '36'],
    ['The answer is three point five.', '3.5'],
    ['The answer is fifteen hundred.', '1500'],
    ['The answer is two hundred thousand.', '200000'],
    ['He has ninety-nine pens.', '99'],
    ['Each of the 4 crates holds nine jars, so there are thirty-six.', '36'],
    ['There are 4 crates of nine jars.\nSo there are thirty-six jars.', '36'],
  ]);
});

describe('thousands with a space in a sentence, exponents, scale words', () => {
  checkRows('number', [
    ['The total is 12 500 people.', '12500'],
    ['She earned 12 500 dollars.', '12500'],
    ['2 * 6 250 = 12 500', '12500'],
    ['The total is 1 250 000 people.', '1250000'],
    ['Le total est de 12 500 euros.', '12500'],
    ['So, each year, the average is 17 000/5 = 3 400.', '3400'],
    ['So he drank 12 500, and that was all.', '12500'],
    // two numbers
    ['She carries 2 500 ml bottles.', '2'],
    ['So it took 12 200-page books.', '12'],
    ['On day 3 500 people came.', '500'],
    ['#### 1.25E3.', '1250'],
    ['That is 1.25e3.', '1250'],
    ['That is 6.02e23.', '602000000000000000000000'],
    ['Answer: 12bn', '12000000000'],
    ['A dozen and a half.', '18'],
    ['#### two and a half dozen', '30'],
    ['One dozen and a half.', '18'],
  ]);
});
