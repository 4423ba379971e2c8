// What goes out to each provider for a schema and for log-probabilities, and what comes back; recorded shapes, no network.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { JSONSchema7, LanguageModelV3 } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { generateOnce, type Parameters } from './generate.ts';
import { logprobsIn, withoutLogprobs } from './logprobs.ts';

const schema: JSONSchema7 = {
  type: 'object',
  properties: { steps: { type: 'array', items: { type: 'string' } }, answer: { type: 'string' } },
  required: ['steps', 'answer'],
  additionalProperties: false,
};
const prompt = { system: 's', messages: [{ role: 'user' as const, content: 'u' }], schema };
const text = '{"steps": ["not what the schema says"'; // an answer is taken as it is: it has been paid for

interface Sent {
  readonly body: Record<string, unknown>;
}

/** A provider's fetch that answers with `reply` and keeps what was sent. */
function fetchOf(reply: object, sent: Sent[]): typeof fetch {
  return (_url, init) => {
    sent.push({ body: JSON.parse(String(init?.body)) as Record<string, unknown> });
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve(new Response(JSON.stringify(reply), { status: 200, headers }));
  };
}

const token = {
  token: 'Hi',
  logprob: -0.5,
  bytes: [72, 105],
  top_logprobs: [{ token: 'Hi', logprob: -0.5 }],
};
const openaiReply = {
  id: 'r',
  created_at: 1,
  model: 'gpt-4.1-mini',
  output: [
    {
      type: 'message',
      role: 'assistant',
      id: 'm',
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [], logprobs: [token] }],
    },
  ],
  usage: { input_tokens: 3, output_tokens: 2 },
};
const chatReply = {
  id: 'c',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: text },
      finish_reason: 'stop',
      logprobs: { content: [token] },
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 2 },
};
const anthropicReply = {
  type: 'message',
  id: 'a',
  model: 'claude-haiku-4-5',
  role: 'assistant',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2 },
};
const googleReply = {
  candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
};

const apiKey = 'k';
const models: readonly (readonly [string, object, (fetch: typeof globalThis.fetch) => LanguageModelV3])[] = [
  ['openai', openaiReply, (fetch) => createOpenAI({ apiKey, fetch })('gpt-4.1-mini')],
  ['anthropic', anthropicReply, (fetch) => createAnthropic({ apiKey, fetch })('claude-haiku-4-5')],
  ['google', googleReply, (fetch) => createGoogleGenerativeAI({ apiKey, fetch })('gemini-2.5-flash')],
  [
    'compatible',
    chatReply,
    (fetch) =>
      createOpenAICompatible({
        ...{ name: 'teacher', baseURL: 'http://localhost/v1', supportsStructuredOutputs: true, fetch },
      })('m'),
  ],
];
const ask = (model: LanguageModelV3, parameters: Partial<Parameters> = {}, asked: object = prompt) =>
  generateOnce(
    model,
    asked as typeof prompt,
    { temperature: undefined, maxOutputTokens: 99, ...parameters },
    new AbortController().signal,
  );

describe('a schema', () => {
  test.each(models)('goes to %s, and what comes back is taken as it is', async (name, reply, create) => {
    const sent: Sent[] = [];
    const answer = await ask(create(fetchOf(reply, sent)));
    expect(answer).toMatchObject({ text, finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 2 } });
    const places: Record<string, unknown> = {
      openai: { text: { format: { type: 'json_schema', schema } } },
      anthropic: { output_config: { format: { type: 'json_schema', schema } } },
      google: {
        generationConfig: {
          responseMimeType: 'application/json',
          responseSchema: { type: 'object', required: ['steps', 'answer'] },
        },
      },
      compatible: { response_format: { type: 'json_schema', json_schema: { schema } } },
    };
    expect(sent).toMatchObject([{ body: places[name] }]);
  });

  test.each(models)('is not sent to %s for text', async (_name, reply, create) => {
    const sent: Sent[] = [];
    await ask(create(fetchOf(reply, sent)), {}, { system: prompt.system, messages: prompt.messages });
    expect(JSON.stringify(sent)).not.toMatch(/schema|format|responseMimeType/i);
  });
});

describe('log-probabilities', () => {
  test.each([
    ['openai', { top_logprobs: 4, include: ['message.output_text.logprobs'] }],
    ['compatible', { logprobs: true, top_logprobs: 4 }],
  ])('are asked of %s, and taken out of the body', async (name, wanted) => {
    const [, reply, create] = models.find(([known]) => known === name) ?? [];
    const sent: Sent[] = [];
    if (reply === undefined || create === undefined) throw new Error(name);
    const answer = await ask(create(fetchOf(reply, sent)), { logprobs: 4 });
    expect(sent).toMatchObject([{ body: wanted }]);
    expect(answer.logprobs).toEqual([['Hi', -0.5, [['Hi', -0.5]]]]);
    expect(answer.body).not.toContain('logprob');
    expect(JSON.parse(answer.body ?? '')).toEqual(withoutLogprobs(reply));
  });

  test('are neither asked for nor kept otherwise', async () => {
    const sent: Sent[] = [];
    const [, reply, create] = models[0] ?? [];
    if (reply === undefined || create === undefined) throw new Error('openai');
    const answer = await ask(create(fetchOf(reply, sent)));
    expect(JSON.stringify(sent)).not.toContain('logprob');
    expect(answer).not.toHaveProperty('logprobs');
    expect(JSON.parse(answer.body ?? '')).toEqual(reply);
  });

  test.each([
    [undefined],
    [null],
    ['text'],
    [{ choices: [] }],
    [{ choices: [{ logprobs: null }] }],
    [{ choices: [{ logprobs: { content: [{ token: 1 }] } }] }],
    [{ output: [{ content: [{ logprobs: [] }] }, { type: 'reasoning' }] }],
  ])('are none in %j', (body) => expect(logprobsIn(body)).toBeNull());
});

describe('an answer in another place than the text, or none', () => {
  const answerOf = (message: object, finish: string | null = 'stop', more: object = {}) => {
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    const choices = [
      { index: 0, message: { role: 'assistant', ...message }, finish_reason: finish, ...more },
    ];
    const reply = { id: 'c', created: 1, model: 'm', choices, usage };
    return ask(createOpenAICompatible({ name: 't', baseURL: 'http://x', fetch: fetchOf(reply, []) })('m'));
  };
  const json = '{"steps": ["1 + 1 = 2"], "answer": "2"}';
  const call = (input: string) => ({ id: 'a', type: 'function', function: { name: 'r', arguments: input } });

  test.each<[string, object]>([
    ['in the thoughts, as JSON', { content: null, reasoning_content: `\n${json}` }],
    ['in thoughts under another name', { content: '', reasoning: json }],
    ['in the arguments of a tool', { content: null, tool_calls: [call(json)] }],
    [
      'in the arguments of a tool, beside thoughts',
      { content: null, reasoning: 'hm', tool_calls: [call(json)] },
    ],
  ])('%s', async (_name, message) => {
    expect((await answerOf(message)).text.trim()).toBe(json);
  });

  test('in thoughts with a raw line break in a text, which the reader of answers takes too', async () => {
    const loose = '{"steps": ["1 + 1\n= 2"], "answer": "2"}';
    expect((await answerOf({ content: null, reasoning_content: loose })).text).toBe(loose);
  });

  test('a text goes before thoughts', async () => {
    expect((await answerOf({ content: 'the answer', reasoning_content: json })).text).toBe('the answer');
  });

  test.each<[string, object, string | null, RegExp]>([
    ['nothing', { content: '' }, 'stop', /^the answer is empty \(finish reason stop\)$/],
    ['spaces', { content: ' \n' }, null, /empty/],
    [
      'thoughts only',
      { content: null, reasoning_content: 'Let me see: {2}' },
      'stop',
      /all 15 characters .* thoughts/,
    ],
    [
      'thoughts with spaces around them',
      { content: null, reasoning_content: ' hm \n' },
      'stop',
      /all 2 characters/,
    ],
    ['a number in thoughts', { content: null, reasoning_content: '4' }, 'stop', /all 1 characters/],
    ['a list in thoughts', { content: null, reasoning_content: '[4]' }, 'stop', /all 3 characters/],
    [
      'half of a JSON in thoughts',
      { content: null, reasoning_content: '{"answer' },
      'stop',
      /all 8 characters/,
    ],
    ['two calls of tools', { content: null, tool_calls: [call(json), call(json)] }, 'tool_calls', /empty/],
  ])('%s is no answer', async (_name, message, finish, expected) => {
    await expect(answerOf(message, finish)).rejects.toMatchObject({
      reason: 'empty',
      message: expect.stringMatching(expected),
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  test('what the provider broke off is no answer, and says why', async () => {
    const error = { code: 502, message: 'Provider disconnected' };
    await expect(answerOf({ content: json.slice(0, 9) }, 'error', { error })).rejects.toMatchObject({
      reason: 'broken',
      message: expect.stringContaining('Provider disconnected'),
    });
  });

  test.each(['length', 'content_filter'])('an empty one that ended by %s is stored', async (finish) => {
    expect(await answerOf({ content: null, reasoning_content: 'hm' }, finish)).toMatchObject({ text: '' });
  });
});

/** A model that answers with what is given, and keeps what it was asked. */
function modelOf(given: Partial<Awaited<ReturnType<LanguageModelV3['doGenerate']>>> = {}) {
  const asked: object[] = [];
  const tokens = (total: number) => ({ total, noCache: total, cacheRead: undefined, cacheWrite: undefined });
  const model: LanguageModelV3 = {
    specificationVersion: 'v3',
    provider: 'p',
    modelId: 'm',
    supportedUrls: {},
    doGenerate: (options) => {
      asked.push(options);
      return Promise.resolve({
        content: [{ type: 'text', text: '4' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: { inputTokens: tokens(3), outputTokens: { total: 0, text: 0, reasoning: undefined } },
        warnings: [],
        ...given,
      });
    },
    doStream: () => Promise.reject(new Error('not used')),
  };
  return { model, asked };
}

describe('what a model is asked', () => {
  const messages = [{ role: 'user' as const, content: 'u' }];
  const user = { role: 'user', content: [{ type: 'text', text: 'u' }] };
  const always = { maxOutputTokens: 99, abortSignal: expect.any(AbortSignal) };

  test.each<[string, object, Partial<Parameters>, object]>([
    ['nothing that was not set', { system: '', messages }, {}, { prompt: [user] }],
    ['the system text', { system: 's', messages }, {}, { prompt: [{ role: 'system', content: 's' }, user] }],
    ['the temperature', { system: '', messages }, { temperature: 0 }, { prompt: [user], temperature: 0 }],
    ['the seed', { system: '', messages }, { seed: 0 }, { prompt: [user], seed: 0 }],
    [
      'the schema',
      { system: '', messages, schema },
      {},
      { prompt: [user], responseFormat: { type: 'json', schema } },
    ],
  ])('%s', async (_, given, parameters, wanted) => {
    const { model, asked } = modelOf();
    await ask(model, parameters, given);
    expect(asked).toStrictEqual([{ ...always, ...wanted }]);
  });
});

describe('what an answer took', () => {
  const ending = (text: string) => ({
    content: [{ type: 'text' as const, text }],
    finishReason: { unified: 'length' as const, raw: 'length' },
  });

  test.each([
    ['4', undefined],
    ['', 0],
    [' \n', 0],
  ])('where a server reports no tokens for %j: %s', async (text, outputTokens) => {
    expect((await ask(modelOf(ending(text)).model)).usage).toEqual({ inputTokens: 3, outputTokens });
  });
});

test('log-probabilities that were asked for are none where the server shows no body', async () => {
  const answer = await ask(modelOf().model, { logprobs: 1 });
  expect(answer).toMatchObject({ text: '4', model: 'm', body: null });
  expect(answer).not.toHaveProperty('logprobs');
});

describe('an answer that was broken off says why, where the body does', () => {
  const broken = 'the provider broke the answer off (finish reason error)';
  test.each<[unknown, string]>([
    [undefined, broken],
    [{}, broken],
    [{ choices: [], error: null, incomplete_details: null }, broken],
    [{ incomplete_details: { error: null } }, broken],
    [{ choices: [], error: 'down' }, `${broken}: "down"`],
    [{ choices: [{ error: { code: 502 } }], error: 'down' }, `${broken}: {"code":502}`],
    [{ incomplete_details: { error: 'down' } }, `${broken}: "down"`],
  ])('%j', async (body, message) => {
    const { model } = modelOf({ finishReason: { unified: 'error', raw: 'error' }, response: { body } });
    await expect(ask(model)).rejects.toMatchObject({ reason: 'broken', message });
  });

  test('also by the word of a server that the SDK does not know', async () => {
    const { model } = modelOf({ finishReason: { unified: 'other', raw: 'ERROR' } });
    await expect(ask(model)).rejects.toMatchObject({ reason: 'broken', message: broken });
  });
});

test.each([
  ['line', { stopSequences: ['\n'] }],
  ['text', {}],
] as const)('a text that is continued to the end of the %s may be empty', async (continues, expected) => {
  const asked: object[] = [];
  const model = {
    doGenerate: (options: object) => {
      asked.push(options);
      return Promise.resolve({
        content: [],
        finishReason: { unified: 'stop' },
        usage: { inputTokens: {}, outputTokens: {} },
        warnings: [],
      });
    },
  } as unknown as LanguageModelV3;
  const parameters: Parameters = { temperature: 0, maxOutputTokens: 5 };
  const ask = (more: object) =>
    generateOnce(model, { system: '', messages: [], ...more }, parameters, new AbortController().signal);
  expect(await ask({ continues })).toMatchObject({ text: '' });
  expect(asked[0]).toEqual({
    prompt: [],
    temperature: 0,
    maxOutputTokens: 5,
    abortSignal: expect.anything(),
    ...expected,
  });
  await expect(ask({})).rejects.toThrow('the answer is empty');
});
