import { expect, test } from 'vitest';
import { Graph, type Tensor } from '../../graph/index.ts';
import { planBuffers } from './buffer-plan.ts';

/** The buffers of a graph that `build` writes over x [N, 4] with one output: first value's operator, taken, given back. */
function plan(build: (g: Graph, x: Tensor) => Tensor, outside = ['y']) {
  const g = new Graph();
  g.output('y', build(g, g.input('x', 'float32', ['N', 4])));
  const { steps, buffers } = planBuffers(g.written(), new Set(outside));
  return {
    steps,
    buffers: buffers.map(({ first, taken, givenBack }) => [first.name.split('_')[0], taken, givenBack]),
  };
}

test('a value lives from its node to the last one that reads it; what is written outside has no buffer', () => {
  // Exp, Neg, Mul, ReduceSum
  const { steps, buffers } = plan((g, x) => {
    const a = g.exp(x);
    return g.sum(g.mul(a, g.neg(a)), [0, 1]);
  });
  expect(steps).toBe(4);
  expect(buffers).toEqual([
    ['Exp', 0, 2],
    ['Neg', 1, 2],
    ['Mul', 2, 3], // the product is not written over what it reads
  ]);
});

test('an output that the caller has no array for is kept until the end', () => {
  expect(plan((g, x) => g.neg(g.exp(x)), []).buffers).toEqual([
    ['Exp', 0, 1],
    ['y', 1, 2],
  ]);
});

test('a dead buffer of the same size is used again, the one that died last before the others', () => {
  // 0 Exp, 1 Neg, 2 Mul, 3 Log, 4 ReduceSum: Log is written where Neg was, which lives on for that
  const { buffers } = plan((g, x) => {
    const a = g.exp(x);
    return g.sum(g.log(g.mul(a, g.neg(a))), [0, 1]);
  });
  expect(buffers).toEqual([
    ['Exp', 0, 2],
    ['Neg', 1, 4],
    ['Mul', 2, 3],
  ]);
});

test('a buffer of another size, or of one that is only known at run time, is not used again', () => {
  const other = plan((g, x) => g.sum(g.neg(g.concat([g.exp(x), g.exp(x)], 1)), [0, 1]));
  expect(other.buffers).toEqual([
    ['Exp', 0, 2],
    ['Exp', 1, 2],
    ['Concat', 2, 3],
    ['Neg', 3, 4],
  ]);
  // [N, 4] → [4*N]: the runtime does not know how long that is
  const unknown = plan((g, x) => g.sum(g.neg(g.exp(g.neg(g.reshape(x, ['4*N'])))), [0]));
  expect(unknown.buffers.map(([name]) => name)).toEqual(['Neg', 'Exp', 'Neg']);
});

test('a reshape is its input’s buffer; a sigmoid is written over what nothing else reads', () => {
  const reshaped = plan((g, x) => g.sum(g.exp(g.reshape(g.exp(x), ['N', 2, 2])), [0, 1, 2]));
  expect(reshaped.buffers).toEqual([
    ['Exp', 0, 2],
    ['Exp', 2, 3],
  ]);
  const inPlace = plan((g, x) => g.sum(g.sigmoid(g.exp(x)), [0, 1]));
  expect(inPlace.buffers).toEqual([['Exp', 0, 2]]);
  const stillRead = plan((g, x) => {
    const a = g.exp(x);
    return g.sum(g.mul(a, g.sigmoid(a)), [0, 1]);
  });
  expect(stillRead.buffers.map(([name]) => name)).toEqual(['Exp', 'Sigmoid', 'Mul']);
});
