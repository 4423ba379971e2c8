// Qwen3 (Yang et al. 2025): Llama whose heads of query and key are normalized, of a size of their own.
import { llamaFamily, windowedAttention, windowFields } from './llama/index.ts';

export const qwen3 = llamaFamily({
  modelType: 'qwen3',
  title: 'Qwen3',
  modelClass: 'Qwen3ForCausalLM',
  biases: ({ attention_bias: bias }) => ({ qkv: bias, output: bias, feedForward: false }),
  defaults: {
    keyValueHeads: 32,
    headSize: 128,
    tiedHead: false,
    rotaryBase: 10_000,
    contextLength: 32_768,
    endOfText: 151_645,
  },
  queryKeyNorm: true,
  attention: windowedAttention,
  ownFields: ({ headSize, biases, attention }) => ({
    head_dim: headSize,
    attention_bias: biases.qkv,
    ...windowFields(attention),
  }),
  gguf: {
    architecture: 'qwen3',
    permuted: false,
    ownFields: ({ tensors }) => ({ attention_bias: tensors.has('blk.0.attn_q.bias') }),
    missing: ({ biases }) => (biases.output ? 'bias of the output of attention' : null),
  },
  readsGguf: true,
  published: {
    'Qwen3-0.6B': {
      model_type: 'qwen3',
      tie_word_embeddings: true,
      vocab_size: 151_936,
      max_position_embeddings: 40_960,
      hidden_size: 1024,
      num_hidden_layers: 28,
      num_attention_heads: 16,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 3072,
      rope_theta: 1_000_000,
    },
  },
});
