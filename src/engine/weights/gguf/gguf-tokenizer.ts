// The vocabulary in a GGUF file as the tokenizer files that Hugging Face publishes with the same model.
import { SocraticError } from '../../../common/index.ts';
import { type TokenizerDefinition, writeTokenizer } from '../../tokenizer/index.ts';
import { invalidGguf } from './gguf-header.ts';
import { sentencePieceFiles } from './gguf-sentencepiece.ts';
import { readGgufVocabulary, tokenizerKey } from './gguf-vocabulary.ts';
import type { Metadata } from './metadata.ts';
import { preTokenizerNamed, preTokenizers } from './pre-tokenizers.ts';

/** `tokenizer.json` and `tokenizer_config.json`, as text by name. Throws `tokenizer-unsupported`, `gguf-invalid`. */
export function ggufTokenizerFiles(metadata: Metadata, contextLength: number): Record<string, string> {
  const kind = metadata.text(tokenizerKey('model'));
  if (kind === 'llama') return sentencePieceFiles(metadata, contextLength);
  const pre = metadata.text(tokenizerKey('pre')) ?? '';
  const family = preTokenizerNamed(pre);
  if (kind !== 'gpt2' || !family) {
    throw new SocraticError(
      'tokenizer-unsupported',
      `${metadata.path}: the tokenizer ${JSON.stringify(kind)} with the pre-tokenizer ${JSON.stringify(pre)} is not read here: expected "llama", or "gpt2" with ${preTokenizers.flatMap(({ names }) => names).join(', ')}.`,
      { subject: { path: metadata.path }, details: { kind, pre } },
    );
  }
  const { tokens, addedTokens, endOfText, namedTokens, chatTemplate } = readGgufVocabulary(metadata);
  const merges = metadata.need(tokenizerKey('merges'), metadata.texts(tokenizerKey('merges')));
  const begin = namedTokens.bos_token;
  const addsBegin = metadata.flag(tokenizerKey('add_bos_token')) ?? family.addsBegin;
  const { addsBegin: _, names: __, ...rules } = family;
  const definition: TokenizerDefinition = {
    ...rules,
    vocabulary: new Map(tokens.map((token, id) => [token, id])),
    merges: merges.map((merge) => partsOf(merge, metadata.path)),
    addedTokens,
    endOfText: endOfText ?? '<|endoftext|>',
    namedTokens,
    ...(addsBegin && begin !== undefined ? { beginOfText: begin } : {}),
    ...(chatTemplate === undefined ? {} : { chatTemplate }),
  };
  return writeTokenizer({ definition }, { contextLength });
}

/** The two tokens of a merge, `a b`. */
function partsOf(merge: string, path: string): readonly [string, string] {
  const space = merge.indexOf(' ');
  if (space < 0) return invalidGguf(path, 'metadata tokenizer.ggml.merges', 'two tokens a merge', merge);
  return [merge.slice(0, space), merge.slice(space + 1)];
}
