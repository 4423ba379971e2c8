// What the writers of tokenizers share: a tokenizer to be written, its tokens with their kinds, and how one is refused.
import { SocraticError } from '../../../common/index.ts';
import type { AddedToken, ReadTokenizerOptions, Tokenizer } from '../../tokenizer/index.ts';
import type { tokenKinds } from './gguf-vocabulary.ts';
import type { GgufEntry } from './metadata-entries.ts';

export interface TokenizerToWrite {
  readonly tokenizer: Tokenizer;
  /** The tokenizer's files by name, and where they are, for messages. */
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
  readonly modelType: ReadTokenizerOptions['modelType'];
  /** Rows of the embedding. */
  readonly vocabularySize: number;
}

/** The tokens by id, and what a kind of tokenizer needs besides. */
export interface GgufTokens {
  readonly tokens: readonly (VocabularyToken | undefined)[];
  /** By token; absent where a kind has none. */
  readonly scores?: ReadonlyMap<string, number>;
  readonly entries: readonly GgufEntry[];
  readonly warnings: readonly string[];
}

export interface VocabularyToken {
  readonly text: string;
  readonly kind: (typeof tokenKinds)[keyof typeof tokenKinds];
}

/** The error about a tokenizer that a GGUF file cannot hold. */
export function refusal(path: string, why: string): SocraticError {
  return new SocraticError('export-unsupported', `${path} cannot be written as a GGUF file: ${why}.`, {
    subject: { path },
    details: { why },
  });
}

/** Added tokens that take spaces along, or count only between words: llama.cpp knows no such tokens. */
export function spaceTakers(addedTokens: readonly AddedToken[]): string[] {
  return addedTokens
    .filter(({ lstrip, rstrip, singleWord }) => lstrip || rstrip || singleWord)
    .map(
      ({ content }) =>
        `llama.cpp finds the token ${JSON.stringify(content)} without regard to spaces and letters beside it.`,
    );
}
