// Chat templates as `transformers` renders them: a real one, published forms, and one that uses every named token.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readModelFiles } from '../../src/engine/model/index.ts';
import {
  type ChatMessage,
  readTokenizer,
  renderChat,
  trainTokenizer,
  writeTokenizer,
} from '../../src/engine/tokenizer/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';
import { runPython } from './python.ts';

const { definition } = trainTokenizer(['a question and an answer'], { vocabularySize: 270 });
const tokens = ['<s>', '<pad>', '<unk>'].map((content, i) => ({ id: 300 + i, content, special: true }));
const named = { bos_token: '<s>', pad_token: '<pad>', unk_token: '<unk>' };
const filesWith = (chatTemplate: string, namedTokens: object) =>
  writeTokenizer({
    definition: {
      ...definition,
      addedTokens: [...definition.addedTokens, ...tokens],
      namedTokens,
      chatTemplate,
    },
  });

const llama3 =
  "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}";
const qwen2 = `{%- if tools %}
    {{- '<|im_start|>system\\n# Tools' }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
`;
const everything = `{{ bos_token }}{{ pad_token }}{{ unk_token }}{{ eos_token }}
{% if tools is none %}no tools{% endif %} {{ 'no documents' if documents is none }}
{{ bos_token is defined }} {{ [pad_token is defined, none, 'a "quoted" text'] }} {{ 'tools: ' ~ tools }} {{ [true, 1.5] | join(', ') }}
{{ messages[0] }}
  {% for message in messages %}
{{ pad_token }}{{ message.content | tojson }}
  {% endfor %}
{% if add_generation_prompt %}answer: {% endif %}`;

type Cases = Readonly<Record<string, Readonly<Record<string, string>>>>;

const published: Cases = {
  'Llama 3': filesWith(llama3, named),
  Qwen2: filesWith(qwen2, {}),
  'every token': filesWith(everything, named),
  'no tokens': filesWith(everything, {}),
};
const user: ChatMessage = { role: 'user', content: '  Ann has 3 pens.\n"How many?" é ' };
const conversations: readonly (readonly ChatMessage[])[] = [
  [user],
  [{ role: 'system', content: 'Be brief.' }, user],
  [user, { role: 'assistant', content: '3' }, { role: 'user', content: 'And now?' }],
];

/** Renders every conversation with the templates of the cases, here and in transformers: the texts must be equal. */
async function expectSameTexts(cases: Cases): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-chat-'));
  try {
    for (const [name, files] of Object.entries(cases)) {
      mkdirSync(join(folder, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    }
    writeFileSync(join(folder, 'case.json'), JSON.stringify({ names: Object.keys(cases), conversations }));
    const theirs = await runPython<{ texts: Record<string, string[]> }>('chat_template_reference.py', folder);
    const ours = Object.fromEntries(
      Object.keys(cases).map((name) => {
        const tokenizer = readTokenizer(join(folder, name, 'tokenizer.json'));
        const render = (prompt: boolean) => conversations.map((one) => renderChat(tokenizer, one, prompt));
        return [name, [...render(true), ...render(false)]];
      }),
    );
    expect(ours).toEqual(theirs.texts);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('chat templates give the texts that transformers renders', { timeout: 600_000 }, () => {
  test('published forms, and one with every named token', needs('python'), () => expectSameTexts(published));
  test('SmolLM2', needs('python', 'smollm2'), () =>
    expectSameTexts({ SmolLM2: readModelFiles(pathOf('smollm2')).tokenizerFiles() }),
  );
});
