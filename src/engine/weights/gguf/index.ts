export { type BlockType, blockTypes } from './dequantize.ts';
export { type GgufFile, readGguf } from './gguf-file.ts';
export { ggufModelFiles } from './gguf-model.ts';
