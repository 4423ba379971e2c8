// Qwen2 (Yang et al. 2024) and Qwen2.5: Llama with a bias on query, key and value.
import { llamaFamily, windowedAttention, windowFields } from './llama/index.ts';

export const qwen2 = llamaFamily({
  modelType: 'qwen2',
  title: 'Qwen2',
  modelClass: 'Qwen2ForCausalLM',
  biases: () => ({ qkv: true, output: false, feedForward: false }),
  defaults: {
    keyValueHeads: 32,
    headSize: null,
    tiedHead: false,
    rotaryBase: 10_000,
    contextLength: 32_768,
    endOfText: 151_643,
  },
  queryKeyNorm: false,
  attention: windowedAttention,
  ownFields: ({ headSize, width, heads, attention }) => ({
    // transformers' Qwen2 has no such field of its own, but builds its heads by it when it is there.
    ...(headSize === width / heads ? {} : { head_dim: headSize }),
    ...windowFields(attention),
  }),
  gguf: {
    architecture: 'qwen2',
    permuted: false,
    // Its biases are no setting of its config.json.
    ownFields: () => ({ attention_bias: false, mlp_bias: false }),
    missing: () => null,
  },
  readsGguf: true,
  published: {
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
  },
});
