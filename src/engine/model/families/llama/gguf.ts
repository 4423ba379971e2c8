// Llama and its relatives in GGUF files, as llama.cpp's converter writes them.
import {
  asItIs,
  entry,
  type GgufEntry,
  type GgufFamily,
  type GgufField,
  type GgufFile,
  type GgufLayoutOfModel,
  type GgufMetadata,
  type GgufRow,
  GgufWeights,
  headRows,
  invalidGguf,
  type JsonObject,
  readFields,
  writeFields,
} from '../../../weights/index.ts';
import { refuseExport } from '../export-unsupported.ts';
import { configJson, type LlamaConfig, type LlamaVariant } from './config.ts';
import { ropeScaling, ropeSettings } from './rope-settings.ts';

/** What tells the files of a relative of Llama from those of the others. */
export interface GgufVariant {
  readonly architecture: string;
  /** Whether the rows of query and key stand in llama.cpp's order: see `headRows`. */
  readonly permuted: boolean;
  /** What its `config.json` says besides the fields that all have. */
  readonly ownFields: (file: GgufFile) => JsonObject;
  /** What llama.cpp has no place for in such a model, of those parts that the family may have; null where it holds the whole model. */
  readonly missing: (config: LlamaConfig) => string | null;
}

const fields: readonly GgufField[] = [
  { key: 'context_length', json: 'max_position_embeddings', type: 'uint32' },
  { key: 'embedding_length', json: 'hidden_size', type: 'uint32' },
  { key: 'block_count', json: 'num_hidden_layers', type: 'uint32' },
  { key: 'attention.head_count', json: 'num_attention_heads', type: 'uint32' },
  {
    key: 'attention.head_count_kv',
    json: 'num_key_value_heads',
    type: 'uint32',
    otherwise: (number) => number('attention.head_count'),
  },
  {
    key: 'attention.key_length',
    json: 'head_dim',
    type: 'uint32',
    otherwise: (number) => number('embedding_length') / number('attention.head_count'),
  },
  { key: 'feed_forward_length', json: 'intermediate_size', type: 'uint32' },
  { key: 'attention.layer_norm_rms_epsilon', json: 'rms_norm_eps', type: 'float32' },
  { key: 'rope.freq_base', json: 'rope_theta', type: 'float32', otherwise: () => 10_000 },
];

interface Heads {
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly layers: number;
}

export function ggufOf(modelType: string, variant: GgufVariant): GgufFamily {
  const { architecture, permuted, ownFields } = variant;
  const key = (name: string) => `${architecture}.${name}`;
  return {
    architecture,
    read: (file, metadata) => {
      assertNoOther(metadata, key);
      const read = readFields(metadata, architecture, fields);
      const heads = headsOf(file, metadata, key, read);
      const config = {
        model_type: modelType,
        ...read,
        rope_scaling: ropeScaling(file, metadata, key),
        tie_word_embeddings: true, // the file may hold the head as well: then it is compared
        ...ownFields(file),
      };
      return { config, weights: new GgufWeights(file, rowsOf(heads, permuted)) };
    },
  };
}

/** The inverse: throws `export-unsupported` for what llama.cpp has no place for. */
export function toGguf<Name extends string>(
  family: LlamaVariant<Name>,
  { architecture, permuted, missing }: GgufVariant,
  config: LlamaConfig<Name>,
): GgufLayoutOfModel {
  const lacks = missing(config);
  if (lacks !== null) refuseExport(family.title, `has no ${lacks} of this family`);
  const contextLength = Math.min(
    config.contextLength,
    ...config.attention.map(({ window }) => window ?? Infinity),
  );
  const json = {
    ...configJson(family, config),
    head_dim: config.headSize,
    max_position_embeddings: contextLength,
  };
  const rope = ropeSettings(family.title, architecture, config);
  return {
    architecture,
    settings: [
      ...writeFields(json, architecture, fields),
      ...sameEverywhere(architecture, config),
      ...rope.settings,
    ],
    rows: rowsOf(config, permuted),
    constants: rope.constants,
    contextLength,
  };
}

/** Keys that llama.cpp's converter writes, and whose values are the same in every model that is written here. */
const sameEverywhere = (architecture: string, { headSize, vocabularySize }: LlamaConfig): GgufEntry[] => [
  entry(`${architecture}.attention.value_length`, 'uint32', headSize),
  entry(`${architecture}.rope.dimension_count`, 'uint32', headSize),
  entry(`${architecture}.vocab_size`, 'uint32', vocabularySize),
];

/** Metadata that makes another model of the same weights, and that is not read here; with the values that change nothing. */
const unreadSettings: Readonly<Record<string, number>> = {
  logit_scale: 1,
  residual_scale: 1,
  embedding_scale: 1,
  attn_logit_softcapping: 0,
  final_logit_softcapping: 0,
  'attention.scale': 0,
  'attention.clamp_kqv': 0,
  'attention.max_alibi_bias': 0,
  'rope.scaling.attn_factor': 1,
  'rope.scaling.yarn_log_multiplier': 0,
};

/** Throws `gguf-unsupported` for a model with a setting that is not read here: without it, it would be another one. */
function assertNoOther(metadata: GgufMetadata, key: (name: string) => string): void {
  for (const [name, neutral] of Object.entries(unreadSettings)) {
    const value = metadata.number(key(name)) ?? neutral;
    if (value !== neutral) metadata.unsupported(`the setting ${key(name)} ${value} is not read here.`);
  }
  const window = metadata.number(key('attention.sliding_window')) ?? 0;
  const context = metadata.number(key('context_length')) ?? 0;
  if (window > 0 && window < context) {
    metadata.unsupported(`a sliding window of ${window} tokens (context ${context}) is not read here.`);
  }
}

/** Throws `gguf-unsupported` and `gguf-invalid` for heads that cannot be those of a model that is read here. */
function headsOf(
  file: GgufFile,
  metadata: GgufMetadata,
  key: (name: string) => string,
  read: Readonly<Record<string, number>>,
): Heads {
  const number = (name: string) => metadata.number(key(name));
  if ((number('expert_count') ?? 0) > 0) metadata.unsupported('models with experts are not read here.');
  const {
    num_attention_heads: heads = 0,
    num_key_value_heads: keyValueHeads = 0,
    head_dim: headSize = 0,
  } = read;
  if (!Number.isInteger(headSize) || headSize < 1) {
    invalidGguf(file.path, 'metadata', 'heads of a whole size', `${heads} heads of ${headSize}`);
  }
  if ((number('attention.value_length') ?? headSize) !== headSize) {
    metadata.unsupported('keys and values of different sizes are not read here.');
  }
  if ((number('rope.dimension_count') ?? headSize) !== headSize) {
    metadata.unsupported(
      `rotary positions on ${number('rope.dimension_count')} of a head's ${headSize} numbers are not read here.`,
    );
  }
  const { num_hidden_layers: layers = 0 } = read;
  if (layers > file.tensors.size) {
    invalidGguf(
      file.path,
      `metadata ${key('block_count')}`,
      `at most ${file.tensors.size}, one a tensor`,
      `${layers}`,
    );
  }
  return { heads, keyValueHeads, headSize, layers };
}

/** Every weight of a Llama or a relative, biases and norms of heads included, and its place in the file. */
function rowsOf({ heads, keyValueHeads, headSize, layers }: Heads, permuted: boolean): GgufRow[] {
  const row = (name: string, stored: string, layout = asItIs): GgufRow => ({ name, stored, layout });
  const dense = (name: string, stored: string, layout = asItIs): GgufRow[] =>
    ['weight', 'bias'].map((part) => row(`${name}.${part}`, `${stored}.${part}`, layout));
  const [query, key] = [heads, keyValueHeads].map((count) => headRows(count, headSize, permuted));
  const layer = (index: number): GgufRow[] => {
    const [here, there] = [`model.layers.${index}`, `blk.${index}`];
    return [
      row(`${here}.input_layernorm.weight`, `${there}.attn_norm.weight`),
      row(`${here}.self_attn.q_norm.weight`, `${there}.attn_q_norm.weight`),
      row(`${here}.self_attn.k_norm.weight`, `${there}.attn_k_norm.weight`),
      ...dense(`${here}.self_attn.q_proj`, `${there}.attn_q`, query),
      ...dense(`${here}.self_attn.k_proj`, `${there}.attn_k`, key),
      ...dense(`${here}.self_attn.v_proj`, `${there}.attn_v`),
      ...dense(`${here}.self_attn.o_proj`, `${there}.attn_output`),
      row(`${here}.post_attention_layernorm.weight`, `${there}.ffn_norm.weight`),
      ...dense(`${here}.mlp.gate_proj`, `${there}.ffn_gate`),
      ...dense(`${here}.mlp.up_proj`, `${there}.ffn_up`),
      ...dense(`${here}.mlp.down_proj`, `${there}.ffn_down`),
    ];
  };
  return [
    row('model.embed_tokens.weight', 'token_embd.weight'),
    row('model.norm.weight', 'output_norm.weight'),
    row('lm_head.weight', 'output.weight'),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
  ];
}
