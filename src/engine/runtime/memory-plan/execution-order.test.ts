import { expect, test } from 'vitest';
import { Graph } from '../../graph/index.ts';
import { executionOrder } from './execution-order.ts';

const node = (opType: string, inputs: string, output: string) => ({
  opType,
  domain: '',
  inputs: inputs.split(' '),
  outputs: [output],
  attributes: {},
});
const orderOf = (nodes: ReturnType<typeof node>[]) =>
  executionOrder({ nodes }).map((index) => nodes[index]?.outputs[0]);

test('the walk begins at the last node that no other reads, and goes to the last of its inputs first', () => {
  const nodes = [
    node('Exp', 'x', 'a'),
    node('Log', 'x', 'b'),
    node('Mul', 'a b', 'c'), // reads b, the later one, first: so b is computed before a
    node('Neg', 'x', 'first leaf'),
    node('Neg', 'c', 'last leaf'),
  ];
  expect(orderOf(nodes)).toEqual(['b', 'a', 'c', 'last leaf', 'first leaf']);
});

test('a value that is read twice by one node is computed once; nodes after it wait for all that they read', () => {
  expect(orderOf([node('Exp', 'x', 'a'), node('Mul', 'a a', 'b'), node('Add', 'b a', 'c')])).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('in a backward pass a gradient that leaves the graph is computed as soon as it can be', () => {
  const g = new Graph();
  const [x, w1, w2] = ['x', 'w1', 'w2'].map((name) => g.input(name, 'float32', [4, 4])) as [
    never,
    never,
    never,
  ];
  const y1 = g.matmul(x, w1);
  const y2 = g.matmul(y1, w2);
  const loss = g.sum(y2, [0, 1]);
  const dy2 = g.exp(y2);
  const dw2 = g.matmul(y1, dy2, { transA: true });
  const dy1 = g.matmul(dy2, w2, { transB: true });
  const dw1 = g.matmul(x, dy1, { transA: true });
  g.output('loss', loss);
  g.output('dw2', dw2);
  g.output('dw1', dw1);
  const written = g.written();
  const order = executionOrder(written).map((index) => written.nodes[index]?.outputs[0]);
  expect(order.indexOf('loss')).toBeLessThan(order.indexOf('dw2'));
  expect(order.indexOf('dw2')).toBeLessThan(order.indexOf('dw1'));
  expect(order.indexOf('dw2')).toBeLessThan(order.indexOf(dy1.name));
});
