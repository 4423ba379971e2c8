// The text that a student on a server is sent, and what its continuation says.
import { describe, expect, test } from 'vitest';
import { plainFormat } from '../distill/index.ts';
import type { PartRequest } from '../teacher/index.ts';
import { calculatedBeginning, continuedParts } from './continued-parts.ts';
import { characters } from './fake-student.fixture.ts';

const plain = plainFormat(characters);
const chat: typeof plain = {
  ...plain,
  kind: 'chat',
  before: { text: '<bos><|user|>', ids: [] },
  after: { text: '<|end|><|model|>', ids: [] },
};
const step = { question: 'a?', solution: 'It is 1+2=<<1+2=3>>3.' };
const request = (wanted: PartRequest['wanted'], more: Partial<PartRequest> = {}): PartRequest => ({
  wanted,
  question: 'P  and\nQ',
  answerType: 'number',
  steps: [],
  ...more,
});
const textOf = (format: typeof plain, asked: PartRequest) =>
  continuedParts(format)
    .promptOf(asked)
    .messages.map(({ content }) => content);

describe('the text is that of the training', () => {
  const pair = 'Question: a?\nAnswer: It is 1+2=<<1+2=3>>3.\n';
  test.each([
    [request('questions'), 'Problem: P and Q\n'],
    [request('question', { steps: [step] }), `Problem: P and Q\n${pair}`],
    [
      request('solution', { steps: [step], subQuestion: 'b?' }),
      `Problem: P and Q\n${pair}Question: b?\nAnswer:`,
    ],
    [
      request('solution', { subQuestion: 'b?', begun: 'It is <<1+2=3>>' }),
      'Problem: P and Q\nQuestion: b?\nAnswer: It is <<1+2=3>>',
    ],
    [request('answer', { steps: [step] }), `Problem: P and Q\n${pair}####`],
    [request('answer', { begun: ' <<1+2=3>>' }), 'Problem: P and Q\n#### <<1+2=3>>'],
  ])('%j', (asked, text) => {
    expect(textOf(plain, asked)).toEqual([text]);
  });

  test('with the chat template of the student, without the beginning that a server adds itself', () => {
    expect(textOf(chat, request('answer'))).toEqual(['<|user|>Problem: P and Q<|end|><|model|>####']);
  });

  test('one line is asked for, or all sub-questions', () => {
    const continues = (wanted: PartRequest['wanted']) =>
      continuedParts(plain).promptOf(request(wanted)).continues;
    expect((['questions', 'question', 'solution', 'answer'] as const).map(continues)).toEqual([
      'text',
      'line',
      'line',
      'line',
    ]);
  });
});

test.each([
  ['questions', 'Question: a?\nQuestion: b?\n', ['a?', 'b?']],
  ['question', 'Question: a?', ['Question: a?']],
  ['question', '', []],
  ['solution', ' It is 3.', ['It is 3.']],
  ['solution', ' It is 3.\nQuestion: b?', ['It is 3.']],
  ['solution', '  ', null],
  ['answer', ' 3', [' 3']],
] as const)('%s: %j', (wanted, text, lines) => {
  expect(continuedParts(plain).read(text, request(wanted))).toEqual(lines);
});

test('of sub-questions that the limit of tokens cuts off, the whole lines count', () => {
  const text = 'Question: a?\nQuestion: b?\nQuestion: How ma';
  expect(continuedParts(plain).read(text, request('questions'), true)).toEqual(['a?', 'b?']);
  expect(continuedParts(plain).read('', request('questions'))).toEqual([]);
});

test('what was begun is part of the line', () => {
  const asked = request('solution', { begun: 'It is <<1+2=3>>' });
  expect(continuedParts(plain).read('3.', asked)).toEqual(['It is <<1+2=3>>3.']);
});

test.each([
  ['It is 1+2=<<1+2=3>>3.', null],
  ['It is 1+2=<<1+2=4>>4.', 'It is 1+2=<<1+2=3>>'],
  ['<<1+2=3>>3 and <<3*2=7>>7', '<<1+2=3>>3 and <<3*2=6>>'],
  ['<<1+2=33>>', '<<1+2=3>>'],
  ['<<1+2=', '<<1+2=3>>'],
  ['1 + 2 = 4', null],
  ['<<x+2=4>>', null],
  ['', null],
])('the calculator on %j', (line, begun) => {
  expect(calculatedBeginning(line)).toBe(begun);
});
