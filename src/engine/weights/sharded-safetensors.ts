// Weights in several safetensors files with an index, as Hugging Face publishes larger models.
import { join } from 'node:path';
import { z } from 'zod';
import { largestFile, readJsonObject, required, SocraticError } from '../../common/index.ts';
import type { TensorSource } from './model-files.ts';
import { readSafetensors, type SafetensorsFile } from './read-safetensors.ts';

export const indexFile = 'model.safetensors.index.json';

const SHARDS = 1000;
const index = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens all shards that `directory/model.safetensors.index.json` names and checks their headers. A tensor that the index names and its
 * shard does not have is missing only for whoever asks for it. Throws `weights-index-invalid` when the index is not one or names files
 * elsewhere; and what `readSafetensors` throws.
 */
export function readShardedSafetensors(directory: string): TensorSource {
  const path = join(directory, indexFile);
  const places = readIndex(path);
  const names = [...new Set(places.values())];
  if (names.length > SHARDS) refuse(path, `at most ${SHARDS} files`, `${names.length}`);
  const files = new Map<string, SafetensorsFile>();
  for (const name of names) {
    if (!/^(?:\.\/)?\w[\w.-]*$/.test(name) || !name.includes('.safetensors')) {
      refuse(path, 'plain names of safetensors files beside it', JSON.stringify(name.slice(0, 100)));
    }
    files.set(name, readSafetensors(join(directory, name)));
  }
  const fileOf = (tensor: string): SafetensorsFile | undefined => files.get(places.get(tensor) ?? '');
  const shapes = new Map<string, readonly number[]>();
  for (const [tensor, name] of places) {
    const shape = files.get(name)?.shapes.get(tensor);
    if (shape) shapes.set(tensor, shape);
  }
  const needed = (tensor: string): SafetensorsFile => {
    const file = fileOf(tensor);
    if (file) return file;
    throw new SocraticError('tensor-missing', `${path} names no tensor ${JSON.stringify(tensor)}.`, {
      subject: { path },
      details: { tensor },
    });
  };
  return {
    shapes,
    tensor: (name) => needed(name).tensor(name),
    start: (name, count) => needed(name).start(name, count),
    check: (name) => needed(name).check(name),
  };
}

/** Tensor -> the file that has it. */
function readIndex(path: string): Map<string, string> {
  const parsed = index.safeParse(readJsonObject(path, largestFile.config, 'weights-index-invalid'));
  if (!parsed.success) {
    const issue = required(parsed.error.issues[0], 'what is wrong');
    return refuse(path, 'weight_map, from tensors to files', `${issue.path.join('.')}: ${issue.message}`);
  }
  return new Map(Object.entries(parsed.data.weight_map));
}

function refuse(path: string, expected: string, found: string): never {
  throw new SocraticError('weights-index-invalid', `${path}: expected ${expected}, found ${found}.`, {
    subject: { path },
    details: { expected, found },
  });
}
