// Llama and its relatives in GGUF files, as llama.cpp's converter writes them.
import {
  type GgufFamily,
  type GgufFile,
  type GgufMetadata,
  GgufWeights,
  invalidGguf,
  type JsonObject,
} from '../../../weights/index.ts';

/** What tells the files of a relative of Llama from those of the others. */
export interface GgufVariant {
  readonly architecture: string;
  /** Whether the rows of query and key stand in llama.cpp's order, which `unpermute` undoes. */
  readonly permuted: boolean;
  /** What its `config.json` says besides the fields that all have. */
  readonly ownFields: (file: GgufFile) => JsonObject;
}

interface Heads {
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly layers: number;
}

export function ggufOf(modelType: string, variant: GgufVariant): GgufFamily {
  const { architecture, permuted, ownFields } = variant;
  const key = (name: string) => `${architecture}.${name}`;
  return {
    architecture,
    read: (file, metadata) => {
      assertNoOther(metadata, key);
      const heads = headsOf(file, metadata, key);
      const need = (name: string) => metadata.need(key(name), metadata.number(key(name)));
      const config = {
        model_type: modelType,
        max_position_embeddings: need('context_length'),
        hidden_size: need('embedding_length'),
        num_hidden_layers: heads.layers,
        num_attention_heads: heads.heads,
        num_key_value_heads: heads.keyValueHeads,
        head_dim: heads.headSize,
        intermediate_size: need('feed_forward_length'),
        rms_norm_eps: need('attention.layer_norm_rms_epsilon'),
        rope_theta: metadata.number(key('rope.freq_base')) ?? 10_000,
        rope_scaling: ropeScaling(file, metadata, key),
        tie_word_embeddings: true, // the file may hold the head as well: then it is compared
        ...ownFields(file),
      };
      return { config, weights: weightsOf(file, heads, permuted) };
    },
  };
}

/** Metadata that makes another model of the same weights, and that is not read here; with the values that change nothing. */
const unreadSettings: Readonly<Record<string, number>> = {
  logit_scale: 1,
  residual_scale: 1,
  embedding_scale: 1,
  attn_logit_softcapping: 0,
  final_logit_softcapping: 0,
  'attention.scale': 0,
  'attention.clamp_kqv': 0,
  'attention.max_alibi_bias': 0,
  'rope.scaling.attn_factor': 1,
  'rope.scaling.yarn_log_multiplier': 0,
};

/** Throws `gguf-unsupported` for a model with a setting that is not read here: without it, it would be another one. */
function assertNoOther(metadata: GgufMetadata, key: (name: string) => string): void {
  for (const [name, neutral] of Object.entries(unreadSettings)) {
    const value = metadata.number(key(name)) ?? neutral;
    if (value !== neutral) metadata.unsupported(`the setting ${key(name)} ${value} is not read here.`);
  }
  const window = metadata.number(key('attention.sliding_window')) ?? 0;
  const context = metadata.number(key('context_length')) ?? 0;
  if (window > 0 && window < context) {
    metadata.unsupported(`a sliding window of ${window} tokens (context ${context}) is not read here.`);
  }
}

/** Throws `gguf-unsupported` and `gguf-invalid` for heads that cannot be those of a model that is read here. */
function headsOf(file: GgufFile, metadata: GgufMetadata, key: (name: string) => string): Heads {
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
  return { heads, keyValueHeads: number('attention.head_count_kv') ?? heads, headSize, layers };
}

function ropeScaling(
  file: GgufFile,
  metadata: GgufMetadata,
  key: (name: string) => string,
): JsonObject | null {
  if (file.tensors.has('rope_freqs.weight')) return llama3Scaling(file, metadata, key);
  const old = metadata.number(key('rope.scale_linear')); // before llama.cpp had kinds of scaling
  const type =
    metadata.text(key('rope.scaling.type')) ?? (old === undefined || old === 1 ? 'none' : 'linear');
  const factor = metadata.number(key('rope.scaling.factor')) ?? old;
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
function llama3Scaling(file: GgufFile, metadata: GgufMetadata, key: (name: string) => string): JsonObject {
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

function weightsOf(
  file: GgufFile,
  { heads, keyValueHeads, headSize, layers }: Heads,
  permuted: boolean,
): GgufWeights {
  const weights = new GgufWeights(file);
  /** Rows of query or key: [heads · D, rest] or [heads · D]. */
  const addHeads = (name: string, stored: string, count: number) =>
    weights.add(name, stored, (shape) => {
      if (shape[0] !== count * headSize) {
        const rows = `${count * headSize} rows, ${count} heads of ${headSize}`;
        invalidGguf(file.path, `tensor ${JSON.stringify(stored)}`, rows, `the shape ${shape.join(' x ')}`);
      }
      return permuted ? { shape, convert: (data) => unpermute(data, count, headSize) } : { shape };
    });
  weights.add('model.embed_tokens.weight', 'token_embd.weight');
  weights.add('model.norm.weight', 'output_norm.weight');
  weights.add('lm_head.weight', 'output.weight');
  for (let layer = 0; layer < layers; layer++) {
    const [to, from] = [`model.layers.${layer}`, `blk.${layer}`];
    weights.add(`${to}.self_attn.q_norm.weight`, `${from}.attn_q_norm.weight`);
    weights.add(`${to}.self_attn.k_norm.weight`, `${from}.attn_k_norm.weight`);
    weights.add(`${to}.input_layernorm.weight`, `${from}.attn_norm.weight`);
    weights.add(`${to}.post_attention_layernorm.weight`, `${from}.ffn_norm.weight`);
    for (const part of ['weight', 'bias']) {
      addHeads(`${to}.self_attn.q_proj.${part}`, `${from}.attn_q.${part}`, heads);
      addHeads(`${to}.self_attn.k_proj.${part}`, `${from}.attn_k.${part}`, keyValueHeads);
      weights.add(`${to}.self_attn.v_proj.${part}`, `${from}.attn_v.${part}`);
      weights.add(`${to}.self_attn.o_proj.${part}`, `${from}.attn_output.${part}`);
      weights.add(`${to}.mlp.gate_proj.${part}`, `${from}.ffn_gate.${part}`);
      weights.add(`${to}.mlp.up_proj.${part}`, `${from}.ffn_up.${part}`);
      weights.add(`${to}.mlp.down_proj.${part}`, `${from}.ffn_down.${part}`);
    }
  }
  return weights;
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
