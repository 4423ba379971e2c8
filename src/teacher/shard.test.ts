import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Problem, ProblemStream } from '../data/index.ts';
import { problemsOfShard, shardIndexAt } from './shard.ts';

/** Problems p0, p1, …; a line that holds none stands before every third. */
function stream(count: number): ProblemStream {
  return {
    name: 'numbers',
    splits: ['train'],
    total: count,
    sha256: 'x',
    read: async function* (onSkipped) {
      for (let index = 0; index < count; index++) {
        if (index % 3 === 0) onSkipped?.({ file: 'f', line: index, reason: 'bad' });
        yield { id: `p${index}`, question: '', answer: '', answerType: 'number' };
      }
    },
  };
}

async function idsOf(problems: ProblemStream): Promise<string[]> {
  const ids: string[] = [];
  for await (const problem of problems.read()) ids.push((problem satisfies Problem).id);
  return ids;
}

test('shards are disjoint, complete, in order, and of equal size but for one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(60),
      fc.integer({ min: 1, max: 12 }),
      fc.option(fc.integer({ min: 1, max: 70 }), { nil: undefined }),
      async (total, count, limit) => {
        const parts = Array.from({ length: count }, (_, index) =>
          problemsOfShard(stream(total), { index: index + 1, count }, limit),
        );
        const ids = await Promise.all(parts.map(idsOf));
        expect(ids.map((part) => part.length)).toEqual(parts.map((part) => part.total));
        const sizes = ids.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        // one after another, in turn: the whole again
        const merged = Array.from(
          { length: Math.min(total, limit ?? total) },
          (_, at) => ids[shardIndexAt(at, count) - 1]?.shift() ?? '',
        );
        expect(merged).toEqual((await idsOf(stream(total))).slice(0, limit));
        expect(ids.flat()).toEqual([]);
      },
    ),
  );
});

test('lines that are set aside are reported, and a shard can be read again', async () => {
  const shard = problemsOfShard(stream(7), { index: 2, count: 3 });
  const lines: number[] = [];
  const read: string[] = [];
  for await (const { id } of shard.read(({ line }) => lines.push(line))) read.push(id);
  expect(read).toEqual(['p1', 'p4']);
  expect(lines).toEqual([0, 3, 6]);
  expect(await idsOf(shard)).toEqual(['p1', 'p4']);
});
