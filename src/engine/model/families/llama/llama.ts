// Llama itself, and the many published models that call themselves one.
import { fullAttention } from './config.ts';
import { llamaFamily } from './family.ts';
import type { GgufVariant } from './gguf.ts';

const smollm2 = {
  model_type: 'llama',
  tie_word_embeddings: true,
  vocab_size: 49_152,
  max_position_embeddings: 8192,
  rope_theta: 100_000,
};

export const llamaGguf: GgufVariant = {
  architecture: 'llama',
  permuted: true,
  ownFields: ({ tensors }) => ({
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    mlp_bias: tensors.has('blk.0.ffn_gate.bias'),
  }),
  missing: () => null,
};

export const llama = llamaFamily({
  modelType: 'llama',
  title: 'Llama',
  modelClass: 'LlamaForCausalLM',
  biases: ({ attention_bias, mlp_bias }) => ({
    qkv: attention_bias,
    output: attention_bias,
    feedForward: mlp_bias,
  }),
  defaults: {
    keyValueHeads: null,
    headSize: null,
    tiedHead: false,
    rotaryBase: 10_000,
    contextLength: 2048,
    endOfText: 2,
  },
  queryKeyNorm: false,
  attention: fullAttention,
  ownFields: ({ headSize, biases }) => ({
    head_dim: headSize,
    attention_bias: biases.qkv,
    mlp_bias: biases.feedForward,
  }),
  gguf: llamaGguf,
  readsGguf: true,
  published: {
    'SmolLM2-135M': {
      ...smollm2,
      hidden_size: 576,
      num_hidden_layers: 30,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      intermediate_size: 1536,
    },
    'SmolLM2-360M': {
      ...smollm2,
      hidden_size: 960,
      num_hidden_layers: 32,
      num_attention_heads: 15,
      num_key_value_heads: 5,
      intermediate_size: 2560,
    },
    'Llama-3.2-1B': {
      model_type: 'llama',
      tie_word_embeddings: true,
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
  },
});
