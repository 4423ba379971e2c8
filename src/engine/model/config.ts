// What a model is, independent of how it is run: its sizes, read from and written to a standard `config.json`.
import { SocraticError } from '../../common/index.ts';
import { configJsonOfGpt2, type Gpt2Config, parseGpt2Config } from './gpt2-config.ts';
import { configJsonOfLlama, type LlamaConfig, parseLlamaConfig } from './llama-config.ts';

export type ModelConfig = Gpt2Config | LlamaConfig;

/** One weight: its Hugging Face name, shape, and how it starts and whether weight decay applies (not to biases and norms). */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly decay: boolean;
  readonly start: 'ones' | 'zeros' | { readonly deviation: number };
  /** A table in which tokens or positions are looked up; it may serve as the head too. */
  readonly embedding?: boolean;
  /** The weight of a linear layer inside a block, and how it lies: Hugging Face's `Linear` is [out, in], its `Conv1D` [in, out]. */
  readonly linear?: 'out-in' | 'in-out';
}

/** Reads the fields of a Hugging Face `config.json`; throws `config-unsupported` naming what does not fit. */
export function parseConfig(json: unknown, where: string): ModelConfig {
  const type = (json as { readonly model_type?: unknown } | null | undefined)?.model_type;
  const named =
    typeof type === 'string' ? JSON.stringify(type.slice(0, 60)) : type === undefined ? 'missing' : 'no text';
  switch (type) {
    case 'gpt2':
      return parseGpt2Config(json, where);
    case 'llama':
    case 'qwen2':
      return parseLlamaConfig(json, where);
    default:
      throw new SocraticError(
        'config-unsupported',
        `${where}: model_type is ${named}; this engine runs gpt2, llama and qwen2.`,
        { subject: { path: where }, details: { modelType: named } },
      );
  }
}

/** The `config.json` that `transformers` reads as the same model. */
export function configJson(config: ModelConfig): Record<string, unknown> {
  return config.architecture === 'gpt2' ? configJsonOfGpt2(config) : configJsonOfLlama(config);
}
