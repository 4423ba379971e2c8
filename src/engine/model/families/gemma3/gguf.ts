// Gemma 3 in GGUF files, as llama.cpp's converter writes it: its norms hold the whole gain, 1 + weight.
import {
  asItIs,
  entry,
  type GgufFamily,
  type GgufField,
  type GgufLayoutOfModel,
  type GgufMetadata,
  type GgufRow,
  GgufWeights,
  type JsonObject,
  readFields,
  wholeGain,
  writeFields,
} from '../../../weights/index.ts';
import { refuseExport } from '../export-unsupported.ts';
import { configJson, type Gemma3Config, title } from './config.ts';

const architecture = 'gemma3';

/** llama.cpp's own, which files do not hold: every sixth layer sees everything, and the positions of the others. */
const pattern = 6;
const windowedBase = 10_000;

const fields: readonly GgufField[] = [
  { key: 'context_length', json: 'max_position_embeddings', type: 'uint32' },
  { key: 'embedding_length', json: 'hidden_size', type: 'uint32' },
  { key: 'block_count', json: 'num_hidden_layers', type: 'uint32' },
  { key: 'attention.head_count', json: 'num_attention_heads', type: 'uint32' },
  { key: 'attention.head_count_kv', json: 'num_key_value_heads', type: 'uint32' },
  { key: 'attention.key_length', json: 'head_dim', type: 'uint32' },
  { key: 'feed_forward_length', json: 'intermediate_size', type: 'uint32' },
  { key: 'attention.layer_norm_rms_epsilon', json: 'rms_norm_eps', type: 'float32' },
  { key: 'attention.sliding_window', json: 'sliding_window', type: 'uint32' },
  { key: 'rope.freq_base', json: 'rope_theta', type: 'float32', otherwise: () => 1_000_000 },
];

export const gguf: GgufFamily = {
  architecture,
  read: (file, metadata) => {
    const config = configOf(metadata);
    let layers = 0;
    while (file.tensors.has(`blk.${layers}.attn_norm.weight`)) layers++;
    return { config, weights: new GgufWeights(file, rowsOf(layers)) };
  },
};

/** The largest model (27B, 62 layers) divides by the size of a head that its width would have; the others by the size that theirs have. */
const queryScalar = (layers: number, width: number, heads: number, headSize: number) =>
  layers === 62 ? width / heads : headSize;

function configOf(metadata: GgufMetadata): JsonObject {
  const number = (name: string) => metadata.number(`${architecture}.${name}`);
  const cap = number('final_logit_softcapping') ?? number('attn_logit_softcapping');
  if (cap !== undefined && cap !== 0) metadata.unsupported('caps on logits are not read here.');
  const read = readFields(metadata, architecture, fields);
  const { num_hidden_layers: layers = 0, hidden_size: width = 0, num_attention_heads: heads = 1 } = read;
  const factor = number('rope.scaling.factor');
  const type = metadata.text(`${architecture}.rope.scaling.type`) ?? 'none';
  if (type !== 'none' && type !== 'linear') {
    metadata.unsupported(`the rotary scaling ${JSON.stringify(type)} is not read here.`);
  }
  return {
    model_type: 'gemma3_text',
    ...read,
    query_pre_attn_scalar: queryScalar(layers, width, heads, read.head_dim ?? 0),
    sliding_window_pattern: pattern,
    rope_local_base_freq: windowedBase,
    rope_scaling: factor === undefined || type === 'none' ? null : { rope_type: 'linear', factor },
    tie_word_embeddings: true, // the file may hold the head as well: then it is compared
  };
}

export function toGguf(config: Gemma3Config): GgufLayoutOfModel {
  assertHeld(config);
  const { scaling } = config.rotary.full;
  const factor = scaling?.rope_type === 'linear' ? Number(scaling.factor) : null;
  return {
    architecture,
    settings: [
      ...writeFields(configJson(config), architecture, fields),
      entry(`${architecture}.attention.value_length`, 'uint32', config.headSize),
      ...(factor === null
        ? []
        : [
            entry(`${architecture}.rope.scaling.type`, 'text', 'linear'),
            entry(`${architecture}.rope.scaling.factor`, 'float32', factor),
          ]),
    ],
    rows: rowsOf(config.layers),
    constants: [],
    contextLength: config.contextLength,
  };
}

/** Throws `export-unsupported` for a setting that llama.cpp has built in with another value. */
function assertHeld({
  layers,
  width,
  heads,
  headSize,
  attention,
  attentionBias,
  ...config
}: Gemma3Config): void {
  const { full, windowed } = config.rotary;
  const kind = full.scaling?.rope_type ?? 'default';
  if (kind !== 'default' && kind !== 'linear') refuseExport(title, `has no rotary scaling ${kind} for it`);
  if (windowed.scaling !== null || windowed.base !== windowedBase) {
    refuseExport(title, `has the rotary base ${windowedBase} in layers with a window, and no scaling`);
  }
  const isBuiltIn = attention.every(
    ({ window }, layer) => (window === null) === ((layer + 1) % pattern === 0),
  );
  if (!isBuiltIn) refuseExport(title, `has a window in all layers but every ${pattern}th`);
  const scalar = queryScalar(layers, width, heads, headSize);
  if (config.queryScalar !== scalar) {
    refuseExport(
      title,
      `divides the scores of such a model by √${scalar}, and this one by √${config.queryScalar}`,
    );
  }
  if (attentionBias) refuseExport(title, 'has no biases in its attention');
}

/** Every weight of a Gemma 3, and its place in the file. */
function rowsOf(layers: number): GgufRow[] {
  const row = (name: string, stored: string): GgufRow => ({
    name: `${name}.weight`,
    stored: `${stored}.weight`,
    layout: asItIs,
  });
  const norm = (name: string, stored: string): GgufRow => ({ ...row(name, stored), layout: wholeGain });
  const layer = (index: number): GgufRow[] => {
    const [here, there] = [`model.layers.${index}`, `blk.${index}`];
    return [
      norm(`${here}.input_layernorm`, `${there}.attn_norm`),
      norm(`${here}.self_attn.q_norm`, `${there}.attn_q_norm`),
      norm(`${here}.self_attn.k_norm`, `${there}.attn_k_norm`),
      norm(`${here}.post_attention_layernorm`, `${there}.post_attention_norm`),
      norm(`${here}.pre_feedforward_layernorm`, `${there}.ffn_norm`),
      norm(`${here}.post_feedforward_layernorm`, `${there}.post_ffw_norm`),
      row(`${here}.self_attn.q_proj`, `${there}.attn_q`),
      row(`${here}.self_attn.k_proj`, `${there}.attn_k`),
      row(`${here}.self_attn.v_proj`, `${there}.attn_v`),
      row(`${here}.self_attn.o_proj`, `${there}.attn_output`),
      row(`${here}.mlp.gate_proj`, `${there}.ffn_gate`),
      row(`${here}.mlp.up_proj`, `${there}.ffn_up`),
      row(`${here}.mlp.down_proj`, `${there}.ffn_down`),
    ];
  };
  return [
    row('model.embed_tokens', 'token_embd'),
    row('lm_head', 'output'),
    norm('model.norm', 'output_norm'),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
  ];
}
