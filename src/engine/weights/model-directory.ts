// A model directory in Hugging Face's standard layout: config.json, model.safetensors, tokenizer.json and what goes with
// them. Knows files, not architectures: what the configuration means is the business of model/.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  assert,
  largestFile,
  readBoundedText,
  readJsonObject,
  recoverDirectory,
  SocraticError,
  writeDirectoryAtomic,
  writeFileAtomic,
  writeJson,
} from '../../common/index.ts';
import { explainIncomplete } from './directory-hints.ts';
import type { JsonObject, ModelFiles } from './model-files.ts';
import { originOf } from './model-origin.ts';
import { readSafetensors } from './read-safetensors.ts';
import { indexFile, readShardedSafetensors } from './sharded-safetensors.ts';
import { hasVocabularyFiles, tokenizerOfVocabulary } from './vocabulary-files.ts';
import { type Tensor, writeSafetensors } from './write-safetensors.ts';

export interface ModelDirectoryContents {
  readonly config: JsonObject;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** File names and contents, as `writeTokenizer` or `ModelDirectory.tokenizerFiles` gives them. */
  readonly tokenizer: Readonly<Record<string, string>>;
  readonly generationConfig?: JsonObject;
  /** Further files by name: a licence, a model card. */
  readonly extraFiles?: Readonly<Record<string, string>>;
}

/** The tokenizer's files, and the largest that each may be. */
const tokenizerFileSizes = new Map<string, number>([
  ['tokenizer.json', largestFile.tokenizer],
  ['tokenizer_config.json', largestFile.config],
  ['special_tokens_map.json', largestFile.config],
  ['added_tokens.json', largestFile.config],
  ['vocab.json', largestFile.tokenizer],
  ['merges.txt', largestFile.tokenizer],
  ['chat_template.jinja', largestFile.prose],
]);

/** Writes the whole directory under a temporary name and renames it to `path`, replacing what was there. */
export function writeModelDirectory(path: string, contents: ModelDirectoryContents): void {
  const { config, tensors, tokenizer, generationConfig, extraFiles = {} } = contents;
  assert('tokenizer.json' in tokenizer, 'a model directory needs a tokenizer.json');
  const texts = Object.entries({ ...extraFiles, ...tokenizer });
  for (const [name] of texts) assert(/^\w[\w.-]*$/.test(name), `${name} is not a plain file name`);
  writeDirectoryAtomic(path, (temporary) => {
    for (const [name, content] of texts) writeFileAtomic(join(temporary, name), content);
    if (generationConfig) writeJson(join(temporary, 'generation_config.json'), generationConfig);
    writeJson(join(temporary, 'config.json'), config);
    writeSafetensors(join(temporary, 'model.safetensors'), tensors, { format: 'pt' });
  });
}

/**
 * Opens a model directory and checks config.json and the headers of its safetensors files; neither tensors nor tokenizer are
 * read yet. Throws `model-directory-incomplete` when a file is missing, `config-invalid` when a configuration is not a
 * JSON object, `file-too-large`, and what `readSafetensors` throws.
 */
export function readModelDirectory(path: string): ModelFiles {
  const files = listFiles(path);
  const sharded = !files.includes('model.safetensors') && files.includes(indexFile);
  for (const name of ['config.json', sharded ? indexFile : 'model.safetensors']) {
    if (!files.includes(name)) incomplete(path, name, files);
  }
  const readConfig = (name: string) => readJsonObject(join(path, name), largestFile.config, 'config-invalid');
  const config = readConfig('config.json');
  const fromVocabulary = !files.includes('tokenizer.json') && hasVocabularyFiles(files, config);
  if (!files.includes('tokenizer.json') && !fromVocabulary) incomplete(path, 'tokenizer.json', files);
  return {
    path,
    config,
    generationConfig: files.includes('generation_config.json') ? readConfig('generation_config.json') : null,
    tensors: sharded ? readShardedSafetensors(path) : readSafetensors(join(path, 'model.safetensors')),
    origin: originOf(path, config),
    tokenizerFiles: () => {
      const present = [...tokenizerFileSizes].filter(([name]) => files.includes(name));
      const texts: Record<string, string> = Object.fromEntries(
        present.map(([name, size]) => [name, readBoundedText(join(path, name), size)]),
      );
      if (!fromVocabulary) return texts;
      const { 'vocab.json': vocabulary = '', 'merges.txt': merges = '', ...others } = texts;
      return { ...others, 'tokenizer.json': tokenizerOfVocabulary(path, vocabulary, merges) };
    },
  };
}

function listFiles(path: string): readonly string[] {
  recoverDirectory(path);
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isDirectory) return readdirSync(path);
  const found = existsSync(path) ? 'is a file' : 'does not exist';
  throw new SocraticError(
    'model-directory-incomplete',
    `${path} ${found}: expected a model directory with config.json, model.safetensors and tokenizer.json, or a file that ends in .gguf.`,
    { subject: { path } },
  );
}

function incomplete(path: string, missing: string, files: readonly string[]): never {
  throw new SocraticError('model-directory-incomplete', explainIncomplete(path, missing, files), {
    subject: { path },
    details: { missing, files },
  });
}
