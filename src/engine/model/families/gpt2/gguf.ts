// GPT-2 in GGUF files, as llama.cpp's converter writes it.
import {
  type GgufFile,
  type GgufMetadata,
  type GgufReading,
  GgufWeights,
  type JsonObject,
} from '../../../weights/index.ts';

export const gguf = {
  architecture: 'gpt2',
  read: (file: GgufFile, metadata: GgufMetadata): GgufReading => ({
    config: configOf(metadata),
    weights: weightsOf(file),
  }),
};

function configOf(metadata: GgufMetadata): JsonObject {
  const need = (name: string) => metadata.need(`gpt2.${name}`, metadata.number(`gpt2.${name}`));
  return {
    model_type: 'gpt2',
    n_positions: need('context_length'),
    n_embd: need('embedding_length'),
    n_layer: need('block_count'),
    n_head: need('attention.head_count'),
    n_inner: need('feed_forward_length'),
    tie_word_embeddings: true, // the file may hold the head as well: then it is compared
    layer_norm_epsilon: need('attention.layer_norm_epsilon'),
  };
}

/** GPT-2's dense weights are [in, out] at Hugging Face and turned round in the file. */
function weightsOf(file: GgufFile): GgufWeights {
  const weights = new GgufWeights(file);
  const norm = (to: string, from: string) => {
    weights.add(`${to}.weight`, `${from}.weight`);
    weights.add(`${to}.bias`, `${from}.bias`);
  };
  const dense = (to: string, from: string) => {
    weights.add(`${to}.weight`, `${from}.weight`, turned);
    weights.add(`${to}.bias`, `${from}.bias`);
  };
  weights.add('transformer.wte.weight', 'token_embd.weight');
  weights.add('transformer.wpe.weight', 'position_embd.weight');
  norm('transformer.ln_f', 'output_norm');
  weights.add('lm_head.weight', 'output.weight');
  for (let layer = 0; file.tensors.has(`blk.${layer}.attn_norm.weight`); layer++) {
    const [to, from] = [`transformer.h.${layer}`, `blk.${layer}`];
    norm(`${to}.ln_1`, `${from}.attn_norm`);
    dense(`${to}.attn.c_attn`, `${from}.attn_qkv`);
    dense(`${to}.attn.c_proj`, `${from}.attn_output`);
    norm(`${to}.ln_2`, `${from}.ffn_norm`);
    dense(`${to}.mlp.c_fc`, `${from}.ffn_up`);
    dense(`${to}.mlp.c_proj`, `${from}.ffn_down`);
  }
  return weights;
}

/** [rows, columns] → [columns, rows]. */
function turned([rows = 1, columns = 1]: readonly number[]) {
  return {
    shape: [columns, rows],
    convert: (data: Float32Array) => {
      const result = new Float32Array(data.length);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          result[column * rows + row] = data[row * columns + column] as number;
        }
      }
      return result;
    },
  };
}
