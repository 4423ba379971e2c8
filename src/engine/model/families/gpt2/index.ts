import type { Family } from '../../architecture.ts';
import { configJson, type Gpt2Config, parseConfig, title } from './config.ts';
import { gguf, toGguf } from './gguf.ts';
import { architecture } from './graph.ts';

export type { Gpt2Config } from './config.ts';

const common = { model_type: 'gpt2', vocab_size: 50_257, n_positions: 1024 };

/** GPT-2 (Radford et al. 2019). */
export const gpt2: Family<Gpt2Config> = {
  modelType: 'gpt2',
  title,
  parseConfig,
  configJson,
  architecture,
  gguf,
  toGguf,
  published: {
    'GPT-2 (124M)': { ...common, n_embd: 768, n_layer: 12, n_head: 12 },
    'GPT-2 medium (355M)': { ...common, n_embd: 1024, n_layer: 24, n_head: 16 },
    'GPT-2 large (774M)': { ...common, n_embd: 1280, n_layer: 36, n_head: 20 },
  },
};
