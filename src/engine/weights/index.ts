export { fingerprintOf } from './fingerprint.ts';
export { type GgufFile, readGguf } from './gguf/index.ts';
export { parseHubSpec } from './hub/index.ts';
export {
  type ModelDirectoryContents,
  readModelDirectory,
  writeModelDirectory,
} from './model-directory.ts';
export type { JsonObject, ModelFiles, ModelOrigin, TensorSource } from './model-files.ts';
export { readModelFiles, resolveStudentPath } from './read-model-files.ts';
export { readSafetensors, type SafetensorsFile } from './read-safetensors.ts';
export { type Tensor, writeSafetensors } from './write-safetensors.ts';
