// SmolLM3 (Hugging Face 2025): Llama in which every fourth layer does not turn queries and keys (NoPE: Kazemnejad et al. 2023).
import { type AttentionFields, fullAttention, llamaFamily, windowFields } from './llama/index.ts';

/** llama.cpp's own; a GGUF file does not say which layers have no positions. */
const turnless = 4;

function attention(fields: AttentionFields) {
  const { no_rope_layers: turns, no_rope_layer_interval: interval, layer_types: kinds } = fields;
  const window = fields.use_sliding_window ? (fields.sliding_window ?? null) : null;
  return fullAttention(fields).map((_, layer) => {
    const isTurned = turns ? turns[layer] === 1 : (layer + 1) % interval !== 0;
    const isWindowed = kinds ? kinds[layer] === 'sliding_attention' : !isTurned;
    return { window: isWindowed ? window : null, rotary: isTurned ? 0 : null };
  });
}

export const smollm3 = llamaFamily({
  modelType: 'smollm3',
  title: 'SmolLM3',
  modelClass: 'SmolLM3ForCausalLM',
  biases: ({ attention_bias: bias, mlp_bias }) => ({ qkv: bias, output: bias, feedForward: mlp_bias }),
  defaults: {
    keyValueHeads: 4,
    headSize: null,
    tiedHead: true,
    rotaryBase: 2_000_000,
    contextLength: 32_768,
    endOfText: 128_001,
  },
  queryKeyNorm: false,
  attention,
  ownFields: ({ headSize, width, heads, biases, attention: layers }) => ({
    ...(headSize === width / heads ? {} : { head_dim: headSize }),
    attention_bias: biases.qkv,
    mlp_bias: biases.feedForward,
    pad_token_id: null, // transformers' default is outside a smaller vocabulary
    no_rope_layers: layers.map(({ rotary }) => (rotary === null ? 0 : 1)),
    ...windowFields(layers),
  }),
  gguf: {
    architecture: 'smollm3',
    permuted: true,
    ownFields: () => ({ no_rope_layer_interval: turnless }),
    missing: ({ attention: layers, biases }) => {
      if (biases.output || biases.feedForward) return 'biases';
      const isBuiltIn = layers.every(({ rotary }, at) => (rotary === null) === ((at + 1) % turnless === 0));
      return isBuiltIn ? null : `model without positions in other layers than every ${turnless}th`;
    },
  },
  readsGguf: true,
  published: {
    'SmolLM3-3B': {
      model_type: 'smollm3',
      vocab_size: 128_256,
      max_position_embeddings: 65_536,
      hidden_size: 2048,
      num_hidden_layers: 36,
      num_attention_heads: 16,
      num_key_value_heads: 4,
      intermediate_size: 11_008,
      rope_theta: 5_000_000,
    },
  },
});
