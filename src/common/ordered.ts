// Work on many things at once whose results come in the order of the things.

export interface MapInOrderOptions {
  /** How many things are worked on or waited for at once. */
  readonly width: number;
  /** Asked before each thing is begun: true ends the sequence with what has begun. */
  readonly stopped?: () => boolean;
}

/** `work` on every item of `source`, at most `width` at once, in order. What `work` throws ends the sequence when its turn comes. */
export async function* mapInOrder<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<R>,
  { width, stopped = () => false }: MapInOrderOptions,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  try {
    for await (const item of source) {
      if (stopped()) break;
      const result = work(item);
      result.catch(() => undefined); // it is thrown when its turn comes
      begun.push(result);
      if (begun.length >= width) yield await (begun.shift() as Promise<R>);
    }
    for (let next = begun.shift(); next !== undefined; next = begun.shift()) yield await next;
  } finally {
    await Promise.allSettled(begun);
  }
}
