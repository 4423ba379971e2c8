// The temporary paths that this thread uses at the moment. As long as it does, it says so on them again and again: on another machine, or
// in another container, that is all that can be known of it.
import { utimesSync } from 'node:fs';

/** Well below the silence after which a path counts as abandoned (`longestSilenceMs`): reading a large file keeps a process busy. */
const beatMs = 10_000;

interface Registry {
  /** Counts the names that were taken. */
  taken: number;
  readonly paths: Set<string>;
  beating: NodeJS.Timeout | undefined;
}

// Of the thread, not of this module: a program may have loaded the package twice, as the installed one and as a dependency of another.
const key = Symbol.for('socratic-cot/own-paths');
const holder = globalThis as { [key]?: Registry };
holder[key] ??= { taken: 0, paths: new Set(), beating: undefined };
const registry = holder[key];

/** A number that no other name of this thread has. */
export function nextNumber(): number {
  registry.taken++;
  return registry.taken;
}

export const isOwnPath = (path: string) => registry.paths.has(path);

/** The path counts as used until `releasePath`. */
export function takePath(path: string): void {
  registry.paths.add(path);
  registry.beating ??= setInterval(beat, beatMs).unref();
}

export function releasePath(path: string): void {
  registry.paths.delete(path);
  if (registry.paths.size > 0) return;
  clearInterval(registry.beating);
  registry.beating = undefined;
}

function beat(): void {
  const now = new Date();
  for (const path of registry.paths) {
    try {
      utimesSync(path, now, now);
    } catch {
      // not made yet, or in its place already
    }
  }
}
