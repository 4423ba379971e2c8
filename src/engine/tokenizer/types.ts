// What a tokenizer is to everything that uses one, and what defines a byte-level BPE one.

/** A part of a text that is tokenized as a whole. */
export interface TextPart {
  readonly text: string;
  /** Whether special tokens in it stand for themselves: a chat template's words do, a user's text does not. */
  readonly special: boolean;
}

/**
 * Text to token ids and back. A sequence begins with one text (`encodeStart`); further texts continue it, piece by piece (`encode`): such
 * a piece gets no space in front of it, and none of its own is lost (but for what an added token with `lstrip` or `rstrip` takes along).
 * So `decode(encode(text)) === text` for every well-formed string, and the ids of several pieces decode to the pieces together.
 * tokenizer-contract.fixture.ts checks this for every implementation, as far as its kind allows: pipeline-tokenizer.ts says where a
 * published tokenizer loses something.
 */
export interface Tokenizer {
  /** Number of ids, special tokens included. */
  readonly vocabularySize: number;
  /** The id of the end-of-text token. */
  readonly endOfText: number;
  /** All ids that end a generation, `endOfText` among them. */
  readonly endOfTextIds: ReadonlySet<number>;
  /** What stands before every text: the id of a begin-of-text token, or nothing. */
  readonly prefixIds: readonly number[];
  /** Tokens by their part, as chat templates and configuration files name them. */
  readonly namedTokens: NamedTokens & { readonly eos_token: string };
  /** The Jinja template of conversations, null where the model has none. */
  readonly chatTemplate: string | null;
  /** The file that the template was read from, for messages. */
  readonly chatTemplateFile: string | null;
  /**
   * Ids of plain text that continues a sequence. Added tokens that are not special (`<<`, `<think>`) stand for themselves, as in
   * `transformers`; special ones are not recognized: a user's text cannot end a turn. A lone surrogate becomes U+FFFD.
   */
  encode(text: string): number[];
  /**
   * Ids of the beginning of a sequence, behind `prefixIds`: of the text that the parts make together, tokenized at once as
   * `transformers` does it. SentencePiece puts a space before it.
   */
  encodeStart(parts: readonly TextPart[]): number[];
  /** The same of one text in which special tokens stand for themselves: a chat template's words, never a user's. */
  encodeWithSpecial(text: string): number[];
  /** Whether there is a token with this id: models often have rows for more. */
  has(id: number): boolean;
  /** Whether the id is a special token's. */
  isSpecial(id: number): boolean;
  /**
   * The text of the ids, special tokens included as their own text; bytes that are not UTF-8 become U+FFFD.
   * Throws `token-unknown` for an id that no token has.
   */
  decode(ids: readonly number[]): string;
  /** Decodes ids one at a time. */
  createDecodeStream(): DecodeStream;
  /** The tokenizer as the files of a Hugging Face model directory: contents by name, `tokenizer.json` among them. */
  files(options?: WriteTokenizerOptions): Record<string, string>;
}

/** What it takes to turn prompts into ids and ids into text. */
export type TextCodec = Pick<
  Tokenizer,
  'endOfText' | 'endOfTextIds' | 'prefixIds' | 'encode' | 'encodeStart' | 'decode'
>;

export interface ReadTokenizerOptions {
  /** The end-of-text token. By default `eos_token` of the files beside it (see tokenizer-config.ts), else `<|endoftext|>`. */
  readonly endOfText?: string;
  /** Ids that end a generation besides the end-of-text token's: the model's files say them, not the tokenizer's. */
  readonly endOfTextIds?: readonly number[];
  /** `model_type` of the model's config.json, which decides with which class `transformers` reads the files. */
  readonly modelType?: string | undefined;
}

export interface WriteTokenizerOptions {
  /** The model's context length in tokens: `model_max_length`. Left out where there is none. */
  readonly contextLength?: number;
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
