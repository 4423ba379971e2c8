// LMDB's promises of commits: which one is heard, and what the system said.
import { messageOf } from '../../common/index.ts';

export const ignore = (): void => undefined;

/**
 * A commit that fails rejects the transaction's promise, which is heard, and one more that `lmdb` keeps to itself, on which Node.js would
 * end the process. Every other unheard rejection still does, unless whoever uses this package listens too and decides.
 */
export function passOverCommits(reason: unknown): void {
  if (reason instanceof Error && 'commitError' in reason) return;
  const others = process.listeners('unhandledRejection').filter((listener) => listener !== passOverCommits);
  if (others.length === 0) throw reason;
}

/** LMDB puts the system's reason into a promise of its own, which nobody else listens to. */
export async function reasonOf(error: unknown): Promise<string> {
  const own = error instanceof Error && 'commitError' in error ? error.commitError : undefined;
  if (!(own instanceof Promise)) return messageOf(error);
  return own.then(() => messageOf(error), messageOf);
}
