// What is read of a stream where one body was asked for: its pieces, and the body that they make.
import { describe, expect, test } from 'vitest';
import { completion, delta, events, usage } from './response-body.fixture.ts';
import { assembled, piecesIn } from './response-stream.ts';

const unread = { choices: [{ error: 'its stream holds an event that cannot be read' }] };

describe('the pieces of a text', () => {
  test.each<[string, string, unknown[] | null]>([
    ['nothing', '', null],
    ['lines of spaces', ' \n\n  \n', null],
    ['comments alone', ': ping\n\n: ping\n', null],
    ['empty lines and a comment before the events', '  \n\n: ping\n\ndata: {"a": 1}\n\n', [{ a: 1 }]],
    [
      'an event in two lines, then another',
      'data: {"a":\ndata: 1}\n\ndata: {"b": 2}\n\n',
      [{ a: 1 }, { b: 2 }],
    ],
    ['lines of spaces between events', 'data: {"a":\ndata: 1}\n  \ndata: {"b": 2}\n', [{ a: 1 }, { b: 2 }]],
    ['no empty lines between events', 'data: {"a": 1}\ndata: {"b": 2}\n', [{ a: 1 }, { b: 2 }]],
    ['events with names', 'event: x\nid: 7\ndata: {"a": 1}\n\nretry: 3\n', [{ a: 1 }]],
    ['empty data', 'data:\n\ndata:\ndata: [DONE]\n\n', [{ done: true }]],
    ['NaN, as Python writes it', 'data: {"a": NaN}\n\n', [{ a: null }]],
    ['half an event', 'data: {"a": 1}\n\ndata: {"b":\n\n', [{ a: 1 }, unread]],
    ['JSON line by line', '{"a": 1}\n  \n{"b": 2}\n', [{ a: 1 }, { b: 2 }]],
    ['JSON line by line that speaks of data', '{"a": "data: x"}\n{"b": 2}', [{ a: 'data: x' }, { b: 2 }]],
    ['one line of JSON, which is no stream', '{"a": 1}\n', null],
    ['lines that are not all objects', '{"a": 1}\n7\n', null],
    ['lines of which one is cut off', '{"a": 1}\n{"b":', null],
    ['a page', '<html>\n<p>data: none</p>\n</html>', null],
  ])('%s', (_, text, pieces) => {
    expect(piecesIn(text)).toEqual(pieces);
  });
});

/** A body with one choice, as the pieces of a stream make it. */
const body = (message: object, finish: string | null = 'stop', more: object = {}) => ({
  choices: [{ index: 0, message: { role: 'assistant', content: '', ...message }, finish_reason: finish }],
  ...more,
});
/** A piece of a choice, without an id or a model. */
const piece = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const end = { done: true };

describe('the body that pieces make', () => {
  test.each<[string, readonly unknown[], object]>([
    [
      'a text',
      [piece({ content: 'It is ' }), piece({ content: '4.' }, 'stop')],
      body({ content: 'It is 4.' }),
    ],
    [
      'what is no object is passed over',
      [null, 7, 'x', piece({ content: '4' }, 'stop')],
      body({ content: '4' }),
    ],
    ['an id and a model', [delta('4', 'stop')], { ...body({ content: '4' }), id: 'x', model: 'm-1' }],
    [
      'an id and a model in the message of an event, not the id of the event',
      [
        { id: 'e' },
        { type: 'message_start', message: { id: 'm', model: 'c' } },
        piece({ content: '4' }, 'stop'),
      ],
      { ...body({ content: '4' }), id: 'm', model: 'c' },
    ],
    [
      'a model without an id',
      [{ model: 'c' }, piece({ content: '4' }, 'stop')],
      { ...body({ content: '4' }), model: 'c' },
    ],
    [
      'counts',
      [piece({ content: '4' }, 'stop'), { choices: [], usage }],
      body({ content: '4' }, 'stop', { usage }),
    ],
    ['an end without a text, which is an empty answer', [piece({}, 'length')], body({}, 'length')],
    ['an end of the stream alone, which is no answer', [end], { choices: [] }],
    ['counts alone, which are no answer', [{ choices: [], usage }, end], { choices: [], usage }],
    ['nothing', [], { choices: [] }],
    [
      'thoughts under the names that servers have for them',
      [
        piece({ reasoning_content: 'a' }),
        piece({ reasoning: 'b' }),
        piece({ thinking: 'c' }),
        piece({ content: [{ type: 'thinking', thinking: 'd' }] }),
        piece({ content: '4' }, 'stop'),
      ],
      body({ content: '4', reasoning_content: 'abcd' }),
    ],
    ['thoughts alone', [piece({ reasoning: 'hm' }), piece({}, 'stop')], body({ reasoning_content: 'hm' })],
    [
      'the arguments of a tool',
      [
        piece({ tool_calls: [{ function: { name: 'r', arguments: '{"a":' } }] }),
        piece({ tool_calls: [{ function: { arguments: ' 1}' } }] }, 'stop'),
      ],
      body({ tool_calls: [{ function: { name: 'answer', arguments: '{"a": 1}' } }] }),
    ],
    [
      'the input of a tool of Messages',
      [
        { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: '{"a":' } },
        { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: ' 1}' } },
        { type: 'message_stop' },
      ],
      body({ tool_calls: [{ function: { name: 'answer', arguments: '{"a": 1}' } }] }, null),
    ],
    [
      'a text, which goes before the arguments of a tool',
      [piece({ content: '4', tool_calls: [{ function: { arguments: '{}' } }] }, 'stop')],
      body({ content: '4' }),
    ],
    [
      'texts of Responses, and nothing of its other events',
      [
        { type: 'response.reasoning_text.delta', delta: 'hm' },
        { type: 'response.output_text.delta', delta: 'It is ' },
        { type: 'response.output_text.delta' },
        { type: 'response.output_text.delta', delta: '4.' },
        { type: 'response.function_call_arguments.delta', delta: '{}' },
        end,
      ],
      body({ content: 'It is 4.' }, null),
    ],
    [
      'the parts of Messages once, where their start holds them too',
      [
        { type: 'message_start', message: { content: [{ type: 'text', text: 'It is 4.' }] } },
        { type: 'content_block_delta', delta: { type: 'text_delta', text: 'It is 4.' } },
        { type: 'message_stop' },
      ],
      body({ content: 'It is 4.' }, null),
    ],
    ['`stop`, as llama.cpp ends a stream', [{ content: '4', stop: true }], body({ content: '4' }, null)],
    [
      'a first piece whose choice has no number',
      [{ choices: [{ delta: { content: 'It is ' } }] }, piece({ content: '4.' }, 'stop')],
      body({ content: 'It is 4.' }),
    ],
    [
      'the whole once more behind its first part',
      [
        piece({ content: 'It is ' }),
        { choices: [{ message: { content: 'It is 4.' }, finish_reason: 'stop' }] },
      ],
      body({ content: 'It is 4.' }),
    ],
    [
      'the rest in a message',
      [piece({ content: 'It is ' }), { choices: [{ message: { content: '4.' }, finish_reason: 'stop' }] }],
      body({ content: 'It is 4.' }),
    ],
  ])('%s', (_, pieces, made) => {
    expect(assembled(pieces)).toStrictEqual(made);
  });

  test.each<[string, object]>([
    ['as it is', completion({ note: 'kept' })],
    ['that says `done` too', completion({ done: true })],
  ])('a whole body among them %s', (_, whole) => {
    expect(assembled([whole, { done: true }])).toStrictEqual(whole);
  });

  test.each(['completed', 'incomplete', 'failed'])('the response in an event response.%s', (word) => {
    const response = { id: 'r', output: [] };
    const pieces = [
      { type: 'response.created', response: { id: 'r' } },
      { type: `response.${word}`, response },
    ];
    expect(assembled(pieces)).toBe(response);
  });

  test.each(['response.completed_part', 'thread.response.completed'])('but not in an event %s', (type) => {
    const pieces = [{ type, response: { id: 'r' } }, piece({ content: '4' }, 'stop')];
    expect(assembled(pieces)).toStrictEqual(body({ content: '4' }));
  });
});

describe('what broke off', () => {
  const unended = 'its stream ended without an end of the answer';
  const broken = (content: string, error: unknown) => ({
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'error', error }],
  });
  const error = { message: 'overloaded' };

  test.each<[string, readonly unknown[], object]>([
    ['a text without an end', [piece({ content: 'half' })], broken('half', unended)],
    ['a text of llama.cpp without an end', [{ content: 'half', stop: false }], broken('half', unended)],
    ['a message without an end', [{ choices: [{ message: { content: 'half' } }] }], broken('half', unended)],
    ['an error behind a text', [piece({ content: 'half' }), { error }, end], broken('half', error)],
    [
      'an error behind a text that was cut off',
      [piece({ content: 'half' }), { error }],
      broken('half', error),
    ],
    [
      'an event that is an error',
      [piece({ content: 'half' }), { object: 'error', message: 'x' }, end],
      broken('half', { object: 'error', message: 'x' }),
    ],
    [
      'an event that cannot be read',
      [piece({ content: 'half' }), unread, end],
      broken('half', unread.choices[0]?.error),
    ],
    ['an error before any text', [{ error }], { error }],
    ['an error before any text, with counts', [{ choices: [], usage }, { error }], { error, usage }],
  ])('%s keeps what is there and says why', (_, pieces, made) => {
    expect(assembled(pieces)).toStrictEqual(made);
  });

  test('an event that was cut in two is a hole in the text, not its end', () => {
    const text = `${events(delta('It is '))}data: {"choices": [{"del\n\n${events(delta('4.', 'stop'))}`;
    expect(assembled(piecesIn(text) ?? [])).toMatchObject(broken('It is 4.', unread.choices[0]?.error));
  });
});
