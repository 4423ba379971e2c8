// What a saved adapter names as the model that it belongs to, so that PEFT finds it where it can, and looks up nothing else.
import { basename, resolve } from 'node:path';
import { parseHubSpec } from '../engine/weights/index.ts';

export interface AdapterBase {
  /** What PEFT can load by itself: the run's own `models/base`, a hub model or a directory; not a GGUF file. */
  readonly kind: 'run' | 'hub' | 'directory' | 'gguf';
  /** A hub id or an absolute path: of a file PEFT says that it cannot load it, where null would be the hub model `None`. */
  readonly nameOrPath: string;
  /** The commit of a hub model. */
  readonly revision: string | null;
}

/**
 * The model beneath a run's adapters. `student` is what was asked for and `path` where its weights are; `saved` is where the run keeps
 * them itself, null where it does not.
 */
export function adapterBase(student: string, path: string, saved: string | null): AdapterBase {
  if (saved !== null) return { kind: 'run', nameOrPath: resolve(saved), revision: null };
  if (/\.gguf$/i.test(path)) return { kind: 'gguf', nameOrPath: resolve(path), revision: null };
  const hub = student === path ? null : parseHubSpec(student);
  if (hub === null) return { kind: 'directory', nameOrPath: resolve(path), revision: null };
  return { kind: 'hub', nameOrPath: hub.repo, revision: basename(path) }; // the cache's directory of a snapshot is its commit
}
