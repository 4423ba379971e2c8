export {
  type JsonObject,
  type ModelDirectory,
  type ModelDirectoryContents,
  readModelDirectory,
  writeModelDirectory,
} from './model-directory.ts';
export { readSafetensors, type SafetensorsFile } from './read-safetensors.ts';
export { type Tensor, writeSafetensors } from './write-safetensors.ts';
