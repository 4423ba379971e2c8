// What is read of a content, whichever way a server writes it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countIn,
  listIn,
  parsedLoosely,
  spokenIn,
  tokensIn,
  usageOfPieces,
  writtenIn,
} from './response-parts.ts';

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
    [[{ type: 'chain' }]],
    [{ steps: ['a'] }],
    [{ answer: 'text' }],
    [{ text: 'a', number: 2 }],
    [[{ id: 7, index: 0 }]],
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

  test('but it may be JSON that was asked for', () => {
    expect(writtenIn([{ type: 'json', json: false }])).toEqual({ text: 'false', thoughts: '' });
  });

  test('nor does it make a text a thought', () => {
    expect(writtenIn([{ text: 'a', thought: false }])).toEqual({ text: 'a', thoughts: '' });
  });
});

test.each<[unknown, string]>([
  [{ text: '4', thoughtSignature: 'abc' }, '4'],
  [{ type: 'text', text: '4', index: 0 }, '4'],
  [4, '4'],
  [null, ''],
  [undefined, ''],
])('the text of %j is %j', (content, written) => {
  expect(writtenIn(content)).toEqual({ text: written, thoughts: '' });
});

test.each<[unknown, string]>([
  ['4', '4'],
  [[{ type: 'text', text: '4' }], '4'],
  [true, ''],
  [false, ''],
  [0, ''],
  [7, ''],
])('a field beside the content that holds %j says %j', (value, said) => {
  expect(spokenIn(value)).toEqual({ text: said, thoughts: '' });
});

describe('a count', () => {
  test.each<[unknown, number | undefined]>([
    [0, 0],
    [12, 12],
    ['12', 12],
    [' 12 ', 12],
    ['1,234', 1234],
    ['1_000_000', 1_000_000],
    ['12.25', 12.25],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['-5', undefined],
    ['1e5', undefined],
    ['', undefined],
    ['many', undefined],
    [null, undefined],
    [true, undefined],
    [[3], undefined],
    [undefined, undefined],
  ])('%j counts %s', (value, count) => {
    expect(countIn(value)).toBe(count);
  });
});

describe('the tokens of a body', () => {
  const none = { input: undefined, output: undefined, total: undefined, thoughts: undefined };
  test.each<[object, object]>([
    [
      { usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 } },
      { input: 12, output: 34, total: 46 },
    ],
    [
      { usage: { output_tokens: 60, output_tokens_details: { reasoning_tokens: 50 } } },
      { output: 60, thoughts: 50 },
    ],
    [
      { usage: { completion_tokens: 6, completion_tokens_details: { reasoning_tokens: '5' } } },
      { output: 6, thoughts: 5 },
    ],
    [{ usageMetadata: { promptTokenCount: 12, thoughtsTokenCount: 3 } }, { input: 12, thoughts: 3 }],
    [
      { prompt_eval_count: 12, eval_count: 34 },
      { input: 12, output: 34 },
    ],
    [{ usage: { prompt_tokens: 'none' }, meta: { input_tokens: 12 } }, { input: 12 }],
    [{ choices: [{ usage: { prompt_tokens: 12 } }] }, { input: 12 }],
    [{ created: 7 }, {}],
  ])('%j', (body, counts) => {
    expect(tokensIn(body)).toEqual({ ...none, ...counts });
  });
});

describe('the usage of the pieces of a stream', () => {
  test.each<[string, readonly Record<string, unknown>[], object | null]>([
    ['nothing', [], null],
    ['pieces without counts', [{ choices: [] }, { created: 7 }], null],
    ['zeros', [{ usage: { prompt_tokens: 0 } }], null],
    ['the last of each count', [{ usage: { a: 1, b: 2 } }, { usage: { b: 3 } }], { a: 1, b: 3 }],
    [
      'no zero, null or word in place of a count',
      [{ usage: { a: 1, b: 2 } }, { usage: { a: 0, b: null, tier: 'x' } }],
      { a: 1, b: 2 },
    ],
    ['counts among other fields', [{ created: 7, eval_count: 34 }], { eval_count: 34 }],
    ['details', [{ usage: { a: 1, a_details: { b: 0 } } }], { a: 1, a_details: { b: 0 } }],
  ])('%s', (_, pieces, reported) => {
    expect(usageOfPieces(pieces)).toEqual(reported);
  });
});

test.each<[unknown, readonly unknown[]]>([
  [['a'], ['a']],
  [{ 0: 'a', 1: 'b' }, ['a', 'b']],
  [{ 10: 'a' }, ['a']],
  [{}, [{}]],
  [{ 0: 'a', x: 'b' }, [{ 0: 'a', x: 'b' }]],
  [{ a1: 'x' }, [{ a1: 'x' }]],
  [{ '1a': 'x' }, [{ '1a': 'x' }]],
  ['a', []],
  [null, []],
])('%j as a list is %j', (value, list) => {
  expect(listIn(value)).toEqual(list);
});

test.each<[string, unknown]>([
  ['{"a": 1}', { a: 1 }],
  ['{"a": NaN, "b": Infinity, "c": -Infinity}', { a: null, b: null, c: null }],
  ['{"a": "x\ny\tz"}', { a: 'x\ny\tz' }],
  ['{"a": "NaN is no number", "b": NaN}', { a: 'NaN is no number', b: null }],
  [String.raw`{"a": "x\nyz NaN w", "b": NaN}`, { a: 'x\nyz NaN w', b: null }],
  [String.raw`{"a": "say \"NaN\" to it", "b": NaN}`, { a: 'say "NaN" to it', b: null }],
  ['{"a": ', undefined],
  ['', undefined],
])('%j as JSON, be it loose, is %j', (text, value) => {
  expect(parsedLoosely(text)).toEqual(value);
});
