// Models that students are often made of, by their published sizes: to say what can be trained before anything is downloaded.
import { type ModelConfig, parseConfig } from './config.ts';
import { presets } from './presets.ts';

export interface KnownModel {
  readonly name: string;
  /** Whether there are published weights to start from. */
  readonly pretrained: boolean;
  readonly config: ModelConfig;
}

const gpt2 = { model_type: 'gpt2', vocab_size: 50_257, n_positions: 1024 };
const llama = { model_type: 'llama', tie_word_embeddings: true };

/** The fields of each one's `config.json` that decide its shape. */
const published: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'GPT-2 (124M)': { ...gpt2, n_embd: 768, n_layer: 12, n_head: 12 },
  'GPT-2 medium (355M)': { ...gpt2, n_embd: 1024, n_layer: 24, n_head: 16 },
  'GPT-2 large (774M)': { ...gpt2, n_embd: 1280, n_layer: 36, n_head: 20 },
  'SmolLM2-135M': {
    ...llama,
    vocab_size: 49_152,
    max_position_embeddings: 8192,
    hidden_size: 576,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    intermediate_size: 1536,
    rope_theta: 100_000,
  },
  'SmolLM2-360M': {
    ...llama,
    vocab_size: 49_152,
    max_position_embeddings: 8192,
    hidden_size: 960,
    num_hidden_layers: 32,
    num_attention_heads: 15,
    num_key_value_heads: 5,
    intermediate_size: 2560,
    rope_theta: 100_000,
  },
  'Qwen2.5-0.5B': {
    model_type: 'qwen2',
    tie_word_embeddings: true,
    vocab_size: 151_936,
    max_position_embeddings: 32_768,
    hidden_size: 896,
    num_hidden_layers: 24,
    num_attention_heads: 14,
    num_key_value_heads: 2,
    intermediate_size: 4864,
    rope_theta: 1_000_000,
  },
  'Llama-3.2-1B': {
    ...llama,
    vocab_size: 128_256,
    max_position_embeddings: 131_072,
    hidden_size: 2048,
    num_hidden_layers: 16,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: 64,
    intermediate_size: 8192,
    rope_theta: 500_000,
  },
};

/** The presets with as large a vocabulary as they can have, then published models. */
export function knownModels(): KnownModel[] {
  return [
    ...Object.entries(presets).map(([name, sizes]) => ({
      name,
      pretrained: false,
      config: { architecture: 'gpt2', ...sizes, layerNormEpsilon: 1e-5, endOfText: 0 } as const,
    })),
    ...Object.entries(published).map(([name, json]) => ({
      name,
      pretrained: true,
      config: parseConfig(json, name),
    })),
  ];
}
