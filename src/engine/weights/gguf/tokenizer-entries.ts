// A tokenizer as metadata of a GGUF file: the inverse of gguf-tokenizer.ts and gguf-sentencepiece.ts. llama.cpp knows byte-level BPE by the
// name of its pre-tokenizer, and SentencePiece's BPE; any other tokenizer is refused by name.
import { BytePairTokenizer, type Tokenizer } from '../../tokenizer/index.ts';
import {
  type GgufTokens,
  refusal,
  spaceTakers,
  type TokenizerToWrite,
  type VocabularyToken,
} from './gguf-tokens.ts';
import { tokenizerKey, tokenKinds } from './gguf-vocabulary.ts';
import { entry, type GgufEntry } from './metadata-entries.ts';
import { preTokenizerOf } from './pre-tokenizers.ts';
import { sentencePieceVocabulary } from './sentencepiece-vocabulary.ts';

export interface TokenizerEntries {
  readonly entries: readonly GgufEntry[];
  /** What llama.cpp does otherwise, in sentences. */
  readonly warnings: readonly string[];
}

/** Throws `export-unsupported` for a tokenizer that llama.cpp does not have. */
export function tokenizerEntries(source: TokenizerToWrite, architecture: string): TokenizerEntries {
  const { tokenizer, vocabularySize, path } = source;
  if (tokenizer.vocabularySize > vocabularySize) {
    const rows = `the model only ${vocabularySize} rows for them`;
    throw refusal(path, `its tokenizer has ${tokenizer.vocabularySize} ids, and ${rows}`);
  }
  const found =
    tokenizer instanceof BytePairTokenizer
      ? bytePairTokens(tokenizer, path)
      : sentencePieceVocabulary(source, architecture);
  const parts = partEntries(tokenizer, path);
  return {
    entries: [
      ...found.entries,
      ...vocabularyEntries(found, vocabularySize),
      ...parts.entries,
      ...(tokenizer.chatTemplate === null
        ? []
        : [entry('tokenizer.chat_template', 'text', tokenizer.chatTemplate)]),
    ],
    warnings: [...found.warnings, ...parts.warnings],
  };
}

function bytePairTokens({ definition }: BytePairTokenizer, path: string): GgufTokens {
  const { vocabulary, merges, addedTokens, splitPattern, ignoreMerges, normalization } = definition;
  const row = preTokenizerOf(definition);
  if (row === undefined) {
    const rules = [
      `the split pattern ${splitPattern}`,
      ...(ignoreMerges ? ['whole words before merges'] : []),
      ...(normalization === undefined ? [] : [`the normalization ${normalization}`]),
    ];
    throw refusal(path, `llama.cpp has no pre-tokenizer for ${rules.join(', ')}`);
  }
  const tokens: (VocabularyToken | undefined)[] = [];
  for (const [text, id] of vocabulary) tokens[id] = { text, kind: tokenKinds.normal };
  for (const { id, content, special } of addedTokens) {
    tokens[id] = { text: content, kind: special ? tokenKinds.control : tokenKinds.userDefined };
  }
  return {
    tokens,
    entries: [
      entry(tokenizerKey('model'), 'text', 'gpt2'),
      entry(tokenizerKey('pre'), 'text', row.names[0]),
      entry(
        tokenizerKey('merges'),
        'texts',
        merges.map(([left, right]) => `${left} ${right}`),
      ),
    ],
    warnings: [
      ...(normalization === undefined
        ? []
        : [
            `llama.cpp does not bring texts into the normal form ${normalization}. Do that before you pass one.`,
          ]),
      ...spaceTakers(addedTokens),
    ],
  };
}

/** The score of a token that no merge makes: below all others. */
const unmerged = -1e6;

/** Tokens, kinds and scores of every row of the embedding; rows without a token are unused ones, as llama.cpp's converter writes them. */
function vocabularyEntries({ tokens, scores }: GgufTokens, vocabularySize: number): GgufEntry[] {
  const taken = new Set(tokens.map((token) => token?.text));
  const unused = (id: number): string => {
    let text = `[PAD${id}]`;
    while (taken.has(text)) text += ' ';
    return text;
  };
  const rows = Array.from(
    { length: vocabularySize },
    (_, id) => tokens[id] ?? { text: unused(id), kind: tokenKinds.unused },
  );
  return [
    entry(
      tokenizerKey('tokens'),
      'texts',
      rows.map(({ text }) => text),
    ),
    entry(
      tokenizerKey('token_type'),
      'int32s',
      rows.map(({ kind }) => kind),
    ),
    ...(scores === undefined
      ? []
      : [
          entry(
            tokenizerKey('scores'),
            'float32s',
            rows.map(({ text }) => scores.get(text) ?? unmerged),
          ),
        ]),
  ];
}

/** The keys of the tokens that end a generation, in the order in which they are used. */
const endKeys = ['eos', 'eot', 'eom'] as const;

/** Tokens by their part: begin, ends, padding, unknown. */
function partEntries(tokenizer: Tokenizer, path: string): TokenizerEntries {
  const { prefixIds, namedTokens, endOfText, endOfTextIds } = tokenizer;
  const idOf = (token: string | undefined): number | undefined => {
    if (token === undefined) return undefined;
    const [id, ...more] = tokenizer.encodeWithSpecial(token);
    return more.length === 0 ? id : undefined;
  };
  const named = idOf(namedTokens.bos_token);
  const [prefix, ...further] = prefixIds;
  if (further.length > 0 || (prefix !== undefined && named !== undefined && prefix !== named)) {
    throw refusal(path, 'llama.cpp puts no other token before a text than the begin-of-text token');
  }
  // Without one of its own llama.cpp would take the token with the id 11.
  const begin = prefix ?? named ?? endOfText;
  const ends = [endOfText, ...[...endOfTextIds].filter((id) => id !== endOfText)];
  const leftOut = ends.slice(endKeys.length).map((id) => JSON.stringify(tokenizer.decode([id])));
  const id = (part: string, value: number | undefined) =>
    value === undefined ? [] : [entry(tokenizerKey(`${part}_token_id`), 'uint32', value)];
  return {
    entries: [
      ...id('bos', begin),
      ...endKeys.flatMap((part, index) => id(part, ends[index])),
      ...id('padding', idOf(namedTokens.pad_token)),
      ...id('unknown', idOf(namedTokens.unk_token)),
      entry(tokenizerKey('add_bos_token'), 'bool', prefix !== undefined),
      entry(tokenizerKey('add_eos_token'), 'bool', false),
    ],
    warnings:
      leftOut.length === 0
        ? []
        : [
            `A GGUF file names at most ${endKeys.length} tokens that end a text. These are left out: ${leftOut.join(', ')}. Pass them to llama.cpp as stop texts.`,
          ],
  };
}
