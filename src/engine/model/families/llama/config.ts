// The configuration of Llama and its relatives, from and to Hugging Face's `config.json`. What only one of them has is in its
// LlamaVariant.
import { z } from 'zod';
import { equalLayers, type LayerAttention } from '../../architecture.ts';
import {
  type CommonConfig,
  checkFields,
  count,
  firstId,
  refuseConfig,
  sizes,
  tokenIds,
} from '../../config-fields.ts';
import { parseRotary, type RotaryConfig, rotaryJson } from '../../rotary.ts';

export interface LlamaConfig<Name extends string = string> extends CommonConfig {
  readonly architecture: Name;
  /** G: heads of key and value. */
  readonly keyValueHeads: number;
  /** D. */
  readonly headSize: number;
  /** I: width inside the gated feed-forward layer. */
  readonly innerWidth: number;
  readonly normEpsilon: number;
  readonly rotary: RotaryConfig;
  /** Where projections have a bias. */
  readonly biases: { readonly qkv: boolean; readonly output: boolean; readonly feedForward: boolean };
  /** Each head of query and key is normalized before it is turned. */
  readonly queryKeyNorm: boolean;
  /** The window of each layer, and whether it turns queries and keys. */
  readonly attention: readonly LayerAttention[];
  readonly beginOfText: number | null;
}

/** What tells a relative of Llama from the others. */
export interface LlamaVariant<Name extends string> {
  readonly modelType: Name;
  readonly title: string;
  /** Its class in `transformers`. */
  readonly modelClass: string;
  /** Where projections have a bias, by Llama's fields of `config.json`. */
  readonly biases: (fields: {
    readonly attention_bias: boolean;
    readonly mlp_bias: boolean;
  }) => LlamaConfig['biases'];
  /** What its class in `transformers` takes where `config.json` leaves a field out; null: what follows from the other sizes. */
  readonly defaults: {
    readonly keyValueHeads: number | null;
    readonly headSize: number | null;
    readonly tiedHead: boolean;
    readonly rotaryBase: number;
    readonly contextLength: number;
    /** The id that ends a text. */
    readonly endOfText: number;
  };
  readonly queryKeyNorm: boolean;
  /** The attention of each layer. */
  readonly attention: (fields: AttentionFields) => LayerAttention[];
  /** What it writes to `config.json` besides the fields that all have. */
  readonly ownFields: (config: LlamaConfig<Name>) => Readonly<Record<string, unknown>>;
}

/** What decides about each layer's attention. */
export interface AttentionFields {
  readonly num_hidden_layers: number;
  readonly use_sliding_window: boolean;
  /** Undefined where `config.json` has no such field. */
  readonly sliding_window?: number | null | undefined;
  readonly max_window_layers: number;
  readonly layer_types?: readonly ('full_attention' | 'sliding_attention')[] | null | undefined;
  readonly no_rope_layers?: readonly number[] | null | undefined;
  readonly no_rope_layer_interval: number;
}

/** Layers that all see everything and turn queries and keys. */
export const fullAttention = ({ num_hidden_layers: layers }: AttentionFields): LayerAttention[] =>
  equalLayers(layers, { window: null, rotary: 0 });

/** Qwen's: the layers from `max_window_layers` on have a window, or those that `layer_types` names. */
export function windowedAttention(fields: AttentionFields): LayerAttention[] {
  const { sliding_window = 4096, layer_types, max_window_layers } = fields;
  const window = fields.use_sliding_window ? sliding_window : null;
  return fullAttention(fields).map((layer, at) => {
    const isWindowed = layer_types ? layer_types[at] === 'sliding_attention' : at >= max_window_layers;
    return isWindowed ? { ...layer, window } : layer;
  });
}

/** The fields of `config.json` that say which layers have a window. */
export function windowFields(attention: readonly LayerAttention[]): Record<string, unknown> {
  const windows = attention.flatMap(({ window }) => (window === null ? [] : [window]));
  if (windows.length === 0) return { use_sliding_window: false };
  return {
    use_sliding_window: true,
    sliding_window: windows[0],
    layer_types: attention.map(({ window }) => (window === null ? 'full_attention' : 'sliding_attention')),
  };
}

const llamaConfig = z.looseObject({
  vocab_size: count(sizes.vocabulary),
  max_position_embeddings: count(sizes.context).nullish(),
  hidden_size: count(sizes.width),
  num_hidden_layers: count(sizes.layers),
  num_attention_heads: count(sizes.heads),
  num_key_value_heads: count(sizes.heads).nullish(),
  head_dim: count(sizes.width).nullish(),
  intermediate_size: count(8 * sizes.width),
  rms_norm_eps: z.number().positive().default(1e-6),
  hidden_act: z.enum(['silu', 'swish']).default('silu'), // two names of one function
  tie_word_embeddings: z.boolean().nullish(),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  sliding_window: count(sizes.context).nullish(),
  max_window_layers: z.int().min(0).default(28),
  layer_types: z.array(z.enum(['full_attention', 'sliding_attention'])).nullish(),
  no_rope_layers: z.array(z.union([z.literal(0), z.literal(1)])).nullish(),
  no_rope_layer_interval: z.int().positive().default(4),
  bos_token_id: tokenIds.nullish(),
  eos_token_id: tokenIds.nullish(),
});

export function parseConfig<Name extends string>(
  { modelType, title, biases, defaults, queryKeyNorm, attention }: LlamaVariant<Name>,
  json: unknown,
  where: string,
): LlamaConfig<Name> {
  const config = checkFields(llamaConfig, json, where, title);
  const heads = config.num_attention_heads;
  const contextLength = config.max_position_embeddings ?? defaults.contextLength;
  const { num_key_value_heads: groups = defaults.keyValueHeads, layer_types: kinds } = config;
  const keyValueHeads = groups ?? heads;
  const headSize = config.head_dim ?? defaults.headSize ?? config.hidden_size / heads;
  if (!Number.isInteger(headSize) || headSize % 2 !== 0) {
    refuseConfig(
      where,
      `does not fit: a head's size must be even, and hidden_size ${config.hidden_size} / ${heads} heads is ${headSize}`,
    );
  }
  if (heads % keyValueHeads !== 0) {
    refuseConfig(
      where,
      `does not fit: num_attention_heads ${heads} must be a multiple of num_key_value_heads ${keyValueHeads}`,
    );
  }
  for (const [name, list] of Object.entries({ layer_types: kinds, no_rope_layers: config.no_rope_layers })) {
    if (list && list.length < config.num_hidden_layers) {
      refuseConfig(
        where,
        `does not fit: ${name} has ${list.length} entries for ${config.num_hidden_layers} layers`,
      );
    }
  }
  return {
    architecture: modelType,
    vocabularySize: config.vocab_size,
    contextLength,
    width: config.hidden_size,
    layers: config.num_hidden_layers,
    heads,
    keyValueHeads,
    headSize,
    innerWidth: config.intermediate_size,
    normEpsilon: config.rms_norm_eps,
    rotary: parseRotary(config, { headSize, contextLength, defaultBase: defaults.rotaryBase }, where, title),
    tiedHead: config.tie_word_embeddings ?? defaults.tiedHead,
    biases: biases(config),
    queryKeyNorm,
    attention: attention(config),
    beginOfText: firstId(config.bos_token_id) ?? null,
    endOfText: firstId(config.eos_token_id) ?? defaults.endOfText,
  };
}

export function configJson<Name extends string>(
  { modelClass, ownFields }: LlamaVariant<Name>,
  config: LlamaConfig<Name>,
): Record<string, unknown> {
  return {
    architectures: [modelClass],
    model_type: config.architecture,
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    intermediate_size: config.innerWidth,
    hidden_act: 'silu',
    rms_norm_eps: config.normEpsilon,
    ...rotaryJson(config.rotary),
    tie_word_embeddings: config.tiedHead,
    attention_dropout: 0,
    ...ownFields(config),
    initializer_range: 0.02,
    bos_token_id: config.beginOfText,
    eos_token_id: config.endOfText,
    torch_dtype: 'float32',
  };
}
