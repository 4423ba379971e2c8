// Long synchronous work in portions, so that Ctrl-C is heard between two of them.
import { setImmediate } from 'node:timers/promises';

/** Items between two pauses: milliseconds of work. */
const portion = 500;

export interface PortionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each portion, the last and smaller one too, how many items are done. */
  readonly onProgress?: (done: number) => void;
}

/** Calls `work` for one item after another and lets the event loop in between. Throws the signal's reason once it is aborted. */
export async function forEachInPortions<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  { signal, onProgress }: PortionOptions = {},
): Promise<void> {
  let done = 0;
  for (const item of items) {
    work(item);
    if (++done % portion > 0) continue;
    onProgress?.(done);
    await setImmediate();
    signal?.throwIfAborted();
  }
  if (done % portion > 0) onProgress?.(done);
  await setImmediate();
  signal?.throwIfAborted();
}
