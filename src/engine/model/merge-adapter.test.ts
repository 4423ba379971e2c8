// Merging against the definition, written out: W[o, i] + alpha / r · Σ B[o, k] A[k, i].
import { describe, expect, test } from 'vitest';
import { Random, required } from '../../common/index.ts';
import { type ModelConfig, parseConfig } from './families/index.ts';
import { type Adapter, adaptedLayers, adapterName, adapterParameters, type LoraConfig } from './lora.ts';
import { mergeAdapter, mergedWeights } from './merge-adapter.ts';
import { drawWeights, initialWeights } from './presets.ts';

const gpt2 = parseConfig(
  { model_type: 'gpt2', vocab_size: 30, n_positions: 16, n_embd: 8, n_layer: 2, n_head: 2 },
  'gpt2',
);
const llama = parseConfig(
  {
    model_type: 'llama',
    vocab_size: 30,
    max_position_embeddings: 16,
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 12,
    rms_norm_eps: 1e-5,
    eos_token_id: 0,
  },
  'llama',
);

function drawn(config: ModelConfig, targets: readonly string[]): { adapter: Adapter; lora: LoraConfig } {
  const lora = { rank: 3, alpha: 5, targets };
  const specs = adapterParameters(config, lora).map((spec) => ({ ...spec, start: { deviation: 0.5 } }));
  return { lora, adapter: { lora, weights: drawWeights(specs, new Random(2)) } };
}

describe.each([
  ['GPT-2, whose weights are [in, out]', gpt2, ['c_attn', 'c_proj']],
  ['Llama, whose weights are [out, in]', llama, ['k_proj', 'down_proj']],
])('%s', (_name, config, targets) => {
  test('adapted layers get the product, all others are as they were', async () => {
    const { adapter, lora } = drawn(config, targets);
    const before = initialWeights(config, new Random(1));
    const weights = initialWeights(config, new Random(1));
    await mergeAdapter(config, weights, adapter, { threads: 1 });
    const layers = adaptedLayers(config, lora);
    for (const { layer, linear, inputs, outputs } of layers) {
      const tensor = (from: ReadonlyMap<string, Float32Array>, name: string) =>
        required(from.get(name), name);
      const a = tensor(adapter.weights, adapterName(layer, 'A'));
      const b = tensor(adapter.weights, adapterName(layer, 'B'));
      const expected = Float64Array.from(tensor(before, `${layer}.weight`));
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++) {
          const at = linear === 'out-in' ? o * inputs + i : i * outputs + o;
          for (let k = 0; k < 3; k++)
            expected[at] = (expected[at] ?? 0) + (5 / 3) * (b[o * 3 + k] ?? 0) * (a[k * inputs + i] ?? 0);
        }
      }
      const found = tensor(weights, `${layer}.weight`);
      expect(Math.max(...found.map((value, at) => Math.abs(value - (expected[at] ?? 0))))).toBeLessThan(1e-6);
      before.set(`${layer}.weight`, found);
    }
    expect(weights).toEqual(before);
  });

  test('one weight at a time, the same to a rounding, and the weights as they were', async () => {
    const { adapter } = drawn(config, targets);
    const before = initialWeights(config, new Random(1));
    const weights = initialWeights(config, new Random(1));
    const merged = mergedWeights(config, before, adapter);
    await mergeAdapter(config, weights, adapter, { threads: 1 });
    for (const [name, expected] of weights) {
      const found = required(merged.get(name), name);
      expect(Math.max(...found.map((value, at) => Math.abs(value - (expected[at] ?? 0))))).toBeLessThan(1e-6);
    }
    expect(merged.get('none')).toBeUndefined();
    expect(before).toEqual(initialWeights(config, new Random(1)));
  });

  test('an adapter that lacks a matrix is refused with the weights as they were', async () => {
    const { adapter, lora } = drawn(config, targets);
    const last = required(adaptedLayers(config, lora).at(-1), 'layer').layer;
    const fewer = new Map(adapter.weights);
    fewer.delete(adapterName(last, 'B'));
    const weights = initialWeights(config, new Random(1));
    await expect(
      mergeAdapter(config, weights, { lora, weights: fewer }, { threads: 1 }),
    ).rejects.toMatchObject({
      code: 'tensor-missing',
      message: expect.stringContaining(adapterName(last, 'B')),
    });
    expect(weights).toEqual(initialWeights(config, new Random(1)));
  });
});
