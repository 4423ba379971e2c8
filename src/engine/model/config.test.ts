// Configurations of any content: read and written again as the same model, or refused; never another error.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import { configJson, type ModelConfig, parseConfig } from './index.ts';

type Json = Readonly<Record<string, unknown>>;

const gpt2: Json = { model_type: 'gpt2', vocab_size: 30, n_positions: 16, n_embd: 8, n_layer: 2, n_head: 2 };
const llama: Json = {
  model_type: 'llama',
  vocab_size: 30,
  max_position_embeddings: 16,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 24,
  rope_theta: 10_000,
  rope_scaling: null,
};
const qwen2: Json = { ...llama, model_type: 'qwen2' };

const again = (config: ModelConfig): ModelConfig =>
  parseConfig(JSON.parse(JSON.stringify(configJson(config))), 'again');

/** Reads a configuration and, when it describes a model, holds it against itself written and read again. */
function readTwice(json: unknown): void {
  let config: ModelConfig;
  try {
    config = parseConfig(json, 'x');
  } catch (error) {
    if (error instanceof SocraticError) return;
    throw error;
  }
  expect(again(config)).toEqual(config);
}

const typeNames = [
  'default',
  'linear',
  'dynamic',
  'llama3',
  'yarn',
  'socratic-factors',
  'constructor',
  '__proto__',
];
const amount = fc.oneof(fc.constantFrom(0, 1, 2, 4, 8, 0.5, 1e-320, 1e300), fc.double());
const value = fc.oneof(fc.jsonValue(), amount, fc.boolean(), fc.constant(null));
const scaling = fc.dictionary(
  fc.oneof(
    fc.constantFrom('factor', 'low_freq_factor', 'high_freq_factor', 'original_max_position_embeddings'),
    fc.constantFrom('beta_fast', 'beta_slow', 'attention_factor', 'mscale', 'mscale_all_dim', 'rope_theta'),
    fc.string(),
  ),
  fc.oneof({ weight: 3, arbitrary: amount }, { weight: 1, arbitrary: value }),
);
const scalingOfType = fc
  .tuple(scaling, fc.constantFrom('rope_type', 'type'), fc.constantFrom(...typeNames))
  .map(([rest, key, type]) => ({ ...rest, [key]: type }));

describe.each([
  ['GPT-2', gpt2],
  ['Llama', llama],
  ['Qwen2', qwen2],
])('%s', (_name, valid) => {
  const optional = [
    'head_dim',
    'eos_token_id',
    'bos_token_id',
    'tie_word_embeddings',
    'attention_bias',
    'mlp_bias',
  ];
  const keys = [...Object.keys(valid), ...optional, 'rms_norm_eps', 'layer_norm_epsilon', 'n_inner'];

  test('is read back as it was written', () => {
    const config = parseConfig(valid, 'x');
    expect(again(config)).toEqual(config);
  });

  test('a token id of -0, which JSON can say, is 0', () => {
    expect(parseConfig({ ...valid, eos_token_id: -0 }, 'x').endOfText).toBe(0);
  });

  test('with any values anywhere is read and written again, or refused', () => {
    const changes = fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), value, { maxKeys: 4 });
    fc.assert(
      fc.property(changes, (change) => readTwice({ ...valid, ...change })),
      { numRuns: 500 },
    );
  });

  test('with any rotary scaling is read and written again, or refused', () => {
    fc.assert(
      fc.property(scalingOfType, fc.constantFrom('rope_scaling', 'rope_parameters'), (change, key) =>
        readTwice({ ...valid, [key]: change }),
      ),
      { numRuns: 500 },
    );
  });
});

/** A list of lists, deeper than any recursion comes. */
const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;

test.each<[string, Json, string]>([
  ['a model_type of lists in lists', { model_type: deep }, 'model_type is no text'],
  ['a scaling called constructor', { rope_scaling: { rope_type: 'constructor' } }, '"constructor"'],
  ['a scaling called __proto__', { rope_scaling: { rope_type: '__proto__' } }, '"__proto__"'],
  ['angles without end', { rope_theta: 1e-320 }, 'no finite numbers'],
  [
    'the scaling longrope',
    { rope_scaling: { rope_type: 'longrope', factor: 4 } },
    'the rotary scaling "longrope"',
  ],
  [
    'the scaling proportional',
    { rope_parameters: { rope_type: 'proportional', partial_rotary_factor: 0.5 } },
    'partial_rotary_factor',
  ],
  ['positions on a part of a head', { partial_rotary_factor: 0.5 }, 'partial_rotary_factor'],
  ['another activation', { hidden_act: 'relu' }, 'hidden_act'],
  ['weights quantized by GPTQ', { quantization_config: { quant_method: 'gptq' } }, 'quantized with gptq'],
  ['a model of images and text', { model_type: 'qwen2_5_vl' }, 'model_type is "qwen2_5_vl"'],
])('%s is refused', (_name, change, words) => {
  expect(() => parseConfig({ ...llama, ...change }, 'dir')).toThrow(
    expect.objectContaining({ code: 'config-unsupported', message: expect.stringContaining(words) }),
  );
});

test.each<[string, Json, Json]>([
  ['another name of the same activation', { hidden_act: 'swish' }, { hidden_act: 'silu' }],
  ['how many machines shared a product', { pretraining_tp: 4 }, {}],
  ['negative ids, which stand for no token', { bos_token_id: -1, eos_token_id: -1 }, {}],
  ['a list of ends, of which the first counts here', { eos_token_id: [-1, 7, 3] }, { eos_token_id: 7 }],
])('%s is the same model', (_name, change, same) => {
  expect(parseConfig({ ...llama, ...change }, 'x')).toEqual(parseConfig({ ...llama, ...same }, 'x'));
});

test.each<[string, Json, number]>([
  ['GPT-2', gpt2, 1024],
  ['Llama', llama, 2048],
  ['Qwen2', qwen2, 32_768],
  ['Qwen3', { ...llama, model_type: 'qwen3' }, 32_768],
  ['Mistral', { ...llama, model_type: 'mistral' }, 131_072],
  ['SmolLM3', { ...llama, model_type: 'smollm3' }, 32_768],
  ['Gemma 3', { ...llama, model_type: 'gemma3_text', rope_scaling: undefined }, 131_072],
])('without a context length, %s has that of its class in transformers', (_name, json, length) => {
  const { max_position_embeddings: _, n_positions: __, ...without } = json;
  expect(parseConfig(without, 'x').contextLength).toBe(length);
});

test('of a rotary scaling only what is understood is kept', () => {
  const config = parseConfig(
    { ...llama, rope_scaling: { rope_type: 'linear', factor: 2, rope_theta: 5, note: deep } },
    'x',
  );
  expect(configJson(config)).toMatchObject({ rope_theta: 5 });
  expect(configJson(config).rope_scaling).toEqual({ rope_type: 'linear', factor: 2 });
});

test('Qwen2 with a head size of its own keeps it, as transformers does', () => {
  expect(configJson(parseConfig({ ...qwen2, head_dim: 16 }, 'x'))).toHaveProperty('head_dim', 16);
  expect(configJson(parseConfig(qwen2, 'x'))).not.toHaveProperty('head_dim');
});
