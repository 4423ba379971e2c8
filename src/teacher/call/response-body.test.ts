// Bodies of chat completions with odd fields, through the providers of the SDK themselves: what is asked is whether the SDK reads the answer.
// One file, over 400 lines: every body goes through the same providers, and most are variants of the same answer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeFailure, fitBody } from './index.ts';
import { ask, chat, completion, delta, events, thrownBy, usage, whole } from './response-body.fixture.ts';

describe('a chat completion', () => {
  test.each<[string, unknown]>([
    ['as it should be', completion()],
    [
      'counts as texts',
      completion({ usage: { prompt_tokens: '12', completion_tokens: ' 34 ', total_tokens: '46' } }),
    ],
    ['counts by other names', completion({ usage: { input_tokens: 12, output_tokens: 34 } })],
    [
      'details of counts that are none',
      completion({ usage: { ...usage, prompt_tokens_details: 'none', completion_tokens_details: [] } }),
    ],
    [
      'details of counts as texts',
      completion({ usage: { ...usage, completion_tokens_details: { reasoning_tokens: '3', audio: 'x' } } }),
    ],
    ['a number for its id', completion({ id: 12 })],
    ['an object for its id and a number for its model', completion({ id: { a: 1 }, model: 7 })],
    ['a fraction for its time', completion({ created: 1734.56 })],
    ['a date for its time', completion({ created: '2024-05-01T10:00:00Z' })],
    ['no time, no id, no object', completion({ created: undefined, id: undefined, object: undefined })],
    ['0 for the reason of the end', completion({ choice: { finish_reason: 0 } })],
    ['an object for the reason of the end', completion({ choice: { finish_reason: { type: 'stop' } } })],
    ['a false reason of the end', completion({ choice: { finish_reason: false } })],
    ['no role', completion({ message: { role: undefined } })],
    ['another role', completion({ message: { role: 'model' } })],
    ['a part for its content', completion({ message: { content: { type: 'text', text: 'It is 4.' } } })],
    ['a text in an object', completion({ message: { content: { text: 'It is 4.' } } })],
    [
      'parts of other types',
      completion({
        message: {
          content: [
            { type: 'output_text', text: 'It is ' },
            { type: 'x', content: '4.' },
          ],
        },
      }),
    ],
    ['texts for parts', completion({ message: { content: ['It is ', '4.'] } })],
    [
      'parts with a text within',
      completion({ message: { content: [{ type: 'text', text: { value: 'It is 4.', annotations: [] } }] } }),
    ],
    ['the text beside the message', completion({ choice: { message: undefined, text: 'It is 4.' } })],
    [
      'an empty message, and the text beside it',
      completion({ message: { content: null }, choice: { text: 'It is 4.' } }),
    ],
    [
      'the text in another field of the message',
      completion({ message: { content: null, text: 'It is 4.' } }),
    ],
    ['a text for the message', completion({ choice: { message: 'It is 4.' } })],
    [
      'a delta in place of the message',
      completion({ choice: { message: undefined, delta: { content: 'It is 4.' } } }),
    ],
    ['an object for the list of choices', { ...completion(), choices: completion().choices[0] }],
    ['numbered choices', { ...completion(), choices: { 0: completion().choices[0] } }],
    [
      'a first choice without text',
      { ...completion(), choices: [{ index: 0, message: { content: '' } }, ...completion().choices] },
    ],
    [
      'tool calls that are none',
      completion({ message: { tool_calls: [{}], function_call: null, refusal: false } }),
    ],
    [
      'thoughts in parts',
      completion({
        message: { reasoning_content: [{ type: 'text', text: 'hm' }], reasoning: { effort: 'low' } },
      }),
    ],
    ['a list around it', [completion()]],
    ['a field around it', { code: 0, msg: 'ok', data: completion() }],
    ['a text that is JSON again', JSON.stringify(JSON.stringify(completion()))],
    ['comments before it', `: PROCESSING\n\n: PROCESSING\n\n${JSON.stringify(completion())}`],
    ['a byte order mark', `\uFEFF${JSON.stringify(completion())}`],
    [
      'NaN, as Python writes it',
      JSON.stringify(completion({ took: 'x' })).replace('"x"', 'NaN, "low": -Infinity'),
    ],
    ['a raw line break in a text', JSON.stringify(completion({ note: 'a_b' })).replace('a_b', 'a\nb')],
    [
      'the form of Ollama',
      {
        model: 'm-1',
        message: { role: 'assistant', content: 'It is 4.' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 12,
        eval_count: 34,
      },
    ],
    [
      'the form of older Ollama',
      { model: 'm-1', response: 'It is 4.', done: true, prompt_eval_count: 12, eval_count: 34 },
    ],
    [
      'the form of Messages',
      {
        type: 'message',
        content: [{ type: 'text', text: 'It is 4.' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 12, output_tokens: 34 },
      },
    ],
    [
      'the form of Responses',
      {
        output: [
          { type: 'reasoning', summary: [] },
          { type: 'message', content: [{ type: 'output_text', text: 'It is 4.' }] },
        ],
        usage: { input_tokens: 12, output_tokens: 34 },
      },
    ],
    [
      'the form of Gemini',
      {
        candidates: [{ content: { parts: [{ text: 'It is 4.' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 34 },
      },
    ],
    [
      'the form of text generation',
      [{ generated_text: 'It is 4.', details: { generated_tokens: 34, prompt_tokens: 12 } }],
    ],
    ['the form of a worker', { result: { response: 'It is 4.', usage }, success: true, errors: [] }],
  ])('with %s', async (_, body) => {
    expect(await ask(chat(body))).toMatchObject(whole);
  });

  test.each<[string, string]>([
    ['deltas and [DONE]', events(delta('It is '), delta('4.', 'stop'), { choices: [], usage }, '[DONE]')],
    [
      'counts in the last delta, without an empty line',
      events(delta('It is '), { ...delta('4.', 'stop'), usage }).replaceAll('\n\n', '\n'),
    ],
    [
      'comments, names and other line ends',
      `: ping\r\n\r\nevent: message\r\nid: 1\r\n${events(delta('It is 4.'), { choices: [], usage }, '[DONE]').replaceAll('\n', '\r\n')}`,
    ],
    ['one event with the whole', events(completion())],
    ['the whole once more at the end', events(delta('It is '), delta('4.'), completion())],
    [
      'texts in place of deltas',
      events(
        { choices: [{ text: 'It is ' }] },
        { choices: [{ text: '4.', finish_reason: 'stop' }], usage },
        '[DONE]',
      ),
    ],
    [
      'JSON line by line',
      `${[
        { message: { content: 'It is ' }, done: false },
        { message: { content: '4.' }, done: true, prompt_eval_count: 12, eval_count: 34 },
      ]
        .map((piece) => JSON.stringify(piece))
        .join('\n')}\n`,
    ],
  ])('as a stream that nobody asked for: %s', async (_, text) => {
    expect(await ask(chat(text, 'text/event-stream'))).toMatchObject(whole);
  });

  test.each<[string, unknown, string]>([
    [
      'that the server has read',
      completion({ message: { content: { steps: ['a'], answer: '4' } } }),
      '{"steps":["a"],"answer":"4"}',
    ],
    [
      'as a list',
      completion({ message: { content: [{ question: 'a', solution: 'b' }] } }),
      '[{"question":"a","solution":"b"}]',
    ],
    [
      'with a type',
      completion({ message: { content: { type: 'chain', steps: ['a'] } } }),
      '{"type":"chain","steps":["a"]}',
    ],
    ['in `parsed`', completion({ message: { content: null, parsed: { answer: '4' } } }), '{"answer":"4"}'],
    [
      'as the arguments of a tool',
      completion({
        message: { content: '', tool_calls: [{ function: { name: 'json', arguments: { answer: '4' } } }] },
      }),
      '{"answer":"4"}',
    ],
    [
      'as the arguments of a function',
      completion({ message: { content: null, function_call: { name: 'json', arguments: '{"answer": 4}' } } }),
      '{"answer": 4}',
    ],
    ['a number', completion({ message: { content: 4 } }), '4'],
  ])('JSON for its content: %s', async (_, body, text) => {
    expect(await ask(chat(body))).toMatchObject({ text });
  });

  test.each<[unknown, string]>([
    ['eos', 'stop'],
    ['STOP', 'stop'],
    ['end_turn', 'stop'],
    ['FinishReason.STOP', 'other'],
    ['FINISH_REASON_MAX_TOKENS', 'length'],
    ['MAX_TOKENS', 'length'],
    ['max_new_tokens', 'length'],
    ['model_length', 'length'],
    ['SAFETY', 'content-filter'],
    ['whatever', 'other'],
    [3, 'other'],
  ])('that ends by %s', async (word, finishReason) => {
    expect(await ask(chat(completion({ choice: { finish_reason: word } })))).toMatchObject({
      text: 'It is 4.',
      finishReason,
    });
  });

  test('keeps fields that were not asked for', async () => {
    const logprobs = { content: [{ token: 'It', logprob: -0.5, top_logprobs: [] }] };
    const body = completion({
      choice: { logprobs },
      system_fingerprint: 'fp',
      message: { annotations: ['a'] },
    });
    const { body: stored } = await ask(chat(body));
    expect(JSON.parse(stored ?? '')).toEqual(body);
  });

  test('cut off while it was thinking is an answer without text', async () => {
    const body = completion({
      message: { content: null, reasoning: 'hm' },
      choice: { finish_reason: 'MAX_TOKENS' },
    });
    expect(await ask(chat(body))).toMatchObject({ text: '', finishReason: 'length' });
  });

  test.each<[string, string]>([
    ['breaks off', events(delta('It is '))],
    ['loses an event', events(delta('It is '), '{"choices": [{"del', '[DONE]')],
    ['ends in an error', events(delta('It is '), { error: { message: 'overloaded' } })],
  ])('as a stream that %s is no answer', async (_, text) => {
    await expect(ask(chat(text))).rejects.toMatchObject({ reason: 'broken' });
  });
});

describe('a body without an answer', () => {
  const failureOf = async (body: unknown) => {
    const error = await thrownBy(chat(body));
    return describeFailure(error, { secrets: ['sk-0123456789ab'], timedOut: false, now: 0 });
  };

  test.each<[string, unknown, object]>([
    [
      'no choices',
      { choices: [], usage },
      { kind: 'unreadable', usage: { inputTokens: 12, outputTokens: 34 }, isLikelyPaid: true },
    ],
    [
      'no choices and counts as texts',
      { choices: [], usage: { prompt_tokens: '12', completion_tokens: '34' } },
      { kind: 'unreadable', usage: { inputTokens: 12, outputTokens: 34 } },
    ],
    [
      'something else',
      { hello: 'sk-0123456789ab' },
      {
        kind: 'unreadable',
        billed: 'maybe',
        isLikelyPaid: true,
        message: expect.stringContaining('{"hello":"[key]"}'),
      },
    ],
    [
      'what went wrong in words',
      { code: 1301, message: 'the input is not allowed' },
      { kind: 'unreadable', billed: 'maybe' },
    ],
    ['half of it', '{"id": "x", "choices": [{"index": 0, "mess', { kind: 'unreadable', isLikelyPaid: true }],
    [
      'a stream of counts alone',
      events({ choices: [], usage }, '[DONE]'),
      { kind: 'unreadable', usage: { inputTokens: 12, outputTokens: 34 } },
    ],
    [
      'an error, as before',
      { error: { code: 429, message: 'slow down' } },
      { kind: 'rate-limited', billed: 'no' },
    ],
    ['an error as a stream', events({ error: { code: 502, message: 'bad' } }), { kind: 'server-error' }],
    [
      'nothing in its message',
      completion({ message: { content: null } }),
      { kind: 'empty', usage: { inputTokens: 12, outputTokens: 34 } },
    ],
  ])('with %s', async (_, body, failure) => {
    expect(await failureOf(body)).toMatchObject(failure);
  });

  test('is a page or nothing: no further try of it is paid', async () => {
    for (const body of ['<!DOCTYPE html><title>Sign in</title>', '', 'upstream connect error']) {
      const failure = await failureOf(body);
      expect(failure.kind).toBe('unreadable');
      expect(failure.isLikelyPaid).toBeUndefined();
    }
  });
});

describe('whatever a body holds', () => {
  const urls = ['chat/completions', 'responses', 'messages', 'models/m:generateContent'].map(
    (end) => `http://x/v1/${end}?key=1`,
  );

  test('it stays JSON, and a body made fit is not changed again', () => {
    const names = [
      'choices',
      'message',
      'content',
      'text',
      'output',
      'candidates',
      'parts',
      'usage',
      'delta',
      'type',
      'finish_reason',
      'error',
      'status',
      'code',
      'thought',
      'index',
      'result',
      'model',
      'incomplete_details',
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.double({ noNaN: true }),
        fc.boolean(),
        fc.constantFrom('stop', 'error', 'text', 'response', 'failed', 'queued'),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(...urls), (body, url) => {
        const once = fitBody(url, JSON.stringify(body));
        const again = fitBody(url, once);
        expect(JSON.parse(again)).toEqual(JSON.parse(once));
      }),
    );
  });

  test.each([
    ['http://x/v1/embeddings', '{ "choices": [] }'],
    ['http://x/v1/chat/completions', '[ ]'],
    ['http://x/v1/chat/completions', '[{ "a": 1 }, 7]'],
    ['http://x/v1/chat/completions', ' "text"'],
    ['http://x/v1/chat/completions', 'no JSON'],
  ])('at %s %s stays as it is', (url, text) => {
    expect(fitBody(url, text)).toBe(text);
  });

  test('what is taken out of a gateway without an answer gets no counts that nobody gave', () => {
    expect(fitBody(urls[0] ?? '', '{ "result": { "choices": [] } }')).toBe('{"choices":[]}');
  });

  test('what a gateway counts around a body does not mix with what the body counts itself', () => {
    const bare = { choices: [{ message: { content: '4' } }] };
    const usageOf = (body: object) => JSON.parse(fitBody(urls[0] ?? '', JSON.stringify(body))).usage;
    const around = { prompt_tokens: 12, completion_tokens: 34 };
    expect(usageOf({ result: bare, usage: around })).toMatchObject(around);
    const own = usageOf({ result: { ...bare, usage: { completion_tokens: 3 } }, usage: around });
    expect(own.completion_tokens).toBe(3);
    expect(own).not.toHaveProperty('prompt_tokens');
    expect(usageOf({ result: bare })).toBeUndefined();
    expect(usageOf({ result: bare, eval_count: 34 })).not.toHaveProperty('prompt_tokens');
  });

  test('so many brackets within brackets that nothing can follow them stay as they are', () => {
    const text = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
    expect(fitBody(urls[0] ?? '', text)).toBe(text);
  });

  test('thousands of brackets, a long broken text and no text at all stay as they are', () => {
    for (const text of [
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `{"a": "${'x\\n'.repeat(500_000)}`,
      '',
    ]) {
      for (const url of urls) expect(fitBody(url, text)).toBe(text);
    }
  });
});
