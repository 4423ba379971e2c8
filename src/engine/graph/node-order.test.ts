import { expect, test } from 'vitest';
import { finalNodesLast, neededNodes } from './node-order.ts';

const node = (inputs: string, output: string) => ({ inputs: inputs.split(' '), outputs: [output] });

test('nodes that lead to no output are left out, with what only they read', () => {
  const nodes = [
    node('x', 'a'),
    node('a', 'b'),
    node('x', 'dead'),
    node('dead b', 'deader'),
    node('a x', 'c'),
  ];
  expect(neededNodes(nodes, ['b', 'c']).map(({ outputs }) => outputs[0])).toEqual(['a', 'b', 'c']);
  expect(neededNodes(nodes, ['a']).map(({ outputs }) => outputs[0])).toEqual(['a']);
});

test('final nodes go to the end, the last first; all others keep their order', () => {
  // a backward pass: dy3 → dy2 → dy1, a weight's gradient at each
  const nodes = [
    node('x', 'y'),
    node('y', 'loss'),
    node('y', 'dy2'),
    node('dy2 y', 'dw2'),
    node('dy2', 'dy1'),
    node('dy1 x', 'dw1'),
  ];
  expect(finalNodesLast(nodes).map(({ outputs }) => outputs[0])).toEqual([
    'y',
    'dy2',
    'dy1',
    'dw1',
    'dw2',
    'loss',
  ]);
});
