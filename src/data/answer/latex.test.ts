// How LaTeX reads: its fractions as calculations, and which commands are known.
import { describe, expect, test } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';
import { cleanText } from './clean.ts';
import { extractAnswer } from './extract.ts';
import { isKnown } from './latex.ts';

describe('a fraction', () => {
  test.each([
    ['\\frac{3}{4}', '3/4'],
    ['\\frac {3} {4}', '3/4'],
    ['\\frac34', '3/4'],
    ['\\frac3 4', '3/4'],
    ['\\frac3{4}', '3/4'],
    ['so \\frac1{ 12 } and 5', 'so 1/12 and 5'],
    ['so \\frac{1}2 and 5', 'so 1/2 and 5'],
    ['\\frac{3}4', '3/4'],
    ['\\frac{ 3 } 4', '3/4'],
    ['\\frac{-3}4', '-3/4'],
    ['\\frac{\\$3}4', '$3/4'],
    ['\\frac{1{,}200}4', '1,200/4'],
    ['\\frac{1{,}200}{4}', '1,200/4'],
    ['\\frac{-3}{4}', '-3/4'],
    ['\\frac{\\minus 3}{4}', '-3/4'],
    ['\\frac{- \\$3}{4}', '-$3/4'],
    ['2\\frac{1}{2}', '2 1/2'],
    ['x\\frac{1}{2}', 'x 1/2'],
    ['5-\\frac{1}{2}', '5-1/2'],
    // parentheses where one side is a calculation
    ['\\frac{3 + 5}{2} * 7', '(3 + 5)/2 * 7'],
    ['\\frac{3}{2 + 2} * 7', '3/(2 + 2) * 7'],
    ['\\frac{-x}{2} * 7', '(-x)/2 * 7'],
    ['\\frac{3}{x}', '3/(x)'],
    ['\\frac{\\frac{1}{2}}{3}', '(1/2)/3'],
    ['\\frac{3}{\\frac{1}{2}} + 7', '3/(1/2) + 7'],
    [`\\frac{3}{${'1 + '.repeat(20)}2} * 7`, `3/(${'1 + '.repeat(20)}2) * 7`],
    // one character or symbol without braces
    ['\\frac{3}x', '3/(x)'],
    ['\\frac{3}x 4', '3/(x) 4'],
    ['\\frac{x}4', '(x)/4'],
    ['\\frac x4', '(x)/4'],
    ['\\frac3a', '3/(a)'],
    ['\\frac\\pi 2', '(π)/2'],
    ['\\frac{3 + 5}4', '(3 + 5)/4'],
    ['\\frac4{3 + 5}', '4/(3 + 5)'],
    // signs
    ['\\frac{3}{-4}', '-3/4'],
    ['\\frac{-3}{-4}', '3/4'],
    ['\\frac4{-3}', '-4/3'],
    ['\\frac{x}{-4}', '(x)/(-4)'],
    // a number directly behind or before one is a factor
    ['\\frac{3}44', '3/4×4'],
    ['\\frac345', '3/4×5'],
    ['\\frac{3}4.5', '3/4×.5'],
    ['\\frac{3}{4}5', '3/4×5'],
    ['\\frac{3}{4}{5}', '3/4×5'],
    ['{\\frac{3}{4}}5', '3/4×5'],
    ['\\frac{3}{x}4', '3/(x)×4'],
    ['\\frac{1}{2}\\frac{3}{4}', '1/2×3/4'],
    ['2\\frac{7}{3}', '2×7/3'],
    ['2\\frac{x}{3}', '2×(x)/3'],
    ['\\frac{3}4. So 5', '3/4. So 5'],
    ['$\\frac{3}4$ 5', '$3/4$ 5'],
    ['\\frac{1}{2} + \\frac34', '1/2 + 3/4'],
    // other spellings
    ...['dfrac', 'tfrac', 'cfrac', 'sfrac', 'nicefrac', 'xfrac', 'flatfrac'].flatMap((name) => [
      [`\\${name}{3}4`, '3/4'],
      [`\\${name}34`, '3/4'],
      [`\\${name}3{14}`, '3/14'],
      [`-\\${name}{3}{4}`, '-3/4'],
    ]),
    ['{3 \\over 4}', '3 / 4'],
    ['$$-3\\over 4$$', ' -3/ 4 '],
    ['{x \\over 3}', 'x )/( 3'],
    // an output that breaks off
    ['\\frac{3}', '3/('],
    ['\\frac{3}{4', '3/4'],
    ['\\frac{3 + 5', '(3 + 5/'],
    // no fraction
    ['\\frac{3} and 4', ' 3 and 4'],
    ['\\frac', ' '],
  ])('%j reads %j, each character from a place that is not before the last', (source, text) => {
    const view = cleanText(source);
    expect(view.text).toBe(text);
    expect(view.origin).toEqual(view.origin.toSorted((a, b) => a - b));
  });

  checkRows('number', [
    ['\\boxed{\\frac{3}4}', '0.75'],
    ['\\boxed{\\frac{-3}4}', '-0.75'],
    ['\\boxed{\\frac{1{,}200}4}', '300'],
    [`\\boxed{\\frac{${' '.repeat(60)}3}{4}}`, '0.75'],
    ['\\boxed{\\frac{3 + 5}4}', null],
    ['\\boxed{\\frac{3}44}', null],
    ['The total is $\\frac{12}34$ pens.', null],
    ['The total is $\\frac{12}3 = 4$ pens.', '4'],
    ['The answer is $\\frac{3}{4}4$.', null],
    ['\\boxed{5\\frac{7}{3}}', null],
    ['\\boxed{-2\\frac34}', '-2.75'],
    ['\\boxed{\\frac{3}{-4}}', '-0.75'],
    ['\\boxed{-\\frac{-3}{4}}', null],
    ['\\boxed{\\frac{3}x}', null],
    ['\\boxed{\\frac3a}', null],
    ['\\boxed{\\nicefrac{3}{4}}', '0.75'],
    ['\\boxed{{3 \\over 4}}', '0.75'],
    ['\\boxed{{3 \\over x}}', null],
    ['\\boxed{{2 + 1 \\over 4}}', null],
    ['\\boxed{\\frac{3}', null],
    ['\\boxed{\\frac{3', null],
    ['\\boxed{\\frac{3}{2 + 2}}', null],
  ]);

  test.each(['\\frac{3}4', '\\frac3{4}', '\\frac34'])('%j is the whole stretch of the answer', (fraction) => {
    const output = `So it is $\\boxed{${fraction}}$.`;
    const answer = extractAnswer(output, 'number');
    expect(output.slice(answer?.start, answer?.end)).toBe(fraction);
  });

  test('much white space in one is read as fast as anything else', () => {
    const started = performance.now();
    cleanText(`\\frac{-${' '.repeat(100_000)}}{${' '.repeat(100_000)}4}`);
    expect(performance.now() - started).toBeLessThan(2000); // milliseconds; a pattern that tries each length takes a minute
  });
});

describe('known commands', () => {
  test.each([
    ...['boxed', 'frac', 'dfrac', 'color', 'colorbox', 'cancel', 'sin', 'times'],
    ...['text', 'textbf', 'math', 'mathrm', 'operatorname'],
  ])('%s', (name) => expect(isKnown(name)).toBe(true));
  test.each([
    ...['foo', 'toString', 'context', 'mytext', 'textBF', 'mathX', 'text1'],
    ...['operatornames', 'myoperatorname'],
  ])('%s is none', (name) => expect(isKnown(name)).toBe(false));
});
