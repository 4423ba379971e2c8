// The configuration of Llama and its relatives, from and to Hugging Face's `config.json`. What only one of them has is in its
// LlamaVariant.
import { z } from 'zod';
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
  /** The id that ends a text where `config.json` names none. */
  readonly endOfText: number;
  /** What it writes to `config.json` besides the fields that all have. */
  readonly ownFields: (config: LlamaConfig<Name>) => Readonly<Record<string, unknown>>;
}

const llamaConfig = z.looseObject({
  vocab_size: count(sizes.vocabulary),
  max_position_embeddings: count(sizes.context),
  hidden_size: count(sizes.width),
  num_hidden_layers: count(sizes.layers),
  num_attention_heads: count(sizes.heads),
  num_key_value_heads: count(sizes.heads).nullish(),
  head_dim: count(sizes.width).nullish(),
  intermediate_size: count(8 * sizes.width),
  rms_norm_eps: z.number().positive().default(1e-6),
  hidden_act: z.literal('silu').default('silu'),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.literal(false).default(false),
  pretraining_tp: z.literal(1).default(1),
  bos_token_id: tokenIds.nullish(),
  eos_token_id: tokenIds.nullish(),
});

export function parseConfig<Name extends string>(
  { modelType, title, biases, endOfText }: LlamaVariant<Name>,
  json: unknown,
  where: string,
): LlamaConfig<Name> {
  const config = checkFields(llamaConfig, json, where, title);
  const heads = config.num_attention_heads;
  const keyValueHeads = config.num_key_value_heads ?? heads;
  const headSize = config.head_dim ?? config.hidden_size / heads;
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
  return {
    architecture: modelType,
    vocabularySize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    width: config.hidden_size,
    layers: config.num_hidden_layers,
    heads,
    keyValueHeads,
    headSize,
    innerWidth: config.intermediate_size,
    normEpsilon: config.rms_norm_eps,
    rotary: parseRotary(config, { headSize, contextLength: config.max_position_embeddings }, where, title),
    tiedHead: config.tie_word_embeddings,
    biases: biases(config),
    beginOfText: firstId(config.bos_token_id) ?? null,
    endOfText: firstId(config.eos_token_id) ?? endOfText,
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
