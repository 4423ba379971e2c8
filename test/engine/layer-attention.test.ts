// What an architecture says of each layer's attention, its window and its rotary table, is what training, prefill and decode
// graphs compute. The family here is Llama with layers of the test's choice.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
} from '../../src/engine/generate/index.ts';
import {
  batchInputs,
  buildForwardGraph,
  type LayerAttention,
  LOGITS,
  type ModelConfig,
  PositionTables,
  parseConfig,
} from '../../src/engine/model/index.ts';
import { Session } from '../../src/engine/runtime/index.ts';
import { livelyWeights, microModel, packAll, randomSequences } from './micro-model.ts';

/** The layers that the family has, and the base of its second rotary table. */
const family = vi.hoisted(() => ({ layers: [] as LayerAttention[], otherBase: 100 }));

vi.mock('../../src/engine/model/families/llama/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/families/llama/index.ts')>();
  const { llama } = actual;
  const architecture: typeof llama.architecture = (config) => {
    const plain = llama.architecture(config);
    if (family.layers.length === 0) return plain;
    const json = { ...llama.configJson(config), rope_theta: family.otherBase };
    return { ...plain, rotary: [config.rotary, llama.parseConfig(json, 'x').rotary], layers: family.layers };
  };
  return { ...actual, llama: { ...llama, architecture } };
});
afterEach(() => {
  family.layers = [];
});

const configOf = (layers: number, base = 10_000): ModelConfig =>
  parseConfig(
    {
      model_type: 'llama',
      vocab_size: 40,
      max_position_embeddings: 32,
      hidden_size: 16,
      num_hidden_layers: layers,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      intermediate_size: 24,
      rope_theta: base,
      eos_token_id: 0,
    },
    'config',
  );
const weightsOf = (config: ModelConfig) =>
  new Map([...livelyWeights(config)].map(([name, data]) => [name, data.map((x) => x * 3)]));

/** Logits after the last of `ids`, from a whole forward pass. */
async function logitsOf(ids: readonly number[], config: ModelConfig): Promise<Float32Array> {
  const session = await Session.create(buildForwardGraph(config, weightsOf(config)), { threads: 1 });
  const T = ids.length;
  const indices = BigInt64Array.from(ids, (_, t) => BigInt(t));
  const feeds = {
    [batchInputs.tokenIds]: { data: BigInt64Array.from(ids, BigInt), shape: [T] },
    [batchInputs.positions]: { data: indices, shape: [T] },
    [batchInputs.padIndex]: { data: indices, shape: [1, T] },
    [batchInputs.unpadIndex]: { data: indices, shape: [T] },
    [batchInputs.selected]: { data: BigInt64Array.of(BigInt(T - 1)), shape: [1] },
    ...new PositionTables(config).forSequences(T),
  };
  const result = await session.run(feeds, {}, [LOGITS]);
  await session.release();
  return (result[LOGITS]?.data as Float32Array).slice();
}

const difference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

/** Samples `count` tokens and records the logits. */
class Sampler implements RowProgram {
  readonly ids: number[];
  readonly logits: Float32Array[] = [];
  readonly prompt: readonly number[];
  readonly #count: number;

  constructor(prompt: readonly number[], count: number) {
    this.prompt = prompt;
    this.ids = [...prompt];
    this.#count = count;
  }

  next(event: RowEvent): RowAction {
    if (event.type === 'sampled') this.ids.push(event.id);
    return { type: this.ids.length < this.prompt.length + this.#count ? 'sample' : 'done' };
  }
}

const everyKind: LayerAttention[] = [
  { window: 3, rotary: 1 },
  { window: null, rotary: null },
  { window: 5, rotary: 0 },
  { window: 3, rotary: null },
];

describe('one layer', () => {
  const config = configOf(1);
  const ids = [5, 9, 12, 7, 3, 20, 8];
  const changed = (place: number) => ids.map((id, index) => (index === place ? 30 : id));

  test('with a window of 3: a token sees itself and the two before it', async () => {
    family.layers = [{ window: 3, rotary: 0 }];
    const logits = await logitsOf(ids, config);
    for (const place of [0, 3]) expect(await logitsOf(changed(place), config)).toEqual(logits);
    for (const place of [4, 5, 6]) {
      expect(difference(await logitsOf(changed(place), config), logits)).toBeGreaterThan(1e-3);
    }
  });

  test('that turns nothing: the order of the tokens before does not matter', async () => {
    const turned = [12, 5, 9, 20, 3, 7, 8];
    family.layers = [{ window: null, rotary: null }];
    expect(difference(await logitsOf(turned, config), await logitsOf(ids, config))).toBeLessThan(1e-5);
    family.layers = [{ window: null, rotary: 0 }];
    expect(difference(await logitsOf(turned, config), await logitsOf(ids, config))).toBeGreaterThan(1e-3);
  });

  test('with the second rotary table: the model whose only table that is', async () => {
    family.layers = [{ window: null, rotary: 1 }];
    const second = await logitsOf(ids, config);
    family.layers = [];
    expect(second).toEqual(await logitsOf(ids, configOf(1, family.otherBase)));
    expect(difference(second, await logitsOf(ids, config))).toBeGreaterThan(1e-3);
  });
});

describe('layers of every kind', () => {
  const config = configOf(everyKind.length);
  beforeEach(() => {
    family.layers = everyKind;
  });

  test('decode over caches as they compute whole sequences', async () => {
    const rows = [
      new Sampler([4, 8, 15], 9),
      new Sampler([16, 23, 9, 1, 2, 3, 11, 12], 6),
      new Sampler([7], 4),
    ];
    const decoder = await BatchDecoder.create({
      config,
      weights: weightsOf(config),
      threads: 1,
      slots: 3,
      onLogits: (program, logits) => void (program as Sampler).logits.push(logits.slice()),
    });
    for (const row of rows) decoder.add(row);
    while (await decoder.step());
    await decoder.release();
    for (const { ids, prompt, logits } of rows) {
      expect(logits.length).toBe(ids.length - prompt.length + 1);
      for (const [index, cached] of logits.entries()) {
        expect(difference(cached, await logitsOf(ids.slice(0, prompt.length + index), config))).toBeLessThan(
          1e-4,
        );
      }
    }
  });

  test('have the training loss that follows from their logits, whatever a batch holds', async () => {
    const sequences = randomSequences([9, 4, 13]);
    let [sum, count] = [0, 0];
    for (const { ids, learned } of sequences) {
      for (let t = 1; t < ids.length; t++) {
        if (learned[t] !== 1) continue;
        const logits = await logitsOf([...ids.subarray(0, t)], config);
        const total = logits.reduce((all, logit) => all + Math.exp(logit), 0);
        sum += Math.log(total) - (logits[ids[t] ?? -1] ?? Number.NaN);
        count += 1;
      }
    }
    const model = await microModel({ config, weights: weightsOf(config) });
    expect(await model.lossOf([packAll(sequences)])).toBeCloseTo(sum / count, 4);
    await model.release();
  });
});
