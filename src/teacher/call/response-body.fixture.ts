// For tests of bodies: the providers of the SDK themselves, on a server that answers with a body. What is asked is whether the SDK reads it.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type CallFailure, describeFailure, generateOnce, proxiesOf, teacherFetch } from './index.ts';

const prompt = { system: '', messages: [{ role: 'user' as const, content: 'q' }] };

function settingsFor(body: unknown, type = 'application/json') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const send = async () => new Response(text, { status: 200, headers: { 'content-type': type } });
  return { apiKey: 'k', baseURL: 'http://server/v1', fetch: teacherFetch({ proxies: proxiesOf({}), send }) };
}

export const chat = (body: unknown, type?: string): LanguageModelV3 =>
  createOpenAICompatible({ name: 'teacher', ...settingsFor(body, type) })('m');
export const messages = (body: unknown): LanguageModelV3 => createAnthropic(settingsFor(body))('claude');
export const gemini = (body: unknown): LanguageModelV3 =>
  createGoogleGenerativeAI(settingsFor(body))('gemini');
export const responses = (body: unknown): LanguageModelV3 => createOpenAI(settingsFor(body))('gpt');

export const ask = (model: LanguageModelV3) =>
  generateOnce(model, prompt, { temperature: 0, maxOutputTokens: 100 }, new AbortController().signal);

/** What asking throws. An answer is no failure: it fails the test. */
export function thrownBy(model: LanguageModelV3): Promise<unknown> {
  return ask(model).then(
    ({ text }) => {
      throw new Error(`There was an answer: ${text}`);
    },
    (error: unknown) => error,
  );
}

export async function failureOf(model: LanguageModelV3): Promise<CallFailure> {
  const error = await thrownBy(model);
  return describeFailure(error, { secrets: [], timedOut: false, now: 0 });
}

/** A stream of events. */
export const events = (...pieces: readonly unknown[]): string =>
  pieces.map((piece) => `data: ${typeof piece === 'string' ? piece : JSON.stringify(piece)}\n\n`).join('');

/** A piece of a chat completion's stream. */
export const delta = (content: string, finish: string | null = null) => ({
  id: 'x',
  model: 'm-1',
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});

/** Counts as chat completions name them, and as others do. */
export const usage = { prompt_tokens: 12, completion_tokens: 34 };
export const counts = { input_tokens: 12, output_tokens: 34 };

/** A chat completion, with other fields in its choice, its message and at its top. */
export const completion = ({
  message = {},
  choice = {},
  ...top
}: {
  message?: object;
  choice?: object;
  [name: string]: unknown;
} = {}) => ({
  id: 'c1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'm-1',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'It is 4.', ...message },
      finish_reason: 'stop',
      ...choice,
    },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
  ...top,
});

/** The answer of a body that is read as it should be. */
export const whole = { text: 'It is 4.', usage: { inputTokens: 12, outputTokens: 34 } };
