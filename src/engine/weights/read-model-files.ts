// A model from whatever names it: a directory, a GGUF file or a hub id.
import { existsSync } from 'node:fs';
import { type Reporter, UsageError } from '../../common/index.ts';
import { ggufModelFiles } from './gguf/index.ts';
import { readModelDirectory } from './model-directory.ts';
import type { ModelFiles } from './model-files.ts';

/** Opens a model directory or a GGUF file; throws what their readers throw. */
export function readModelFiles(path: string): ModelFiles {
  return /\.gguf$/i.test(path) ? ggufModelFiles(path) : readModelDirectory(path);
}

/** Where the files of `spec` are: the path itself, or where a hub model was fetched to. */
export async function resolveStudentPath(
  spec: string,
  _context: { readonly reporter: Reporter; readonly signal?: AbortSignal },
): Promise<string> {
  if (existsSync(spec)) return spec;
  throw new UsageError('student-unknown', `--student: ${JSON.stringify(spec)} is no file or directory.`, {
    details: { student: spec },
  });
}
