import { describe, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { Session } from '../runtime/index.ts';
import { Graph } from './graph.ts';
import { type Bits, BLOCK, dequantizeMatrix, quantizeMatrix } from './quantized-matrix.ts';

const random = new Random(4);
const normal = (count: number, scale = 1) =>
  Float32Array.from({ length: count }, () => scale * random.normal());
const transposed = (data: Float32Array, rows: number, columns: number) =>
  Float32Array.from(
    { length: data.length },
    (_, at) => data[(at % rows) * columns + Math.floor(at / rows)] ?? 0,
  );
const bits = [8, 4] as const;

describe.each(bits)('%d bits', (of) => {
  test('every number is rounded to the nearest of its block', () => {
    const [rows, columns] = [5, 3 * BLOCK];
    const data = normal(rows * columns).map((x, at) => x * 10 ** ((at % 7) - 3));
    const kept = dequantizeMatrix(quantizeMatrix(data, [rows, columns], of));
    for (let block = 0; block < data.length / BLOCK; block++) {
      const numbers = data.subarray(block * BLOCK, (block + 1) * BLOCK);
      const [least, largest] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
      const step = of === 8 ? Math.max(-least, largest) / 127 : (largest - least) / 15;
      // The ends of 4 bits move by up to half a step, since 0 is one of the numbers.
      const tolerance = (of === 8 ? 0.501 : 1.001) * step;
      for (let i = 0; i < BLOCK; i++) {
        expect(Math.abs((kept[block * BLOCK + i] ?? Number.NaN) - (numbers[i] ?? 0))).toBeLessThanOrEqual(
          tolerance,
        );
      }
    }
  });

  test('0 stays 0, in blocks of zeros and beside other numbers', () => {
    const data = new Float32Array(4 * BLOCK);
    data.fill(3.7, BLOCK, BLOCK + 5);
    data.fill(-2.2, 2 * BLOCK + 7, 2 * BLOCK + 20);
    data.set([5, -0.3], 3 * BLOCK);
    const kept = dequantizeMatrix(quantizeMatrix(data, [2, 2 * BLOCK], of));
    for (const [at, value] of data.entries()) if (value === 0) expect(kept[at]).toBeCloseTo(0, 12);
  });

  test('a transposed matrix is packed as the matrix itself', () => {
    const data = normal(6 * 2 * BLOCK);
    const straight = quantizeMatrix(data, [6, 2 * BLOCK], of);
    const turned = quantizeMatrix(transposed(data, 6, 2 * BLOCK), [6, 2 * BLOCK], of, { turned: true });
    expect(turned).toEqual(straight);
  });

  test('products and rows are those of the numbers that the blocks stand for', async () => {
    const [rows, columns, N] = [20, 3 * BLOCK, 3]; // an odd number of blocks a row
    const data = normal(rows * columns);
    const bias = normal(rows);
    const x = normal(N * columns);
    const matrix = quantizeMatrix(data, [rows, columns], of);
    const kept = dequantizeMatrix(matrix);
    const g = new Graph();
    const input = g.input('x', 'float32', ['N', columns]);
    const indices = g.input('indices', 'int64', ['I']);
    const weight = g.quantizedMatrix('w', matrix);
    const turned = g.quantizedMatrix('turned', matrix, { turned: true });
    expect(turned.shape).toEqual([columns, rows]);
    g.output('product', g.matmul(input, weight, { transB: true }));
    g.output('turned product', g.matmul(input, turned));
    g.output('affine', g.affine(input, turned, g.initializer('b', bias, [rows])));
    g.output('rows', g.gatherRows(weight, indices));
    expect(() => g.matmul(input, turned, { transB: true })).toThrow();
    const session = await Session.create({ model: g.encode(), external: g.external }, { threads: 1 });
    const results = await session.run(
      {
        x: { data: x, shape: [N, columns] },
        indices: { data: BigInt64Array.of(7n, 0n, 19n), shape: [3] },
      },
      {},
      ['product', 'turned product', 'affine', 'rows'],
    );
    await session.release();
    const numbers = (name: string) => results[name]?.data as Float32Array;
    for (let n = 0; n < N; n++) {
      for (let row = 0; row < rows; row++) {
        let [exact, size] = [0, 0];
        for (let i = 0; i < columns; i++) {
          const term = (x[n * columns + i] ?? 0) * (kept[row * columns + i] ?? 0);
          exact += term;
          size += Math.abs(term);
        }
        // The activations are rounded to 8 bits.
        const near = (value: number | undefined, wanted: number) =>
          expect(Math.abs((value ?? Number.NaN) - wanted)).toBeLessThan(0.01 * size);
        const at = n * rows + row;
        near(numbers('product')[at], exact);
        expect(numbers('turned product')[at]).toBe(numbers('product')[at]);
        near(numbers('affine')[at], exact + (bias[row] ?? 0));
      }
    }
    const wanted = [7, 0, 19].flatMap((row) => [...kept.subarray(row * columns, (row + 1) * columns)]);
    for (const [at, value] of wanted.entries()) expect(numbers('rows')[at]).toBeCloseTo(value, 6);
  });
});

// Where a processor multiplies 8-bit numbers in pairs of 16 bits, the largest ones could saturate.
test.each(bits)('the largest numbers of %d bits are summed exactly', async (of: Bits) => {
  const columns = 8 * BLOCK;
  const matrix = quantizeMatrix(
    Float32Array.from({ length: 2 * columns }, (_, at) => (at < columns ? 127 : -127)),
    [2, columns],
    of,
  );
  const g = new Graph();
  const x = g.input('x', 'float32', ['N', columns]);
  g.output('y', g.matmul(x, g.quantizedMatrix('w', matrix), { transB: true }));
  const session = await Session.create({ model: g.encode(), external: g.external }, { threads: 1 });
  for (const N of [2, 5, 64]) {
    const data = new Float32Array(N * columns).map((_, at) => (Math.floor(at / columns) % 2 === 0 ? 1 : -1));
    const y = (await session.run({ x: { data, shape: [N, columns] } }, {}, ['y'])).y?.data as Float32Array;
    for (let n = 0; n < N; n++) {
      const sign = n % 2 === 0 ? 1 : -1;
      expect(y[2 * n]).toBeCloseTo(sign * 127 * columns, 0);
      expect(y[2 * n + 1]).toBeCloseTo(-sign * 127 * columns, 0);
    }
  }
  await session.release();
});
