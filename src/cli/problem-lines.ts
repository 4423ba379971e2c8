// Problems that a person types, or that a pipe brings, one a line.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Non-empty lines as they come. Ends with the input, or once `signal` is aborted. */
export async function* problemLines(input: Readable, signal: AbortSignal): AsyncGenerator<string> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const stop = () => lines.close();
  signal.addEventListener('abort', stop);
  try {
    for await (const line of lines) if (line.trim() !== '') yield line.trim();
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}

/** Applies `work` to items as they come, up to `atOnce` of them together, and yields the results in their order. */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator = items[Symbol.asyncIterator]();
  const underWay: Promise<Result>[] = [];
  let next: Promise<IteratorResult<Item>> | null = iterator.next();
  while (next !== null || underWay.length > 0) {
    const takes = next !== null && underWay.length < atOnce ? next : null;
    const oldest = underWay[0];
    const first = await Promise.race([
      ...(takes ? [takes.then((taken) => ({ taken }))] : []),
      ...(oldest ? [oldest.then((result) => ({ result }))] : []),
    ]);
    if ('result' in first) {
      underWay.shift();
      yield first.result;
    } else if (first.taken.done) next = null;
    else {
      const result = work(first.taken.value);
      result.catch(() => undefined); // it is thrown where its turn comes
      underWay.push(result);
      next = iterator.next();
    }
  }
}
