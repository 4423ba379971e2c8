// Shape inference: what the builder knows of a result before any number exists, and how it says that shapes do not fit.
import { describe, expect, test } from 'vitest';
import { Graph, productOf, type Shape, ShapeError, type Tensor } from './index.ts';

/** A graph with one float32 input a shape. */
function inputs(...shapes: Shape[]): [Graph, ...Tensor[]] {
  const g = new Graph();
  return [g, ...shapes.map((shape, index) => g.input(`x${index}`, 'float32', shape))];
}

/** The shape of `build` applied to inputs of the given shapes. */
function shapeOf(shapes: readonly Shape[], build: (g: Graph, x: [Tensor, Tensor, Tensor]) => Tensor): Shape {
  const [g, ...x] = inputs(...shapes);
  return build(g, x as [Tensor, Tensor, Tensor]).shape;
}

describe('broadcasting', () => {
  test.each<[Shape, Shape, Shape]>([
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3], [2, 3]],
    [[3], [2, 1], [2, 3]],
    [
      [2, 1, 3],
      [4, 1],
      [2, 4, 3],
    ],
    [[], [5], [5]],
    [['N', 8], [8], ['N', 8]],
    [
      ['N', 1],
      ['N', 8],
      ['N', 8],
    ],
    [
      ['B', 4, 'T', 'T'],
      ['T', 'T'],
      ['B', 4, 'T', 'T'],
    ],
    [
      ['B', 1],
      [1, 'T'],
      ['B', 'T'],
    ],
  ])('%j and %j give %j', (a, b, expected) => {
    for (const operator of ['add', 'sub', 'mul', 'div'] as const) {
      expect(shapeOf([a, b], (g, [x, y]) => g[operator](x, y))).toEqual(expected);
    }
  });

  test.each<[Shape, Shape]>([
    [[2, 3], [2]],
    [
      ['N', 8],
      ['K', 8],
    ],
    [['N'], [8]],
  ])('%j and %j are refused: a name fits itself and 1 alone', (a, b) => {
    const [g, x, y] = inputs(a, b) as [Graph, Tensor, Tensor];
    expect(() => g.add(x, y)).toThrow(ShapeError);
  });
});

describe('products', () => {
  test.each<[string, Shape, Shape, Parameters<Graph['matmul']>[2], Shape]>([
    ['plain', ['N', 4], [4, 6], {}, ['N', 6]],
    ['the right side transposed', ['K', 4], ['V', 4], { transB: true }, ['K', 'V']],
    ['the left side transposed', ['N', 4], ['N', 6], { transA: true }, [4, 6]],
    ['batched', ['B', 2, 'T', 8], ['B', 2, 8, 'T'], {}, ['B', 2, 'T', 'T']],
    ['batched and transposed', ['B', 2, 'T', 8], ['B', 2, 'T', 8], { transB: true }, ['B', 2, 'T', 'T']],
    ['batch broadcast', ['B', 2, 3], [3, 5], {}, ['B', 2, 5]],
  ])('%s', (_name, a, b, options, expected) => {
    expect(shapeOf([a, b], (g, [x, y]) => g.matmul(x, y, options))).toEqual(expected);
  });

  test('affine has the shape of its product, and its bias must fit', () => {
    expect(shapeOf([['N', 4], [4, 6], [6]], (g, [x, w, b]) => g.affine(x, w, b))).toEqual(['N', 6]);
    expect(() => shapeOf([['N', 4], [4, 6], [5]], (g, [x, w, b]) => g.affine(x, w, b))).toThrow(
      'affine: shapes do not broadcast: [N, 6] and [5]',
    );
  });
});

describe('layout', () => {
  test.each<[string, Shape, Shape]>([
    ['numbers', [2, 6], [3, 4]],
    ['a width into heads', ['B', 'T', 32], ['B', 'T', 4, 8]],
    ['two names into their product', ['B', 'T', 32], ['B*T', 32]],
    ['to a scalar', [1, 1], []],
  ])('reshape keeps the elements: %s', (_name, from, to) => {
    expect(shapeOf([from], (g, [x]) => g.reshape(x, to))).toEqual(to);
  });

  test('a merged axis is the product of its sizes, as a number or as a name', () => {
    expect([productOf(2, 3), productOf('B', 'T'), productOf('B', 3)]).toEqual([6, 'B*T', 'B*3']);
  });

  test('transpose, split, concat, unsqueeze and reductions', () => {
    const [g, x] = inputs(['B', 'T', 4, 6]) as [Graph, Tensor];
    expect(g.transpose(x, [0, 2, 1, 3]).shape).toEqual(['B', 4, 'T', 6]);
    const parts = g.split(x, [2, 2, 2], -1);
    expect(parts.map(({ shape }) => shape)).toEqual(Array(3).fill(['B', 'T', 4, 2]));
    expect(g.concat(parts, 2).shape).toEqual(['B', 'T', 12, 2]);
    expect(g.unsqueeze(x, 1).shape).toEqual(['B', 1, 'T', 4, 6]);
    expect(g.sum(x, [0, -1]).shape).toEqual(['T', 4]);
    expect(g.mean(x, [-1], true).shape).toEqual(['B', 'T', 4, 1]);
    expect(g.logSoftmax(x).shape).toEqual(['B', 'T', 4, 6]);
    expect(g.argMax(x)).toMatchObject({ shape: ['B', 'T', 4], dtype: 'int64' });
  });

  test('rows by index', () => {
    const g = new Graph();
    const table = g.input('table', 'float32', ['V', 8]);
    const at = g.input('at', 'int64', ['B', 'T']);
    expect(g.gatherRows(table, at)).toMatchObject({ shape: ['B', 'T', 8], dtype: 'float32' });
    expect(g.gatherColumns(table, g.input('column', 'int64', ['V'])).shape).toEqual(['V', 1]);
  });
});

describe('a ShapeError names the operator, the problem and the shapes', () => {
  test.each<[string, readonly Shape[], (g: Graph, x: [Tensor, Tensor, Tensor]) => Tensor, string]>([
    ['mul', [['N', 8], [7]], (g, [x, y]) => g.mul(x, y), 'Mul: shapes do not broadcast: [N, 8] and [7]'],
    [
      'matmul',
      [
        ['N', 8],
        [7, 3],
      ],
      (g, [x, y]) => g.matmul(x, y),
      'matmul: inner sizes differ (transA false, transB false): [N, 8] and [7, 3]',
    ],
    [
      'matmul of a vector',
      [[8], [8, 3]],
      (g, [x, y]) => g.matmul(x, y),
      'matmul: both sides need at least two axes: [8] and [8, 3]',
    ],
    [
      'matmul, batches',
      [
        [2, 3, 4],
        [5, 4, 3],
      ],
      (g, [x, y]) => g.matmul(x, y),
      'matmul: shapes do not broadcast: [2] and [5]',
    ],
    [
      'reshape',
      [['N', 8]],
      (g, [x]) => g.reshape(x, ['N', 9]),
      'reshape: the numbers of elements differ: [N, 8] and [N, 9]',
    ],
    [
      'reshape to another name',
      [['N', 8]],
      (g, [x]) => g.reshape(x, ['K', 8]),
      'reshape: the numbers of elements differ: [N, 8] and [K, 8]',
    ],
    [
      'reshape with two sizes to infer',
      [['B', 'T', 8]],
      (g, [x]) => g.reshape(x, [8, 'B', 'T']),
      'reshape: more than one size would have to be inferred: [B, T, 8] and [8, B, T]',
    ],
    [
      'transpose',
      [[2, 3]],
      (g, [x]) => g.transpose(x, [0, 0]),
      'transpose: the order 0,0 is not a permutation: [2, 3]',
    ],
    [
      'split',
      [['N', 8]],
      (g, [x]) => g.split(x, [3, 3, 3], 1)[0] as Tensor,
      'split: axis 1 does not split into parts of 3, 3, 3: [N, 8]',
    ],
    [
      'concat',
      [
        ['N', 8],
        ['K', 8],
      ],
      (g, [x, y]) => g.concat([x, y], 1),
      'concat: the parts do not fit: [N, 8] and [K, 8]',
    ],
    ['sum', [['N', 8]], (g, [x]) => g.sum(x, [2]), 'sum: there is no axis 2: [N, 8]'],
    [
      'layerNormalization',
      [['N', 8], [7], [8]],
      (g, [x, gain, bias]) => g.layerNormalization(x, gain, bias, 1e-5)[0],
      'layerNormalization: the gain does not fit: [N, 8] and [7]',
    ],
  ])('%s', (_name, shapes, build, message) => {
    expect(() => shapeOf(shapes, build)).toThrow(message);
    expect(() => shapeOf(shapes, build)).toThrow(ShapeError);
  });
});
