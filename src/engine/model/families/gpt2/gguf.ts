// GPT-2 in GGUF files, as llama.cpp's converter writes it.
import {
  asItIs,
  exactly,
  type GgufFamily,
  type GgufField,
  type GgufLayoutOfModel,
  type GgufRow,
  GgufWeights,
  readFields,
  turned,
  writeFields,
} from '../../../weights/index.ts';
import { configJson, type Gpt2Config } from './config.ts';

const architecture = 'gpt2';

const fields: readonly GgufField[] = [
  { key: 'context_length', json: 'n_positions', type: 'uint32' },
  { key: 'embedding_length', json: 'n_embd', type: 'uint32' },
  { key: 'block_count', json: 'n_layer', type: 'uint32' },
  { key: 'attention.head_count', json: 'n_head', type: 'uint32' },
  { key: 'feed_forward_length', json: 'n_inner', type: 'uint32' },
  { key: 'attention.layer_norm_epsilon', json: 'layer_norm_epsilon', type: 'float32' },
];

export const gguf: GgufFamily = {
  architecture,
  read: (file, metadata) => ({
    config: {
      model_type: 'gpt2',
      ...readFields(metadata, architecture, fields),
      tie_word_embeddings: true, // the file may hold the head as well: then it is compared
    },
    weights: new GgufWeights(file, rowsOf(layersIn(file.tensors))),
  }),
};

export const toGguf = (config: Gpt2Config): GgufLayoutOfModel => ({
  architecture,
  settings: writeFields({ ...configJson(config), n_inner: 4 * config.width }, architecture, fields),
  rows: rowsOf(config.layers),
  constants: [],
  contextLength: config.contextLength,
});

/** Layers follow one another without a gap. */
function layersIn(tensors: { has(name: string): boolean }): number {
  let layers = 0;
  while (tensors.has(`blk.${layers}.attn_norm.weight`)) layers++;
  return layers;
}

/** Every weight of a GPT-2, and its place in the file. */
function rowsOf(layers: number): GgufRow[] {
  const norm = (name: string, stored: string): GgufRow[] =>
    ['weight', 'bias'].map((part) => ({
      name: `${name}.${part}`,
      stored: `${stored}.${part}`,
      layout: asItIs,
    }));
  const dense = (name: string, stored: string): GgufRow[] => [
    { name: `${name}.weight`, stored: `${stored}.weight`, layout: turned },
    { name: `${name}.bias`, stored: `${stored}.bias`, layout: asItIs },
  ];
  const layer = (index: number): GgufRow[] => {
    const [here, there] = [`transformer.h.${index}`, `blk.${index}`];
    return [
      ...norm(`${here}.ln_1`, `${there}.attn_norm`),
      ...dense(`${here}.attn.c_attn`, `${there}.attn_qkv`),
      ...dense(`${here}.attn.c_proj`, `${there}.attn_output`),
      ...norm(`${here}.ln_2`, `${there}.ffn_norm`),
      ...dense(`${here}.mlp.c_fc`, `${there}.ffn_up`),
      ...dense(`${here}.mlp.c_proj`, `${there}.ffn_down`),
    ];
  };
  return [
    { name: 'transformer.wte.weight', stored: 'token_embd.weight', layout: asItIs },
    { name: 'transformer.wpe.weight', stored: 'position_embd.weight', layout: exactly },
    ...norm('transformer.ln_f', 'output_norm'),
    { name: 'lm_head.weight', stored: 'output.weight', layout: asItIs },
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
  ];
}
