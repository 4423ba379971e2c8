export { type BlockType, blockTypes } from './dequantize.ts';
export { type GgufFile, readGguf } from './gguf-file.ts';
export { invalidGguf } from './gguf-header.ts';
export { type GgufFamily, type GgufReading, ggufModelFiles } from './gguf-model.ts';
export { type GgufLayout, GgufWeights } from './gguf-weights.ts';
export type { Metadata as GgufMetadata } from './metadata.ts';
