export { fingerprintOf } from './fingerprint.ts';
export {
  type GgufFamily,
  type GgufFile,
  type GgufLayout,
  type GgufMetadata,
  type GgufReading,
  GgufWeights,
  ggufModelFiles,
  invalidGguf,
  readGguf,
} from './gguf/index.ts';
export { parseHubSpec } from './hub/index.ts';
export {
  type ModelDirectoryContents,
  readModelDirectory,
  writeModelDirectory,
} from './model-directory.ts';
export type { JsonObject, ModelFiles, ModelOrigin, TensorSource } from './model-files.ts';
export { readSafetensors, type SafetensorsFile } from './read-safetensors.ts';
export { resolveStudentPath } from './student-path.ts';
export { type Tensor, writeSafetensors } from './write-safetensors.ts';
