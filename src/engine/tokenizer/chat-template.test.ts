import { describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import { chatParts, renderChat, trainTokenizer } from './index.ts';
import type { NamedTokens } from './types.ts';

const { definition } = trainTokenizer(['a question'], { vocabularySize: 260 });
const templated = (chatTemplate: string, namedTokens: NamedTokens = {}) => ({
  chatTemplate,
  chatTemplateFile: 'model/tokenizer_config.json',
  namedTokens: { eos_token: definition.endOfText, ...namedTokens },
});
const question = [{ role: 'user', content: 'Hello' }] as const;

function errorOf(chatTemplate: string): SocraticError {
  try {
    renderChat(templated(chatTemplate), question, true);
  } catch (error) {
    if (error instanceof SocraticError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('the variables that transformers gives: tokens that a model lacks are undefined, tools and documents none', () => {
  const template =
    '{{ bos_token }}|{{ eos_token }}|{{ pad_token is defined }}|{{ unk_token }}|{{ tools is none }}|{{ documents is none }}|{{ add_generation_prompt }}';
  expect(renderChat(templated(template), question, false)).toBe('|<|endoftext|>|False||True|True|False');
  const named = { bos_token: '<s>', pad_token: '<pad>', unk_token: '<unk>' };
  expect(renderChat(templated(template, named), question, true)).toBe(
    '<s>|<|endoftext|>|True|<unk>|True|True|True',
  );
});

// Expected: what Python's Jinja 3.1 writes, with the settings of transformers.
test.each([
  ['booleans and none', '{{ true }} {{ none }} {{ not true }} {{ tools }}', 'True None False None'],
  ['what is undefined', '[{{ nothing }}{{ messages[0].name }}]', '[]'],
  ['statements', '{% set x = none %}{# none #}{% if false %}x{% endif %}.', '.'],
  ['joined by ~', "{{ 'a' ~ true ~ none ~ 1 ~ 1.5 ~ nothing }}", 'aTrueNone11.5'],
  ['the filter string', "{{ (1 == 1) | string + (none | string) + '!' }}", 'TrueNone!'],
  ['the filter join', "{{ [true, none, 'a'] | join('-') }}{{ [1, false] | join }}", 'True-None-a1False'],
  ['tojson', '{{ true | tojson }} {{ [none, false] | tojson }}', 'true [null, false]'],
  ['a list and a tuple', "{{ [true, 'a', [1.0]] }} {{ (1, none) }}", "[True, 'a', [1.0]] (1, None)"],
  ['an object', "{{ {'a': none, 'b': \"it's\"} }}", `{'a': None, 'b': "it's"}`],
  ['strings in a list', "{{ ['\\n\\t', 'é\u200b', '\\'\"'] }}", "['\\n\\t', 'é\\u200b', '\\'\"']"],
  [
    'a macro and a loop',
    '{% macro m(x) %}{{ x }}{% endmacro %}{% for i in [true] %}{{ m(i) }}{{ loop.first }}{% endfor %}',
    'TrueTrue',
  ],
])('writes %s as Python does', (_name, template, text) => {
  expect(renderChat(templated(template), question, false)).toBe(text);
});

test('too little time is an error of its own, which blames the machine and not the template', () => {
  expect(() => renderChat(templated('{{ 1 }}'), question, true, { timeoutMs: 1 })).toThrow(
    expect.objectContaining({
      code: 'chat-template-not-rendered',
      message: expect.stringMatching(
        /^model\/tokenizer_config\.json: .* not ended after 0\.001 seconds.*Try again .*`prompt: "plain"`\.$/,
      ),
    }),
  );
});

test('the text around messages', () => {
  const template =
    "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
  expect(chatParts(templated(template))).toEqual({
    before: '<user>',
    after: '</><assistant>',
    next: '</><user>',
  });
});

describe('templates that are refused, in little time and memory, the same on every machine', () => {
  const nested = (depth: number, range: number): string =>
    depth === 0 ? 'x' : `{% for i${depth} in range(${range}) %}${nested(depth - 1, range)}{% endfor %}`;
  test.each<[string, string, RegExp]>([
    ['loops within loops', nested(3, 1000), /it takes more than 200000 steps/],
    [
      'a list that doubles',
      `{% set n = namespace(a=[1]) %}{% for i in range(40) %}{% set n.a = n.a + n.a %}{% endfor %}`,
      /it takes more than 128 MiB of memory/,
    ],
    [
      'a long text',
      `{% for i in range(1000) %}${'x'.repeat(200)}{% endfor %}`,
      /it writes 200000 characters/,
    ],
    ['a large range', '{{ range(100000) }}', /range\(\) of more than 1000 numbers/],
    ['its own exception', "{{ raise_exception('only tools') }}", /only tools/],
    ['no template', '{% if %}', /the chat template cannot be used/],
  ])(
    '%s',
    (_name, template, message) => {
      const error = errorOf(template);
      expect(error.code).toBe('chat-template-invalid');
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/^model\/tokenizer_config\.json: .*Use `prompt: "plain"`\.$/s);
    },
    120_000,
  );
});
