import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random, sha256 } from '../../../common/index.ts';
import { KernelMemory, kernelModule } from './kernel-memory.ts';
import { kernelSourceSha256 } from './kernels.wasm.ts';

function randomArray(memory: KernelMemory, length: number, random: Random): Float32Array {
  const array = memory.allocate(length);
  for (let i = 0; i < length; i++) array[i] = random.normal();
  return array;
}

describe('the compiled kernels', () => {
  test('were compiled from the kernels.as beside them', () => {
    const source = readFileSync(new URL('./kernels.as', import.meta.url));
    expect(sha256(source), 'run `node scripts/build-kernels.mjs`').toBe(kernelSourceSha256);
  });

  test('import one memory and export the four kernels, nothing else', () => {
    expect(WebAssembly.Module.imports(kernelModule())).toEqual([
      { module: 'env', name: 'memory', kind: 'memory' },
    ]);
    expect(WebAssembly.Module.exports(kernelModule()).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'function adamw',
      'function sumOfSquares',
      'function addInto',
      'function dropoutMask',
    ]);
  });
});

describe('KernelMemory', () => {
  test('allocates zeroed arrays on multiples of 64 bytes and refuses what does not fit', () => {
    const memory = new KernelMemory(65_536);
    const sizes = [1, 16, 17, 0, 5];
    const arrays = sizes.map((size) => memory.allocate(size));
    expect(arrays.map((array) => array.length)).toEqual(sizes);
    expect(arrays.map((array) => array.byteOffset)).toEqual([0, 64, 128, 256, 256]);
    expect(arrays.every((array) => array.every((value) => value === 0))).toBe(true);
    expect(() => memory.allocate(65_536 / 4)).toThrow(/no room/);
    memory.reset();
    expect(memory.allocate(65_536 / 4).byteOffset).toBe(0);
  });

  test.each([0, 1, 3, 4, 5, 63, 1000, 1003])('sumOfSquares of %i numbers is the float64 sum', (length) => {
    const memory = new KernelMemory(65_536);
    const x = randomArray(memory, length, new Random(length));
    const expected = x.reduce((sum, value) => sum + value * value, 0);
    expect(memory.sumOfSquares(x)).toBeCloseTo(expected, 10);
  });

  test('sumOfSquares keeps small squares beside a large one and sees what is not finite', () => {
    const memory = new KernelMemory(65_536);
    const x = memory.allocate(4097).fill(1e-4);
    x[0] = 100;
    expect(memory.sumOfSquares(x) - 1e4).toBeCloseTo(4096e-8, 8); // float32 would lose every one of them
    x[4096] = Number.POSITIVE_INFINITY;
    expect(memory.sumOfSquares(x)).toBe(Number.POSITIVE_INFINITY);
    x[7] = Number.NaN;
    expect(memory.sumOfSquares(x)).toBeNaN();
  });

  test('addInto adds in float32 and touches no neighbour', () => {
    const memory = new KernelMemory(65_536);
    const random = new Random('add');
    const [before, target, after, source] = [16, 21, 16, 21].map((n) => randomArray(memory, n, random));
    if (!before || !target || !after || !source) throw new Error('unreachable');
    const expected = target.map((value, i) => value + (source[i] ?? 0));
    const neighbours = [[...before], [...after]];
    memory.addInto(target, source);
    expect([...target]).toEqual([...expected]);
    expect([[...before], [...after]]).toEqual(neighbours);
  });

  test('refuses arrays of another memory and of different lengths', () => {
    const memory = new KernelMemory(65_536);
    const x = memory.allocate(8);
    expect(() => memory.sumOfSquares(new Float32Array(8))).toThrow(/another memory/);
    expect(() => memory.sumOfSquares(x.subarray(1))).toThrow(/did not allocate/);
    expect(() => memory.addInto(x, memory.allocate(9))).toThrow(/8 and 9/);
  });
});

describe('dropoutMask', () => {
  const key = { seed: 7, counterLow: 3, counterHigh: 5 };
  const n = 100_003;

  function mask(length: number, keep: number, changes: Partial<typeof key> = {}): Float32Array {
    const memory = new KernelMemory(4 * length + 64);
    const target = memory.allocate(length);
    memory.dropoutMask(target, { ...key, ...changes }, keep);
    return target;
  }

  /** How often two masks agree, as a share of their length. */
  function agreement(a: Float32Array, b: Float32Array): number {
    return a.reduce((sum, value, i) => sum + (value === b[i] ? 1 : 0), 0) / a.length;
  }

  test('draws these very numbers: a checkpoint of an older version resumes with them', () => {
    expect([...mask(24, 0.5)].map((value) => value / 2).join('')).toBe('111000101110011100101110');
  });

  test.each([0.5, 0.9, 0.99, 1])('keeps a share of %f and scales it so that the mean is 1', (keep) => {
    const values = mask(n, keep);
    const kept = values.filter((value) => value !== 0);
    expect([...new Set(kept)]).toEqual([Math.fround(1 / keep)]);
    const deviations = Math.abs(kept.length / n - keep) / Math.sqrt(Math.max(1e-12, (keep * (1 - keep)) / n));
    expect(deviations).toBeLessThan(4);
  });

  test('is the beginning of a longer mask of the same key', () => {
    expect([...mask(1001, 0.8)]).toEqual([...mask(5000, 0.8).subarray(0, 1001)]);
  });

  test('is independent of the mask of any other key, and of itself shifted', () => {
    const base = mask(n, 0.5);
    const others = [
      { seed: 8 },
      { counterLow: 4 },
      { counterHigh: 6 },
      { counterLow: 5, counterHigh: 3 },
      { seed: 2 ** 32 - 1 },
    ].map((changes) => mask(n, 0.5, changes));
    const shifted = [1, 2, 4, 768].map((by) => Float32Array.from(base, (_, i) => base[(i + by) % n] ?? 0));
    for (const other of [...others, ...shifted]) {
      expect(Math.abs(agreement(base, other) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
    }
  });
});
