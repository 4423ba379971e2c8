// What is used of @huggingface/tokenizers, whose published types do not resolve: three models, and the rewriting of Oniguruma's regular
// expressions. Its other stages give other ids than `tokenizers` for some texts (docs/dependencies.md), so they are made here.
import * as library from '@huggingface/tokenizers';

/** Cuts words into tokens. */
interface LibraryModel {
  encode(words: string[]): string[];
}

interface BytePairSettings {
  readonly type: 'BPE';
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly byte_fallback: boolean;
  readonly ignore_merges: boolean;
  readonly end_of_word_suffix?: string;
  readonly unk_token?: string;
}

interface UnigramSettings {
  readonly type: 'Unigram';
  readonly vocab: readonly (readonly [token: string, score: number])[];
  readonly unk_id: number;
}

interface WordPieceSettings {
  readonly type: 'WordPiece';
  readonly vocab: Readonly<Record<string, number>>;
  readonly unk_token: string;
  readonly continuing_subword_prefix: string;
  readonly max_input_chars_per_word: number;
}

interface SplitSettings {
  readonly type: 'Split';
  readonly pattern: { readonly Regex: string };
  readonly behavior: 'isolated';
  readonly invert: false;
}

/** Unigram's second argument, the end-of-text token, does not change what it gives. */
export const { BPE, Unigram, WordPiece, SplitPreTokenizer } = library as unknown as {
  readonly BPE: new (settings: BytePairSettings) => LibraryModel;
  readonly Unigram: new (settings: UnigramSettings, endOfText: string) => LibraryModel;
  readonly WordPiece: new (settings: WordPieceSettings) => LibraryModel;
  readonly SplitPreTokenizer: new (settings: SplitSettings) => { readonly pattern: RegExp | null };
};
