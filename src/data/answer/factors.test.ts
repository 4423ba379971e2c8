// A symbol, an unknown, a root or a power behind a number: another value, so that the number is not read.
import { describe, expect, test } from 'vitest';
import { canonicalAnswer, inferAnswerType } from './canonical.ts';
import { checkRows, type Row } from './check-rows.fixture.ts';

const unreadable = (...outputs: string[]) =>
  checkRows(
    'number',
    outputs.map((output): Row => [output, null]),
  );

describe('a factor behind a fraction, a mixed number or a decimal', () =>
  unreadable(
    '\\boxed{\\frac{1}{3}\\pi}',
    '\\boxed{\\frac12\\pi}',
    '\\boxed{(1/2)\\pi}',
    '\\boxed{1\\frac{1}{2}\\pi}',
    '\\boxed{2.5\\pi}',
    '\\boxed{\\frac{1}{3}\\times\\pi}',
    'The answer is 1/3 π.',
    '1/2 pi',
    '½π',
    'The area is 9/4π cm².',
    '\\boxed{7\\alpha}',
    '\\boxed{\\dfrac{3}{4} \\theta}',
    '\\boxed{\\frac{1}{3}x}',
    '\\boxed{x = \\frac{1}{2}y}',
    '\\boxed{0.5 x}',
    '\\boxed{\\frac{1}{2}gt^2}',
    '\\boxed{\\frac{1}{2}mv^2}',
    '\\boxed{2ab}',
    '\\boxed{4i}',
    '\\boxed{4\\mathrm{i}}',
    '\\boxed{3e}',
    '\\boxed{\\frac{2}{5}\\sqrt{2}}',
    '\\boxed{\\frac{5}{2}\\ln 3}',
    '\\boxed{3\\log 2}',
    '\\boxed{\\left(\\frac{1}{2}\\right)^3}',
    '\\boxed{\\frac{1}{2}^2}',
    '\\boxed{\\frac{5}{6}^{2}}',
    '\\boxed{\\frac{1}{2}:\\frac{1}{3}}',
  ));

describe('a numerator or a denominator that is no number', () =>
  unreadable(
    '\\boxed{\\frac{1+\\sqrt{5}}{2}}',
    '\\boxed{(1+\\sqrt5)/2}',
    '\\boxed{\\frac{5}{\\sqrt{5}}}',
    '\\boxed{5/√3}',
    '\\boxed{\\frac{36}{\\pi}}',
    '\\boxed{\\frac{1}{2\\pi}}',
    '\\boxed{\\frac{\\pi}{3}}',
    '\\boxed{\\frac{a}{4}}',
    '\\boxed{\\frac{1}{e}}',
    'The answer is 5/e.',
    '\\boxed{\\frac{3}{\\alpha}}',
    '\\boxed{\\frac{4}{x+3}}',
  ));

describe('units and words are no factors', () => {
  checkRows('number', [
    ['\\boxed{\\frac{1}{2} \\text{ cups}}', '0.5'],
    ['\\boxed{\\frac{1}{2}\\text{ x-rays}}', '0.5'],
    ['\\boxed{\\left(\\frac{1}{2}\\right)}', '0.5'],
    ['½', '0.5'],
    ['1/2km', '0.5'],
    ['3/4h', '0.75'],
    ['\\boxed{4\\,\\text{in}}', '4'],
    ['\\boxed{4 m^2}', '4'],
    ['\\boxed{4\\text{ cm}^2}', '4'],
    ['4 e-mails', '4'],
    ['4g', '4'],
    ['4 a day', '4'],
    ['\\boxed{4^\\circ}', '4'],
    ['So 8 logs of wood are left.', '8'],
    ['So 8 tan bags are left.', '8'],
    ['36 pies', '36'],
    ['\\boxed{n = 4}', '4'],
  ]);
});

describe('gold answers', () => {
  test.each([
    '\\frac{36}{\\pi}',
    '\\frac{1}{2}\\pi',
    '9/4π',
    '4i',
    '\\frac{5}{\\sqrt{5}}',
    '12x',
    '>48',
    '<48',
    '≥ 48',
    '--48',
    '- - 48',
    '+-48',
  ])('%j is no number', (text) => {
    expect(canonicalAnswer(text, 'number')).toBeNull();
    expect(inferAnswerType(text)).toBe('text');
  });
  test.each([
    ['12bn', '12000000000'],
    ['-48', '-48'],
    ['- 48', '-48'],
    ['+48', '48'],
    ['\\frac{1}{2}', '0.5'],
    ['48 km', '48'],
  ])('%j is %s', (text, value) => expect(canonicalAnswer(text, 'number')).toBe(value));
});
