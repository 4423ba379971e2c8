// Work on several items side by side that stops together.
import { InterruptedError } from '../common/index.ts';

/**
 * Does `work` on every item, `workers` of them at a time, and returns the results in order. When one fails or a stop is
 * requested, the others are asked to stop and waited for; then the failure is thrown, a stop request only if nothing else failed.
 */
export async function inWorkers<Item, Result>(
  workers: number,
  items: readonly Item[],
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const controller = new AbortController();
  const stop = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
  const results = new Map<number, Result>();
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && !stop.aborted) {
      const index = next;
      next += 1;
      try {
        results.set(index, await work(items[index] as Item, stop));
      } catch (error) {
        failures.push(error);
        controller.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const failure = failures.find((error) => !(error instanceof InterruptedError)) ?? failures[0];
  if (failure) throw failure;
  if (results.size < items.length) throw new InterruptedError('Stopped between two students.');
  return items.map((_, index) => results.get(index) as Result);
}
