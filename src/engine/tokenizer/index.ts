export { BytePairTokenizer } from './byte-pair-tokenizer.ts';
export { type ChatMessage, chatParts, renderChat } from './chat-template.ts';
export { readTokenizer, readTokenizerFiles } from './read-tokenizer.ts';
export { byteTokens, type SentencePiece, sentencePieceOf } from './sentence-piece.ts';
export { type TrainTokenizerOptions, trainTokenizer } from './train-tokenizer.ts';
export type {
  AddedToken,
  DecodeStream,
  ReadTokenizerOptions,
  SplitPatternName,
  TextCodec,
  TextPart,
  Tokenizer,
  TokenizerDefinition,
  WriteTokenizerOptions,
} from './types.ts';
export { writeTokenizer } from './write-tokenizer.ts';
