// What a model is before it runs: its configuration, parameters, cost, and how it is kept on disk.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random, required } from '../../common/index.ts';
import type { JsonObject } from '../weights/index.ts';
import type { Gpt2Config } from './families/index.ts';
import {
  configJson,
  endOfTextIdsOf,
  initialWeights,
  loadModel,
  parameterCount,
  parametersOf,
  parseConfig,
  presets,
  readModelFiles,
  saveModel,
  trainingFlops,
} from './index.ts';

const gpt2: Gpt2Config = {
  architecture: 'gpt2',
  tiedHead: true,
  vocabularySize: 50257,
  contextLength: 1024,
  width: 768,
  layers: 12,
  heads: 12,
  layerNormEpsilon: 1e-5,
  endOfText: 50256,
};
const micro: Gpt2Config = {
  ...gpt2,
  vocabularySize: 30,
  contextLength: 8,
  width: 8,
  layers: 2,
  heads: 2,
  endOfText: 0,
};

describe('parameters', () => {
  test('GPT-2 small has the published 124,439,808', () => {
    expect(parameterCount(gpt2)).toBe(124_439_808);
  });

  test.each(
    Object.entries(presets),
  )('the preset %s is a possible model of few million parameters', (_name, preset) => {
    expect(preset.width % preset.heads).toBe(0);
    const millions = parameterCount({ ...gpt2, ...preset }) / 1e6;
    expect(millions).toBeGreaterThan(0.2);
    expect(millions).toBeLessThan(10);
  });

  test('weight decay is for matrices, not for biases and norms', () => {
    for (const { name, shape, decay } of parametersOf(micro)) {
      expect([name, decay]).toEqual([name, shape.length === 2]);
      if (/bias$|ln_/.test(name)) expect(decay).toBe(false);
    }
  });

  test('start as GPT-2 does: small normal weights, smaller where they write into the residual stream, gains of 1', () => {
    const weights = initialWeights(
      { ...gpt2, layers: 2, width: 64, vocabularySize: 500, contextLength: 64 },
      new Random(1),
    );
    const deviation = (name: string) => {
      const data = weights.get(name) ?? new Float32Array(0);
      return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
    };
    expect(deviation('transformer.wte.weight')).toBeCloseTo(0.02, 3);
    expect(deviation('transformer.h.0.mlp.c_fc.weight')).toBeCloseTo(0.02, 3);
    expect(deviation('transformer.h.0.mlp.c_proj.weight')).toBeCloseTo(0.02 / 2, 3); // 1 / √(2 · layers)
    expect(new Set(weights.get('transformer.ln_f.weight'))).toEqual(new Set([1]));
    expect(new Set(weights.get('transformer.h.1.attn.c_attn.bias'))).toEqual(new Set([0]));
  });

  test('equal seeds give equal weights, other seeds others', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => initialWeights(micro, new Random(seed)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

test('training FLOPs: counted by hand for one sequence of 3 tokens, 2 of them supervised', () => {
  const forwardLayer = 2 * 3 * 12 * 8 * 8 + 2 * 2 * 3 * 3 * 8;
  const head = 2 * 2 * 8 * 30;
  expect(trainingFlops(micro, [3], 2)).toBe(3 * (2 * forwardLayer + head));
  expect(trainingFlops(micro, [3, 3], 4)).toBe(2 * trainingFlops(micro, [3], 2));
});

describe('config.json', () => {
  test('is read back as it was written', () => {
    expect(parseConfig(JSON.parse(JSON.stringify(configJson(micro))), 'x')).toEqual(micro);
  });

  test('of the published GPT-2 is read', () => {
    const published = {
      model_type: 'gpt2',
      vocab_size: 50257,
      n_positions: 1024,
      n_embd: 768,
      n_layer: 12,
      n_head: 12,
    };
    expect(parseConfig(published, 'x')).toEqual(gpt2);
  });

  test.each<[string, object, string]>([
    ['another architecture', { model_type: 'mamba' }, 'model_type'],
    ['a width that the heads do not share', { n_head: 3 }, 'n_embd 8 must be a multiple of n_head 3'],
    ['another inner width', { n_inner: 10 }, 'n_inner, if given, 4 times n_embd'],
    ['another activation', { activation_function: 'relu' }, 'activation_function'],
    ['no layers', { n_layer: 0 }, 'n_layer'],
    ['half a token', { vocab_size: 30.5 }, 'vocab_size'],
  ])('with %s is refused, naming it', (_name, change, words) => {
    expect(() => parseConfig({ ...configJson(micro), ...change }, 'dir/config.json')).toThrow(
      expect.objectContaining({ code: 'config-unsupported', message: expect.stringContaining(words) }),
    );
    expect(() => parseConfig({ ...configJson(micro), ...change }, 'dir/config.json')).toThrow(
      /^dir\/config\.json/,
    );
  });
});

describe('a model directory', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'model-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('gives back config and weights, bit for bit', () => {
    const weights = initialWeights(micro, new Random(3));
    const path = join(folder, 'model');
    saveModel(path, micro, weights, { tokenizer: { 'tokenizer.json': '{}' } });
    expect(loadModel(readModelFiles(path))).toMatchObject({
      config: micro,
      weights,
      tokenizerFiles: { 'tokenizer.json': '{}' },
    });
  });

  test('ends a generation at every id that its files list', () => {
    const path = join(folder, 'ends');
    const random = new Random(3);
    saveModel(path, micro, initialWeights(micro, random), { tokenizer: { 'tokenizer.json': '{}' } });
    const ends = (generation: object | null, config: object = {}) => {
      const files = readModelFiles(path);
      const json = { ...files.config, ...config };
      return endOfTextIdsOf({ ...files, config: json, generationConfig: generation as JsonObject | null });
    };
    expect(endOfTextIdsOf(readModelFiles(path))).toEqual([0]);
    expect(ends({ eos_token_id: [5, 3] })).toEqual([5, 3]);
    expect(ends({ bos_token_id: 1 }, { eos_token_id: [4, 2] })).toEqual([4, 2]);
    expect(ends(null, { eos_token_id: null })).toEqual([]);
    expect(ends({ eos_token_id: -1 })).toEqual([]); // no token
    expect(ends({ eos_token_id: [-1, 3] })).toEqual([3]);
    for (const wrong of ['2', [], ['2'], 0.5, {}]) {
      expect(() => ends({ eos_token_id: wrong })).toThrow(
        expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(path) }),
      );
    }
  });

  test('is written one weight after the other, to the same bytes', () => {
    const weights = initialWeights(micro, new Random(3));
    const tokenizer = { 'tokenizer.json': '{}' };
    const [whole, lazy] = [join(folder, 'whole'), join(folder, 'lazy')];
    saveModel(whole, micro, weights, { tokenizer });
    const scratch = new Float32Array(Math.max(...[...weights.values()].map(({ length }) => length)));
    const get = (name: string) => {
      const weight = required(weights.get(name), name);
      scratch.set(weight);
      return scratch.subarray(0, weight.length);
    };
    saveModel(lazy, micro, { get }, { tokenizer });
    const bytes = (path: string) => readFileSync(join(path, 'model.safetensors'), 'base64');
    expect(bytes(lazy)).toBe(bytes(whole));
  });

  test('whose weights are not those of its config is refused, naming the first', () => {
    const path = join(folder, 'other');
    saveModel(path, micro, initialWeights(micro, new Random(3)), { tokenizer: { 'tokenizer.json': '{}' } });
    const config = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'));
    writeFileSync(join(path, 'config.json'), JSON.stringify({ ...config, n_layer: 3 }));
    expect(() => loadModel(readModelFiles(path))).toThrow(
      expect.objectContaining({
        code: 'weights-mismatch',
        message: `${path}: expected the weight transformer.h.2.ln_1.weight with shape [8], found none.`,
      }),
    );
  });
});
