// The vocabulary in a GGUF file as the tokenizer files that Hugging Face publishes with the same model.
import { SocraticError } from '../../../common/index.ts';
import { type TokenizerDefinition, writeTokenizer } from '../../tokenizer/index.ts';
import { invalidGguf } from './gguf-header.ts';
import { sentencePieceFiles } from './gguf-sentencepiece.ts';
import { readGgufVocabulary, tokenizerKey } from './gguf-vocabulary.ts';
import type { Metadata } from './metadata.ts';

type Family = Pick<TokenizerDefinition, 'splitPattern' | 'ignoreMerges' | 'normalization'>;

interface PreTokenizer extends Family {
  /** Whether the begin-of-text token stands before every text where the file does not say. */
  readonly addsBegin: boolean;
}

const gpt2: PreTokenizer = { splitPattern: 'gpt2', ignoreMerges: false, addsBegin: false };
const llama3: PreTokenizer = { splitPattern: 'llama3', ignoreMerges: true, addsBegin: true };
const qwen2: PreTokenizer = {
  splitPattern: 'qwen2',
  ignoreMerges: false,
  normalization: 'NFC',
  addsBegin: false,
};

/** By `tokenizer.ggml.pre`; llama.cpp knows some under several names. */
const families: ReadonlyMap<string, PreTokenizer> = new Map(
  Object.entries<PreTokenizer>({
    'gpt-2': gpt2,
    'phi-2': gpt2,
    smollm: { splitPattern: 'gpt2-digits', ignoreMerges: false, addsBegin: false },
    'llama-bpe': llama3,
    llama3,
    'llama-v3': llama3,
    falcon3: llama3,
    'smaug-bpe': { ...llama3, ignoreMerges: false, addsBegin: false },
    qwen2,
    'deepseek-r1-qwen': qwen2,
    megrez: qwen2,
  }),
);

/** `tokenizer.json` and `tokenizer_config.json`, as text by name. Throws `tokenizer-unsupported`, `gguf-invalid`. */
export function ggufTokenizerFiles(metadata: Metadata, contextLength: number): Record<string, string> {
  const kind = metadata.text(tokenizerKey('model'));
  if (kind === 'llama') return sentencePieceFiles(metadata, contextLength);
  const pre = metadata.text(tokenizerKey('pre')) ?? '';
  const family = families.get(pre);
  if (kind !== 'gpt2' || !family) {
    throw new SocraticError(
      'tokenizer-unsupported',
      `${metadata.path}: the tokenizer ${JSON.stringify(kind)} with the pre-tokenizer ${JSON.stringify(pre)} is not read here: expected "llama", or "gpt2" with ${[...families.keys()].join(', ')}.`,
      { subject: { path: metadata.path }, details: { kind, pre } },
    );
  }
  const { tokens, addedTokens, endOfText, namedTokens, chatTemplate } = readGgufVocabulary(metadata);
  const merges = metadata.need(tokenizerKey('merges'), metadata.texts(tokenizerKey('merges')));
  const begin = namedTokens.bos_token;
  const addsBegin = metadata.flag(tokenizerKey('add_bos_token')) ?? family.addsBegin;
  const { addsBegin: _, ...rules } = family;
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
