// Tiny models of every family as llama.cpp can hold them, with the parts that only some have: what a GGUF file must say of each.
import { type ModelConfig, parseConfig } from '../../src/engine/model/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** Widths are multiples of 32, so that every matrix has an 8-bit form. */
const sizes: Json = {
  vocab_size: 300,
  max_position_embeddings: 64,
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 16,
  intermediate_size: 96,
  rms_norm_eps: 1e-5,
  bos_token_id: 0,
  eos_token_id: 0,
};
const llama: Json = { model_type: 'llama', ...sizes };
const scaled = (scaling: Json): Json => ({ ...llama, rope_scaling: scaling });
const gpt2: Json = {
  model_type: 'gpt2',
  vocab_size: 300,
  n_positions: 64,
  n_embd: 64,
  n_layer: 2,
  n_head: 4,
  eos_token_id: 0,
};
const gemma3: Json = {
  model_type: 'gemma3_text',
  ...sizes,
  num_hidden_layers: 7,
  query_pre_attn_scalar: 16,
  sliding_window: 8,
};

const jsons: Readonly<Record<string, Json>> = {
  'GPT-2': gpt2,
  'GPT-2 with a head of its own': { ...gpt2, tie_word_embeddings: false },
  Llama: llama,
  'Llama with biases, tied': { ...llama, attention_bias: true, mlp_bias: true, tie_word_embeddings: true },
  'Llama with wide heads': { ...llama, head_dim: 32 },
  'Llama with linear scaling': scaled({ rope_type: 'linear', factor: 4 }),
  'Llama with dynamic scaling': scaled({ rope_type: 'dynamic', factor: 4 }),
  'Llama with YaRN': scaled({ rope_type: 'yarn', factor: 4, original_max_position_embeddings: 16 }),
  "Llama with Llama 3's scaling": scaled({
    rope_type: 'llama3',
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 32,
  }),
  Mistral: { model_type: 'mistral', ...sizes, sliding_window: null, rope_theta: 1_000_000 },
  Qwen2: { model_type: 'qwen2', ...sizes, tie_word_embeddings: true, rope_theta: 1_000_000 },
  'Qwen2 with a head of its own': { model_type: 'qwen2', ...sizes },
  Qwen3: { model_type: 'qwen3', ...sizes, head_dim: 32, tie_word_embeddings: true },
  SmolLM3: { model_type: 'smollm3', ...sizes, num_hidden_layers: 5 },
  'Gemma 3': gemma3,
  'Gemma 3 with linear scaling': { ...gemma3, rope_scaling: { rope_type: 'linear', factor: 8 } },
  'Gemma 3 with a head of its own': { ...gemma3, tie_word_embeddings: false },
};

/** Names that begin with the family's title. */
export const ggufModels: readonly (readonly [name: string, config: ModelConfig])[] = Object.entries(
  jsons,
).map(([name, json]) => [name, parseConfig(json, name)]);

/** The configuration with other fields. */
export const ggufModel = (name: string, changes: Json = {}): ModelConfig =>
  parseConfig({ ...jsons[name], ...changes }, name);
