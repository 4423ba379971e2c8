// What an annotation holds of an answer that is no chain: what the teacher wrote.
import { describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { annotationRecord, annotationsOf } from './annotation.ts';
import type { PromptTemplate } from './prompts/index.ts';

const problem: Problem = {
  id: 'p',
  question: 'How many are 6 boxes of 3?',
  answer: '18',
  answerType: 'number',
};
const template = { task: 'cot', version: 'cot-1' } as unknown as PromptTemplate;

function annotated(text: string, finishReason = 'stop') {
  const response = {
    text,
    finishReason,
    usage: { inputTokens: 1, outputTokens: 1, reported: true },
    cost: null,
    model: null,
    calledAt: '2025-01-01T00:00:00.000Z',
    seconds: 1,
    body: null,
  };
  const [annotation] = annotationsOf(problem, { kind: 'cot' }, template, 'm', [{ sample: 0, response }]);
  return annotationRecord.parse(annotation);
}

describe('what the teacher wrote', () => {
  test.each([
    [
      'unreadable',
      '{"steps": ["6 * 3 = 18", ...], "answer": "18"}',
      'it is JSON that cannot be read, or without the steps',
    ],
    ['unreadable', '<think>6 * 3 = 18</think>', 'it is thoughts only, with no answer behind them'],
    [
      'unreadable',
      '<think>\nThe user wants steps.\n6 * 3 = 18\n#### 18',
      'its thoughts have no end, so that the answer cannot be told from them',
    ],
    ['unreadable', ' ', 'it is empty'],
    ['unreadable', '6 * 3 = 18 \\overbrace{pens}\n#### 18', 'step 1 contains \\overbrace (LaTeX)'],
    ['contradicts-itself', '6 * 3 = 18\n#### 18\nNo.\n#### 17', 'it states 18 and 17 as the answer'],
    ['no-answer', 'There are some.', 'no final answer can be read'],
    ['refused', 'I cannot help with that.', 'I cannot help with that.'],
  ])('stands there: %s, %j', (code, text, detail) => {
    const { verdict, text: shown } = annotated(text);
    expect([verdict.reasons[0], verdict.verified]).toMatchObject([{ code, detail }, false]);
    expect(shown).toBe(text);
  });

  test('stands there for an answer that was cut off', () => {
    expect(annotated('6 * 3 = 1', 'length').text).toBe('6 * 3 = 1');
  });

  test.each([
    '6 * 3 = 18 pens.\n#### 18',
    '6 * 3 = 19 pens.\n#### 19',
  ])('is not repeated where it was read: %j', (text) => expect(annotated(text)).not.toHaveProperty('text'));

  test('is shortened in its middle: its end may have the answer', () => {
    const { text = '' } = annotated(`<think>${'a'.repeat(50_000)} the end`);
    expect(text).toMatch(/^<think>a{100}/);
    expect(text).toMatch(/\n… 30015 characters left out …\na+ the end$/);
    expect(text.length).toBeLessThan(20_100);
  });
});
