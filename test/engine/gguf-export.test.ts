// What is written as a GGUF file is read back as the same model: every family, every precision, every kind of tokenizer.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tokenizerOf } from '../../src/distill/index.ts';
import {
  architectureOf,
  configOf,
  familyTitles,
  loadModel,
  type ModelConfig,
  parametersOf,
  planGguf,
  readModelFiles,
} from '../../src/engine/model/index.ts';
import { trainTokenizer } from '../../src/engine/tokenizer/index.ts';
import { type GgufPrecision, readGguf, writeGgufFile } from '../../src/engine/weights/index.ts';
import { ggufModel, ggufModels } from './gguf-families.ts';
import {
  ggufTokenizer,
  ggufTokenizerNames,
  incomplete,
  specialTexts,
  twoHundredTexts,
} from './gguf-tokenizers.ts';
import { livelyWeights } from './micro-model.ts';
import { nextLogits } from './next-logits.ts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-export-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.gguf');

const small = trainTokenizer(['how many apples are left?'], { vocabularySize: 270 });

async function exported(
  config: ModelConfig,
  precision: GgufPrecision,
  { tokenizer, files } = { tokenizer: small, files: small.files() } as Pick<
    ReturnType<typeof ggufTokenizer>,
    'tokenizer' | 'files'
  >,
) {
  const weights = livelyWeights(config);
  const plan = planGguf({ path, config, weights, tokenizer, tokenizerFiles: files, about: [] }, precision);
  const written = await writeGgufFile(path, plan.file);
  return { plan, written, weights, files: readModelFiles(path) };
}

const prompts = [[1, 2, 3], Array.from({ length: 20 }, (_, at) => (7 * at + 1) % 250)];

test('every family has a model here', () => {
  const missing = familyTitles.filter((title) => !ggufModels.some(([name]) => name.startsWith(title)));
  expect(missing).toEqual([]);
});

describe.each(ggufModels)('%s', (_name, config) => {
  test('in f32: the same weights, positions and logits', async () => {
    const { weights, files } = await exported(config, 'f32');
    const read = configOf(files);
    expect(parametersOf(read)).toEqual(parametersOf(config));
    expect(architectureOf(read).layers).toEqual(architectureOf(config).layers);
    const isGemma = config.architecture === 'gemma3_text'; // its norms are stored as 1 + weight, which rounds
    const { weights: found } = loadModel(files);
    for (const [name, expected] of weights) {
      if (isGemma && /norm/.test(name)) continue;
      expect(found.get(name), name).toEqual(expected);
    }
    const [ours, theirs] = [
      await nextLogits(config, weights, prompts),
      await nextLogits(read, found, prompts),
    ];
    // Llama 3's scaling is stored as float32 divisors, which round.
    const isExact = !isGemma && !_name.includes("Llama 3's");
    for (const [index, logits] of ours.entries()) {
      if (isExact) expect(theirs[index]).toEqual(logits);
      else expect(worst(theirs[index], logits)).toBeLessThan(1e-4);
    }
  });

  test.each<[GgufPrecision, (largest: number, value: number) => number]>([
    ['f16', (_, value) => Math.max(2 ** -25, Math.abs(value) * 2 ** -11)], // half a place of a half
    ['q8_0', (largest) => (largest / 127) * (0.5 + 127 * 2 ** -11) + 2 ** -25], // half a step, and the rounding of the scale
  ])('in %s: matrices within its rounding, vectors as they are', async (precision, bound) => {
    const { weights, files } = await exported(config, precision);
    for (const { name, shape } of parametersOf(config)) {
      const expected = weights.get(name) as Float32Array;
      const found = files.tensors.tensor(name);
      const isMatrix = shape.length === 2 && !name.endsWith('wpe.weight');
      if (!isMatrix) {
        expect(worst(found, expected), name).toBeLessThan(1e-6);
        continue;
      }
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const over = expected.findIndex(
        (value, at) => Math.abs((found[at] ?? Number.NaN) - value) > bound(largest, value),
      );
      expect(over, name).toBe(-1);
      expect(found, name).not.toEqual(expected);
    }
  });
});

const worst = (a: Float32Array | undefined, b: Float32Array) =>
  Math.max(...b.map((value, at) => Math.abs((a?.[at] ?? Number.NaN) - value)));

test('the number formats are those of llama.cpp’s converter', async () => {
  await exported(ggufModel('GPT-2'), 'q8_0');
  const types = (names: readonly string[]) => {
    const { tensors } = readGguf(path);
    return names.map((name) => tensors.get(name)?.type);
  };
  const names = [
    'token_embd.weight',
    'position_embd.weight',
    'output_norm.weight',
    'blk.0.attn_qkv.weight',
    'blk.0.attn_qkv.bias',
  ];
  expect(types(names)).toEqual(['Q8_0', 'F32', 'F32', 'Q8_0', 'F32']);
  // rows of 72 numbers are no whole blocks of 32
  await exported(ggufModel('Llama', { intermediate_size: 72 }), 'q8_0');
  expect(types(['blk.0.ffn_down.weight', 'blk.0.ffn_up.weight'])).toEqual(['F16', 'Q8_0']);
  expect([...readGguf(path).metadata]).toEqual(
    expect.arrayContaining([
      ['general.architecture', 'llama'],
      ['general.file_type', 7],
      ['llama.attention.head_count_kv', 2],
      ['llama.attention.key_length', 16],
      ['llama.rope.dimension_count', 16],
      ['tokenizer.ggml.pre', 'smollm'],
      ['tokenizer.ggml.add_bos_token', false],
    ]),
  );
});

test('a window shortens the context to what it does not change, and says so', async () => {
  const { plan, files } = await exported(ggufModel('Mistral', { sliding_window: 24 }), 'f32');
  expect(plan.contextLength).toBe(24);
  expect(files.config.max_position_embeddings).toBe(24);
  expect(plan.warnings).toEqual([expect.stringContaining('context is 24 tokens')]);
});

describe('is refused by name', () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'Qwen3 with biases',
      'Qwen3',
      { attention_bias: true },
      /Qwen3 model .*no bias of the output of attention/,
    ],
    ['SmolLM3 with biases', 'SmolLM3', { mlp_bias: true }, /SmolLM3 model .*no biases/],
    [
      'SmolLM3 with other layers without positions',
      'SmolLM3',
      { no_rope_layers: [1, 0, 1, 0, 1] },
      /every 4th/,
    ],
    [
      'Qwen2 with divisors of frequencies',
      'Qwen2',
      {
        rope_scaling: {
          rope_type: 'llama3',
          factor: 8,
          low_freq_factor: 1,
          high_freq_factor: 4,
          original_max_position_embeddings: 32,
        },
      },
      /no rotary scaling llama3/,
    ],
    [
      'YaRN with a scale of its own',
      'Llama',
      {
        rope_scaling: {
          rope_type: 'yarn',
          factor: 4,
          original_max_position_embeddings: 16,
          attention_factor: 2,
        },
      },
      /YaRN's scale .*has 2/,
    ],
    [
      'YaRN with other turns',
      'Llama',
      { rope_scaling: { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 16, beta_fast: 16 } },
      /beta_fast 32, and this model has 16/,
    ],
    ['Gemma 3 with other layers with a window', 'Gemma 3', { sliding_window_pattern: 3 }, /every 6th/],
    ['Gemma 3 with other scores', 'Gemma 3', { query_pre_attn_scalar: 8 }, /√16, and this one by √8/],
    ['Gemma 3 with another base in windows', 'Gemma 3', { rope_local_base_freq: 5_000 }, /rotary base 10000/],
    ['Gemma 3 with biases', 'Gemma 3', { attention_bias: true }, /no biases in its attention/],
    ['more tokens than rows', 'Llama', { vocab_size: 200 }, /ids, and the model only 200 rows/],
  ])('%s', async (_name, model, changes, words) => {
    await expect(exported(ggufModel(model, changes), 'f16')).rejects.toThrow(
      expect.objectContaining({ code: 'export-unsupported', message: expect.stringMatching(words) }),
    );
  });

  test('a number that a half cannot hold, and no file is left', async () => {
    const config = ggufModel('Llama');
    const weights = livelyWeights(config);
    (weights.get('model.layers.1.mlp.up_proj.weight') as Float32Array)[100] = 70_000;
    const plan = planGguf(
      { path, config, weights, tokenizer: small, tokenizerFiles: small.files(), about: [] },
      'f16',
    );
    rmSync(path, { force: true });
    await expect(writeGgufFile(path, plan.file)).rejects.toThrow(
      /blk\.1\.ffn_up\.weight has a number of size 70000, and F16/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('tokenizers', () => {
  test.each(ggufTokenizerNames)('%s: the ids of 200 texts, and of special tokens in texts', async (name) => {
    const source = ggufTokenizer(name);
    const isGemma = name.startsWith('Gemma');
    const config = ggufModel(isGemma ? 'Gemma 3' : 'Llama', {
      vocab_size: source.tokenizer.vocabularySize + 3,
      num_hidden_layers: isGemma ? 6 : 1,
    });
    const { files } = await exported(config, 'q8_0', source);
    const read = tokenizerOf(files);
    expect(read.prefixIds).toEqual(source.tokenizer.prefixIds);
    expect(read.endOfText).toBe(source.tokenizer.endOfText);
    // Our reader, as transformers does, puts no space before a text that begins with one; llama.cpp and this tokenizer do.
    const texts = twoHundredTexts.filter((text) => !name.startsWith('Llama 2') || !text.startsWith(' '));
    for (const text of texts) {
      const whole = [{ text, special: false }];
      expect(read.encodeStart(whole)).toEqual(source.tokenizer.encodeStart(whole));
      expect(read.encode(text)).toEqual(source.tokenizer.encode(text));
    }
    for (const text of specialTexts) {
      expect(read.encodeWithSpecial(text)).toEqual(source.tokenizer.encodeWithSpecial(text));
    }
    const ids = twoHundredTexts.map((text) => source.tokenizer.encode(text));
    expect(ids.map((one) => read.decode(one))).toEqual(ids.map((one) => source.tokenizer.decode(one)));
  });

  test('a chat template, and up to three tokens that end a text', async () => {
    const { definition } = small;
    const ends = ['<|a|>', '<|b|>', '<|c|>'].map((content, index) => ({
      id: 280 + index,
      content,
      special: true,
    }));
    const more = {
      ...definition,
      addedTokens: [...definition.addedTokens, ...ends],
      chatTemplate: '{{ messages[0].content }}',
    };
    const { BytePairTokenizer } = await import('../../src/engine/tokenizer/index.ts');
    const tokenizer = new BytePairTokenizer(more, { endOfTextIds: [280, 281, 282] });
    const { plan, files } = await exported(ggufModel('Llama'), 'f16', {
      tokenizer,
      files: tokenizer.files(),
    });
    const read = tokenizerOf(files);
    expect(read.chatTemplate).toBe('{{ messages[0].content }}');
    expect([...read.endOfTextIds]).toEqual([tokenizer.endOfText, 280, 281]);
    expect(plan.warnings).toEqual([expect.stringMatching(/at most 3 tokens .*"<\|c\|>".*stop texts/)]);
  });

  test('one whose merges llama.cpp would not know is refused, and one of another kind too', async () => {
    await expect(exported(ggufModel('Llama', { vocab_size: 1_000 }), 'f16', incomplete())).rejects.toThrow(
      /llama\.cpp merges whatever makes a token/,
    );
    const { filesOf, unigram, wordPiece } = await import(
      '../../src/engine/tokenizer/pipeline/tiny-tokenizers.fixture.ts'
    );
    const { readTokenizerFiles } = await import('../../src/engine/tokenizer/index.ts');
    for (const [kind, words] of [
      [unigram, 'Unigram'],
      [wordPiece, 'WordPiece'],
    ] as const) {
      const files = filesOf(kind);
      const tokenizer = readTokenizerFiles(files, 'tokenizer.json');
      await expect(
        exported(ggufModel('Llama', { vocab_size: 2_000 }), 'f16', { tokenizer, files }),
      ).rejects.toThrow(
        expect.objectContaining({ code: 'export-unsupported', message: expect.stringContaining(words) }),
      );
    }
    const { definition } = small;
    const { BytePairTokenizer } = await import('../../src/engine/tokenizer/index.ts');
    const whole = new BytePairTokenizer({ ...definition, ignoreMerges: true });
    await expect(
      exported(ggufModel('Llama'), 'f16', { tokenizer: whole, files: whole.files() }),
    ).rejects.toThrow(
      'llama.cpp has no pre-tokenizer for the split pattern gpt2-digits, whole words before merges',
    );
  });
});
