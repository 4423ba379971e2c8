// Gemma 3 in GGUF files, as llama.cpp's converter writes it: its norms hold the whole gain, 1 + weight.
import {
  type GgufFile,
  type GgufMetadata,
  type GgufReading,
  GgufWeights,
  type JsonObject,
} from '../../../weights/index.ts';

/** llama.cpp's own, which files do not hold: every sixth layer sees everything, and the positions of the others. */
const pattern = 6;
const windowedBase = 10_000;

export const gguf = {
  architecture: 'gemma3',
  read: (file: GgufFile, metadata: GgufMetadata): GgufReading => ({
    config: configOf(metadata),
    weights: weightsOf(file),
  }),
};

function configOf(metadata: GgufMetadata): JsonObject {
  const number = (name: string) => metadata.number(`gemma3.${name}`);
  const need = (name: string) => metadata.need(`gemma3.${name}`, number(name));
  const cap = number('final_logit_softcapping') ?? number('attn_logit_softcapping');
  if (cap !== undefined && cap !== 0) metadata.unsupported('caps on logits are not read here.');
  const headSize = need('attention.key_length');
  const factor = number('rope.scaling.factor');
  const type = metadata.text('gemma3.rope.scaling.type') ?? 'none';
  if (type !== 'none' && type !== 'linear') {
    metadata.unsupported(`the rotary scaling ${JSON.stringify(type)} is not read here.`);
  }
  const layers = need('block_count');
  // The largest model (27B, 62 layers) divides by the size of a head that its width would have; the others by the size that theirs have.
  const scalar = layers === 62 ? need('embedding_length') / need('attention.head_count') : headSize;
  return {
    model_type: 'gemma3_text',
    max_position_embeddings: need('context_length'),
    hidden_size: need('embedding_length'),
    num_hidden_layers: layers,
    num_attention_heads: need('attention.head_count'),
    num_key_value_heads: need('attention.head_count_kv'),
    head_dim: headSize,
    intermediate_size: need('feed_forward_length'),
    rms_norm_eps: need('attention.layer_norm_rms_epsilon'),
    query_pre_attn_scalar: scalar,
    sliding_window: need('attention.sliding_window'),
    sliding_window_pattern: pattern,
    rope_theta: number('rope.freq_base') ?? 1_000_000,
    rope_local_base_freq: windowedBase,
    rope_scaling: factor === undefined || type === 'none' ? null : { rope_type: 'linear', factor },
    tie_word_embeddings: true, // the file may hold the head as well: then it is compared
  };
}

function weightsOf(file: GgufFile): GgufWeights {
  const weights = new GgufWeights(file);
  const norm = (name: string, stored: string) =>
    weights.add(`${name}.weight`, `${stored}.weight`, (shape) => ({
      shape,
      convert: (gain) => gain.map((value) => value - 1),
    }));
  weights.add('model.embed_tokens.weight', 'token_embd.weight');
  weights.add('lm_head.weight', 'output.weight');
  norm('model.norm', 'output_norm');
  for (let layer = 0; file.tensors.has(`blk.${layer}.attn_norm.weight`); layer++) {
    const [to, from] = [`model.layers.${layer}`, `blk.${layer}`];
    norm(`${to}.input_layernorm`, `${from}.attn_norm`);
    norm(`${to}.self_attn.q_norm`, `${from}.attn_q_norm`);
    norm(`${to}.self_attn.k_norm`, `${from}.attn_k_norm`);
    norm(`${to}.post_attention_layernorm`, `${from}.post_attention_norm`);
    norm(`${to}.pre_feedforward_layernorm`, `${from}.ffn_norm`);
    norm(`${to}.post_feedforward_layernorm`, `${from}.post_ffw_norm`);
    weights.add(`${to}.self_attn.q_proj.weight`, `${from}.attn_q.weight`);
    weights.add(`${to}.self_attn.k_proj.weight`, `${from}.attn_k.weight`);
    weights.add(`${to}.self_attn.v_proj.weight`, `${from}.attn_v.weight`);
    weights.add(`${to}.self_attn.o_proj.weight`, `${from}.attn_output.weight`);
    weights.add(`${to}.mlp.gate_proj.weight`, `${from}.ffn_gate.weight`);
    weights.add(`${to}.mlp.up_proj.weight`, `${from}.ffn_up.weight`);
    weights.add(`${to}.mlp.down_proj.weight`, `${from}.ffn_down.weight`);
  }
  return weights;
}
