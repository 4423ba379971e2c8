import { describe, expect, test } from 'vitest';
import {
  chatRequest,
  completionRequest,
  lastProblem,
  readRequest,
  solveOptionsOf,
} from './openai-request.ts';
import type { ServedModel } from './served-model.ts';

const messages = [{ role: 'user', content: 'How many?' }];
const chat = (more: object) => readRequest(chatRequest, { model: 'm', messages, ...more });

describe('what a student cannot do is refused, by the name of the field', () => {
  test.each<[object, string]>([
    [{ n: 2 }, 'n'],
    [{ stop: ['\n'] }, 'stop'],
    [{ tools: [{ type: 'function' }] }, 'tools'],
    [{ response_format: { type: 'json_object' } }, 'response_format'],
    [{ logprobs: true }, 'logprobs'],
    [{ frequency_penalty: 0.5 }, 'frequency_penalty'],
    [{ temperature: 3 }, 'temperature'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: { include_usage: 1 } }, 'stream_options.include_usage'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
    [{ messages: undefined }, 'messages'],
    [{ model: undefined }, 'model'],
  ])('%j', (more, param) => {
    expect(() => chat(more)).toThrow(expect.objectContaining({ status: 400, param }));
  });

  test('several prompts, and token ids', () => {
    for (const prompt of [['a', 'b'], [1, 2], 7]) {
      expect(() => readRequest(completionRequest, { model: 'm', prompt })).toThrow(
        expect.objectContaining({ status: 400, param: 'prompt' }),
      );
    }
    expect(readRequest(completionRequest, { model: 'm', prompt: ['a'] }).prompt).toEqual(['a']);
  });
});

test('fields that change nothing are taken', () => {
  const neutral = {
    n: 1,
    stop: null,
    tools: [],
    logprobs: false,
    presence_penalty: 0,
    response_format: { type: 'text' },
    user: 'somebody',
    parallel_tool_calls: true,
    temperature: null,
  };
  expect(chat(neutral)).toMatchObject({ model: 'm', messages });
});

describe('the problem', () => {
  test.each<[unknown, string]>([
    ['How many?', 'How many?'],
    [
      [
        { type: 'text', text: 'Two.' },
        { type: 'text', text: 'How many?' },
      ],
      'Two.\nHow many?',
    ],
  ])('is the text of the last message of the user: %j', (content, text) => {
    const asked = chat({
      messages: [
        { role: 'user', content: 'before' },
        { role: 'user', content },
        { role: 'assistant', content: 'So' },
      ],
    });
    expect(lastProblem(asked.messages)).toBe(text);
  });

  test('pictures, and no message of the user, are refused', () => {
    const picture = chat({
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: '' } }] }],
    });
    expect(() => lastProblem(picture.messages)).toThrow(
      expect.objectContaining({ param: 'messages[0].content' }),
    );
    const none = chat({ messages: [{ role: 'system', content: 'x' }] });
    expect(() => lastProblem(none.messages)).toThrow(expect.objectContaining({ param: 'messages' }));
  });
});

describe('the options that a request comes to', () => {
  const options = (request: object, defaults: object = {}) =>
    solveOptionsOf(chat(request), { defaults } as unknown as ServedModel);

  test.each<[object, object, object]>([
    [{}, {}, { maxNewTokens: 256 }],
    [{ max_tokens: 9 }, {}, { maxNewTokens: 9 }],
    [{ max_tokens: 900 }, { maxNewTokens: 300 }, { maxNewTokens: 300 }],
    [{ temperature: 0, seed: 3, top_p: 0.5 }, { temperature: 1 }, { maxNewTokens: 256, temperature: 0 }],
    [{ temperature: 1, seed: -3, top_p: 0 }, {}, { maxNewTokens: 256, temperature: 1, seed: 3, topP: 1e-6 }],
    [{ temperature: 1 }, { seed: 8 }, { maxNewTokens: 256, temperature: 1, seed: 8 }],
    [{ seed: 4 }, { samples: 3 }, { maxNewTokens: 256, seed: 4 }],
  ])('%j of a server with %j', (request, defaults, expected) => {
    expect(options(request, defaults)).toEqual(expected);
  });

  test('without a seed it is another one each time', () => {
    expect(options({ temperature: 1 }).seed).not.toBe(options({ temperature: 1 }).seed);
  });
});
