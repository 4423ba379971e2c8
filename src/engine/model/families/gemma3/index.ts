import type { Family } from '../../architecture.ts';
import { configJson, type Gemma3Config, parseConfig, title } from './config.ts';
import { gguf, toGguf } from './gguf.ts';
import { architecture } from './graph.ts';

export type { Gemma3Config } from './config.ts';

const common = {
  model_type: 'gemma3_text',
  vocab_size: 262_144,
  max_position_embeddings: 32_768,
  sliding_window: 512,
  num_attention_heads: 4,
  num_key_value_heads: 1,
  head_dim: 256,
};

/** Gemma 3 (Gemma Team 2025), the model of texts alone. */
export const gemma3: Family<Gemma3Config> = {
  modelType: 'gemma3_text',
  title,
  parseConfig,
  configJson,
  architecture,
  gguf,
  toGguf,
  published: {
    'Gemma-3-270m': { ...common, hidden_size: 640, num_hidden_layers: 18, intermediate_size: 2048 },
    'Gemma-3-1b': { ...common, hidden_size: 1152, num_hidden_layers: 26, intermediate_size: 6912 },
  },
};
