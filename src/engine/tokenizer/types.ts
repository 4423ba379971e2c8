// What a tokenizer is to the rest of the engine, and what defines a byte-level BPE one.

/** Text to token ids and back; `decode(encode(text)) === text` for every well-formed string. */
export interface Tokenizer {
  /** Number of ids, special tokens included. */
  readonly vocabularySize: number;
  /** The id of the end-of-text token. */
  readonly endOfText: number;
  /** Ids of plain text: special tokens in the text are not recognized. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}

/** Decodes ids as they arrive, never splitting a character: text is held back until its UTF-8 is complete. */
export interface DecodeStream {
  /** The text that this id completes; empty while a character is unfinished. */
  push(id: number): string;
  /** What was held back; an unfinished character becomes U+FFFD, as in `decode`. */
  end(): string;
}

/** A token with a text and an id of its own, outside the merges: `<|endoftext|>` and its kind. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Takes the whitespace before it along. */
  readonly lstrip?: boolean;
  /** Takes the whitespace after it along. */
  readonly rstrip?: boolean;
  /** Counts only where no part of a word touches it. */
  readonly singleWord?: boolean;
  /** Is looked for in the normalized text. */
  readonly normalized?: boolean;
}

/** Everything that determines a byte-level BPE tokenizer. */
export interface TokenizerDefinition {
  /** Tokens in byte letters (see byte-letters.ts), added tokens included. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs of tokens in byte letters; an earlier merge goes first. */
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly splitPattern: SplitPatternName;
  readonly addedTokens: readonly AddedToken[];
  /** Content of the end-of-text token; its id is in `vocabulary` or `addedTokens`. */
  readonly endOfText: string;
  /** A word that is a token as it stands is taken whole, whatever the merges say. */
  readonly ignoreMerges: boolean;
  /** Unicode normalization of every text before it is cut; absent where there is none. */
  readonly normalization?: 'NFC';
  /** Content of the token that stands before every text; absent where none does. */
  readonly beginOfText?: string;
  /** Tokens by their part, for chat templates and configuration files; `eos_token` is `endOfText`. */
  readonly namedTokens?: NamedTokens;
  /** The Jinja template of conversations; absent where the model has none. */
  readonly chatTemplate?: string;
}

export interface NamedTokens {
  readonly bos_token?: string;
  readonly pad_token?: string;
  readonly unk_token?: string;
}

/** How text is cut into words before merging: see split-patterns.ts. */
export type SplitPatternName = 'gpt2' | 'gpt2-digits' | 'llama3' | 'qwen2';
