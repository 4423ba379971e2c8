// The configuration of Llama and its relatives (Qwen2), from and to Hugging Face's `config.json`.
import { z } from 'zod';
import {
  type CommonConfig,
  checkFields,
  count,
  firstId,
  refuseConfig,
  sizes,
  tokenIds,
} from './config-fields.ts';
import { parseRotary, type RotaryConfig, rotaryJson } from './rotary.ts';

export interface LlamaConfig extends CommonConfig {
  readonly architecture: 'llama' | 'qwen2';
  /** G: heads of key and value. */
  readonly keyValueHeads: number;
  /** D. */
  readonly headSize: number;
  /** I: width inside the gated feed-forward layer. */
  readonly innerWidth: number;
  readonly normEpsilon: number;
  readonly rotary: RotaryConfig;
  /** The head is the embedding. */
  readonly tiedHead: boolean;
  /** Where projections have a bias: Qwen2 on query, key and value; Llama's option `attention_bias` on the output too. */
  readonly biases: { readonly qkv: boolean; readonly output: boolean; readonly feedForward: boolean };
  readonly beginOfText: number | null;
}

const llamaConfig = z.looseObject({
  model_type: z.enum(['llama', 'qwen2']),
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

export function parseLlamaConfig(json: unknown, where: string): LlamaConfig {
  const config = checkFields(llamaConfig, json, where, 'Llama or Qwen2');
  const heads = config.num_attention_heads;
  const keyValueHeads = config.num_key_value_heads ?? heads;
  const headSize = config.head_dim ?? config.hidden_size / heads;
  const qwen = config.model_type === 'qwen2';
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
    architecture: config.model_type,
    vocabularySize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    width: config.hidden_size,
    layers: config.num_hidden_layers,
    heads,
    keyValueHeads,
    headSize,
    innerWidth: config.intermediate_size,
    normEpsilon: config.rms_norm_eps,
    rotary: parseRotary(config, { headSize, contextLength: config.max_position_embeddings }, where),
    tiedHead: config.tie_word_embeddings,
    biases: {
      qkv: qwen || config.attention_bias,
      output: !qwen && config.attention_bias,
      feedForward: !qwen && config.mlp_bias,
    },
    beginOfText: firstId(config.bos_token_id) ?? null,
    endOfText: firstId(config.eos_token_id) ?? (qwen ? 151643 : 2),
  };
}

export function configJsonOfLlama(config: LlamaConfig): Record<string, unknown> {
  const qwen = config.architecture === 'qwen2';
  return {
    architectures: [qwen ? 'Qwen2ForCausalLM' : 'LlamaForCausalLM'],
    model_type: config.architecture,
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    // transformers' Qwen2 has no such field of its own, but builds its heads by it when it is there.
    ...(qwen && config.headSize === config.width / config.heads ? {} : { head_dim: config.headSize }),
    intermediate_size: config.innerWidth,
    hidden_act: 'silu',
    rms_norm_eps: config.normEpsilon,
    ...rotaryJson(config.rotary),
    tie_word_embeddings: config.tiedHead,
    attention_dropout: 0,
    ...(qwen
      ? { use_sliding_window: false }
      : { attention_bias: config.biases.qkv, mlp_bias: config.biases.feedForward }),
    initializer_range: 0.02,
    bos_token_id: config.beginOfText,
    eos_token_id: config.endOfText,
    torch_dtype: 'float32',
  };
}
