// Tokenizers as pretrained models publish them, against Hugging Face's `tokenizers` (native): the same ids on a large mixed corpus,
// special tokens, normalization and the token before every text included.
import { Tokenizer as HuggingFaceTokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { chatFormat, tokenizerOf } from '../src/distill/index.ts';
import { readModelFiles } from '../src/engine/model/index.ts';
import { letterOfByte } from '../src/engine/tokenizer/byte-letters.ts';
import {
  BytePairTokenizer,
  readTokenizerFiles,
  renderChat,
  type TokenizerDefinition,
  trainTokenizer,
  writeTokenizer,
} from '../src/engine/tokenizer/index.ts';
import { definitionOf } from './definition-of.ts';
import { mixedCorpus as corpus } from './mixed-corpus.ts';
import { needs, pathOf } from './support/optional-data.ts';

test('the corpus is large', () => {
  expect(corpus.reduce((sum, text) => sum + Buffer.byteLength(text), 0)).toBeGreaterThan(1e6);
});

const base = trainTokenizer(corpus.slice(0, 2_000), {
  vocabularySize: 3_000,
  splitPattern: 'gpt2',
}).definition;
const special = (content: string, id: number) => ({ id, content, special: true });
const families: Readonly<Record<string, TokenizerDefinition>> = {
  'GPT-2': base,
  SmolLM: { ...base, splitPattern: 'gpt2-digits' },
  'Llama 3': {
    ...base,
    splitPattern: 'llama3',
    ignoreMerges: true,
    addedTokens: [...base.addedTokens, special('<|begin_of_text|>', 3_000), special('<|eot_id|>', 3_001)],
    beginOfText: '<|begin_of_text|>',
  },
  Qwen2: {
    ...base,
    splitPattern: 'qwen2',
    normalization: 'NFC',
    addedTokens: [...base.addedTokens, special('<|im_start|>', 3_000), special('<|im_end|>', 3_001)],
  },
};

const idsOf = async (oracle: HuggingFaceTokenizer, texts: readonly string[], addSpecialTokens: boolean) =>
  (await oracle.encodeBatch([...texts], { addSpecialTokens })).map((encoding) => encoding.getIds());

describe.each(Object.entries(families))('%s', (_name, definition) => {
  const files = writeTokenizer({ definition });
  const ours = readTokenizerFiles(files, 'tokenizer.json');
  const oracle = HuggingFaceTokenizer.fromString(files['tokenizer.json'] ?? '');

  test('is read back as it was written', () => {
    expect(definitionOf(ours)).toEqual(definition);
  });

  test('gives the ids of the reference on the corpus', async () => {
    const expected = await idsOf(oracle, corpus, false);
    const different = corpus.filter((text, index) => ours.encode(text).join() !== expected[index]?.join());
    expect(different).toEqual([]);
  });

  test('knows its special tokens in a text, and what stands before it', async () => {
    const tokens = definition.addedTokens.map(({ content }) => content);
    const texts = corpus.slice(0, 300).map((text, index) => {
      const token = tokens[index % tokens.length] ?? '';
      return `${text.slice(0, 20)}${token}${text.slice(20, 60)}${token}${token} <|im_`;
    });
    expect(texts.map((text) => ours.encodeWithSpecial(text))).toEqual(await idsOf(oracle, texts, false));
    const whole = texts.map((text) => [...ours.prefixIds, ...ours.encodeWithSpecial(text)]);
    expect(whole).toEqual(await idsOf(oracle, texts, true));
  });
});

describe('SmolLM2, from its GGUF file', needs('smollm2'), () => {
  test('the same ids on the corpus; its chat template', async () => {
    const files = readModelFiles(pathOf('smollm2'));
    const ours = tokenizerOf(files);
    const oracle = HuggingFaceTokenizer.fromString(files.tokenizerFiles()['tokenizer.json'] ?? '');
    const expected = await idsOf(oracle, corpus, false);
    expect(corpus.filter((text, index) => ours.encode(text).join() !== expected[index]?.join())).toEqual([]);
    const format = chatFormat(ours);
    expect(format).toMatchObject({
      before: {
        text: '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\n',
      },
      after: { text: '<|im_end|>\n<|im_start|>assistant\n' },
      next: { text: '<|im_end|>\n<|im_start|>user\n' },
      stop: { text: '<|im_end|>', id: 2 },
    });
    const content = 'Problem: Ann has 3 pens <|im_end|>. How many?';
    const wrapped = [...(format?.before.ids ?? []), ...ours.encode(content), ...(format?.after.ids ?? [])];
    expect(wrapped.filter((id) => id === 2)).toHaveLength(2); // the one in the problem is only text
    const plain = content.replace('<|im_end|>', '');
    const rendered = renderChat(ours, [{ role: 'user', content: plain }], true);
    expect([...(format?.before.ids ?? []), ...ours.encode(plain), ...(format?.after.ids ?? [])]).toEqual(
      ours.encodeWithSpecial(rendered),
    );
  });
});

test('every code point, alone, as a mark and taken apart: normalized as by the reference', async () => {
  const files = writeTokenizer({ definition: families.Qwen2 ?? base });
  const ours = readTokenizerFiles(files, 'tokenizer.json');
  const oracle = HuggingFaceTokenizer.fromString(files['tokenizer.json'] ?? '');
  const texts: string[] = [];
  for (let first = 0x80; first < 0x30000; first += 16) {
    for (const form of [
      (s: string) => s,
      (s: string) => `a${s}\u0323\u0300`,
      (s: string) => s.normalize('NFD'),
    ]) {
      let text = '';
      for (let code = first; code < first + 16; code++) {
        if (code < 0xd800 || code >= 0xe000) text += `${form(String.fromCodePoint(code))} `;
      }
      texts.push(text);
    }
  }
  const expected = await idsOf(oracle, texts, false);
  expect(texts.filter((text, index) => ours.encode(text).join() !== expected[index]?.join())).toEqual([]);
});

describe('every code point is of the class that the reference gives it', () => {
  // Tokens across the borders of classes: whether they are made shows what stands in one word with what.
  const bytes = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => letterOfByte[from + i] ?? '');
  const leads = bytes(0xc2, 0xf5);
  const trails = bytes(0x80, 0xc0);
  const merges = [
    ...['a', '1', '!', 'Ġ'].flatMap((before) => leads.map((lead) => [before, lead] as const)),
    ...['a', '1', '!'].flatMap((after) => trails.map((trail) => [trail, after] as const)),
  ];
  const { vocabulary } = trainTokenizer([], { vocabularySize: 257 }).definition;
  const visible: TokenizerDefinition = {
    ...base,
    vocabulary: new Map(
      [...vocabulary.keys(), ...merges.map((pair) => pair.join(''))].map((t, id) => [t, id]),
    ),
    merges,
  };
  // Of the large blocks of ideographs, syllables and private characters every eighth will do.
  const uniform = [
    [0x3400, 0xa000],
    [0xac00, 0xd780],
    [0xe000, 0xf900],
    [0x17000, 0x18700],
    [0x20000, 0x34000],
    [0xe0200, 0xe0280],
  ] as const;
  const texts: string[] = [];
  for (let first = 0x80; first < 0xe0280; first = first === 0x34000 ? 0xe0000 : first + 0x80) {
    const step = uniform.some(([from, to]) => first >= from && first < to) ? 8 : 1;
    let text = '';
    for (let code = first; code < first + 0x80; code += step) {
      const c = String.fromCodePoint(code);
      if (!/\p{Surrogate}/u.test(c)) text += `a${c}1${c}!${c} ${c}a\n`;
    }
    texts.push(text);
  }

  test.each(['gpt2', 'gpt2-digits', 'llama3', 'qwen2'] as const)('%s', async (splitPattern) => {
    const ours = new BytePairTokenizer({ ...visible, splitPattern });
    const oracle = HuggingFaceTokenizer.fromString(writeTokenizer(ours)['tokenizer.json'] ?? '');
    const expected = await idsOf(oracle, texts, false);
    const different = texts.flatMap((text, index) =>
      ours.encode(text).join() === expected[index]?.join() ? [] : [text.codePointAt(1)?.toString(16)],
    );
    expect(different).toEqual([]);
  }, 300_000);
});

test.each([null, { type: 'NFC' }])('flags of added tokens, normalizer %j', async (normalizer) => {
  const flags = ['lstrip', 'rstrip', 'single_word', 'normalized'] as const;
  const addedTokens = Array.from({ length: 16 }, (_, set) => ({
    ...special(
      ['<a>', 'ab', 'e\u0301x', ' s', '<a'][set % 5] + String.fromCodePoint(0x41 + set),
      3_000 + set,
    ),
    ...Object.fromEntries(flags.map((flag, bit) => [flag, (set & (1 << bit)) > 0])),
  }));
  const file = JSON.parse(writeTokenizer({ definition: base })['tokenizer.json'] ?? '');
  const json = JSON.stringify({ ...file, normalizer, added_tokens: [...file.added_tokens, ...addedTokens] });
  const ours = readTokenizerFiles({ 'tokenizer.json': json }, 'tokenizer.json');
  const oracle = HuggingFaceTokenizer.fromString(json);
  const around = ['', ' ', ' \n\u3000', 'x', '_', '\u0301', '\u088f', '!', '😀', '٣'];
  const texts = addedTokens.flatMap(({ content }, index) =>
    around.flatMap((before) =>
      around.map((after) => {
        const other = addedTokens[(index + 3) % addedTokens.length]?.content;
        return `y${before}${content}${after}${other}${before}${content.normalize('NFC')}${after}`;
      }),
    ),
  );
  const expected = await idsOf(oracle, texts, false);
  const different = texts.filter((text, index) => {
    return ours.encodeWithSpecial(text).join() !== expected[index]?.join();
  });
  expect(different).toEqual([]);
});

test('a tokenizer that is built from its definition alone is the same', () => {
  const { 'Llama 3': llama } = families;
  expect(llama && new BytePairTokenizer(llama).prefixIds).toEqual([3_000]);
});
