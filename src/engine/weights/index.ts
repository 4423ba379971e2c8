export { fingerprintOf } from './fingerprint.ts';
export {
  asItIs,
  encoders,
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
  type GgufToWrite,
  GgufWeights,
  ggufModelFiles,
  ggufPrecisions,
  headRows,
  invalidGguf,
  readFields,
  readGguf,
  type TensorCounts,
  type TokenizerToWrite,
  tokenizerEntries,
  turned,
  type WriteGgufOptions,
  type WrittenGguf,
  wholeGain,
  writeFields,
  writeGgufFile,
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
