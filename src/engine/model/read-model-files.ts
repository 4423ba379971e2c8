// A model's files, opened as what they are: a Hugging Face directory, or a GGUF file of one of the families.
import { ggufModelFiles, type ModelFiles, readModelDirectory } from '../weights/index.ts';
import { ggufFamilies } from './families/index.ts';

/** Opens a model directory or a GGUF file; throws what their readers throw. */
export function readModelFiles(path: string): ModelFiles {
  return /\.gguf$/i.test(path) ? ggufModelFiles(path, ggufFamilies) : readModelDirectory(path);
}
