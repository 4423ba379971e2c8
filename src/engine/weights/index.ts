export { fingerprintOf } from './fingerprint.ts';
export {
  asItIs,
  entry,
  exactly,
  type GgufEntry,
  type GgufFamily,
  type GgufField,
  type GgufFile,
  type GgufLayoutOfModel,
  type GgufMetadata,
  type GgufPrecision,
  type GgufReading,
  type GgufRow,
  GgufWeights,
  ggufModelFiles,
  ggufPrecisions,
  headRows,
  invalidGguf,
  readFields,
  readGguf,
  turned,
  wholeGain,
  writeFields,
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
