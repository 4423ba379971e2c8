// Models on disk: standard directories that `transformers.from_pretrained` reads as they are.
import { required, SocraticError } from '../../common/index.ts';
import { readModelDirectory, writeModelDirectory } from '../weights/index.ts';
import { parametersOf } from './architecture.ts';
import { configJson, type ModelConfig, parseConfig } from './config.ts';
import type { Weights } from './generation-graphs.ts';

/** Writes config, weights, generation settings and the given tokenizer files to `directory`, whole or not at all. */
export function saveModel(
  directory: string,
  config: ModelConfig,
  weights: Weights,
  tokenizerFiles: Readonly<Record<string, string>>,
): void {
  writeModelDirectory(directory, {
    config: configJson(config),
    tensors: new Map(
      parametersOf(config).map(({ name, shape }) => [
        name,
        { shape, data: required(weights.get(name), name) },
      ]),
    ),
    tokenizer: tokenizerFiles,
    generationConfig: { bos_token_id: config.endOfText, eos_token_id: config.endOfText, do_sample: false },
  });
}

export interface SavedModel {
  readonly config: ModelConfig;
  readonly weights: Map<string, Float32Array>;
  /** Path of its tokenizer.json. */
  readonly tokenizer: string;
}

/** Reads a model directory; throws `config-unsupported`, `weights-mismatch`, and what the files' readers throw. */
export function loadModel(directory: string): SavedModel {
  const { config: json, tensors, tokenizer } = readModelDirectory(directory);
  const config = parseConfig(json, `${directory}/config.json`);
  const weights = new Map(
    parametersOf(config).map(({ name, shape }) => {
      const found = tensors.shapes.get(name);
      if (found?.join() !== shape.join()) {
        throw new SocraticError(
          'weights-mismatch',
          `${directory}: expected the weight ${name} with shape [${shape.join(', ')}], found ${found ? `[${found.join(', ')}]` : 'none'}.`,
        );
      }
      return [name, tensors.tensor(name)];
    }),
  );
  return { config, weights, tokenizer };
}
