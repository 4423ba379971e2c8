// Low-rank adapters on disk, in the layout of the PEFT library: adapter_config.json and adapter_model.safetensors.
import { join } from 'node:path';
import { z } from 'zod';
import {
  largestFile,
  readJsonObject,
  recoverDirectory,
  required,
  SocraticError,
  writeDirectoryAtomic,
  writeFileAtomic,
  writeJson,
} from '../../common/index.ts';
import { readSafetensors, writeSafetensors } from '../weights/index.ts';
import type { ModelConfig } from './families/index.ts';
import { type Adapter, adaptedLayers, adapterParameters, type LoraConfig } from './lora.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
/** What PEFT puts before the names of the model that it wraps. */
const PREFIX = 'base_model.model.';

export interface SaveAdapterOptions {
  /** What it was trained on, for whoever loads it: a hub id or a path. */
  readonly base: string;
  /** Of a hub model: its branch, tag or commit. */
  readonly revision?: string | null;
  /** Further files by name: a model card. */
  readonly extraFiles?: Readonly<Record<string, string>>;
}

/** Writes the adapter's directory, whole or not at all. */
export function saveAdapter(
  directory: string,
  config: ModelConfig,
  { lora, weights }: Adapter,
  { base, revision = null, extraFiles = {} }: SaveAdapterOptions,
): void {
  const layers = adaptedLayers(config, lora);
  const targets = new Set(layers.map(({ layer }) => layer.slice(layer.lastIndexOf('.') + 1)));
  const tensors = adapterParameters(config, lora).map(
    ({ name, shape }) => [`${PREFIX}${name}`, { shape, data: required(weights.get(name), name) }] as const,
  );
  writeDirectoryAtomic(directory, (temporary) => {
    for (const [name, content] of Object.entries(extraFiles)) writeFileAtomic(join(temporary, name), content);
    writeJson(join(temporary, CONFIG), {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: base,
      revision,
      r: lora.rank,
      lora_alpha: lora.alpha,
      lora_dropout: 0,
      target_modules: [...targets],
      bias: 'none',
      fan_in_fan_out: layers.some(({ linear }) => linear === 'in-out'),
      inference_mode: true,
    });
    writeSafetensors(join(temporary, WEIGHTS), new Map(tensors), { format: 'pt' });
  });
}

const adapterConfig = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.int().min(1).max(65_536),
  lora_alpha: z.number().positive(),
  target_modules: z.array(z.string()).min(1),
  bias: z.literal('none').default('none'),
  use_rslora: z.literal(false).default(false),
  use_dora: z.literal(false).default(false),
  modules_to_save: z.null().default(null),
  rank_pattern: z.strictObject({}).default({}),
  alpha_pattern: z.strictObject({}).default({}),
});

/**
 * Reads an adapter for a model. Throws `adapter-unsupported` for one of another kind or with options that change what it computes,
 * `weights-mismatch` when its tensors do not fit the model, and what reading files throws.
 */
export function readAdapter(directory: string, config: ModelConfig): Adapter {
  recoverDirectory(directory);
  const path = join(directory, CONFIG);
  const unsupported = (why: string): never => {
    throw new SocraticError('adapter-unsupported', `${path}: ${why}.`, { subject: { path } });
  };
  const parsed = adapterConfig.safeParse(readJsonObject(path, largestFile.config, 'adapter-unsupported'));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unsupported(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
  }
  const { r: rank, lora_alpha: alpha, target_modules: targets } = parsed.data;
  const lora: LoraConfig = { rank, alpha, targets };
  const file = readSafetensors(join(directory, WEIGHTS));
  const weights = new Map(
    adapterParameters(config, lora).map(({ name, shape }) => {
      const found = file.shapes.get(`${PREFIX}${name}`);
      if (found?.join() !== shape.join()) {
        throw new SocraticError(
          'weights-mismatch',
          `${directory}: expected the tensor ${PREFIX}${name} with shape [${shape.join(', ')}], found ${found ? `[${found.join(', ')}]` : 'none'}.`,
          { subject: { path: directory }, details: { weight: name } },
        );
      }
      return [name, file.tensor(`${PREFIX}${name}`)];
    }),
  );
  return { lora, weights };
}
