// Which answer is read of a body, and which bodies hold none. Each row is a body that a server or a gateway writes.
import { describe, expect, test } from 'vitest';
import { answerIn, type FoundAnswer } from './response-answer.ts';

const none = { input: undefined, output: undefined, total: undefined, thoughts: undefined };
const answer = (more: Partial<FoundAnswer> = {}): FoundAnswer => ({
  ...{ text: '', thoughts: '', tools: [], ending: null, tokens: none, id: undefined, model: undefined },
  ...more,
});
const chat = (message: object, more: object = {}) => ({ choices: [{ message, ...more }] });
const call = (made: object, more: object = {}) => ({ type: 'function', function: made, ...more });
const thinking = { type: 'thinking', thinking: 'other' };
const error = { message: 'down' };

describe('the text, and what else is written', () => {
  test.each<[string, object, Partial<FoundAnswer>]>([
    ['a choice', chat({ content: '4' }, { finish_reason: 'stop' }), { text: '4', ending: 'stop' }],
    ['a choice behind null', { choices: [null, { message: { content: '4' } }] }, { text: '4' }],
    [
      'the first choice with a text',
      { choices: [{ message: { content: '' } }, { message: { content: '4' } }] },
      { text: '4' },
    ],
    ['another field, where the content is spaces', chat({ content: '  ', text: '4' }), { text: '4' }],
    [
      'a text in a choice goes before thoughts beside it',
      { ...chat({ content: '4' }), content: [thinking] },
      { text: '4' },
    ],
    [
      'thoughts of a choice stay with its text',
      chat({ content: '4', reasoning: 'hm' }),
      { text: '4', thoughts: 'hm' },
    ],
    [
      'thoughts of a choice go before those beside it',
      { ...chat({ content: '', reasoning: 'hm' }), content: [thinking, { type: 'text', text: '4' }] },
      { text: '4', thoughts: 'hm' },
    ],
    ['reasoning_content', chat({ content: '4', reasoning_content: 'hm' }), { text: '4', thoughts: 'hm' }],
    [
      'reasoning behind an empty one',
      chat({ content: '4', reasoning_content: '', reasoning: 'hm' }),
      { text: '4', thoughts: 'hm' },
    ],
    ['thinking', chat({ content: '4', thinking: 'hm' }), { text: '4', thoughts: 'hm' }],
    ['thoughts', chat({ content: '4', thoughts: 'hm' }), { text: '4', thoughts: 'hm' }],
    [
      'thoughts among the parts',
      chat({
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: '4' },
        ],
      }),
      { text: '4', thoughts: 'hm' },
    ],
    [
      'items of Responses: thoughts, a call of a function and a message',
      {
        output: [
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
          { type: 'function_call', name: 'f', arguments: '{}' },
          { type: 'message', content: [{ type: 'output_text', text: '4' }] },
        ],
      },
      { text: '4', thoughts: 'hm' },
    ],
    [
      'thoughts within a message of Responses',
      {
        output: [
          {
            type: 'message',
            content: [
              { type: 'thinking', thinking: 'hm' },
              { type: 'output_text', text: '4' },
            ],
          },
        ],
      },
      { text: '4', thoughts: 'hm' },
    ],
    [
      'a message of Responses that is empty',
      { output: [{ type: 'message', content: [] }], status: 'completed', finish_reason: 'stop' },
      { ending: 'stop' },
    ],
    [
      'parts beside an error',
      { error, content: [{ type: 'text', text: 'half' }] },
      { text: 'half', ending: 'error' },
    ],
  ])('%s', (_, body, found) => {
    expect(answerIn(body)).toStrictEqual(answer(found));
  });

  test.each<[unknown, string | undefined, unknown, string | undefined]>([
    ['c1', 'c1', 'm', 'm'],
    [12, '12', '', undefined],
    [{ a: 1 }, undefined, 7, undefined],
    [null, undefined, null, undefined],
  ])('an id of %j is %j, a model of %j is %j', (given, id, named, model) => {
    expect(answerIn({ ...chat({ content: '4' }), id: given, model: named })).toMatchObject({ id, model });
  });
});

describe('calls of tools', () => {
  const made = { name: 'r', arguments: '{"a": 1}' };
  test.each<[string, object, FoundAnswer['tools']]>([
    ['with an id', call(made, { id: 'c' }), [{ id: 'c', name: 'r', input: '{"a": 1}' }]],
    ['with a number for an id', call(made, { id: 7 }), [{ name: 'r', input: '{"a": 1}' }]],
    ['without a name', call({ arguments: '{}' }), [{ name: 'answer', input: '{}' }]],
    ['with an empty name', call({ name: '', arguments: '{}' }), [{ name: 'answer', input: '{}' }]],
    ['with a number for a name', call({ name: 7, arguments: '{}' }), [{ name: 'answer', input: '{}' }]],
    [
      'with arguments that the server has read',
      call({ name: 'r', arguments: { a: 1 } }),
      [{ name: 'r', input: '{"a":1}' }],
    ],
    ['with an input', { name: 'r', input: { a: 1 } }, [{ name: 'r', input: '{"a":1}' }]],
    ['with null for arguments', call({ name: 'r', arguments: null }), []],
    ['with null for an input', call({ name: 'r', input: null }), []],
    ['without arguments', call({ name: 'r' }), []],
  ])('%s', (_, tool, tools) => {
    expect(answerIn(chat({ content: null, tool_calls: [tool] }))).toStrictEqual(answer({ tools }));
  });

  test('are the answer, whatever is written beside the choices', () => {
    const body = { ...chat({ content: null, tool_calls: [call(made)] }), output_text: 'other' };
    expect(answerIn(body)).toMatchObject({ text: '', tools: [{ name: 'r' }] });
  });
});

describe('an empty answer is another failure than none', () => {
  test.each<[object, string | null]>([
    [chat({ content: '' }), null],
    [chat({ content: null }, { finish_reason: 'stop' }), 'stop'],
    [{ choices: [{ text: '' }] }, null],
    [{ choices: [{ finish_reason: 'stop' }] }, 'stop'],
    [{ content: [], stop_reason: 'end_turn' }, 'stop'],
    [{ message: null, done_reason: 'stop' }, 'stop'],
    [{ output: [], incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ candidates: [{ finishReason: 'STOP' }] }, 'stop'],
    [{ ...chat({ content: '' }), error }, 'error'],
    [{ object: 'response', status: 'failed', output: [], error }, 'error'],
  ])('%j is empty', (body, ending) => {
    expect(answerIn(body)).toStrictEqual(answer({ ending }));
  });

  test.each<[unknown]>([
    [null],
    ['text'],
    [{}],
    [{ choices: [] }],
    [{ choices: [{ index: 0 }] }],
    [{ content: [] }],
    [{ output: [] }],
    [{ finish_reason: 'stop' }],
    [{ error }],
    [{ error, finish_reason: 'stop', content: '' }],
    [{ object: 'error', status: 'failed', output: [] }],
  ])('%j is none', (body) => {
    expect(answerIn(body)).toBeNull();
  });
});

describe('a text in a field of its own', () => {
  test.each<[object]>([
    [{ output_text: '4' }],
    [{ text: '4' }],
    [{ generated_text: '4' }],
    [{ completion: '4' }],
    [{ response: '4', done: true }],
    [{ response: '4', model: 'm' }],
    [{ output: '4', status: 'COMPLETED' }],
    [{ result: '4', usage: { prompt_tokens: 12 } }],
    [{ result: '4', usage: { completion_tokens: 34 } }],
    [{ result: '4', usage: { total_tokens: 46 } }],
    [{ text: '4', error, finish_reason: 'error' }],
  ])('%j is what a model has written', (body) => {
    expect(answerIn(body)).toMatchObject({ text: '4' });
  });

  test.each<[object]>([
    [{ text: 'We are down', error }],
    [{ output_text: 'We are down', status: 503 }],
    [{ content: 'We are down', error }],
    [{ result: { response: 'We are down' }, success: false }],
    [{ message: 'We are down' }],
    [{ response: 'hello' }],
    [{ response: 'hello', model: '' }],
    [{ response: 'hello', model: 7 }],
    [{ response: 'Your job waits', status: 'queued', model: 'm' }],
  ])('%j is a notice', (body) => {
    expect(answerIn(body)).toBeNull();
  });
});
