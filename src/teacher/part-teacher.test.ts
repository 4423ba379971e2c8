// What a teacher is asked for a part of a solution, and what its answers say.
import { describe, expect, test } from 'vitest';
import { continuingFetch } from './continuing-fetch.ts';
import { instructedParts, type PartRequest } from './part-teacher.ts';

const parts = instructedParts();
const request = (wanted: PartRequest['wanted'], more: Partial<PartRequest> = {}): PartRequest => ({
  wanted,
  question: 'Ann has 3 bags with 4 pens each. She gives away 5. How many are left?',
  answerType: 'number',
  steps: [],
  ...more,
});
const step = { question: 'How many pens has she?', solution: 'She has 3 * 4 = 12 pens.' };

describe('what is asked', () => {
  const lastOf = (asked: PartRequest) => parts.promptOf(asked).messages.at(-1)?.content;

  test('the problem alone for all sub-questions', () => {
    expect(lastOf(request('questions'))).toBe(
      'Problem: Ann has 3 bags with 4 pens each. She gives away 5. How many are left?',
    );
  });

  test.each([
    'question',
    'solution',
    'answer',
  ] as const)('%s: the sub-questions so far with their answers', (wanted) => {
    const text = lastOf(request(wanted, { steps: [step], subQuestion: 'How many are left?' }));
    expect(text).toContain('So far:\nQuestion: How many pens has she?\nAnswer: She has 3 * 4 = 12 pens.');
    expect(text?.includes('Now: How many are left?')).toBe(wanted === 'solution');
    expect(lastOf(request(wanted, { subQuestion: 'How many?' }))).toContain('So far:\nnone');
  });

  test('each part has instructions and examples of its own', () => {
    const asked = (['questions', 'question', 'solution', 'answer'] as const).map((wanted) =>
      parts.promptOf(request(wanted)),
    );
    expect(new Set(asked.map(({ system }) => system)).size).toBe(4);
    for (const { messages } of asked) expect(messages.length).toBeGreaterThanOrEqual(5);
  });
});

describe('what is read', () => {
  test.each([
    ['1. How many pens has she?\n2. How many are left?', ['How many pens has she?', 'How many are left?']],
    [
      'Here are the questions:\n\n1) How many pens has she?\n2) How many are left?',
      ['How many pens has she?', 'How many are left?'],
    ],
    ['How many pens has she?\nHow many are left?', ['How many pens has she?', 'How many are left?']],
    ['<think>Let me see.</think>\n1. How many are left?', ['How many are left?']],
    ['She has 12 pens.', null],
    ['', null],
    ['1. How many?\n3. How many are left?', null],
  ])('sub-questions: %j', (text, expected) => {
    expect(parts.read(text, request('questions'))).toEqual(expected);
  });

  test.each([
    ['How many are left?', ['How many are left?']],
    ['Question: How many are left?', ['How many are left?']],
    ['**How many are left?**', ['How many are left?']],
    ['DONE', []],
    ['Done.', []],
    ['"DONE"', []],
    ['She is done with the pens.', null],
    ['How many? And how many are left?\nHow many more?', null],
  ])('the next sub-question: %j', (text, expected) => {
    expect(parts.read(text, request('question'))).toEqual(expected);
  });

  test.each([
    ['After that, 12 - 5 = 7 pens are left.', ['After that, 12 - 5 = 7 pens are left.']],
    ['Answer: 12 - 5 = 7 pens.', ['12 - 5 = 7 pens.']],
    ['Question: How many are left?\nAnswer: 12 - 5 = 7 pens.', ['12 - 5 = 7 pens.']],
    ['12 - 5 = 7 pens are left.\n#### 7', ['12 - 5 = 7 pens are left.']],
    ['<think>12 - 5 = 6?</think>12 - 5 = 7 pens.', ['12 - 5 = 7 pens.']],
    ['$12 - 5 = 7$ pens are left.', ['12 - 5 = 7 pens are left.']],
    ['Seven pens are left.', ['Seven pens are left.']],
    ['12 - 5 = 8 pens are left.', null],
    ['She has 12 pens.\nShe gives away 5.', null],
    ['', null],
  ])('a sub-solution: %j', (text, expected) => {
    expect(
      parts.read(text, request('solution', { steps: [step], subQuestion: 'How many are left?' })),
    ).toEqual(expected);
  });

  test.each([
    ['#### 7', 'number', [' 7']],
    ['The answer is 7 pens.', 'number', [' 7']],
    ['#### yes', 'boolean', [' yes']],
    ['I cannot tell.', 'number', null],
  ] as const)('the answer: %j', (text, answerType, expected) => {
    expect(parts.read(text, request('answer', { answerType }))).toEqual(expected);
  });
});

describe('texts that are continued', () => {
  const sent = async (body: object) => {
    let found = '';
    const fetch = continuingFetch(async (_, init) => {
      found = String(init?.body);
      return new Response('{}');
    });
    await fetch('http://h/v1/completions', { method: 'POST', body: JSON.stringify(body) });
    return JSON.parse(found) as object;
  };

  test('the one user message goes out as it is, with no stop but its own', async () => {
    const prompt = 'user:\nProblem: a\nQuestion: b?\nAnswer:\n\nassistant:\n';
    expect(await sent({ model: 'm', max_tokens: 9, prompt, stop: ['\nuser:', '\n'] })).toEqual({
      model: 'm',
      max_tokens: 9,
      prompt: 'Problem: a\nQuestion: b?\nAnswer:',
      stop: ['\n'],
    });
    expect(await sent({ model: 'm', prompt, stop: ['\nuser:'] })).not.toHaveProperty('stop');
  });

  test('a message that is written in another way is refused: it would not be what the student was trained on', async () => {
    await expect(sent({ prompt: 'Human: a\n\nAssistant:' })).rejects.toThrow('in another way');
  });
});

describe('what a teacher says beside it', () => {
  test.each([
    '<think>Everything is asked.</think>\nDONE',
    '#### DONE',
    '{"question": "DONE"}',
    '```json\n{"done": true}\n```',
    '**DONE**',
  ])('nothing more is to be asked: %j', (text) => {
    expect(parts.read(text, request('question'))).toEqual([]);
  });

  test.each([
    '{"question": true}',
    '{"done": false}',
    'How many is it when she is done?',
  ])('that is not said by %j', (text) => {
    expect(parts.read(text, request('question'))).not.toEqual([]);
  });

  test.each([
    ['She has 12 pens in 3 bags.', 'number', null],
    ['First 3 * 4 = 12.\nThen she gives away 5.', 'number', null],
    ['7', 'number', [' 7']],
    ['7 pens.', 'number', [' 7']],
    ['<think>12 or 13?</think>7', 'number', [' 7']],
    ['She has **7** pens left.', 'number', [' 7']],
    ['{"answer": 7}', 'number', [' 7']],
    ['\\boxed{7}', 'number', [' 7']],
    ['Yes, since 7 are left.', 'boolean', [' yes']],
    ['in the red bag', 'text', [' in red bag']],
  ] as const)('the answer to the problem, where it is stated: %j', (text, answerType, expected) => {
    expect(parts.read(text, request('answer', { answerType }))).toEqual(expected);
  });
});
