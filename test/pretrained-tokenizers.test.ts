// Tokenizers as pretrained models publish them, against Hugging Face's `tokenizers` (native): the same ids on a large mixed corpus,
// special tokens, normalization and the token before every text included.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Tokenizer as HuggingFaceTokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { Random } from '../src/common/index.ts';
import { generateArithmetic } from '../src/data/index.ts';
import { chatFormat, tokenizerOf } from '../src/distill/index.ts';
import {
  BytePairTokenizer,
  readTokenizerFiles,
  renderChat,
  type TokenizerDefinition,
  trainTokenizer,
  writeTokenizer,
} from '../src/engine/tokenizer/index.ts';
import { readModelFiles } from '../src/engine/weights/index.ts';

const near = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const random = new Random('pretrained tokenizers');
const pick = <T>(items: readonly T[]): T => items[random.integer(0, items.length - 1)] as T;

/** Ranges of code points, so that every script and plane takes part. */
const ranges: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x250, 0x5ff],
  [0x600, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0x10ff],
  [0x1e00, 0x214f],
  [0x2150, 0x2bff],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe00, 0xffef],
  [0x1d400, 0x1d7ff],
  [0x1f300, 0x1faff],
  [0xe0000, 0xe007f],
];
const spaces = [
  ' ',
  '  ',
  '   ',
  '\t',
  '\n',
  '\r\n',
  '\n\n',
  '\u0085',
  '\u00a0',
  '\u2003',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\u2028',
  '\v',
];
const words = [
  "don't",
  "WE'LL",
  "it'\u017F",
  '3.14159',
  '1,234,567',
  '0x1F',
  '<<3*4=12>>',
  '#### 18',
  'naïve',
  'e\u0301',
  'Å',
  'ﬁn',
  '👩‍👩‍👧‍👦',
  '🇨🇭',
  'x'.repeat(300),
  '7'.repeat(50),
  '_snake_case_',
  'camelCase',
  'http://a.b/c?d=e&f',
  '\\n',
];

function line(): string {
  let text = '';
  for (let piece = 0; piece < 30; piece++) {
    const kind = random.integer(0, 9);
    if (kind < 3) text += pick(words);
    else if (kind < 6) text += pick(spaces);
    else {
      const [from, to] = pick(ranges);
      for (let i = random.integer(1, 6); i > 0; i--) text += String.fromCodePoint(random.integer(from, to));
    }
  }
  return text;
}

/** A couple of megabytes: random scripts, problems, this repository's texts and code. */
const corpus: readonly string[] = [
  ...Array.from({ length: 6_000 }, line),
  ...generateArithmetic({ seed: 4, train: 1_500, validation: 0, test: 0 }).train.map(
    ({ question }) => question,
  ),
  ...['../README.md', '../CHANGELOG.md', '../src/cli/commands/train.ts', '../src/engine/graph/graph.ts'].map(
    (path) => readFileSync(near(path), 'utf8'),
  ),
];
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
    expect(ours.definition).toEqual(definition);
  });

  test('gives the ids of the reference on the corpus', async () => {
    const expected = await idsOf(oracle, corpus, false);
    const different = corpus.filter((text, index) => ours.encode(text).join() !== expected[index]?.join());
    expect(different).toEqual([]);
  });

  test('knows its special tokens in a text, and what stands before it', async () => {
    const tokens = ours.definition.addedTokens.map(({ content }) => content);
    const texts = corpus.slice(0, 300).map((text, index) => {
      const token = tokens[index % tokens.length] ?? '';
      return `${text.slice(0, 20)}${token}${text.slice(20, 60)}${token}${token} <|im_`;
    });
    expect(texts.map((text) => ours.encodeWithSpecial(text))).toEqual(await idsOf(oracle, texts, false));
    const whole = texts.map((text) => [...ours.prefixIds, ...ours.encodeWithSpecial(text)]);
    expect(whole).toEqual(await idsOf(oracle, texts, true));
  });
});

const smollm2 = process.env.SOCRATIC_SMOLLM2 ?? near('../.models/SmolLM2-135M-Instruct.Q4_1.gguf');
describe.skipIf(!existsSync(smollm2))('SmolLM2, from its GGUF file (skipped without it)', () => {
  test('the same ids on the corpus; its chat template', async () => {
    const files = readModelFiles(smollm2);
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

test('a tokenizer that is built from its definition alone is the same', () => {
  const { 'Llama 3': llama } = families;
  expect(llama && new BytePairTokenizer(llama).prefixIds).toEqual([3_000]);
});
