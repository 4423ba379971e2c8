// The encoded graph in ONNX Runtime: outputs under their public names, whatever they are, and inferred shapes that hold.
import { describe, expect, test } from 'vitest';
import { Graph, type Tensor } from '../../src/engine/graph/index.ts';
import { Session, type TensorData, type Values } from '../../src/engine/runtime/index.ts';

async function run(g: Graph, feeds: Values) {
  const session = await Session.create(g.encode(), { threads: 1 });
  const results = await session.run(feeds, {}, g.outputNames);
  await session.release();
  return results;
}

const vector = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length] });
const numbers = (data: TensorData | undefined) => Array.from(data ?? [], Number);

describe('outputs', () => {
  test('a value that is wanted under two names has both, and its other readers still find it', async () => {
    const g = new Graph();
    const doubled = g.mul(g.input('x', 'float32', ['N']), g.scalar(2));
    g.output('first', doubled);
    g.output('second', doubled);
    g.output('next', g.add(doubled, g.scalar(1)));
    const { first, second, next } = await run(g, { x: vector(1, 2) });
    expect([first, second, next].map((value) => numbers(value?.data))).toEqual([
      [2, 4],
      [2, 4],
      [3, 5],
    ]);
  });

  test('an input and a constant can be outputs, and readers of the input are not renamed', async () => {
    const g = new Graph();
    const x = g.input('x', 'float32', ['N']);
    g.output('same', x);
    g.output('seven', g.scalar(7));
    g.output('negative', g.neg(x));
    const { same, seven, negative } = await run(g, { x: vector(3, -4) });
    expect(numbers(same?.data)).toEqual([3, -4]);
    expect(seven).toMatchObject({ shape: [], data: Float32Array.of(7) });
    expect(numbers(negative?.data)).toEqual([-3, 4]);
  });

  test('a name is given once', () => {
    const g = new Graph();
    const x = g.input('x', 'float32', ['N']);
    g.output('y', g.neg(x));
    expect(() => g.output('y', x)).toThrow('the graph has an output y already');
  });

  test('every result of a node with several is named on its own', async () => {
    const g = new Graph();
    const [left, right] = g.split(g.input('x', 'float32', [4]), [2, 2], 0) as [Tensor, Tensor];
    g.output('right', right);
    g.output('left', left);
    const { left: l, right: r } = await run(g, { x: vector(1, 2, 3, 4) });
    expect([numbers(l?.data), numbers(r?.data)]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

test('equal constants are one tensor, of a scalar and of a vector apart', () => {
  const g = new Graph();
  expect(g.scalar(0.5)).toBe(g.scalar(0.5));
  expect(g.integers([1, 2])).toBe(g.integers([1, 2]));
  expect(g.scalar(1).name).not.toBe(g.integers([1]).name);
  expect(g.scalar(1)).toMatchObject({ dtype: 'float32', shape: [] });
  expect(g.integers([1, 2])).toMatchObject({ dtype: 'int64', shape: [2] });
});

test('the runtime finds the shapes that the builder inferred', async () => {
  const g = new Graph();
  const sizes: Readonly<Record<string, number>> = { B: 2, T: 3, 'B*T': 6 };
  const x = g.input('x', 'float32', ['B', 'T', 8]);
  const heads = g.transpose(g.reshape(x, ['B', 'T', 4, 2]), [0, 2, 1, 3]);
  const scores = g.matmul(heads, heads, { transB: true, alpha: 0.5 });
  const rows = g.reshape(x, ['B*T', 8]);
  const tensors: Record<string, Tensor> = {
    heads,
    scores,
    mixed: g.matmul(g.softmax(scores), heads),
    rows,
    square: g.matmul(rows, rows, { transA: true }),
    means: g.mean(x, [-1], true),
    sums: g.sum(x, [0, 1]),
    both: g.concat([x, x], 2),
    best: g.argMax(rows),
    zeros: g.zerosLike(rows),
    column: g.gatherColumns(rows, g.argMax(rows)),
  };
  for (const [name, tensor] of Object.entries(tensors)) g.output(name, tensor);
  const data = Float32Array.from({ length: 48 }, (_, i) => Math.sin(i));
  const results = await run(g, { x: { data, shape: [2, 3, 8] } });
  for (const [name, { shape }] of Object.entries(tensors)) {
    const inferred = shape.map((dimension) => (typeof dimension === 'number' ? dimension : sizes[dimension]));
    expect([name, results[name]?.shape]).toEqual([name, inferred]);
  }
});

test('a graph that the runtime refuses, and one that stops on its data, are errors with its words', async () => {
  await expect(Session.create(Uint8Array.of(1, 2, 3), { threads: 1 })).rejects.toMatchObject({
    code: 'graph-refused',
  });
  const g = new Graph();
  const table = g.input('table', 'float32', ['R', 1]);
  g.output('row', g.gatherRows(table, g.input('at', 'int64', [1])));
  const feeds = {
    table: { data: Float32Array.of(1, 2), shape: [2, 1] },
    at: { data: BigInt64Array.of(5n), shape: [1] },
  };
  await expect(run(g, feeds)).rejects.toMatchObject({
    code: 'graph-failed',
    message: expect.stringContaining('out of data bounds'),
  });
});
