// GPT-2's configuration: its sizes, from and to Hugging Face's `config.json`.
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

export interface Gpt2Config extends CommonConfig {
  readonly architecture: 'gpt2';
  readonly layerNormEpsilon: number;
}

export const title = 'GPT-2';

const gpt2Config = z.object({
  vocab_size: count(sizes.vocabulary),
  n_positions: count(sizes.context).default(1024),
  n_embd: count(sizes.width),
  n_layer: count(sizes.layers),
  n_head: count(sizes.heads),
  n_inner: z.union([count(4 * sizes.width), z.null()]).optional(),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  eos_token_id: tokenIds.nullish(),
  activation_function: z.enum(['gelu_new', 'gelu_pytorch_tanh']).default('gelu_new'),
  tie_word_embeddings: z.boolean().default(true),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
});

export function parseConfig(json: unknown, where: string): Gpt2Config {
  const config = checkFields(gpt2Config, json, where, title);
  if (config.n_embd % config.n_head !== 0 || (config.n_inner ?? 4 * config.n_embd) !== 4 * config.n_embd) {
    refuseConfig(
      where,
      `does not fit: n_embd ${config.n_embd} must be a multiple of n_head ${config.n_head}, and n_inner, if given, 4 times n_embd`,
    );
  }
  return {
    architecture: 'gpt2',
    vocabularySize: config.vocab_size,
    contextLength: config.n_positions,
    width: config.n_embd,
    layers: config.n_layer,
    heads: config.n_head,
    layerNormEpsilon: config.layer_norm_epsilon,
    tiedHead: config.tie_word_embeddings,
    endOfText: firstId(config.eos_token_id) ?? 50256,
  };
}

export function configJson(config: Gpt2Config): Record<string, unknown> {
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    vocab_size: config.vocabularySize,
    n_positions: config.contextLength,
    n_ctx: config.contextLength,
    n_embd: config.width,
    n_layer: config.layers,
    n_head: config.heads,
    n_inner: null,
    activation_function: 'gelu_new',
    layer_norm_epsilon: config.layerNormEpsilon,
    embd_pdrop: 0,
    attn_pdrop: 0,
    resid_pdrop: 0,
    initializer_range: 0.02,
    bos_token_id: config.endOfText,
    eos_token_id: config.endOfText,
    pad_token_id: config.endOfText,
    tie_word_embeddings: config.tiedHead,
    torch_dtype: 'float32',
  };
}
