// Settings of a model that a GGUF file and a config.json both have, one row each: read and written by the same row.
import type { JsonObject } from '../model-files.ts';
import type { Metadata } from './metadata.ts';
import { entry, type GgufEntry } from './metadata-entries.ts';

export interface GgufField {
  /** The key in the file, behind the architecture's name. */
  readonly key: string;
  /** The field of config.json. */
  readonly json: string;
  readonly type: 'uint32' | 'float32';
  /** What it is where a file leaves it out; without it a file must have it. `number` reads other keys. */
  readonly otherwise?: (number: (key: string) => number) => number;
}

/** The fields of config.json. Throws `gguf-invalid`. */
export function readFields(
  metadata: Metadata,
  architecture: string,
  fields: readonly GgufField[],
): Record<string, number> {
  const number = (key: string) => metadata.number(`${architecture}.${key}`);
  const need = (key: string) => metadata.need(`${architecture}.${key}`, number(key));
  return Object.fromEntries(
    fields.map(({ key, json, otherwise }) => [
      json,
      number(key) ?? (otherwise ? otherwise(need) : need(key)),
    ]),
  );
}

/** The entries of a file; a field that `json` does not have is left out. */
export function writeFields(
  json: JsonObject,
  architecture: string,
  fields: readonly GgufField[],
): GgufEntry[] {
  return fields.flatMap(({ key, json: name, type }) => {
    const value = json[name];
    return typeof value === 'number' ? [entry(`${architecture}.${key}`, type, value)] : [];
  });
}
