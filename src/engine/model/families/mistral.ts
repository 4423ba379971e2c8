// Mistral (Jiang et al. 2023): Llama in which every layer has a window, in its first version.
import { fullAttention, llamaFamily, llamaGguf } from './llama/index.ts';

/** transformers' default where `config.json` has no such field; null means no window. */
const defaultWindow = 4096;

export const mistral = llamaFamily({
  modelType: 'mistral',
  title: 'Mistral',
  modelClass: 'MistralForCausalLM',
  biases: () => ({ qkv: false, output: false, feedForward: false }),
  defaults: {
    keyValueHeads: 8,
    headSize: null,
    tiedHead: false,
    rotaryBase: 10_000,
    contextLength: 131_072,
    endOfText: 2,
  },
  queryKeyNorm: false,
  attention: (fields) => {
    const { sliding_window: window = defaultWindow } = fields;
    return fullAttention(fields).map((layer) => ({ ...layer, window }));
  },
  ownFields: ({ headSize, attention }) => ({
    head_dim: headSize,
    sliding_window: attention[0]?.window ?? null,
  }),
  gguf: llamaGguf, // llama.cpp keeps it as Llama
  readsGguf: false,
  published: {
    'Mistral-7B-v0.3': {
      model_type: 'mistral',
      vocab_size: 32_768,
      max_position_embeddings: 32_768,
      sliding_window: null,
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 14_336,
      rope_theta: 1_000_000,
    },
  },
});
