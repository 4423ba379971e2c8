export { type GgufField, readFields, writeFields } from './config-fields.ts';
export { type BlockType, blockTypes } from './dequantize.ts';
export { encoders, type GgufPrecision, ggufPrecisions } from './encode-tensors.ts';
export { type GgufFile, readGguf } from './gguf-file.ts';
export { invalidGguf } from './gguf-header.ts';
export {
  type GgufFamily,
  type GgufLayoutOfModel,
  type GgufReading,
  ggufModelFiles,
} from './gguf-model.ts';
export type { TokenizerToWrite } from './gguf-tokens.ts';
export { GgufWeights } from './gguf-weights.ts';
export { asItIs, exactly, type GgufLayout, type GgufRow, headRows, turned, wholeGain } from './layouts.ts';
export type { Metadata as GgufMetadata } from './metadata.ts';
export { entry, type GgufEntry } from './metadata-entries.ts';
export { tokenizerEntries } from './tokenizer-entries.ts';
export {
  type GgufToWrite,
  type TensorCounts,
  type WriteGgufOptions,
  type WrittenGguf,
  writeGgufFile,
} from './write-gguf.ts';
