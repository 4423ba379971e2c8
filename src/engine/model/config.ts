// What a model is, independent of how it is run: its sizes, read from and written to a standard `config.json`.

import { z } from 'zod';
import { SocraticError } from '../../common/index.ts';

export interface ModelConfig {
  readonly architecture: 'gpt2';
  /** V: rows of the embedding. */
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
  /** C: size of a token's vector. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly layerNormEpsilon: number;
  readonly endOfText: number;
}

/** One weight: its Hugging Face name, shape, and how it starts and whether weight decay applies (not to biases and norms). */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly decay: boolean;
  readonly start: 'ones' | 'zeros' | { readonly deviation: number };
}

const count = z.int().positive();
const gpt2Config = z.object({
  model_type: z.literal('gpt2'),
  vocab_size: count,
  n_positions: count,
  n_embd: count,
  n_layer: count,
  n_head: count,
  n_inner: z.union([count, z.null()]).optional(),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  eos_token_id: z.int().min(0).default(50256),
  activation_function: z.enum(['gelu_new', 'gelu_pytorch_tanh']).default('gelu_new'),
  tie_word_embeddings: z.literal(true).default(true),
});

/** Reads the fields of a Hugging Face `config.json`; throws `config-unsupported` naming what does not fit. */
export function parseConfig(json: unknown, where: string): ModelConfig {
  const parsed = gpt2Config.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`)
      .join('; ');
    throw new SocraticError(
      'config-unsupported',
      `${where} does not describe a GPT-2 model that this engine runs: ${problems}`,
    );
  }
  const config = parsed.data;
  if (config.n_embd % config.n_head !== 0 || (config.n_inner ?? 4 * config.n_embd) !== 4 * config.n_embd) {
    throw new SocraticError(
      'config-unsupported',
      `${where}: n_embd ${config.n_embd} must be a multiple of n_head ${config.n_head}, and n_inner, if given, 4 times n_embd`,
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
    endOfText: config.eos_token_id,
  };
}

/** The `config.json` that `transformers` reads as a GPT2LMHeadModel. */
export function configJson(config: ModelConfig): Record<string, unknown> {
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
    tie_word_embeddings: true,
    torch_dtype: 'float32',
  };
}
