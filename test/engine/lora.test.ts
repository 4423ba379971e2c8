// Low-rank adapters and gradient checkpointing: the same numbers as without them.
import { describe, expect, test } from 'vitest';
import { Random, required } from '../../src/common/index.ts';
import {
  adaptedLayers,
  adapterParameters,
  checkLora,
  drawWeights,
  type LoraConfig,
  type ModelConfig,
  parametersOf,
} from '../../src/engine/model/index.ts';
import type { TrainableModel } from '../../src/engine/train/index.ts';
import {
  gradientsOf,
  livelyWeights,
  mergedWeights,
  microConfig,
  microLlama,
  microModel,
  packAll,
  randomSequences,
  worstDifference,
} from './micro-model.ts';
import { tinyFamilies } from './tiny-families.ts';

const batch = packAll(randomSequences([9, 4, 14, 2, 9, 11]));
const lora: LoraConfig = { rank: 2, alpha: 6, targets: [] };
const settings = { learningRate: 1e-2, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

test('the largest rank is the size of the narrowest layer that gets an adapter', () => {
  const check = (config: ModelConfig, rank: number, targets: string[]) => () =>
    checkLora(config, { rank, alpha: 1, targets });
  expect(check(microLlama, 8, [])).not.toThrow(); // keys and values: 16 to 8
  expect(check(microLlama, 9, [])).toThrow(expect.objectContaining({ code: 'lora-rank' }));
  expect(check(microLlama, 16, ['q_proj', 'up_proj'])).not.toThrow();
  expect(check(microConfig, 16, [])).not.toThrow();
  expect(check(microConfig, 17, [])).toThrow(
    /can be at most 16: transformer\.h\.0\.attn\.c_attn makes 48 numbers of 16\.$/,
  );
});

/** Random numbers in both matrices of every adapter, B's included. */
const randomAdapters = (config: ModelConfig) =>
  drawWeights(
    adapterParameters(config, lora).map((spec) => ({ ...spec, start: { deviation: 0.2 } })),
    new Random(5),
  );

function setWeights(model: TrainableModel, weights: ReadonlyMap<string, Float32Array>): void {
  for (const [name, data] of weights) model.memory.views(name).weight.set(data);
}

describe.each([
  ['GPT-2', microConfig],
  ['Llama', microLlama],
  ...tinyFamilies.filter(([, { architecture }]) => !['gpt2', 'llama'].includes(architecture)),
] as const)('%s with low-rank adapters', (_name, config) => {
  test('starts as the model without them', async () => {
    const [plain, adapted] = [await microModel({ config }), await microModel({ config, lora })];
    expect(await adapted.lossOf([batch])).toBeCloseTo(await plain.lossOf([batch]), 6);
    await plain.release();
    await adapted.release();
  });

  test('merged into the weights they give the same loss', async () => {
    const adapted = await microModel({ config, lora });
    const adapters = randomAdapters(config);
    setWeights(adapted, adapters);
    const weights = await mergedWeights(config, livelyWeights(config), { lora, weights: adapters });
    const merged = await microModel({ config, weights });
    const [before, after] = [await adapted.lossOf([batch]), await merged.lossOf([batch])];
    expect(after).toBeCloseTo(before, 5);
    expect(
      Math.abs(before - (await microModel({ config }).then((one) => one.lossOf([batch])))),
    ).toBeGreaterThan(1e-3);
    await merged.release();
    await adapted.release();
  });

  test('their gradients are the weights’ projected: dB = s dW Aᵀ, dA = s Bᵀ dW', async () => {
    const adapters = randomAdapters(config);
    const adapted = await microModel({ config, lora });
    setWeights(adapted, adapters);
    await adapted.computeGradients([batch], 1);
    const merged = await microModel({
      config,
      weights: await mergedWeights(config, livelyWeights(config), { lora, weights: adapters }),
    });
    await merged.computeGradients([batch], 1);
    const whole = gradientsOf(merged);
    const expected = new Map<string, Float32Array>();
    const scale = lora.alpha / lora.rank;
    for (const { layer, linear, inputs, outputs } of adaptedLayers(config, lora)) {
      const dW = required(whole.get(`${layer}.weight`), layer);
      const at = (o: number, i: number) => dW[linear === 'out-in' ? o * inputs + i : i * outputs + o] ?? 0;
      const a = required(adapters.get(`${layer}.lora_A.weight`), layer);
      const b = required(adapters.get(`${layer}.lora_B.weight`), layer);
      const dA = new Float32Array(a.length);
      const dB = new Float32Array(b.length);
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++) {
          for (let r = 0; r < lora.rank; r++) {
            dA[r * inputs + i] = (dA[r * inputs + i] ?? 0) + scale * (b[o * lora.rank + r] ?? 0) * at(o, i);
            dB[o * lora.rank + r] =
              (dB[o * lora.rank + r] ?? 0) + scale * (a[r * inputs + i] ?? 0) * at(o, i);
          }
        }
      }
      expected.set(`${layer}.lora_A.weight`, dA);
      expected.set(`${layer}.lora_B.weight`, dB);
    }
    expect(worstDifference(gradientsOf(adapted), expected).error).toBeLessThan(1e-4);
    await merged.release();
    await adapted.release();
  });

  test('learn while the weights stay as they are, and have no gradients or moments', async () => {
    const adapted = await microModel({ config, lora });
    const losses: number[] = [];
    for (let step = 1; step <= 60; step++)
      losses.push((await adapted.step([batch], { ...settings, step })).loss);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - 1);
    for (const [name, data] of livelyWeights(config)) {
      const { weight, gradient, firstMoment } = adapted.memory.views(name);
      expect(weight, name).toEqual(data);
      expect([gradient.length, firstMoment.length]).toEqual([0, 0]);
    }
    await adapted.release();
  });

  test.each([
    ['all weights', {}],
    ['adapters', { lora }],
    ['frozen embeddings', { frozenEmbeddings: true }],
    ['dropout', { dropout: 0.2 }],
  ])('computing blocks again for the gradients changes none of them: %s', async (_what, options) => {
    if ('dropout' in options && config.architecture !== 'gpt2') return; // the others have none
    const kept = await microModel({ config, ...options });
    const again = await microModel({ config, ...options, checkpointing: true });
    const losses = [await kept.computeGradients([batch], 1), await again.computeGradients([batch], 1)];
    expect(losses[1]).toBe(losses[0]);
    expect(worstDifference(gradientsOf(again), gradientsOf(kept)).error).toBeLessThan(1e-6);
    await kept.release();
    await again.release();
  });
});

test('targets choose the layers by the last part of their names; an unknown one is refused with what there is', () => {
  const layersOf = (config: ModelConfig, targets: string[]) =>
    adaptedLayers(config, { targets }).map(({ layer }) => layer);
  expect(layersOf(microLlama, ['q_proj', 'v_proj'])).toEqual([
    'model.layers.0.self_attn.q_proj',
    'model.layers.0.self_attn.v_proj',
    'model.layers.1.self_attn.q_proj',
    'model.layers.1.self_attn.v_proj',
  ]);
  expect(layersOf(microConfig, ['c_proj'])).toHaveLength(4);
  expect(layersOf(microLlama, [])).toHaveLength(14);
  expect(() => layersOf(microConfig, ['q_proj'])).toThrow(/"q_proj".*Choose from c_attn, c_proj, c_fc/);
});

test('adapters have PEFT’s names and shapes, whichever way the weight lies', () => {
  const shapes = (config: ModelConfig, target: string) =>
    adapterParameters(config, { ...lora, targets: [target] })
      .slice(0, 2)
      .map(({ name, shape }) => [name, shape]);
  expect(shapes(microConfig, 'c_attn')).toEqual([
    ['transformer.h.0.attn.c_attn.lora_A.weight', [2, 16]],
    ['transformer.h.0.attn.c_attn.lora_B.weight', [48, 2]],
  ]);
  expect(shapes(microLlama, 'down_proj')).toEqual([
    ['model.layers.0.mlp.down_proj.lora_A.weight', [2, 24]],
    ['model.layers.0.mlp.down_proj.lora_B.weight', [16, 2]],
  ]);
  expect(parametersOf(microLlama).filter(({ linear }) => linear)).toHaveLength(14);
});
