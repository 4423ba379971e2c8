// How much memory a session holds after running a graph on inputs of given sizes.
import { required } from '../../../common/index.ts';
import type { DataType, Dimension, Shape } from '../../graph/index.ts';
import { type Allocation, Arena } from './arena.ts';
import type { Buffer, BufferPlan } from './buffer-plan.ts';

/** What the names in symbolic shapes stand for. */
export type Sizes = Readonly<Record<string, number>>;

const bytesOf: Readonly<Record<DataType, number>> = { float32: 4, int32: 4, int64: 8, uint8: 1, int8: 1 };

/** Bytes of a value. */
export function byteLength({ dtype, shape }: { dtype: DataType; shape: Shape }, sizes: Sizes): number {
  return shape.reduce<number>((product, size) => product * sizeOf(size, sizes), bytesOf[dtype]);
}

/** The number that a dimension is: `3*T`, `B*T`, `N+1` with the names' sizes put in. */
export function sizeOf(dimension: Dimension, sizes: Sizes): number {
  if (typeof dimension === 'number') return dimension;
  const factor = (text: string) =>
    /^\d+$/.test(text) ? Number(text) : required(sizes[text], `the size of ${text}`);
  return dimension
    .split('+')
    .reduce((sum, part) => sum + part.split('*').reduce((product, text) => product * factor(text), 1), 0);
}

/** Runs the plan's allocations on `arena`, which keeps its regions for the next run. */
export function simulateRun({ steps, buffers }: BufferPlan, sizes: Sizes, arena: Arena): void {
  const takenAt = groupBy(buffers, ({ taken }) => taken);
  const givenBackAt = groupBy(buffers, ({ givenBack }) => givenBack);
  const held = new Map<Buffer, Allocation | null>();
  for (let step = 0; step <= steps; step++) {
    for (const buffer of takenAt.get(step) ?? [])
      held.set(buffer, arena.allocate(byteLength(buffer.first, sizes)));
    for (const buffer of givenBackAt.get(step) ?? []) arena.free(held.get(buffer) ?? null);
  }
}

/** Bytes that a session's arena holds after running the plan on each of `runs`, one after the other. */
export function simulateArena(plan: BufferPlan, runs: readonly Sizes[]): number {
  const arena = new Arena();
  for (const sizes of runs) simulateRun(plan, sizes, arena);
  return arena.residentBytes;
}

function groupBy(buffers: readonly Buffer[], keyOf: (buffer: Buffer) => number): Map<number, Buffer[]> {
  const groups = new Map<number, Buffer[]>();
  for (const buffer of buffers) {
    const group = groups.get(keyOf(buffer));
    if (group) group.push(buffer);
    else groups.set(keyOf(buffer), [buffer]);
  }
  return groups;
}
