// What is known of a number or of parentheses in words: units, whether something is calculated, and where it ends.
import { describe, expect, test } from 'vitest';
import { type Said, WordExpressions } from './word-expression.ts';
import { wordTokens } from './word-tokens.ts';

const said = (text: string): Said | null => new WordExpressions(wordTokens(text)).sum(0);

/** The number 5 alone; the rows say what is different. */
const five: Said = {
  ...{ readings: ['5'], end: 1, units: [], bare: true },
  ...{ calculates: false, joined: false, scaled: false, adds: false },
};
/** `(2 + 3)`. */
const group: Said = { ...five, readings: ['(2+3)'], end: 5, calculates: true, joined: true, adds: true };

describe('a number', () => {
  test.each<[string, Partial<Said>]>([
    ['5', {}],
    ['$5', { units: ['$'], bare: false }],
    ['5%', { readings: ['5%'], units: ['%'], bare: false }],
    ['5 pens', { end: 2, units: ['pen'], bare: false }],
    ['5% pens', { readings: ['5%'], end: 2, units: ['%', 'pen'], bare: false }],
    ['five pens', { end: 2, units: ['pen'], bare: false }],
    ['1 pen', { readings: ['1'], end: 2, units: ['pen'], bare: false }],
    ['one', { readings: ['1'] }],
    ['5 squared', { readings: ['(5*5)'], end: 2, calculates: true, joined: true }],
    ['5 dozen', { readings: ['5', '(12*5)'], end: 2, calculates: true }],
    ['5 million', { readings: ['(5*1000000)', '5'], end: 2, scaled: true }],
  ])('%j', (text, expected) => expect(said(text)).toEqual({ ...five, ...expected }));

  test('`one` with a unit is an article', () => expect(said('one pen')).toBeNull());
});

describe('parentheses', () => {
  test.each<[string, Partial<Said>]>([
    ['(2 + 3)', {}],
    ['(2 + 3) pens', { end: 6, units: ['pen'], bare: false }],
    ['(2 pens + 3)', { end: 6, units: ['pen'] }],
    ['(2 pens + 3 cups) things', { end: 8, units: ['pen', 'cup', 'thing'], bare: false }],
    ['(2 pens + 3 cups)', { end: 7, units: ['pen', 'cup'], bare: false }],
    ['((2 + 3))', { readings: ['((2+3))'], end: 7 }],
    [`${'('.repeat(8)}2 + 3${')'.repeat(8)}`, { readings: [`${'('.repeat(8)}2+3${')'.repeat(8)}`], end: 19 }],
  ])('%j', (text, expected) => expect(said(text)).toEqual({ ...group, ...expected }));

  test.each([
    '(2 + 3',
    '(2 + 3]',
    '()',
    '(Ann)',
    '(one pen)',
    `${'('.repeat(9)}2 + 3${')'.repeat(9)}`,
  ])('%j is none', (text) => expect(said(text)).toBeNull());
});
