// The vocabulary that a GGUF file carries, and the parts that its tokens play.
import type { AddedToken, TokenizerDefinition } from '../../tokenizer/index.ts';
import { invalidGguf } from './gguf-header.ts';
import type { Metadata } from './metadata.ts';

/** llama.cpp's kinds of tokens. */
export const tokenKinds = {
  normal: 1,
  unknown: 2,
  control: 3,
  userDefined: 4,
  unused: 5,
  byte: 6,
} as const;

/** The key of a setting of the tokenizer. */
export const tokenizerKey = (name: string): string => `tokenizer.ggml.${name}`;

export interface GgufVocabulary {
  readonly tokens: readonly string[];
  readonly addedTokens: readonly AddedToken[];
  readonly endOfText: string | undefined;
  readonly namedTokens: NonNullable<TokenizerDefinition['namedTokens']>;
  readonly chatTemplate: string | undefined;
}

/** Throws `gguf-invalid`. */
export function readGgufVocabulary(metadata: Metadata): GgufVocabulary {
  const tokens = metadata.need(tokenizerKey('tokens'), metadata.texts(tokenizerKey('tokens')));
  refuseRepeated(tokens, metadata.path, tokenizerKey('tokens'));
  const kinds = metadata.numbers(tokenizerKey('token_type')) ?? [];
  const tokenOf = (name: string): string | undefined => {
    const key = tokenizerKey(`${name}_token_id`);
    const id = metadata.number(key);
    if (id === undefined) return undefined;
    return (
      tokens[id] ?? invalidGguf(metadata.path, `metadata ${key}`, `an id below ${tokens.length}`, `${id}`)
    );
  };
  const [begin, pad, unknown] = [tokenOf('bos'), tokenOf('padding'), tokenOf('unknown')];
  return {
    tokens,
    addedTokens: tokens.flatMap((content, id) =>
      kinds[id] === tokenKinds.control || kinds[id] === tokenKinds.userDefined
        ? [{ id, content, special: kinds[id] === tokenKinds.control }]
        : [],
    ),
    endOfText: tokenOf('eos'),
    namedTokens: {
      ...(begin === undefined ? {} : { bos_token: begin }),
      ...(pad === undefined ? {} : { pad_token: pad }),
      ...(unknown === undefined ? {} : { unk_token: unknown }),
    },
    chatTemplate: metadata.text('tokenizer.chat_template'),
  };
}

/** A tokenizer.json has one id for a token: of two, the first would be lost. */
function refuseRepeated(tokens: readonly string[], path: string, key: string): void {
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const first = ids.get(token);
    if (first !== undefined) {
      const found = `${JSON.stringify(token.slice(0, 60))} as ${first} and ${id}`;
      invalidGguf(path, `metadata ${key}`, 'every token once', found);
    }
    ids.set(token, id);
  }
}
