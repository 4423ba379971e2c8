// What is stored of an answer, value by value.
import { expect, test } from 'vitest';
import type { RawAnswer } from './generate.ts';
import { storedResponse } from './stored-response.ts';

const prompt = { system: '', messages: [{ role: 'user' as const, content: 'q' }] };
const times = { startMs: Date.parse('2026-01-01T00:00:00Z'), endMs: Date.parse('2026-01-01T00:00:02.5Z') };
const options = {
  price: { input: 1, output: 2 },
  parameters: { temperature: 0, maxOutputTokens: 100 },
  secrets: ['sk-secret-0123'],
};
const answer: RawAnswer = {
  text: '4',
  finishReason: 'stop',
  usage: { inputTokens: 10, outputTokens: 20 },
  model: 'm',
  body: '{"id": "c"}',
};
const stored = {
  text: '4',
  finishReason: 'stop',
  usage: { inputTokens: 10, outputTokens: 20, reported: true },
  cost: 50_000,
  model: 'm',
  calledAt: '2026-01-01T00:00:00.000Z',
  seconds: 2.5,
  body: '{"id": "c"}',
};
const logprobs: NonNullable<RawAnswer['logprobs']> = [['4', -0.5, [['4', -0.5]]]];

test.each<[string, Partial<RawAnswer>, object]>([
  ['an answer', {}, {}],
  [
    'an answer of a server that names no model and shows no body',
    { model: null, body: null },
    { model: null, body: null },
  ],
  ['log-probabilities', { logprobs }, { logprobs }],
  [
    'no secret, wherever a server sends it back',
    { model: 'sk-secret-0123', body: '"sk-secret-0123"' },
    { model: '[key]', body: '"[key]"' },
  ],
  [
    'no log-probabilities of a text with a secret: they spell it out',
    { text: 'sk-secret-0123', logprobs },
    { text: '[key]' },
  ],
])('%s', (_, given, wanted) => {
  expect(storedResponse({ ...answer, ...given }, prompt, times, options)).toStrictEqual({
    ...stored,
    ...wanted,
  });
});

test('an answer without a price has no cost', () => {
  expect(storedResponse(answer, prompt, times, { ...options, price: null }).cost).toBeNull();
});
