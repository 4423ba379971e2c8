// A GGUF file as a Hugging Face model: its configuration, the names and layout of its weights, its tokenizer.
import type { JsonObject, ModelFiles, TensorSource } from '../model-files.ts';
import { type GgufFile, readGguf } from './gguf-file.ts';
import { invalidGguf } from './gguf-header.ts';
import { ggufOrigin } from './gguf-origin.ts';
import { ggufTokenizerFiles } from './gguf-tokenizer.ts';
import { Metadata } from './metadata.ts';

/** One weight: what it is called in the file, its shape here, and how the file's numbers become ours. */
interface Source {
  readonly stored: string;
  readonly shape: readonly number[];
  readonly convert?: (data: Float32Array) => Float32Array;
}

/** Throws what `readGguf` throws, and `gguf-unsupported` for another architecture or tokenizer. */
export function ggufModelFiles(path: string): ModelFiles {
  const file = readGguf(path);
  const metadata = new Metadata(file);
  const architecture = metadata.need('general.architecture', metadata.text('general.architecture'));
  if (architecture !== 'llama' && architecture !== 'qwen2' && architecture !== 'gpt2') {
    return metadata.unsupported(
      `the architecture ${JSON.stringify(architecture)} is not read here: expected llama, qwen2 or gpt2.`,
    );
  }
  const config =
    architecture === 'gpt2' ? gpt2Config(file, metadata) : llamaConfig(file, metadata, architecture);
  const sources = architecture === 'gpt2' ? gpt2Sources(file) : llamaSources(file, config);
  return {
    path,
    config,
    generationConfig: { bos_token_id: config.bos_token_id, eos_token_id: config.eos_token_id },
    tensors: tensorSource(file, sources),
    origin: ggufOrigin(file),
    tokenizerFiles: () =>
      ggufTokenizerFiles(metadata, Number(config.max_position_embeddings ?? config.n_positions)),
  };
}

function tensorSource(file: GgufFile, sources: ReadonlyMap<string, Source>): TensorSource {
  return {
    shapes: new Map([...sources].map(([name, { shape }]) => [name, shape])),
    tensor: (name) => {
      const source = sources.get(name);
      const data = file.tensor(source?.stored ?? name);
      return source?.convert?.(data) ?? data;
    },
    check: (name) => void file.entry(sources.get(name)?.stored ?? name),
  };
}

const tokenCount = (file: GgufFile, metadata: Metadata): number =>
  file.tensors.get('token_embd.weight')?.shape[0] ??
  metadata.need('tokenizer.ggml.tokens', metadata.texts('tokenizer.ggml.tokens')).length;

function specialIds(metadata: Metadata): JsonObject {
  return {
    bos_token_id: metadata.number('tokenizer.ggml.bos_token_id') ?? null,
    eos_token_id: metadata.number('tokenizer.ggml.eos_token_id') ?? null,
  };
}

function llamaConfig(file: GgufFile, metadata: Metadata, architecture: 'llama' | 'qwen2'): JsonObject {
  const key = (name: string) => `${architecture}.${name}`;
  const number = (name: string) => metadata.number(key(name));
  const need = (name: string) => metadata.need(key(name), number(name));
  if ((number('expert_count') ?? 0) > 0) metadata.unsupported('models with experts are not read here.');
  const heads = need('attention.head_count');
  const headSize = number('attention.key_length') ?? need('embedding_length') / heads;
  if (!Number.isInteger(headSize) || headSize < 1) {
    invalidGguf(file.path, 'metadata', 'heads of a whole size', `${heads} heads of ${headSize}`);
  }
  if ((number('attention.value_length') ?? headSize) !== headSize) {
    metadata.unsupported('keys and values of different sizes are not read here.');
  }
  if ((number('rope.dimension_count') ?? headSize) !== headSize) {
    metadata.unsupported(
      `rotary positions on ${number('rope.dimension_count')} of a head's ${headSize} numbers are not read here.`,
    );
  }
  const layers = need('block_count');
  if (layers > file.tensors.size) {
    invalidGguf(
      file.path,
      `metadata ${key('block_count')}`,
      `at most ${file.tensors.size}, one a tensor`,
      `${layers}`,
    );
  }
  return {
    model_type: architecture,
    vocab_size: tokenCount(file, metadata),
    max_position_embeddings: need('context_length'),
    hidden_size: need('embedding_length'),
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: number('attention.head_count_kv') ?? heads,
    head_dim: headSize,
    intermediate_size: need('feed_forward_length'),
    rms_norm_eps: need('attention.layer_norm_rms_epsilon'),
    rope_theta: number('rope.freq_base') ?? 10_000,
    rope_scaling: ropeScaling(file, metadata, key),
    tie_word_embeddings: !file.tensors.has('output.weight'),
    attention_bias: architecture === 'llama' && file.tensors.has('blk.0.attn_q.bias'),
    mlp_bias: architecture === 'llama' && file.tensors.has('blk.0.ffn_gate.bias'),
    ...specialIds(metadata),
  };
}

function ropeScaling(file: GgufFile, metadata: Metadata, key: (name: string) => string): JsonObject | null {
  if (file.tensors.has('rope_freqs.weight')) return llama3Scaling(file, metadata, key);
  const type = metadata.text(key('rope.scaling.type')) ?? 'none';
  const factor = metadata.number(key('rope.scaling.factor'));
  const original = metadata.number(key('rope.scaling.original_context_length'));
  if (type === 'none') return null;
  if (type === 'linear') return { rope_type: 'linear', factor };
  if (type === 'yarn') {
    return { rope_type: 'yarn', factor, original_max_position_embeddings: original ?? null };
  }
  return metadata.unsupported(`the rotary scaling ${JSON.stringify(type)} is not read here.`);
}

/**
 * Llama 3's scaling is stored as one divisor a frequency. Where they are those of a published setting, that is given; otherwise the
 * divisors themselves, under a name of our own.
 */
function llama3Scaling(file: GgufFile, metadata: Metadata, key: (name: string) => string): JsonObject {
  const factors = [...file.tensor('rope_freqs.weight')];
  const base = metadata.number(key('rope.freq_base')) ?? 10_000;
  const size = factors.length * 2;
  const [low, high, original] = [1, 4, 8192];
  const expected = (factor: number) =>
    factors.map((_, i) => {
      const wavelength = 2 * Math.PI * base ** ((2 * i) / size);
      if (wavelength < original / high) return 1;
      if (wavelength > original / low) return factor;
      const smooth = (original / wavelength - low) / (high - low);
      return 1 / ((1 - smooth) / factor + smooth);
    });
  for (const factor of [8, 32]) {
    if (expected(factor).every((value, i) => Math.abs(value / (factors[i] ?? 0) - 1) < 1e-5)) {
      return {
        rope_type: 'llama3',
        factor,
        low_freq_factor: low,
        high_freq_factor: high,
        original_max_position_embeddings: original,
      };
    }
  }
  return { rope_type: 'socratic-factors', factors };
}

function llamaSources(file: GgufFile, config: JsonObject): Map<string, Source> {
  const heads = Number(config.num_attention_heads);
  const keyValueHeads = Number(config.num_key_value_heads);
  const permuted = config.model_type === 'llama';
  const sources = new Map<string, Source>();
  const headSize = Number(config.head_dim);
  const add = (name: string, stored: string) => {
    const shape = file.tensors.get(stored)?.shape;
    if (shape) sources.set(name, { stored, shape });
  };
  /** Rows of query or key: [heads · D, rest] or [heads · D]. */
  const addHeads = (name: string, stored: string, count: number) => {
    const shape = file.tensors.get(stored)?.shape;
    if (!shape) return;
    if (shape[0] !== count * headSize) {
      const rows = `${count * headSize} rows, ${count} heads of ${headSize}`;
      invalidGguf(file.path, `tensor ${JSON.stringify(stored)}`, rows, `the shape ${shape.join(' x ')}`);
    }
    sources.set(name, {
      stored,
      shape,
      ...(permuted ? { convert: (data) => unpermute(data, count, headSize) } : {}),
    });
  };
  add('model.embed_tokens.weight', 'token_embd.weight');
  add('model.norm.weight', 'output_norm.weight');
  add('lm_head.weight', 'output.weight');
  for (let layer = 0; layer < Number(config.num_hidden_layers); layer++) {
    const [to, from] = [`model.layers.${layer}`, `blk.${layer}`];
    add(`${to}.input_layernorm.weight`, `${from}.attn_norm.weight`);
    add(`${to}.post_attention_layernorm.weight`, `${from}.ffn_norm.weight`);
    for (const part of ['weight', 'bias']) {
      for (const [name, stored, count] of [
        ['q_proj', 'attn_q', heads],
        ['k_proj', 'attn_k', keyValueHeads],
      ] as const) {
        addHeads(`${to}.self_attn.${name}.${part}`, `${from}.${stored}.${part}`, count);
      }
      add(`${to}.self_attn.v_proj.${part}`, `${from}.attn_v.${part}`);
      add(`${to}.self_attn.o_proj.${part}`, `${from}.attn_output.${part}`);
      add(`${to}.mlp.gate_proj.${part}`, `${from}.ffn_gate.${part}`);
      add(`${to}.mlp.up_proj.${part}`, `${from}.ffn_up.${part}`);
      add(`${to}.mlp.down_proj.${part}`, `${from}.ffn_down.${part}`);
    }
  }
  return sources;
}

/**
 * Undoes the order in which llama.cpp keeps the rows of a head (its rotary positions turn neighbours, Hugging Face's the two
 * halves): row (head, i, half) of the file is row (head, half, i) here. data: [heads · D, rest] or [heads · D].
 */
function unpermute(data: Float32Array, heads: number, headSize: number): Float32Array {
  const rest = data.length / (heads * headSize);
  const result = new Float32Array(data.length);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < headSize / 2; i++) {
      for (let side = 0; side < 2; side++) {
        const from = (head * headSize + 2 * i + side) * rest;
        const to = (head * headSize + side * (headSize / 2) + i) * rest;
        result.set(data.subarray(from, from + rest), to);
      }
    }
  }
  return result;
}

function gpt2Config(file: GgufFile, metadata: Metadata): JsonObject {
  const need = (name: string) => metadata.need(`gpt2.${name}`, metadata.number(`gpt2.${name}`));
  return {
    model_type: 'gpt2',
    vocab_size: tokenCount(file, metadata),
    n_positions: need('context_length'),
    n_embd: need('embedding_length'),
    n_layer: need('block_count'),
    n_head: need('attention.head_count'),
    n_inner: need('feed_forward_length'),
    layer_norm_epsilon: need('attention.layer_norm_epsilon'),
    ...specialIds(metadata),
  };
}

/** GPT-2's dense weights are [in, out] at Hugging Face and turned round in the file. */
function gpt2Sources(file: GgufFile): Map<string, Source> {
  const sources = new Map<string, Source>();
  const add = (name: string, stored: string, turned = false) => {
    const shape = file.tensors.get(stored)?.shape;
    if (!shape) return;
    const [rows = 1, columns = 1] = shape;
    if (!turned) sources.set(name, { stored, shape });
    else sources.set(name, { stored, shape: [columns, rows], convert: (data) => turn(data, rows, columns) });
  };
  add('transformer.wte.weight', 'token_embd.weight');
  add('transformer.wpe.weight', 'position_embd.weight');
  const both = (to: string, from: string, dense: boolean) => {
    add(`${to}.weight`, `${from}.weight`, dense);
    add(`${to}.bias`, `${from}.bias`);
  };
  both('transformer.ln_f', 'output_norm', false);
  for (let layer = 0; file.tensors.has(`blk.${layer}.attn_norm.weight`); layer++) {
    const [to, from] = [`transformer.h.${layer}`, `blk.${layer}`];
    both(`${to}.ln_1`, `${from}.attn_norm`, false);
    both(`${to}.attn.c_attn`, `${from}.attn_qkv`, true);
    both(`${to}.attn.c_proj`, `${from}.attn_output`, true);
    both(`${to}.ln_2`, `${from}.ffn_norm`, false);
    both(`${to}.mlp.c_fc`, `${from}.ffn_up`, true);
    both(`${to}.mlp.c_proj`, `${from}.ffn_down`, true);
  }
  return sources;
}

/** [rows, columns] → [columns, rows]. */
function turn(data: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return result;
}
