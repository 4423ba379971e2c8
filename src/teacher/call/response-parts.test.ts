// What is read of a content, whichever way a server writes it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writtenIn } from './response-parts.ts';

const text = { type: 'text', text: 'The answer is 4' };

describe('parts that hold nothing, or nothing known, are left out', () => {
  test.each<[string, unknown]>([
    ['null behind it', [text, null]],
    ['null before it', [null, text]],
    ['a type alone', [text, { type: 'text' }]],
    ['an object of nothing', [{}, text]],
    ['a text that is null', [text, { type: 'text', text: null }]],
    ['a number', [text, 7]],
    ['something without a type', [text, { citations: [1] }]],
    ['a text and null', ['The answer is 4', null]],
    ['a text without a type', [{ text: 'The answer is 4' }, null]],
  ])('%s', (_, content) => {
    expect(writtenIn(content)).toEqual({ text: 'The answer is 4', thoughts: '' });
  });

  test('wherever they stand', () => {
    const odd = fc.constantFrom<unknown>(
      null,
      {},
      { type: 'text' },
      { type: 'image' },
      { note: 1 },
      false,
      3,
    );
    fc.assert(
      fc.property(fc.array(odd), fc.array(odd), (before, after) => {
        expect(writtenIn([...before, text, ...after]).text).toBe('The answer is 4');
      }),
    );
  });

  test.each<[unknown]>([
    [[null]],
    [[]],
    [[{}]],
    [{ type: 'text' }],
    [[{ type: 'output_text' }, null]],
  ])('%j is no text at all', (content) => {
    expect(writtenIn(content)).toEqual({ text: '', thoughts: '' });
  });

  test.each<[unknown]>([
    [[1, 2]],
    [[{ question: 'a', solution: 'b' }, null]],
    [[{ text: 'first' }, { text: 'second', number: 2 }]],
    [{ type: 'chain' }],
    [{ steps: ['a'] }],
  ])('%j is JSON that was asked for', (content) => {
    expect(writtenIn(content)).toEqual({ text: JSON.stringify(content), thoughts: '' });
  });
});

describe('a flag is no thought', () => {
  test.each<[object, string]>([
    [{ text: 'Long thoughts', thought: true }, 'Long thoughts'],
    [{ type: 'thinking', thinking: true, text: 'Long thoughts' }, 'Long thoughts'],
    [{ type: 'reasoning', summary: false, reasoning: 'Long thoughts' }, 'Long thoughts'],
    [{ type: 'thinking', thinking: true }, ''],
    [{ text: '', thought: true }, ''],
  ])('%j', (part, thoughts) => {
    expect(writtenIn([part])).toEqual({ text: '', thoughts });
  });

  test('nor does it make a text a thought', () => {
    expect(writtenIn([{ text: 'a', thought: false }])).toEqual({ text: 'a', thoughts: '' });
  });
});
