import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from './arena.ts';
import { byteLength, simulateArena, sizeOf } from './simulate.ts';

const MiB = 2 ** 20;

test('only pages that were written to are resident: not the rest of a region', () => {
  const arena = new Arena();
  arena.allocate(100); // a region of 1 MiB, one page of it
  expect(arena.residentBytes).toBe(4096);
  arena.allocate(4096 - 256); // after the first, which takes 256
  expect(arena.residentBytes).toBe(4096);
  arena.allocate(1);
  expect(arena.residentBytes).toBe(2 * 4096);
});

test('what was given back is used again, neighbours as one; it stays resident', () => {
  const arena = new Arena();
  const parts = [1, 1, 2].map((size) => arena.allocate(size * MiB)); // regions of 1, 2 and 4 MiB
  expect(arena.residentBytes).toBe(4 * MiB);
  for (const part of parts) arena.free(part);
  const [a, b] = [arena.allocate(1.5 * MiB), arena.allocate(1.5 * MiB)]; // the 2 MiB whole, then a part of the 4 MiB
  expect(arena.residentBytes).toBe((1 + 1.5 + 2) * MiB);
  arena.free(a);
  arena.free(b);
  arena.allocate(3 * MiB); // the 4 MiB, whose parts are one again
  expect(arena.residentBytes).toBe((1 + 1.5 + 3) * MiB);
});

test('the smallest chunk that is large enough; cut in two when it is twice as large, not before', () => {
  const arena = new Arena();
  const large = arena.allocate(8 * MiB);
  arena.free(large);
  const half = arena.allocate(4 * MiB); // the first half
  expect(arena.residentBytes).toBe(8 * MiB);
  const rest = arena.allocate(3 * MiB); // the second half whole
  expect(arena.residentBytes).toBe(8 * MiB);
  const more = arena.allocate(1 * MiB); // no room: a new region
  expect(arena.residentBytes).toBe(9 * MiB);
  expect(more).not.toBeNull();
  for (const chunk of [half, rest]) arena.free(chunk);
  arena.allocate(8 * MiB); // the halves are one again
  expect(arena.residentBytes).toBe(9 * MiB);
});

test('a large chunk with 128 MiB to spare is cut although it is not twice as large', () => {
  const arena = new Arena();
  arena.free(arena.allocate(512 * MiB));
  arena.allocate(300 * MiB);
  arena.allocate(200 * MiB);
  expect(arena.residentBytes).toBe(512 * MiB);
});

test('giving back twice is our own mistake; nothing is no allocation', () => {
  const arena = new Arena();
  expect(arena.allocate(0)).toBeNull();
  arena.free(null);
  const chunk = arena.allocate(10);
  arena.free(chunk);
  expect(() => arena.free(chunk)).toThrow('freed twice');
});

test('allocations that are held at the same time never overlap, and all that is held is resident', () => {
  const command = fc.record({ bytes: fc.integer({ min: 1, max: 40_000_000 }), keep: fc.boolean() });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const arena = new Arena();
      const held: { chunk: NonNullable<ReturnType<Arena['allocate']>>; bytes: number }[] = [];
      for (const { bytes, keep } of commands) {
        const chunk = arena.allocate(bytes);
        if (chunk) held.push({ chunk, bytes });
        if (!keep) arena.free(held.shift()?.chunk ?? null);
      }
      for (const [index, one] of held.entries()) {
        for (const other of held.slice(index + 1)) {
          const apart =
            one.chunk.region !== other.chunk.region ||
            one.chunk.offset + one.bytes <= other.chunk.offset ||
            other.chunk.offset + other.bytes <= one.chunk.offset;
          expect(apart).toBe(true);
        }
      }
      expect(arena.residentBytes).toBeGreaterThanOrEqual(held.reduce((sum, { bytes }) => sum + bytes, 0));
    }),
    { numRuns: 50 },
  );
});

test('sizes of symbolic dimensions, and the bytes of a value', () => {
  const sizes = { N: 10, B: 2, T: 5 };
  expect([7, 'N', 'B*T', '3*T', 'N+1', 'B*T+N'].map((size) => sizeOf(size, sizes))).toEqual([
    7, 10, 10, 15, 11, 20,
  ]);
  expect(byteLength({ dtype: 'int64', shape: ['B', 'T'] }, sizes)).toBe(80);
  expect(() => sizeOf('K', sizes)).toThrow('the size of K');
});

test('a plan is replayed on one arena for every run: the second takes no more, a larger one does', () => {
  const first = { name: 'a', dtype: 'float32', shape: ['N', 1024] } as const;
  const plan = {
    steps: 3,
    buffers: [
      { first, taken: 0, givenBack: 1 },
      { first, taken: 1, givenBack: 2 }, // while the first is still there
      { first, taken: 2, givenBack: 3 }, // where the first was
    ],
  };
  expect(simulateArena(plan, [{ N: 1024 }])).toBe(8 * MiB);
  expect(simulateArena(plan, [{ N: 1024 }, { N: 1024 }])).toBe(8 * MiB);
  expect(simulateArena(plan, [{ N: 1024 }, { N: 2048 }])).toBeGreaterThan(15 * MiB);
  expect(simulateArena(plan, [])).toBe(0);
});
