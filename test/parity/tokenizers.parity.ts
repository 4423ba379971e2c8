// Tokenizers of every kind as `transformers` loads them, with the settings of tokenizer_config.json: the same ids of texts, and of
// problems in the model's chat template, tokenized at once.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePrompt, promptFormat } from '../../src/distill/index.ts';
import { readTokenizer, trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import {
  filesOf,
  gemma,
  type Kind,
  llama2,
  mistral,
  tinyTokenizers,
} from '../../src/engine/tokenizer/pipeline/tiny-tokenizers.fixture.ts';
import { needs } from '../support/optional-data.ts';
import { runPython } from './python.ts';

const templates = {
  llama2:
    "{% for m in messages %}{% if m['role'] == 'user' %}{{ bos_token + '[INST] ' + m['content'].strip() + ' [/INST]' }}{% else %}{{ ' ' + m['content'] + ' ' + eos_token }}{% endif %}{% endfor %}",
  vicuna:
    "{{ bos_token }}A chat.{% for m in messages %} {% if m['role'] == 'user' %}USER: {{ m['content'] }}{% else %}ASSISTANT: {{ m['content'] }}{{ eos_token }}{% endif %}{% endfor %}{% if add_generation_prompt %} ASSISTANT:{% endif %}",
  gemma:
    "{{ bos_token }}{% for m in messages %}{{ '<start_of_turn>' + m['role'] + '\\n' + m['content'] + '<end_of_turn>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}",
};
const chatty = (kind: Kind, chat_template: string, more: object = {}): Kind => ({
  ...kind,
  config: { ...kind.config, chat_template, ...more },
});

const { definition, vocabularySize } = trainTokenizer(
  ['Tom has 16 apples, USER: Problem: [INST] 3 pears', 'Problem: how many? <<3+4=7>>7\n#### 7 ASSISTANT:'],
  { vocabularySize: 320, splitPattern: 'gpt2' },
);
const added = ['<<', '####', '<think>'].map((content, i) => ({
  id: vocabularySize + i,
  content,
  special: false,
}));
const gpt2Files = writeTokenizer({
  definition: { ...definition, addedTokens: [...definition.addedTokens, ...added] },
});
const gpt2 = (config: object): Kind => ({
  json: JSON.parse(gpt2Files['tokenizer.json'] ?? '') as Kind['json'],
  config: {
    eos_token: '<|endoftext|>',
    bos_token: '<|endoftext|>',
    // GPT2Tokenizer takes no added tokens from tokenizer.json.
    added_tokens_decoder: Object.fromEntries(
      [...definition.addedTokens, ...added].map(({ id, ...token }) => [id, { ...token, normalized: false }]),
    ),
    ...config,
  },
});

interface Case {
  readonly kind: Kind;
  readonly modelType: string;
}

const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    Object.entries(tinyTokenizers).map(([name, kind]) => [name, { kind, modelType: 'llama' }]),
  ),
  'Llama 2, as it is': { kind: chatty(llama2, templates.llama2), modelType: 'llama' },
  'Llama 2, LlamaTokenizer': {
    kind: chatty(llama2, templates.llama2, { tokenizer_class: 'LlamaTokenizer' }),
    modelType: 'llama',
  },
  'Llama 2, legacy': {
    kind: chatty(llama2, templates.vicuna, { tokenizer_class: 'LlamaTokenizerFast', legacy: true }),
    modelType: 'llama',
  },
  'Llama 2, no prefix space': {
    kind: chatty(llama2, templates.vicuna, { tokenizer_class: 'LlamaTokenizer', add_prefix_space: false }),
    modelType: 'llama',
  },
  'Llama 2, no begin': {
    kind: chatty(llama2, templates.vicuna, { tokenizer_class: 'LlamaTokenizer', add_bos_token: false }),
    modelType: 'llama',
  },
  'Mistral, LlamaTokenizer': {
    kind: chatty(mistral, templates.llama2, { tokenizer_class: 'LlamaTokenizer' }),
    modelType: 'mistral',
  },
  'Llama 2 as a Mistral': {
    kind: chatty(llama2, templates.llama2, { tokenizer_class: 'LlamaTokenizer', add_bos_token: true }),
    modelType: 'mistral',
  },
  'Gemma 3': {
    kind: chatty(gemma, templates.gemma, { tokenizer_class: 'GemmaTokenizer' }),
    modelType: 'gemma3_text',
  },
  'GPT-2': { kind: chatty(gpt2({ tokenizer_class: 'GPT2Tokenizer' }), templates.llama2), modelType: 'gpt2' },
  'GPT-2, prefix space': {
    kind: chatty(gpt2({ tokenizer_class: 'GPT2Tokenizer', add_prefix_space: true }), templates.vicuna),
    modelType: 'gpt2',
  },
  'GPT-2, prefix space of another class': {
    kind: chatty(
      gpt2({ tokenizer_class: 'PreTrainedTokenizerFast', add_prefix_space: true }),
      templates.vicuna,
    ),
    modelType: 'llama',
  },
  'GPT-2, a begin': {
    kind: gpt2({ tokenizer_class: 'GPT2Tokenizer', add_bos_token: true }),
    modelType: 'gpt2',
  },
};

const parts = [
  ...[
    'Problem: ',
    'Tom has ',
    '16',
    ' apples',
    '  ',
    ' ',
    '\n',
    '\n\n',
    '▁',
    '<<16-3=13>>',
    '#### 13',
    '<think>',
  ],
  ...['<s>', '</s>', '<unk>', '<start_of_turn>', '▁▁', '<0x41>', 'é', 'e\u0301', '数学', '😀', '\u00A0', '½'],
];
const mixes = fc
  .sample(
    fc.array(fc.constantFrom(...parts), { maxLength: 10 }).map((some) => some.join('')),
    { numRuns: 400, seed: 11 },
  )
  .filter((text) => text !== '');
const problems = ['Problem: Tom has 16 apples.', 'Tom', '16 <<3+4', '😀 <0x41>'];

test('the ids of transformers', { timeout: 600_000, ...needs('python') }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-tokenizers-'));
  try {
    for (const [name, { kind, modelType }] of Object.entries(cases)) {
      mkdirSync(join(folder, name));
      const files = { ...filesOf(kind), 'config.json': JSON.stringify({ model_type: modelType }) };
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    }
    const names = Object.keys(cases);
    writeFileSync(join(folder, 'case.json'), JSON.stringify({ names, texts: mixes, problems }));
    const theirs = await runPython<
      Record<string, { class: string; ids: number[][]; begin: number[]; chats: number[][] }>
    >('tokenizers_reference.py', folder);
    for (const name of names) {
      const ours = readTokenizer(join(folder, name, 'tokenizer.json'));
      const expected = theirs[name];
      const different = mixes.flatMap((text, index) => {
        const ids = ours.encodeWithSpecial(text);
        return ids.join() === expected?.ids[index]?.join()
          ? []
          : [{ text, ids, theirs: expected?.ids[index] }];
      });
      expect({ name, class: expected?.class, different: different.slice(0, 3) }).toEqual({
        name,
        class: expected?.class,
        different: [],
      });
      expect({ name, begin: ours.prefixIds }).toEqual({
        name,
        begin: expected?.begin.slice(0, ours.prefixIds.length),
      });
      if (ours.chatTemplate === null) continue;
      const format = promptFormat('chat', ours);
      const chats = problems.map((text) => encodePrompt(ours, format, text));
      expect({ name, chats }).toEqual({ name, chats: expected?.chats });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
