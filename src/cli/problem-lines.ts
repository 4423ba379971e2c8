// Problems that a person types, or that a pipe brings, one a line.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { formatCount, SocraticError } from '../common/index.ts';

/** Far more than fits the context of any student; an input that has no lines must not fill the memory. */
const longestLine = 1_000_000;

/** Non-empty lines as they come. Ends with the input, or once `signal` is aborted. Throws `invalid-value` for a line that is none. */
export async function* problemLines(input: Readable, signal: AbortSignal): AsyncGenerator<string> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const stop = () => lines.close();
  let length = 0;
  const measure = (chunk: Buffer | string) => {
    const lastBreak = chunk.lastIndexOf('\n');
    length = lastBreak < 0 ? length + chunk.length : chunk.length - lastBreak - 1;
    if (length <= longestLine) return;
    stop();
    input.destroy();
  };
  signal.addEventListener('abort', stop);
  input.on('data', measure);
  try {
    for await (const line of lines) if (line.trim() !== '' && length <= longestLine) yield line.trim();
    if (length <= longestLine) return;
    throw new SocraticError(
      'invalid-value',
      `A line of the input has more than ${formatCount(longestLine)} characters. Expected one problem a line.`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
    input.off('data', measure);
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
