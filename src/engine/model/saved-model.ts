// Models on disk: read from any of the files that `weights/` knows, written as standard directories that
// `transformers.from_pretrained` reads as they are.
import { required, SocraticError } from '../../common/index.ts';
import { type JsonObject, type ModelFiles, type ModelOrigin, writeModelDirectory } from '../weights/index.ts';
import { untiedHead } from './architecture.ts';
import { tokenIds } from './config-fields.ts';
import { architectureOf, configJson, type ModelConfig, parametersOf, parseConfig } from './families/index.ts';
import { finiteWeight } from './finite-weights.ts';
import type { Weights } from './generation-graphs.ts';

export interface SaveOptions {
  /** The tokenizer's files by name. */
  readonly tokenizer: Readonly<Record<string, string>>;
  /** Where a generation ends; default the configuration's end of text. */
  readonly stopToken?: number;
  /** Further files by name: a model card, a licence. */
  readonly extraFiles?: Readonly<Record<string, string>>;
}

/**
 * Writes config, weights, generation settings, tokenizer and further files to `directory`, whole or not at all. Asks for one weight
 * after the other, when it is written.
 */
export function saveModel(
  directory: string,
  config: ModelConfig,
  weights: WeightSource,
  { tokenizer, stopToken = config.endOfText, extraFiles = {} }: SaveOptions,
): void {
  const json = configJson(config);
  const generationConfig: JsonObject = {
    bos_token_id: json.bos_token_id,
    eos_token_id: stopToken,
    do_sample: false,
  };
  writeModelDirectory(directory, {
    config: { ...json, eos_token_id: stopToken },
    tensors: new Map(
      parametersOf(config).map(({ name, shape }) => [
        name,
        {
          shape,
          get data() {
            return required(weights.get(name), name);
          },
        },
      ]),
    ),
    tokenizer,
    generationConfig,
    extraFiles,
  });
}

export interface LoadedModel {
  readonly config: ModelConfig;
  readonly weights: Map<string, Float32Array>;
  /** The tokenizer's files by name. */
  readonly tokenizerFiles: Record<string, string>;
  readonly origin: ModelOrigin;
}

/**
 * What a model is, without its weights. Its head is the embedding where the configuration says so and the files hold no other one: of
 * files that hold both, with different numbers, both are used, as `transformers` does. Throws `config-unsupported`.
 */
export function configOf(files: ModelFiles): ModelConfig {
  const config = parseConfig(files.config, `${files.path}: config`);
  return config.tiedHead && hasOtherHead(files, config) ? { ...config, tiedHead: false } : config;
}

const otherHeads = new WeakMap<ModelFiles, boolean>();

/** So many values tell nearly every head of its own from a copy of the embedding. */
const firstLook = 4096;

/** Whether the files hold a head that is not the embedding. Reads both, once, unless their first values differ. */
function hasOtherHead(files: ModelFiles, config: ModelConfig): boolean {
  const { shapes } = files.tensors;
  const embedding = storedName(files, config, architectureOf(config).embedding);
  if (!shapes.has(untiedHead) || !shapes.has(embedding) || embedding === untiedHead) return false;
  let isOther = otherHeads.get(files);
  if (isOther === undefined) {
    const { tensors } = files;
    const length = (name: string) =>
      required(shapes.get(name), name).reduce((product, size) => product * size, 1);
    const count = length(embedding);
    const differ = (a: Float32Array, b: Float32Array) => a.some((value, at) => !Object.is(value, b[at]));
    isOther =
      count !== length(untiedHead) ||
      (count > firstLook &&
        differ(tensors.start(embedding, firstLook), tensors.start(untiedHead, firstLook))) ||
      differ(tensors.tensor(embedding), tensors.tensor(untiedHead));
    otherHeads.set(files, isOther);
  }
  return isOther;
}

/**
 * All token ids that end a generation, as generation_config.json lists them, or config.json where that says nothing. Throws
 * `config-invalid` for what is neither an id nor a list of ids.
 */
export function endOfTextIdsOf({
  path,
  config,
  generationConfig,
}: Pick<ModelFiles, 'path' | 'config' | 'generationConfig'>): readonly number[] {
  const parsed = tokenIds.nullish().safeParse(generationConfig?.eos_token_id ?? config.eos_token_id);
  if (!parsed.success) {
    throw new SocraticError(
      'config-invalid',
      `${path}: eos_token_id is not as expected: a token id, or a list of token ids.`,
      { subject: { path } },
    );
  }
  return parsed.data ?? [];
}

/** Reads a model's weights; throws `config-unsupported`, `weights-mismatch`, `weights-not-finite`, and what the files' readers throw. */
export function loadModel(files: ModelFiles): LoadedModel {
  const config = configOf(files);
  const weights = new Map(
    storedNames(files, config).map(([name, stored]) => [
      name,
      finiteWeight(files.path, name, files.tensors.tensor(stored)),
    ]),
  );
  return { config, weights, tokenizerFiles: files.tokenizerFiles(), origin: files.origin };
}

/** Weights by name, as an array that nobody else holds on to or as a view. */
export type WeightSource = Pick<Weights, 'get'>;

/**
 * The weights that `loadModel` would give, each read from its file when it is asked for: whoever copies one after the other never holds
 * all of them twice. Throws `weights-mismatch`; `get` throws `weights-not-finite` and what the files' readers throw.
 */
export function storedWeights(files: ModelFiles, config: ModelConfig): WeightSource {
  const stored = new Map(storedNames(files, config));
  return {
    get: (name) => {
      const inFile = stored.get(name);
      return inFile === undefined ? undefined : finiteWeight(files.path, name, files.tensors.tensor(inFile));
    },
  };
}

/** Throws what `loadModel` would, as far as the files' headers tell, without reading any weights. */
export function checkWeights(files: ModelFiles, config: ModelConfig): void {
  for (const [, stored] of storedNames(files, config)) files.tensors.check(stored);
}

/** What a weight is called in the files; its own name where they do not have it. */
function storedName({ tensors: { shapes } }: ModelFiles, config: ModelConfig, name: string): string {
  const { prefix, embedding } = architectureOf(config);
  const names = [
    name,
    // Published weights of the model without its head have names without this prefix.
    ...(name.startsWith(prefix) ? [name.slice(prefix.length)] : []),
    // Of two tied weights safetensors' save_model keeps one, and that may be the head.
    ...(config.tiedHead && name === embedding ? [untiedHead] : []),
  ];
  return names.find((one) => shapes.has(one)) ?? name;
}

/** What other tools put before or into the names of all weights, and how to take it out again. */
const foreignNames: readonly { readonly of: (name: string) => string; readonly hint: string }[] = [
  {
    of: (name) => `_orig_mod.${name}`,
    hint: 'as torch.compile does. Save the model itself, not the compiled one: model._orig_mod.save_pretrained(DIR).',
  },
  {
    of: (name) => `module.${name}`,
    hint: 'as DistributedDataParallel does. Save the model inside: model.module.save_pretrained(DIR).',
  },
  {
    of: (name) => `base_model.model.${name}`,
    hint: 'as peft does. Save the merged model: model.merge_and_unload().save_pretrained(DIR).',
  },
  {
    of: (name) => name.replace('model.', 'model.language_model.'),
    hint: 'as models of text and images do. Save the language model alone.',
  },
];

/** Where the weight is there under a name that another tool made: which tool, and what to do. */
function hintOnNames({ tensors: { shapes } }: ModelFiles, name: string): string {
  for (const { of, hint } of foreignNames) {
    const stored = of(name);
    if (stored !== name && shapes.has(stored)) return ` It is called ${stored}, ${hint}`;
  }
  if (shapes.has(name.replace(/\.weight$/, '.qweight')))
    return ' Its weights are quantized (GPTQ or AWQ), which is not read here.';
  return '';
}

/** Every weight's name, and what it is called in the file. Throws `weights-mismatch`. */
function storedNames(files: ModelFiles, config: ModelConfig): [name: string, stored: string][] {
  return parametersOf(config).map(({ name, shape }) => {
    const stored = storedName(files, config, name);
    const found = files.tensors.shapes.get(stored);
    if (found?.join() !== shape.join()) {
      throw new SocraticError(
        'weights-mismatch',
        `${files.path}: expected the weight ${name} with shape [${shape.join(', ')}], found ${found ? `[${found.join(', ')}]` : 'none'}.${found ? '' : hintOnNames(files, name)}`,
        { subject: { path: files.path }, details: { weight: name } },
      );
    }
    return [name, stored];
  });
}
