import { describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import { chatParts, renderChat, trainTokenizer } from './index.ts';
import type { NamedTokens } from './types.ts';

const { definition } = trainTokenizer(['a question'], { vocabularySize: 260 });
const templated = (chatTemplate: string, namedTokens: NamedTokens = {}) => ({
  chatTemplate,
  chatTemplateFile: 'model/tokenizer_config.json',
  definition: { ...definition, namedTokens },
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
  expect(renderChat(templated(template), question, false)).toBe('|<|endoftext|>|false||true|true|false');
  const named = { bos_token: '<s>', pad_token: '<pad>', unk_token: '<unk>' };
  expect(renderChat(templated(template, named), question, true)).toBe(
    '<s>|<|endoftext|>|true|<unk>|true|true|true',
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

describe('templates that are refused, in little time and memory', () => {
  const nested = (depth: number, range: number): string =>
    depth === 0 ? 'x' : `{% for i${depth} in range(${range}) %}${nested(depth - 1, range)}{% endfor %}`;
  test.each<[string, string, RegExp]>([
    ['loops within loops', nested(3, 1000), /it takes more than 200000 steps/],
    [
      'a list that doubles',
      `{% set n = namespace(a=[1]) %}{% for i in range(40) %}{% set n.a = n.a + n.a %}{% endfor %}`,
      /it takes more than 128 MiB of memory|it takes longer than/,
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
      expect(error.message).toMatch(/^model\/tokenizer_config\.json: .*Use --prompt plain\.$/s);
    },
    120_000,
  );
});
