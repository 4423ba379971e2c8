// A registry entry for Llama or one of its relatives, of what tells it from the others.
import type { Family } from '../../architecture.ts';
import { configJson, type LlamaConfig, type LlamaVariant, parseConfig } from './config.ts';
import { type GgufVariant, ggufOf } from './gguf.ts';
import { architecture } from './graph.ts';

export interface LlamaEntry<Name extends string> extends LlamaVariant<Name> {
  readonly gguf: GgufVariant | null;
  readonly published: Family<LlamaConfig<Name>>['published'];
}

export function llamaFamily<Name extends string>(entry: LlamaEntry<Name>): Family<LlamaConfig<Name>> {
  const { modelType, title, gguf, published } = entry;
  return {
    modelType,
    title,
    parseConfig: (json, where) => parseConfig(entry, json, where),
    configJson: (config) => configJson(entry, config),
    architecture,
    gguf: gguf && ggufOf(modelType, gguf),
    published,
  };
}
