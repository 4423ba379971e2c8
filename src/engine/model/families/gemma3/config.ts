// Gemma 3's configuration (the model of texts alone), from and to Hugging Face's `config.json`.
import { z } from 'zod';
import type { LayerAttention } from '../../architecture.ts';
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

export interface Gemma3Config extends CommonConfig {
  readonly architecture: 'gemma3_text';
  /** G: heads of key and value. */
  readonly keyValueHeads: number;
  /** D. */
  readonly headSize: number;
  /** I: width inside the gated feed-forward layer. */
  readonly innerWidth: number;
  readonly normEpsilon: number;
  /** Scores are divided by its square root. */
  readonly queryScalar: number;
  /** Positions of layers that see everything, and of those with a window. */
  readonly rotary: { readonly full: RotaryConfig; readonly windowed: RotaryConfig };
  /** The window of each layer; its rotary table is 0 (full) or 1 (windowed). */
  readonly attention: readonly LayerAttention[];
  readonly attentionBias: boolean;
  readonly beginOfText: number | null;
}

export const title = 'Gemma 3';

const parameters = z.looseObject({}).nullish();
const gemma3Config = z.looseObject({
  vocab_size: count(sizes.vocabulary).default(262_208),
  max_position_embeddings: count(sizes.context).default(131_072),
  hidden_size: count(sizes.width),
  num_hidden_layers: count(sizes.layers),
  num_attention_heads: count(sizes.heads),
  num_key_value_heads: count(sizes.heads).default(4),
  head_dim: count(sizes.width).default(256),
  intermediate_size: count(8 * sizes.width),
  rms_norm_eps: z.number().positive().default(1e-6),
  hidden_activation: z.literal('gelu_pytorch_tanh').default('gelu_pytorch_tanh'),
  query_pre_attn_scalar: z.number().positive().default(256),
  sliding_window: count(sizes.context).nullish(),
  sliding_window_pattern: z.int().positive().default(6),
  layer_types: z.array(z.enum(['full_attention', 'sliding_attention'])).nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  attention_bias: z.boolean().default(false),
  final_logit_softcapping: z.null().optional(),
  attn_logit_softcapping: z.null().optional(),
  use_bidirectional_attention: z.union([z.literal(false), z.null()]).optional(),
  rope_theta: z.number().positive().nullish(),
  rope_local_base_freq: z.number().positive().nullish(),
  rope_scaling: parameters,
  rope_parameters: z.looseObject({ full_attention: parameters, sliding_attention: parameters }).nullish(),
  bos_token_id: tokenIds.nullish(),
  eos_token_id: tokenIds.nullish(),
});

export function parseConfig(json: unknown, where: string): Gemma3Config {
  const config = checkFields(gemma3Config, json, where, title);
  const { num_attention_heads: heads, num_key_value_heads: keyValueHeads, head_dim: headSize } = config;
  const { num_hidden_layers: layers, layer_types: kinds, sliding_window_pattern: pattern } = config;
  if (heads % keyValueHeads !== 0 || headSize % 2 !== 0) {
    refuseConfig(
      where,
      `does not fit: num_attention_heads ${heads} must be a multiple of num_key_value_heads ${keyValueHeads}, and head_dim ${headSize} even`,
    );
  }
  if (kinds && kinds.length < layers) {
    refuseConfig(where, `does not fit: layer_types has ${kinds.length} entries for ${layers} layers`);
  }
  const { sliding_window = 4096, max_position_embeddings: contextLength } = config;
  const isWindowed = (layer: number) =>
    kinds ? kinds[layer] === 'sliding_attention' : (layer + 1) % pattern !== 0;
  return {
    architecture: 'gemma3_text',
    vocabularySize: config.vocab_size,
    contextLength,
    width: config.hidden_size,
    layers,
    heads,
    keyValueHeads,
    headSize,
    innerWidth: config.intermediate_size,
    normEpsilon: config.rms_norm_eps,
    queryScalar: config.query_pre_attn_scalar,
    rotary: rotaryOf(config, { headSize, contextLength }, where),
    attention: Array.from({ length: layers }, (_, layer) =>
      isWindowed(layer) ? { window: sliding_window, rotary: 1 } : { window: null, rotary: 0 },
    ),
    attentionBias: config.attention_bias,
    tiedHead: config.tie_word_embeddings ?? true,
    beginOfText: firstId(config.bos_token_id) ?? null,
    endOfText: firstId(config.eos_token_id) ?? 1,
  };
}

/** Since transformers 5 there are parameters for each kind of layer; before, a base for each and a scaling for those that see everything. */
function rotaryOf(
  config: z.infer<typeof gemma3Config>,
  size: { readonly headSize: number; readonly contextLength: number },
  where: string,
): Gemma3Config['rotary'] {
  const { rope_parameters: nested, rope_scaling, rope_theta, rope_local_base_freq } = config;
  const flat = Object.keys(nested ?? {}).find(
    (key) => !['full_attention', 'sliding_attention'].includes(key),
  );
  if (flat !== undefined) {
    refuseConfig(
      where,
      `has the rotary parameter ${flat.slice(0, 60)} for all layers; a ${title} model has full_attention and sliding_attention`,
    );
  }
  const read = (given: object, base: number | null | undefined, defaultBase: number) =>
    parseRotary({ rope_parameters: given, rope_theta: base }, { ...size, defaultBase }, where, title);
  return {
    full: read({ ...nested?.full_attention, ...rope_scaling }, rope_theta, 1_000_000),
    windowed: read({ ...nested?.sliding_attention }, rope_local_base_freq, 10_000),
  };
}

export function configJson(config: Gemma3Config): Record<string, unknown> {
  const { full, windowed } = config.rotary;
  const nested = ({ base, scaling }: RotaryConfig) => ({
    rope_type: 'default',
    ...scaling,
    rope_theta: base,
  });
  return {
    architectures: ['Gemma3ForCausalLM'],
    model_type: 'gemma3_text',
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headSize,
    intermediate_size: config.innerWidth,
    hidden_activation: 'gelu_pytorch_tanh',
    rms_norm_eps: config.normEpsilon,
    query_pre_attn_scalar: config.queryScalar,
    sliding_window: config.attention.find(({ window }) => window !== null)?.window ?? null,
    layer_types: config.attention.map(({ window, rotary }) =>
      window === null && rotary === 0 ? 'full_attention' : 'sliding_attention',
    ),
    // Both spellings: transformers 5 reads the first, earlier versions the others.
    rope_parameters: { full_attention: nested(full), sliding_attention: nested(windowed) },
    ...rotaryJson(full),
    rope_local_base_freq: windowed.base,
    attention_bias: config.attentionBias,
    attention_dropout: 0,
    final_logit_softcapping: null,
    attn_logit_softcapping: null,
    tie_word_embeddings: config.tiedHead,
    initializer_range: 0.02,
    bos_token_id: config.beginOfText,
    eos_token_id: config.endOfText,
    torch_dtype: 'float32',
  };
}
