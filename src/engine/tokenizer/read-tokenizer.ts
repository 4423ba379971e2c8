// The tokenizer of a model, whatever kind it is: here the kind decides who reads it. All others see a `Tokenizer`.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { largestFile, parseJsonObject, readBoundedText, SocraticError } from '../../common/index.ts';
import { readPipeline } from './pipeline/index.ts';
import { readBytePair } from './read-byte-pair.ts';
import { filesBeside } from './tokenizer-config.ts';
import { tokenizerSource } from './tokenizer-source.ts';
import type { ReadTokenizerOptions, Tokenizer } from './types.ts';

/**
 * Reads a tokenizer.json and the files beside it, config.json among them, which says for what model the tokenizer is. Throws
 * `file-unreadable`, `file-too-large`, `tokenizer-invalid` for a malformed file, and `tokenizer-unsupported` for a kind that is not read
 * here.
 */
export function readTokenizer(path: string, options: ReadTokenizerOptions = {}): Tokenizer {
  const folder = dirname(path);
  const beside = Object.entries(filesBeside).filter(([name]) => existsSync(join(folder, name)));
  const files = Object.fromEntries(
    beside.map(([name, size]) => [name, readBoundedText(join(folder, name), size)]),
  );
  const text = readBoundedText(path, largestFile.tokenizer);
  const modelType = options.modelType ?? modelTypeIn(join(folder, 'config.json'));
  return readTokenizerFiles({ ...files, 'tokenizer.json': text }, path, { ...options, modelType });
}

function modelTypeIn(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const { model_type: type } = parseJsonObject(
    readBoundedText(path, largestFile.config),
    path,
    'tokenizer-invalid',
  );
  return typeof type === 'string' ? type : undefined;
}

/** The same from the files' contents by name, `tokenizer.json` among them; `path` is for messages. */
export function readTokenizerFiles(
  files: Readonly<Record<string, string>>,
  path: string,
  options: ReadTokenizerOptions = {},
): Tokenizer {
  const source = tokenizerSource(files, path, options);
  try {
    return readBytePair(source);
  } catch (error) {
    if (!(error instanceof SocraticError) || error.code !== 'tokenizer-unsupported') throw error;
    return readPipeline(source); // slower, and of any kind
  }
}
