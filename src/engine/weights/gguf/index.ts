export { type GgufFile, readGguf } from './gguf-file.ts';
export { ggufModelFiles } from './gguf-model.ts';
