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
