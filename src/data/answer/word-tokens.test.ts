// Number words that go on as one number.
import { describe, expect, test } from 'vitest';
import { wordTokens } from './word-tokens.ts';

describe('number words', () => {
  test.each([
    ['Two Hundred pens', { kind: 'number', start: 0, end: 11, text: 'two hundred', value: '200' }],
    ['one hundred five pens', { kind: 'number', start: 0, end: 16, text: 'one hundred five', value: '105' }],
    ['fifty percent of it', { kind: 'number', start: 0, end: 13, text: 'fifty', value: '50%' }],
    ['two  hundred', { kind: 'number', start: 0, end: 3, text: 'two', value: '2' }],
    // no number together: of no value, or of two
    ['five ten', { kind: 'other', start: 0, end: 8, text: 'five ten' }],
    ['twenty hundred', { kind: 'other', start: 0, end: 14, text: 'twenty hundred' }],
    ['one-third five', { kind: 'other', start: 0, end: 14, text: 'one-third five' }],
  ])('%j begins with %j', (line, token) => {
    const spoken = token.kind === 'number' ? { spoken: true } : {};
    expect(wordTokens(line)[0]).toEqual({ ...token, ...spoken });
  });
});
