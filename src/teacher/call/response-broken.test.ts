// Bodies that hold text and are no whole answer: streams that were cut off, answers that failed within, notices of gateways. Through the
// providers of the SDK, as in response-body.test.ts.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import {
  ask,
  chat,
  counts,
  delta,
  events,
  failureOf,
  gemini,
  messages,
  responses,
  usage,
} from './response-body.fixture.ts';

const started = {
  type: 'message_start',
  message: {
    id: 'm',
    model: 'c',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 10, output_tokens: 1 },
  },
};
const textDelta = (text: string) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text } });
const completion = (choice: object, top: object = {}) => ({
  model: 'm',
  choices: [{ index: 0, message: { content: 'half' }, finish_reason: 'stop', ...choice }],
  usage,
  ...top,
});
const item = { type: 'message', id: 'i', content: [{ type: 'output_text', text: 'half', annotations: [] }] };

describe('a stream that was cut off is no answer, whatever it has counted', () => {
  test.each<[string, LanguageModelV3]>([
    ['Messages with the usage of their start', messages(events(started, textDelta('Half of')))],
    ['the same at an endpoint of chat completions', chat(events(started, textDelta('Half of')))],
    ['a chat completion that counts as it goes', chat(events({ ...delta('Half of'), usage }))],
    ['its counts alone in the last piece', chat(events(delta('Half of'), { choices: [], usage }))],
    [
      'JSON line by line with counts',
      chat(
        `${JSON.stringify({ response: 'Half ', done: false, eval_count: 1 })}\n${JSON.stringify({ response: 'of', done: false, eval_count: 2 })}`,
      ),
    ],
    [
      'pieces of Gemini in a list',
      gemini([
        { candidates: [{ content: { parts: [{ text: 'Half ' }] } }], usageMetadata: { promptTokenCount: 3 } },
        {
          candidates: [{ content: { parts: [{ text: 'of' }] } }],
          usageMetadata: { candidatesTokenCount: 3 },
        },
      ]),
    ],
    ['Responses', responses(events({ type: 'response.output_text.delta', delta: 'Half of' }))],
  ])('%s', async (_, model) => {
    await expect(ask(model)).rejects.toMatchObject({ name: 'Error', reason: 'broken' });
  });

  test.each<[string, readonly unknown[]]>([
    ['[DONE]', [delta('whole'), '[DONE]']],
    ['`done`', [delta('whole'), { done: true }]],
    [
      '`stop`, as llama.cpp ends it',
      [
        { content: 'who', stop: false },
        { content: 'le', stop: true },
      ],
    ],
    ['a word of its piece', [delta('whole'), { stop_reason: 'end_turn' }]],
    ['a word of the provider behind it', [delta('whole'), { choices: [{ native_finish_reason: 'stop' }] }]],
    ['`message_stop`', [started, textDelta('whole'), { type: 'message_stop' }]],
  ])('but whole with %s', async (_, pieces) => {
    expect(await ask(chat(events(...pieces)))).toMatchObject({ text: 'whole' });
  });

  test('that gives a reason for its incompleteness has been cut off by the token limit', async () => {
    const end = { incomplete_details: { reason: 'max_output_tokens' } };
    expect(await ask(chat(events(delta('half'), end)))).toMatchObject({ finishReason: 'length' });
  });
});

describe('text in a body that says that it failed is no answer', () => {
  const error = { message: 'Provider disconnected', code: 502 };
  test.each<[string, LanguageModelV3]>([
    ['an error beside its choices', chat(completion({ finish_reason: null }, { error }))],
    ['an error beside choices that ended', chat(completion({}, { error: 'disconnected' }))],
    ['an error in its choice', chat(completion({ error }))],
    [
      'an event that is an error',
      chat(events(delta('half'), { object: 'error', message: 'x', code: 500 }, '[DONE]')),
    ],
    ['an event with a status', chat(events(delta('half'), { message: 'x', status: 503 }, '[DONE]'))],
    [
      'an event of Messages',
      messages(events(started, textDelta('half'), { type: 'error', error }, { type: 'message_stop' })),
    ],
    ...['cancelled', 'canceled', 'timeout', 'TIMED_OUT', 'server_error', 'aborted', 'interrupted'].map(
      (word): [string, LanguageModelV3] => [word, chat(completion({ finish_reason: word }))],
    ),
    ['Messages that were cancelled', messages({ content: 'half', stop_reason: 'cancelled', usage: counts })],
    [
      'Messages with an error beside them',
      messages({ content: 'half', stop_reason: 'end_turn', usage: counts, error }),
    ],
    [
      'Gemini with an error beside it',
      gemini({ candidates: [{ content: { parts: [{ text: 'half' }] }, finishReason: 'STOP' }], error }),
    ],
    ...['cancelled', 'in_progress', 'failed', 'queued'].map((status): [string, LanguageModelV3] => [
      `Responses that are ${status}`,
      responses({ object: 'response', status, output: [item], usage: counts }),
    ]),
    ['success: false', chat(completion({}, { success: false }))],
  ])('%s', async (_, model) => {
    await expect(ask(model)).rejects.toMatchObject({ reason: 'broken' });
  });

  test('and the message says why', async () => {
    const bodies = [
      chat(completion({}, { error })),
      chat(completion({ error })),
      responses({ object: 'response', status: 'failed', output: [item], usage: counts, error }),
      responses({ object: 'response', status: 'failed', output: [], usage: counts, error }),
    ];
    for (const model of bodies) {
      expect(await failureOf(model)).toMatchObject({
        kind: 'server-error',
        billed: 'maybe',
        usage: { inputTokens: 12, outputTokens: 34 },
        message: expect.stringContaining('Provider disconnected'),
      });
    }
  });

  test('but a filter that calls itself an error is a filter', async () => {
    const filtered = completion({ finish_reason: 'content_filter', error: { code: 'content_filter' } });
    expect(await ask(chat(filtered))).toMatchObject({ finishReason: 'content-filter' });
  });

  test.each<[string, object]>([
    ['null', { error: null }],
    ['an empty text', { error: '' }],
    ['nothing', { error: {} }],
    ['fields of nothing', { error: { code: 0, message: '' } }],
    ['"none"', { error: 'none' }],
    ['a code of the gateway', { code: 20000 }],
    ['a status of success', { status: 200, success: true }],
    ['a word of success', { status: 'completed', code: 'SUCCESS' }],
  ])('but an answer beside %s has not failed', async (_, top) => {
    expect(await ask(chat(completion({}, top)))).toMatchObject({ text: 'half', finishReason: 'stop' });
  });
});

describe('a notice of a gateway is no answer', () => {
  test.each<[object, string]>([
    [{ result: 'queued', id: 'job-1' }, 'unreadable'],
    [{ output: 'We are busy.', request: 7 }, 'unreadable'],
    [{ response: 'hello' }, 'unreadable'],
    [{ response: 'Your job waits', status: 'queued' }, 'unreadable'],
    [{ response: 'Invalid API key', statusCode: 401 }, 'no-access'],
    [{ output: 'Rate limit reached', status: 429 }, 'rate-limited'],
    [{ text: 'Upstream is down', status_code: '503' }, 'server-error'],
  ])('%j', async (body, kind) => {
    expect(await failureOf(chat(body))).toMatchObject({ kind });
  });

  test.each<[object]>([
    [{ response: 'whole', done: true }],
    [{ response: 'whole', model: 'm' }],
    [{ output: 'whole', status: 'COMPLETED' }],
    [{ result: 'whole', usage }],
    [{ result: 'whole', finish_reason: 'stop' }],
  ])('%j is what a model has written', async (body) => {
    expect(await ask(chat(body))).toMatchObject({ text: 'whole' });
  });
});

describe('of several answers one is read', () => {
  const choice = (index: number, content: string, finish: string | null = null) => ({
    index,
    delta: { content },
    finish_reason: finish,
  });

  test.each<[string, LanguageModelV3]>([
    [
      'choices in turn',
      chat(
        events(
          { choices: [choice(0, 'who')] },
          { choices: [choice(1, 'other')] },
          { choices: [choice(0, 'le', 'stop')] },
          { choices: [choice(1, 'other', 'stop')] },
          '[DONE]',
        ),
      ),
    ],
    [
      'choices in one piece',
      chat(
        events(
          { choices: [choice(1, 'who'), choice(0, 'x')] },
          { choices: [choice(0, 'y'), choice(1, 'le', 'stop')] },
        ),
      ),
    ],
    [
      'candidates',
      gemini([
        { candidates: [{ index: 0, content: { parts: [{ text: 'who' }] } }] },
        { candidates: [{ index: 1, content: { parts: [{ text: 'x' }] }, finishReason: 'STOP' }] },
        { candidates: [{ index: 0, content: { parts: [{ text: 'le' }] }, finishReason: 'STOP' }] },
      ]),
    ],
    [
      'bodies in a list',
      chat([completion({ message: { content: 'whole' } }), completion({ message: { content: 'other' } })]),
    ],
    [
      'bodies line by line',
      chat(
        ['whole', 'other'].map((content) => JSON.stringify(completion({ message: { content } }))).join('\n'),
      ),
    ],
    [
      'bodies as events',
      chat(
        events(
          completion({ message: { content: 'whole' } }),
          completion({ message: { content: 'x' } }),
          '[DONE]',
        ),
      ),
    ],
  ])('%s', async (_, model) => {
    expect(await ask(model)).toMatchObject({ text: 'whole', finishReason: 'stop' });
  });

  test('the end of another choice is not its end', async () => {
    const body = events({ choices: [choice(0, 'half')] }, { choices: [choice(1, 'other', 'stop')] });
    await expect(ask(chat(body))).rejects.toMatchObject({ reason: 'broken' });
  });
});

describe('thoughts of Gemini', () => {
  const parts = (...all: object[]) => ({ candidates: [{ content: { parts: all }, finishReason: 'STOP' }] });

  test('are kept as they are', async () => {
    const { text, body } = await ask(gemini(parts({ text: 'Long thoughts', thought: true }, { text: '4' })));
    expect(text).toBe('4');
    expect(JSON.parse(body ?? '')).toMatchObject(
      parts({ text: 'Long thoughts', thought: true }, { text: '4' }),
    );
  });

  test('are the answer where they are JSON and nothing else is there', async () => {
    expect(await ask(gemini(parts({ text: '{"answer": "4"}', thought: true })))).toMatchObject({
      text: '{"answer": "4"}',
    });
  });
});

describe('the counts of a stream', () => {
  test('of a model that thinks, with what else its report holds', async () => {
    const report = {
      prompt_tokens: 5,
      completion_tokens: 6,
      completion_tokens_details: { reasoning_tokens: 60 },
      service_tier: 'default',
    };
    const body = events(delta('whole', 'stop'), { choices: [], usage: report, created: 7 }, '[DONE]');
    expect(await ask(chat(body))).toMatchObject({ usage: { inputTokens: 5, outputTokens: 60 } });
  });

  test('of Messages, with what was read from a cache', async () => {
    const message = {
      ...started.message,
      usage: { ...started.message.usage, cache_read_input_tokens: 100, service_tier: 'standard' },
    };
    const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 34 } };
    const body = events({ ...started, message }, textDelta('whole'), end, { type: 'message_stop' });
    expect(await ask(messages(body))).toMatchObject({ usage: { inputTokens: 110, outputTokens: 34 } });
  });
});

describe('what a failure reports is what it costs', () => {
  const error = { message: 'down' };
  test.each<[string, unknown, string]>([
    ['without a code', { error, usage }, 'server-error'],
    ['with a code', { error: { ...error, code: 502 }, usage }, 'server-error'],
    ['that is a text', { error: 'down', usage }, 'server-error'],
    [
      'of a limit',
      { error: { code: 429 }, usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 34 } },
      'rate-limited',
    ],
    ['in a stream', events({ error, usage }), 'server-error'],
    ['in a stream that counts before', events({ choices: [], usage }, { error }), 'server-error'],
  ])('an error %s', async (_, body, kind) => {
    const charged = { billed: 'maybe', usage: { inputTokens: 12, outputTokens: 34 } };
    expect(await failureOf(chat(body))).toMatchObject({ kind, ...charged });
  });

  test.each<[object]>([
    [{ error }],
    [{ error, usage: { prompt_tokens: 0, completion_tokens: 0 } }],
  ])('%j reports nothing', async (body) => {
    const failure = await failureOf(chat(body));
    expect(failure).toMatchObject({ kind: 'server-error', billed: 'no' });
    expect(failure.usage).toBeUndefined();
  });

  test('counts around a body are its counts, unless it has its own', async () => {
    const { usage: _, ...bare } = completion({ message: { content: 'whole' } }, {}) as Record<
      string,
      unknown
    >;
    const reported = { text: 'whole', usage: { inputTokens: 12, outputTokens: 34 } };
    const other = { prompt_tokens: 1, completion_tokens: 2 };
    expect(await ask(chat({ result: bare, usage }))).toMatchObject(reported);
    expect(await ask(chat({ data: bare, input_tokens: 12, output_tokens: 34 }))).toMatchObject(reported);
    expect(await ask(chat({ result: { ...bare, usage }, usage: other }))).toMatchObject(reported);
  });
});
