// Directories as people have them: heads beside embeddings, weights that are no numbers, names that other tools made, other kinds of files.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { writeSafetensors } from '../weights/index.ts';
import {
  checkWeights,
  configJson,
  configOf,
  initialWeights,
  loadModel,
  type ModelConfig,
  parametersOf,
  parseConfig,
  readModelFiles,
  storedWeights,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stored-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

const common = { vocab_size: 12, eos_token_id: 0, tie_word_embeddings: true };
const jsonOf: Readonly<Record<'llama' | 'gpt2', object>> = {
  llama: {
    ...common,
    model_type: 'llama',
    max_position_embeddings: 16,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 8,
  },
  gpt2: { ...common, model_type: 'gpt2', n_positions: 16, n_embd: 8, n_layer: 1, n_head: 2 },
};
const embeddingOf = { llama: 'model.embed_tokens.weight', gpt2: 'transformer.wte.weight' };
const head = 'lm_head.weight';

type Stored = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** A directory of this model, in whose tensors `change` has changed something. */
function directoryOf(json: object, change: (tensors: Stored) => void = () => undefined): string {
  const path = join(folder, 'model');
  const { quantization_config: _, ...plain } = json as { readonly quantization_config?: unknown };
  const config = parseConfig(plain, 'x');
  const weights = initialWeights(config, new Random(1));
  const tensors: Stored = new Map(
    parametersOf(config).map(({ name, shape }) => [name, { shape, data: weights.get(name) as Float32Array }]),
  );
  change(tensors);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), JSON.stringify({ ...configJson(config), ...json }));
  writeFileSync(join(path, 'tokenizer.json'), '{}');
  writeSafetensors(join(path, 'model.safetensors'), tensors, {});
  return path;
}
const other = () => ({ shape: [12, 8], data: Float32Array.from({ length: 96 }, (_, i) => i / 96) });

beforeEach(() => rmSync(join(folder, 'model'), { recursive: true, force: true }));

describe.each([
  'llama',
  'gpt2',
] as const)('%s, whose configuration says that its head is the embedding', (family) => {
  const json = jsonOf[family];
  const embedding = embeddingOf[family];

  test('with another head in the file: that head is read and trained', () => {
    const path = directoryOf(json, (tensors) => tensors.set(head, other()));
    const { config, weights } = loadModel(readModelFiles(path));
    expect(config.tiedHead).toBe(false);
    expect(weights.get(head)).toEqual(other().data);
    expect(configJson(config).tie_word_embeddings).toBe(false);
  });

  test('with the same head in the file: it is the embedding', () => {
    const path = directoryOf(json, (tensors) =>
      tensors.set(head, tensors.get(embedding) as ReturnType<typeof other>),
    );
    const { config, weights } = loadModel(readModelFiles(path));
    expect(config.tiedHead).toBe(true);
    expect(weights.has(head)).toBe(false);
  });

  test('with nothing but the head in the file: it is the embedding', () => {
    const path = directoryOf(json, (tensors) => {
      tensors.delete(embedding);
      tensors.set(head, other());
    });
    const files = readModelFiles(path);
    expect(configOf(files).tiedHead).toBe(true);
    expect(loadModel(files).weights.get(embedding)).toEqual(other().data);
    expect(storedWeights(files, configOf(files)).get(embedding)).toEqual(other().data);
  });

  test('or that it is not, with no head in the file: refused', () => {
    const path = directoryOf(json);
    const files = readModelFiles(path);
    const untied: ModelConfig = { ...configOf(files), tiedHead: false };
    expect(() => checkWeights(files, untied)).toThrow(
      expect.objectContaining({ code: 'weights-mismatch', message: expect.stringContaining(head) }),
    );
  });
});

test.each([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
])('a weight with %d is named', (bad) => {
  const name = 'model.layers.0.mlp.up_proj.weight';
  const path = directoryOf(jsonOf.llama, (tensors) => tensors.get(name)?.data.fill(bad, 3, 5));
  const files = readModelFiles(path);
  const thrown = expect.objectContaining({
    code: 'weights-not-finite',
    message: expect.stringContaining(`the weight ${name} holds 2 of 64 values that are no numbers`),
  });
  expect(() => loadModel(files)).toThrow(thrown);
  expect(() => storedWeights(files, configOf(files)).get(name)).toThrow(thrown);
});

test.each<[string, (name: string) => string, RegExp]>([
  [
    'torch.compile',
    (name) => `_orig_mod.${name}`,
    /_orig_mod\.model\.embed_tokens\.weight, as torch\.compile does/,
  ],
  ['DistributedDataParallel', (name) => `module.${name}`, /as DistributedDataParallel does/],
  ['peft', (name) => `base_model.model.${name}`, /merge_and_unload/],
  [
    'a model of texts and images',
    (name) => name.replace('model.', 'model.language_model.'),
    /texts? and images/,
  ],
])('names as %s makes them are said, with what to do', (_, rename, words) => {
  const path = directoryOf(jsonOf.llama, (tensors) => {
    for (const [name, tensor] of [...tensors]) {
      tensors.delete(name);
      tensors.set(rename(name), tensor);
    }
  });
  const files = readModelFiles(path);
  expect(() => checkWeights(files, configOf(files))).toThrow(words);
});

test('quantized weights are refused by name', () => {
  const path = directoryOf({
    ...jsonOf.llama,
    quantization_config: { quant_method: 'bitsandbytes', load_in_4bit: true },
  });
  expect(() => configOf(readModelFiles(path))).toThrow(
    /the weights are quantized with bitsandbytes, which is not read here\. Use the model/,
  );
});

test.each<[readonly string[], RegExp]>([
  [
    ['adapter_config.json', 'adapter_model.safetensors'],
    /holds an adapter \(LoRA\), not a model.*merge_and_unload/,
  ],
  [['config.json', 'adapter_config.json', 'adapter_model.safetensors'], /holds an adapter/],
  [['tiny.Q8_0.gguf'], /Name the file itself: .*tiny\.Q8_0\.gguf/],
  [['blobs', 'refs', 'snapshots'], /folder in the hub's cache. Name one of the folders in .*snapshots/],
  [
    ['config.json', 'tokenizer.json', 'model-00001-of-00002.safetensors'],
    /without model\.safetensors\.index\.json/,
  ],
  [['config.json', 'tokenizer.json', 'model.fp16.safetensors'], /Rename it to model\.safetensors/],
  [['config.json', 'tokenizer.json', 'consolidated.safetensors'], /in their authors' own format/],
  [
    ['config.json', 'tokenizer.json', 'pytorch_model.bin'],
    /only safetensors are read. Convert it with transformers/,
  ],
  [['config.json', 'tokenizer.json', 'onnx'], /ONNX only/],
])('a directory of %j: what it is, and the one thing to do', (names, words) => {
  const path = join(folder, 'model');
  mkdirSync(path);
  for (const name of names) writeFileSync(join(path, name), '{}');
  expect(() => readModelFiles(path)).toThrow(words);
});

test('a tokenizer of another family in vocab.json is said to need conversion; GPT-2’s is read', () => {
  const path = directoryOf(jsonOf.llama);
  rmSync(join(path, 'tokenizer.json'));
  writeFileSync(join(path, 'vocab.json'), '{"<|endoftext|>": 0, "a": 1, "b": 2, "ab": 3}');
  writeFileSync(join(path, 'merges.txt'), '#version: 0.2\na b\n');
  expect(() => readModelFiles(path)).toThrow(
    /no tokenizer\.json, only vocab\.json\. Make it with transformers/,
  );
  const gpt2 = directoryOf(jsonOf.gpt2);
  rmSync(join(gpt2, 'tokenizer.json'), { force: true });
  const files = readModelFiles(gpt2).tokenizerFiles();
  expect(Object.keys(files)).toEqual(['tokenizer.json']);
  expect(JSON.parse(files['tokenizer.json'] ?? '')).toMatchObject({
    model: { type: 'BPE', vocab: { a: 1, b: 2, ab: 3 }, merges: ['a b'] },
    added_tokens: [{ id: 0, content: '<|endoftext|>', special: true }],
  });
});
