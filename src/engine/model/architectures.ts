// The architectures that there are, by configuration.
import type { Architecture } from './architecture.ts';
import type { ModelConfig, ParameterSpec } from './config.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';

export function architectureOf(config: ModelConfig): Architecture {
  return config.architecture === 'gpt2' ? gpt2(config) : llama(config);
}

/** All weights of a model in the order of the forward pass. */
export function parametersOf(config: ModelConfig): ParameterSpec[] {
  return architectureOf(config).parameters();
}
