import { expect, test } from 'vitest';
import { plainFormat } from '../distill/index.ts';
import { Attempt } from './attempt.ts';
import { characters } from './fake-student.fixture.ts';
import { Row } from './row.ts';

const problem = { id: 'p', question: 'q', answer: '1', answerType: 'number' } as const;

test('every id that ends a generation ends the text, and so does what the prompt ends with', () => {
  const tokenizer = { ...characters, endOfTextIds: new Set([0, 7]) };
  const prompt = { ...plainFormat(tokenizer), stop: { text: '\t', id: 9 } };
  const attempt = new Attempt(problem, {});
  const row = new Row({ tokenizer, prompt }, attempt);
  expect(row.sampled('a'.charCodeAt(0))).toBe('a');
  for (const id of [0, 7, 9]) expect(row.sampled(id)).toBeNull();
  expect(row.text).toBe('a');
  expect(attempt.generatedTokens).toBe(4);
});
