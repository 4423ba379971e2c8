// A GGUF file as a Hugging Face model: its configuration, the names and layout of its weights, its tokenizer. What the metadata and
// the tensors' names mean is said by the families of models, which the caller gives.
import type { JsonObject, ModelFiles } from '../model-files.ts';
import { type GgufFile, readGguf } from './gguf-file.ts';
import { ggufOrigin } from './gguf-origin.ts';
import { ggufTokenizerFiles } from './gguf-tokenizer.ts';
import type { GgufWeights } from './gguf-weights.ts';
import type { GgufRow } from './layouts.ts';
import { Metadata } from './metadata.ts';
import type { GgufEntry } from './metadata-entries.ts';

/** How GGUF files hold models of one family. */
export interface GgufFamily {
  /** `general.architecture`, with which the names of the family's metadata begin. */
  readonly architecture: string;
  /** Throws `gguf-unsupported` for a model that is not read here, and `gguf-invalid`. */
  read(file: GgufFile, metadata: Metadata): GgufReading;
}

export interface GgufReading {
  /** As Hugging Face's config.json, without the size of the vocabulary and the special tokens' ids. */
  readonly config: JsonObject;
  readonly weights: GgufWeights;
}

/** A model of one family as a GGUF file will hold it: the inverse of a reading. */
export interface GgufLayoutOfModel {
  /** `general.architecture`. */
  readonly architecture: string;
  /** The model's settings, without what is general and without its tokenizer. */
  readonly settings: readonly GgufEntry[];
  /** Where each weight goes; it may have rows for weights that the model does not have. */
  readonly rows: readonly GgufRow[];
  /** Further tensors, which are no weights. */
  readonly constants: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** The longest sequence for which llama.cpp computes what the model does. */
  readonly contextLength: number;
}

/** Throws what `readGguf` throws, and `gguf-unsupported` for an architecture of none of the families. */
export function ggufModelFiles(path: string, families: readonly GgufFamily[]): ModelFiles {
  const file = readGguf(path);
  const metadata = new Metadata(file);
  const name = metadata.need('general.architecture', metadata.text('general.architecture'));
  const family = families.find(({ architecture }) => architecture === name);
  if (!family) {
    const known = families.map(({ architecture }) => architecture).join(', ');
    return metadata.unsupported(
      `the architecture ${JSON.stringify(name)} is not read here: expected one of ${known}.`,
    );
  }
  const { config, weights } = family.read(file, metadata);
  const idOf = (part: string) => metadata.number(`tokenizer.ggml.${part}_token_id`);
  const specialIds = { bos_token_id: idOf('bos') ?? null, eos_token_id: idOf('eos') ?? null };
  // llama.cpp ends a generation at the end of a turn and of a message too.
  const ends = [...new Set(['eos', 'eot', 'eom'].flatMap((part) => idOf(part) ?? []))];
  const contextKey = `${name}.context_length`;
  return {
    path,
    config: { ...config, vocab_size: tokenCount(file, metadata), ...specialIds },
    generationConfig: ends.length > 1 ? { ...specialIds, eos_token_id: ends } : specialIds,
    tensors: weights,
    origin: ggufOrigin(file),
    tokenizerFiles: () =>
      ggufTokenizerFiles(metadata, metadata.need(contextKey, metadata.number(contextKey))),
  };
}

const tokenCount = (file: GgufFile, metadata: Metadata): number =>
  file.tensors.get('token_embd.weight')?.shape[0] ??
  metadata.need('tokenizer.ggml.tokens', metadata.texts('tokenizer.ggml.tokens')).length;
