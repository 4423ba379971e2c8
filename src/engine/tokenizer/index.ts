export { BytePairTokenizer } from './byte-pair-tokenizer.ts';
export { type ChatMessage, chatParts, renderChat } from './chat-template.ts';
export { type ReadTokenizerOptions, readTokenizer, readTokenizerFiles } from './read-tokenizer.ts';
export { type TrainTokenizerOptions, trainTokenizer } from './train-tokenizer.ts';
export type {
  AddedToken,
  DecodeStream,
  SplitPatternName,
  Tokenizer,
  TokenizerDefinition,
} from './types.ts';
export { type WriteTokenizerOptions, writeTokenizer } from './write-tokenizer.ts';
