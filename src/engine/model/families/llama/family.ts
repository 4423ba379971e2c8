// A registry entry for Llama or one of its relatives, of what tells it from the others.
import type { Family } from '../../architecture.ts';
import { configJson, type LlamaConfig, type LlamaVariant, parseConfig } from './config.ts';
import { type GgufVariant, ggufOf, toGguf } from './gguf.ts';
import { architecture } from './graph.ts';

export interface LlamaEntry<Name extends string> extends LlamaVariant<Name> {
  readonly gguf: GgufVariant;
  /** False where GGUF files hold it under the name of another family, which then reads it. */
  readonly readsGguf: boolean;
  readonly published: Family<LlamaConfig<Name>>['published'];
}

export function llamaFamily<Name extends string>(entry: LlamaEntry<Name>): Family<LlamaConfig<Name>> {
  const { modelType, title, gguf, readsGguf, published } = entry;
  return {
    modelType,
    title,
    parseConfig: (json, where) => parseConfig(entry, json, where),
    configJson: (config) => configJson(entry, config),
    architecture,
    gguf: readsGguf ? ggufOf(modelType, gguf) : null,
    toGguf: (config) => toGguf(entry, gguf, config),
    published,
  };
}
