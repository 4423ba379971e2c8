// A run that is cut in parts for several machines: every N-th problem, so that the parts are disjoint, complete, of equal size but for one,
// and the same on every machine that has the same data.
import type { ProblemStream } from '../data/index.ts';

/** The part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export const shardText = ({ index, count }: Shard): string => `${index}/${count}`;

/** The shard of the problem at `position` in the data, from 0. */
export const shardIndexAt = (position: number, count: number): number => 1 + (position % count);

/** Of the first `limit` problems, those of one shard, in their order. */
export function problemsOfShard(
  problems: ProblemStream,
  { index, count }: Shard,
  limit = Number.POSITIVE_INFINITY,
): ProblemStream {
  return {
    ...problems,
    total: Math.max(0, Math.ceil((Math.min(limit, problems.total) - index + 1) / count)),
    read: async function* (onSkipped) {
      let position = 0;
      for await (const problem of problems.read(onSkipped)) {
        if (position >= limit) return;
        if (shardIndexAt(position++, count) === index) yield problem;
      }
    },
  };
}
