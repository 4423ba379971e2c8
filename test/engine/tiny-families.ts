// A tiny model of every family of the registry, with the parts that the others lack, for tests that no family may miss.
import { required } from '../../src/common/index.ts';
import { type ModelConfig, modelTypes, parseConfig } from '../../src/engine/model/index.ts';
import { microSizes } from './micro-model.ts';

type Json = Readonly<Record<string, unknown>>;

const sizes = { ...microSizes, eos_token_id: 0 };

const own: Readonly<Record<ModelConfig['architecture'], Json>> = {
  gpt2: { vocab_size: 40, n_positions: 32, n_embd: 16, n_layer: 2, n_head: 2, eos_token_id: 0 },
  llama: { ...sizes, attention_bias: true, mlp_bias: true, tie_word_embeddings: true },
  qwen2: { ...sizes, use_sliding_window: true, sliding_window: 8, max_window_layers: 1 },
  qwen3: { ...sizes, head_dim: 6, attention_bias: true, tie_word_embeddings: true },
  mistral: { ...sizes, sliding_window: 8 },
  smollm3: { ...sizes, no_rope_layers: [1, 0] },
  gemma3_text: {
    ...sizes,
    head_dim: 6,
    sliding_window: 8,
    layer_types: ['sliding_attention', 'full_attention'],
  },
};

/** The `config.json` of the family's tiny model. */
export const tinyJson = (modelType: ModelConfig['architecture']): Json => ({
  model_type: modelType,
  ...required(own[modelType], `a tiny model of ${modelType}`),
});

/** The tiny model of every family of the registry. */
export const tinyFamilies: readonly (readonly [modelType: string, config: ModelConfig])[] = modelTypes.map(
  (modelType) => [modelType, parseConfig(tinyJson(modelType), modelType)],
);
