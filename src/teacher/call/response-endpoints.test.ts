// Bodies with odd fields of the endpoints beside chat completions: Messages, Gemini, Responses.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import {
  ask,
  completion,
  counts,
  events,
  gemini,
  messages,
  responses,
  whole,
} from './response-body.fixture.ts';

describe('other endpoints', () => {
  const textPart = { type: 'text', text: 'It is 4.' };
  const item = {
    type: 'message',
    role: 'assistant',
    id: 'i',
    content: [{ type: 'output_text', text: 'It is 4.', annotations: [] }],
  };
  const metadata = { promptTokenCount: 12, candidatesTokenCount: 34 };

  test.each<[string, LanguageModelV3]>([
    [
      'Messages as they should be',
      messages({
        type: 'message',
        id: 'm',
        model: 'c',
        content: [textPart],
        stop_reason: 'end_turn',
        usage: counts,
      }),
    ],
    [
      'Messages with counts as texts and no type',
      messages({
        id: 5,
        content: [textPart],
        stop_reason: 'end_turn',
        usage: { input_tokens: '12', output_tokens: '34' },
      }),
    ],
    [
      'Messages with a text for their content',
      messages({ type: 'message', content: 'It is 4.', stop_reason: null, usage: counts }),
    ],
    [
      'Messages with parts of other kinds',
      messages({
        type: 'message',
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'new_kind', data: 1 },
          { ...textPart, citations: 'none' },
        ],
        stop_reason: 0,
        usage: counts,
      }),
    ],
    [
      'Messages as a stream',
      messages(
        events(
          {
            type: 'message_start',
            message: { id: 'm', model: 'c', content: [], usage: { input_tokens: 12, output_tokens: 1 } },
          },
          { type: 'content_block_start', content_block: { type: 'text', text: '' } },
          { type: 'content_block_delta', delta: { type: 'text_delta', text: 'It is 4.' } },
          { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 34 } },
          { type: 'message_stop' },
        ),
      ),
    ],
    ['Messages in the form of a chat completion', messages(completion())],
    [
      'Gemini as it should be',
      gemini({
        candidates: [{ content: { role: 'model', parts: [{ text: 'It is 4.' }] }, finishReason: 'STOP' }],
        usageMetadata: metadata,
      }),
    ],
    [
      'Gemini with counts as texts and a number for the reason',
      gemini({
        candidates: [{ content: { parts: ['It is 4.'] }, finishReason: 1 }],
        usageMetadata: { promptTokenCount: '12', candidatesTokenCount: '34' },
      }),
    ],
    [
      'Gemini as a list of pieces',
      gemini([
        { candidates: [{ content: { parts: [{ text: 'It is ' }] } }] },
        {
          candidates: [{ content: { parts: [{ text: '4.' }] }, finishReason: 'STOP' }],
          usageMetadata: metadata,
        },
      ]),
    ],
    [
      'Responses as they should be',
      responses({ id: 'r', created_at: 1, model: 'g', output: [item], usage: counts }),
    ],
    [
      'Responses with counts as texts, no ids and unknown items',
      responses({
        id: 8,
        created_at: '1',
        output: [
          { type: 'brand_new' },
          { type: 'reasoning' },
          { type: 'message', content: [{ type: 'output_text', text: 'It is 4.' }] },
        ],
        usage: { input_tokens: '12', output_tokens: '34' },
      }),
    ],
    ['Responses with their text at the top', responses({ output_text: 'It is 4.', usage: counts })],
    ['Responses in the form of a chat completion', responses(completion())],
    [
      'Responses as a stream',
      responses(
        events(
          { type: 'response.output_text.delta', delta: 'It is 4.' },
          { type: 'response.completed', response: { id: 'r', output: [item], usage: counts } },
        ),
      ),
    ],
  ])('%s', async (_, model) => {
    expect(await ask(model)).toMatchObject(whole);
  });

  test('say that an answer was cut off', async () => {
    for (const model of [
      messages({ content: 'It is', stop_reason: 'max_tokens', usage: counts }),
      gemini({ candidates: [{ content: { parts: [{ text: 'It is' }] }, finishReason: 'MAX_TOKENS' }] }),
      responses({ output: [item], incomplete_details: { reason: 'max_output_tokens' } }),
    ]) {
      expect(await ask(model)).toMatchObject({ finishReason: 'length' });
    }
  });
});
