// Every id that a model's files list as an end stops a generation: in config.json, in generation_config.json, in a GGUF file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { required } from '../../src/common/index.ts';
import { parametersOf, parseConfig, saveModel } from '../../src/engine/model/index.ts';
import { trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';
import { writeGguf } from '../../src/engine/weights/gguf/gguf.fixture.ts';
import { solveProblems } from '../../src/solve/index.ts';
import { loadModels } from '../../src/solve/load-models.ts';

const folder = mkdtempSync(join(tmpdir(), 'end-of-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tokenizer = trainTokenizer(['one two'], { vocabularySize: 260 });
const { vocabulary, merges } = tokenizer.definition;
const V = tokenizer.vocabularySize;
const END = tokenizer.endOfText;
const [turn, message, other] = [70, 80, 90];

const config = parseConfig(
  {
    model_type: 'llama',
    vocab_size: V,
    max_position_embeddings: 256,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    intermediate_size: 12,
    tie_word_embeddings: false,
    eos_token_id: END,
  },
  'test',
);

/** Weights of a model that writes the token `id` whatever it is asked: nothing is added to the embedding, and only that row of the head is like it. */
function weightsThatWrite(id: number): Map<string, Float32Array> {
  const width = 8;
  const valueAt = (name: string, at: number): number => {
    if (name.includes('norm')) return 1;
    if (name.includes('embed_tokens')) return at % width === 0 ? 1 : 0;
    return name.includes('lm_head') && at === id * width ? 1 : 0;
  };
  return new Map(
    parametersOf(config).map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, Float32Array.from({ length }, (_, at) => valueAt(name, at))];
    }),
  );
}

/** How many tokens the model at `path` writes, and which limit stopped it. */
async function written(path: string) {
  const models = await loadModels(
    { strategy: 'answer', prompt: null, models: { student: path } } as unknown as Parameters<
      typeof loadModels
    >[0],
    { threads: 1, slots: 1 },
  );
  const [solved] = await solveProblems({
    strategy: 'answer',
    models,
    problems: [{ id: '1', question: 'What is 1 + 1?', answer: '2', answerType: 'number' }],
    options: { maxNewTokens: 4 },
  });
  const { generatedTokens, limits } = required(solved, 'a prediction');
  return { generatedTokens, limits };
}
const ended = { generatedTokens: 1, limits: [] };
const goesOn = { generatedTokens: 4, limits: ['tokens'] };

type Ids = number | readonly number[];

/** A directory whose files list these ends; without `generation` there is no generation_config.json. */
function directory(id: number, ends: { readonly config: Ids; readonly generation?: Ids }): string {
  const path = join(folder, 'model');
  rmSync(path, { recursive: true, force: true });
  saveModel(path, config, weightsThatWrite(id), { tokenizer: writeTokenizer(tokenizer) });
  const file = join(path, 'config.json');
  const json = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...json, eos_token_id: ends.config }));
  const generation = join(path, 'generation_config.json');
  rmSync(generation);
  if (ends.generation !== undefined)
    writeFileSync(generation, JSON.stringify({ eos_token_id: ends.generation }));
  return path;
}

test.each([turn, message, END])('token %i of a list in config.json ends a generation', async (id) => {
  expect(await written(directory(id, { config: [turn, message, END] }))).toEqual(ended);
});

test.each([
  turn,
  message,
  END,
])('token %i of a list in generation_config.json ends a generation', async (id) => {
  expect(await written(directory(id, { config: END, generation: [turn, message] }))).toEqual(ended);
});

test('what is in no list does not, nor what only config.json lists beside a generation_config.json', async () => {
  expect(await written(directory(other, { config: [turn, message, END] }))).toEqual(goesOn);
  expect(await written(directory(turn, { config: [turn, END], generation: [message] }))).toEqual(goesOn);
});

test('where the tokenizer names no end of text, the model’s first one is it', async () => {
  const path = directory(turn, { config: [turn, message] });
  rmSync(join(path, 'tokenizer_config.json'));
  rmSync(join(path, 'special_tokens_map.json'), { force: true });
  const { student } = (await loadModels(
    { strategy: 'answer', prompt: null, models: { student: path } } as unknown as Parameters<
      typeof loadModels
    >[0],
    { threads: 1, slots: 1 },
  )) as { student: { tokenizer: { endOfText: number }; prompt: { stop: { id: number } } } };
  expect([student.tokenizer.endOfText, student.prompt.stop.id]).toEqual([turn, turn]);
});

test('a negative id ends nothing and is no fault', async () => {
  expect(await written(directory(other, { config: -1 }))).toEqual(goesOn);
  expect(await written(directory(turn, { config: [-1, turn], generation: [-1, turn] }))).toEqual(ended);
});

/** A GGUF file of the model, with these ends. */
function ggufFile(id: number, ends: Readonly<Record<string, number>>): string {
  const names: Readonly<Record<string, string>> = {
    'model.embed_tokens.weight': 'token_embd.weight',
    'model.norm.weight': 'output_norm.weight',
    'lm_head.weight': 'output.weight',
    'input_layernorm.weight': 'blk.0.attn_norm.weight',
    'self_attn.q_proj.weight': 'blk.0.attn_q.weight',
    'self_attn.k_proj.weight': 'blk.0.attn_k.weight',
    'self_attn.v_proj.weight': 'blk.0.attn_v.weight',
    'self_attn.o_proj.weight': 'blk.0.attn_output.weight',
    'post_attention_layernorm.weight': 'blk.0.ffn_norm.weight',
    'mlp.gate_proj.weight': 'blk.0.ffn_gate.weight',
    'mlp.up_proj.weight': 'blk.0.ffn_up.weight',
    'mlp.down_proj.weight': 'blk.0.ffn_down.weight',
  };
  const weights = weightsThatWrite(id);
  const path = join(folder, 'model.gguf');
  const tokens = [...vocabulary].sort(([, a], [, b]) => a - b).map(([token]) => token);
  const bytes = writeGguf({
    metadata: {
      'general.architecture': 'llama',
      'llama.block_count': 1,
      'llama.context_length': 256,
      'llama.embedding_length': 8,
      'llama.feed_forward_length': 12,
      'llama.attention.head_count': 2,
      'llama.attention.head_count_kv': 1,
      'llama.attention.layer_norm_rms_epsilon': 1e-5,
      'llama.rope.freq_base': 10_000,
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.pre': 'smollm',
      'tokenizer.ggml.tokens': tokens,
      'tokenizer.ggml.token_type': tokens.map((_, at) => (at === END ? 3 : 1)),
      'tokenizer.ggml.merges': merges.map((pair) => pair.join(' ')),
      ...ends,
    },
    tensors: Object.fromEntries(
      parametersOf(config).map(({ name, shape }) => [
        required(names[name] ?? names[name.replace('model.layers.0.', '')], name),
        { shape, data: required(weights.get(name), name) },
      ]),
    ),
  });
  writeFileSync(path, bytes);
  return path;
}

test.each([
  ['eos', END],
  ['eot', turn],
  ['eom', message],
])('in a GGUF file, the %s token ends a generation', async (part, id) => {
  const ends = {
    'tokenizer.ggml.eos_token_id': END,
    'tokenizer.ggml.eot_token_id': turn,
    'tokenizer.ggml.eom_token_id': message,
  };
  expect(await written(ggufFile(id, ends))).toEqual(ended);
  if (part === 'eos') return;
  const { [`tokenizer.ggml.${part}_token_id`]: _, ...without } = ends as Record<string, number>;
  expect(await written(ggufFile(id, without))).toEqual(goesOn);
});
