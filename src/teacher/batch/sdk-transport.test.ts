// What the SDK would send and what it makes of answers, without a network.
import { expect, test } from 'vitest';
import { parseTeacherSpec } from '../model-spec.ts';
import { SdkTransport } from './sdk-transport.ts';

const prompt = {
  system: 'Solve.',
  messages: [
    { role: 'user' as const, content: 'one' },
    { role: 'assistant' as const, content: 'two' },
    { role: 'user' as const, content: 'three' },
  ],
};
const parameters = { temperature: 0.5, maxOutputTokens: 64 };
const transportTo = (spec: string) =>
  SdkTransport.create(parseTeacherSpec(spec), {
    OPENAI_API_KEY: 'sk-0123456789abcdef',
    OPENAI_COMPATIBLE_API_KEY: 'sk-0123456789abcdef',
  });

const completion = (message: object, more: object = {}) =>
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'm-1',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'length' }],
    ...more,
  });

test('requests at once are not mixed up', async () => {
  const transport = await transportTo('openai-compatible:http://localhost:1/v1#m');
  const prompts = Array.from({ length: 20 }, (_, index) => ({
    system: '',
    messages: [{ role: 'user' as const, content: `n${index}` }],
  }));
  const sent = await Promise.all(prompts.map((one) => transport.requestOf(one, parameters)));
  expect(sent.map(({ body }) => (JSON.parse(body) as typeof prompt).messages)).toEqual(
    prompts.map(({ messages }) => messages),
  );
});

test('a request has the address, the key and the body of a single call', async () => {
  const compatible = await (await transportTo('openai-compatible:http://localhost:1/v1#m')).requestOf(
    prompt,
    parameters,
  );
  expect(compatible.url).toBe('http://localhost:1/v1/chat/completions');
  expect(compatible.headers.authorization).toBe('Bearer sk-0123456789abcdef');
  expect(JSON.parse(compatible.body)).toEqual({
    model: 'm',
    max_tokens: 64,
    temperature: 0.5,
    messages: [{ role: 'system', content: 'Solve.' }, ...prompt.messages],
  });
  const openai = await (await transportTo('openai:gpt-4.1-mini')).requestOf(prompt, parameters);
  expect(openai.url).toMatch(/\/responses$/);
  expect(JSON.parse(openai.body)).toMatchObject({ model: 'gpt-4.1-mini', max_output_tokens: 64 });
});

test('an answer is read as the SDK reads it', async () => {
  const transport = await transportTo('openai-compatible:http://localhost:1/v1#m');
  const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
  expect(
    await transport.answerOf({ status: 200, body: completion({ content: 'so' }, { usage }) }, parameters),
  ).toMatchObject({
    text: 'so',
    finishReason: 'length',
    usage: { inputTokens: 7, outputTokens: 3 },
    model: 'm-1',
  });
  const silent = await transport.answerOf({ status: 200, body: completion({ content: 'so' }) }, parameters);
  expect(silent.usage).toEqual({ inputTokens: undefined, outputTokens: undefined });
});

test.each([
  [429, '{"error": {"message": "slower"}}', { statusCode: 429 }],
  [400, '{"error": {"message": "too long"}}', { statusCode: 400 }],
  [200, '{"choices": []}', {}],
  [200, 'null', {}],
])('what is no answer is thrown as for a single call: %i %s', async (status, body, expected) => {
  const transport = await transportTo('openai-compatible:http://localhost:1/v1#m');
  await expect(transport.answerOf({ status, body }, parameters)).rejects.toMatchObject(expected);
});

test.each([
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
])('%s has no such batches', async (spec) => {
  await expect(transportTo(spec)).rejects.toMatchObject({ code: 'batch-unsupported' });
});
