// Tokenizers of every kind that llama.cpp has, small, as tokenizer.json.
import {
  readTokenizerFiles,
  type Tokenizer,
  type TokenizerDefinition,
  trainTokenizer,
  writeTokenizer,
} from '../../src/engine/tokenizer/index.ts';
import {
  filesOf,
  gemma,
  type Kind,
  llama2,
  mistral,
} from '../../src/engine/tokenizer/pipeline/tiny-tokenizers.fixture.ts';
import { mixedCorpus } from '../mixed-corpus.ts';

export interface TokenizerFiles {
  readonly tokenizer: Tokenizer;
  readonly files: Readonly<Record<string, string>>;
}

const byteLevel = (
  splitPattern: TokenizerDefinition['splitPattern'],
  changes: Partial<TokenizerDefinition> = {},
) => {
  const trained = trainTokenizer(mixedCorpus.slice(0, 1_500), {
    vocabularySize: 1_500,
    splitPattern,
  }).definition;
  const next = trained.vocabulary.size;
  const added = [
    { id: next, content: '<|im_start|>', special: true },
    { id: next + 1, content: '<think>', special: false },
  ];
  const definition = { ...trained, addedTokens: [...trained.addedTokens, ...added], ...changes };
  return writeTokenizer({ definition });
};

/** With every way to make a token of two as a merge, in the order of the tokens: as SentencePiece itself merges. */
function complete({ json, config }: Kind): Kind {
  const model = json.model as { readonly vocab: Readonly<Record<string, number>> };
  const special = new Set(
    (json.added_tokens as { content: string; special: boolean }[]).flatMap((token) =>
      token.special ? [token.content] : [],
    ),
  );
  const merges = Object.keys(model.vocab).flatMap((token) => {
    if (special.has(token)) return [];
    const letters = Array.from(token);
    const ways = letters
      .slice(1)
      .map((_, at) => [letters.slice(0, at + 1).join(''), letters.slice(at + 1).join('')]);
    return ways.filter((parts) => parts.every((part) => part in model.vocab));
  });
  return { json: { ...json, model: { ...model, merges } }, ...(config ? { config } : {}) };
}

const kinds: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'GPT-2': () => byteLevel('gpt2'),
  'GPT-2 with single digits, as for random weights': () => byteLevel('gpt2-digits'),
  'Llama 3': () => byteLevel('llama3', { ignoreMerges: true, beginOfText: '<|endoftext|>' }),
  'Llama 3 without whole words': () => byteLevel('llama3'),
  Qwen2: () => byteLevel('qwen2', { normalization: 'NFC' }),
  'Qwen2 without NFC': () => byteLevel('qwen2'),
  "Llama 2's SentencePiece": () => filesOf(complete(llama2)),
  "Mistral's SentencePiece": () => filesOf(complete(mistral)),
  "Gemma's SentencePiece": () => filesOf(complete(gemma)),
};

export const ggufTokenizerNames: readonly string[] = Object.keys(kinds);

export function ggufTokenizer(name: string): TokenizerFiles {
  const files = kinds[name]?.() ?? {};
  return { tokenizer: readTokenizerFiles(files, name), files };
}

/** A kind that llama.cpp computes otherwise. */
export const incomplete = (): TokenizerFiles => {
  const files = filesOf(llama2);
  return { tokenizer: readTokenizerFiles(files, 'llama2'), files };
};

/** 200 texts of all kinds, short and long. */
export const twoHundredTexts: readonly string[] = Array.from(
  { length: 200 },
  (_, index) => mixedCorpus[Math.floor((index * mixedCorpus.length) / 200)] ?? '',
).map((text) => text.slice(0, 600).replace(/\p{Surrogate}/gu, '\uFFFD'));

/** Texts with tokens that the kinds above have: special ones and others. */
export const specialTexts: readonly string[] = [
  '<|im_start|>user\nHow many?<|endoftext|>',
  'a<think>b 12</think>',
  'Tom has</s>',
  'x<end_of_turn>\n\ny',
];
