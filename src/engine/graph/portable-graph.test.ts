// What a PortableGraph writes in other operators gives the numbers of the operators that it does without.
import { describe, expect, test } from 'vitest';
import { Random, required } from '../../common/index.ts';
import { Session, type Value } from '../runtime/index.ts';
import { Graph, PortableGraph, type Tensor } from './index.ts';

const random = new Random('portable graph');
const numbers = (...shape: number[]): Value => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  shape,
});

/** The outputs of the same graph, built by `g`. */
async function outputsOf(
  g: Graph,
  values: readonly Value[],
  build: (g: Graph, inputs: Tensor[]) => readonly Tensor[],
): Promise<Value[]> {
  const inputs = values.map(({ data, shape }, i) =>
    g.input(`x${i}`, data instanceof Float32Array ? 'float32' : 'int64', shape),
  );
  build(g, inputs).forEach((tensor, i) => {
    g.output(`y${i}`, tensor);
  });
  const session = await Session.create(g.encode(), { threads: 1 });
  const feeds = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const results = await session.run(feeds, {}, g.outputNames);
  await session.release();
  return g.outputNames.map((name) => required(results[name], name));
}

async function expectSame(
  values: readonly Value[],
  build: (g: Graph, inputs: Tensor[]) => readonly Tensor[],
): Promise<void> {
  const expected = await outputsOf(new Graph(), values, build);
  const found = await outputsOf(new PortableGraph(), values, build);
  expect(found.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  found.forEach(({ data }, k) => {
    data.forEach((value, i) => {
      expect(Number(value)).toBeCloseTo(Number(expected[k]?.data[i]), 5);
    });
  });
}

describe('a portable graph', () => {
  test.each([
    { transA: false, transB: true, a: [2, 3, 5, 4], b: [2, 3, 6, 4] },
    { transA: true, transB: false, a: [2, 3, 4, 5], b: [2, 3, 4, 6] },
    { transA: true, transB: true, a: [2, 4, 5], b: [2, 6, 4] },
    { transA: true, transB: false, a: [4, 5], b: [4, 6] },
  ])('has the scaled products of [$a] and [$b], transposed $transA and $transB', async ({ a, b, ...how }) => {
    await expectSame([numbers(...a), numbers(...b)], (g, [x, y]) => [
      g.matmul(x as Tensor, y as Tensor, { ...how, alpha: 0.5 }),
      g.matmul(x as Tensor, y as Tensor, how),
    ]);
  });

  test('has root-mean-square norms, and their 1/rms', async () => {
    await expectSame([numbers(5, 8), numbers(8)], (g, [x, gain]) =>
      g.rmsNormalization(x as Tensor, gain as Tensor, 1e-5),
    );
  });

  test('has rotary positions of several heads', async () => {
    const positions: Value = { data: BigInt64Array.of(0n, 1n, 2n, 0n, 5n), shape: [5] };
    await expectSame([numbers(5, 12), positions, numbers(6, 2), numbers(6, 2)], (g, inputs) => [
      g.rotaryEmbedding(...(inputs as [Tensor, Tensor, Tensor, Tensor])),
    ]);
  });

  test('refuses a gain and heads that do not fit', () => {
    const g = new PortableGraph();
    const x = g.input('x', 'float32', ['N', 8]);
    expect(() => g.rmsNormalization(x, g.input('gain', 'float32', [4]), 1e-5)).toThrow('does not fit');
    const table = g.input('cos', 'float32', ['M', 3]);
    const positions = g.input('positions', 'int64', ['N']);
    expect(() => g.rotaryEmbedding(x, positions, table, table)).toThrow('do not divide the width');
  });
});
