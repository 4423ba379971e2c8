// What a reader of a tokenizer gets: tokenizer.json as `transformers` would use it, and what stands beside it.
import { basename, dirname, join } from 'node:path';
import { readTokenizerConfig, type TokenizerConfig } from './tokenizer-config.ts';
import { invalid } from './tokenizer-errors.ts';
import { parseTokenizerFile, type TokenizerFile } from './tokenizer-file.ts';
import { asTransformersLoads } from './transformers-class.ts';
import type { ReadTokenizerOptions } from './types.ts';

export interface TokenizerSource {
  /** The contents by name, `tokenizer.json` among them. */
  readonly files: Readonly<Record<string, string>>;
  readonly file: TokenizerFile;
  readonly config: TokenizerConfig;
  /** Of tokenizer.json, for messages. */
  readonly path: string;
  /** The path of another file of the tokenizer. */
  readonly fileBeside: (name: string) => string;
  readonly options: ReadTokenizerOptions;
}

/** Throws `tokenizer-invalid`. */
export function tokenizerSource(
  files: Readonly<Record<string, string>>,
  path: string,
  options: ReadTokenizerOptions,
): TokenizerSource {
  const fileBeside = (name: string) =>
    basename(path) === 'tokenizer.json' ? join(dirname(path), name) : path; // a GGUF file holds it all
  const config = readTokenizerConfig(files, fileBeside);
  const written = parseTokenizerFile(files['tokenizer.json'] ?? '', path);
  const file = asTransformersLoads(written, config, { path, modelType: options.modelType });
  return { files, file, config, path, fileBeside, options };
}

/**
 * The content of the end-of-text token: the one that the tokenizer's files name, else the model's first. `ids` are all tokens. Throws
 * `tokenizer-invalid` where it is no token.
 */
export function endOfTextOf(
  { options, config, path }: TokenizerSource,
  ids: ReadonlyMap<string, number>,
): string {
  const ofModel = () => {
    const [end] = options.endOfTextIds ?? [];
    return [...ids].find(([, id]) => id === end)?.[0];
  };
  const endOfText = options.endOfText ?? config.endOfText ?? ofModel() ?? '<|endoftext|>';
  if (ids.has(endOfText)) return endOfText;
  return invalid(
    path,
    'added_tokens',
    `no ${JSON.stringify(endOfText)}`,
    'the end-of-text token among the tokens',
  );
}
