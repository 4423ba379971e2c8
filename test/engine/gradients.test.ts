// Every operator's gradient rule against central finite differences of the same graph, broadcasting included.
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/common/index.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { Graph, type Tensor } from '../../src/engine/graph/index.ts';
import { Session, type Value, type Values } from '../../src/engine/runtime/index.ts';

interface Input {
  readonly shape: readonly number[];
  /** int64 indices; without them, float32 values to be differentiated. */
  readonly indices?: readonly number[];
  /** float32 values that are not differentiated. */
  readonly constant?: readonly number[];
  readonly low?: number;
  readonly high?: number;
}
type Build = (tape: ad.Tape, inputs: Tensor[]) => Tensor;

const size = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

function sample(input: Input, random: Random): Value {
  if (input.indices) return { data: BigInt64Array.from(input.indices.map(BigInt)), shape: input.shape };
  if (input.constant) return { data: Float32Array.from(input.constant), shape: input.shape };
  const { low = -1, high = 1 } = input;
  return {
    data: Float32Array.from({ length: size(input.shape) }, () => low + (high - low) * random.float()),
    shape: input.shape,
  };
}

/** Compares d(Σ r·f(x))/dx for a random r with finite differences; returns the largest error relative to the gradient's size. */
async function gradientError(inputs: readonly Input[], build: Build): Promise<number> {
  const random = new Random(inputs.length + size(inputs[0]?.shape ?? []));
  const g = new Graph();
  const tape = new ad.Tape(g);
  const tensors = inputs.map(({ shape, indices }, i) =>
    g.input(`x${i}`, indices ? 'int64' : 'float32', shape),
  );
  const y = build(tape, tensors);
  const numbers = y.shape.map(Number);
  const projection = g.initializer(
    'projection',
    Float32Array.from({ length: size(numbers) }, () => random.normal()),
    numbers,
  );
  const weighted = tape.apply(ad.mul, [y, projection]);
  const axes = numbers.map((_, axis) => axis);
  const loss =
    numbers.length === 0
      ? weighted
      : tape.apply(ad.reshape, [tape.apply(ad.sum, [weighted], { axes })], { shape: [] });
  g.output('loss', loss);
  const wanted = inputs.flatMap((input, i) => (input.indices || input.constant ? [] : [i]));
  const gradients = tape.backward(
    loss,
    wanted.map((i) => tensors[i] as Tensor),
  );
  const fetch: string[] = [];
  const rowIndices = new Map<string, readonly number[]>();
  gradients.forEach(({ dense, rows }, k) => {
    if (dense) fetch.push(`d${k}`);
    if (dense) g.output(`d${k}`, dense);
    rows.forEach(({ indices, values }, r) => {
      g.output(`d${k}.${r}`, values);
      fetch.push(`d${k}.${r}`);
      const from = tensors.findIndex(({ name }) => name === indices.name);
      rowIndices.set(`d${k}.${r}`, inputs[from]?.indices ?? []);
    });
  });
  const session = await Session.create(g.encode(), { threads: 1 });
  const values = inputs.map((input) => sample(input, random));
  const feeds: Values = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const results = await session.run(feeds, {}, fetch);
  const lossAt = async () => Number((await session.run(feeds, {}, ['loss'])).loss?.data[0]);

  let worst = 0;
  for (const [k, i] of wanted.entries()) {
    const data = values[i]?.data as Float32Array;
    const analytic = new Float32Array(data.length);
    for (const name of fetch.filter((output) => output === `d${k}` || output.startsWith(`d${k}.`))) {
      const part = results[name]?.data as Float32Array;
      const rows = rowIndices.get(name);
      const width = rows ? part.length / rows.length : 0;
      if (!rows) for (const [at, d] of part.entries()) analytic[at] = (analytic[at] ?? 0) + d;
      else
        rows.forEach((row, r) => {
          for (let c = 0; c < width; c++)
            analytic[row * width + c] = (analytic[row * width + c] ?? 0) + (part[r * width + c] ?? 0);
        });
    }
    const numeric = new Float32Array(data.length);
    const step = 1e-2;
    for (let at = 0; at < data.length; at++) {
      const before = data[at] ?? 0;
      data[at] = before + step;
      const above = await lossAt();
      data[at] = before - step;
      const below = await lossAt();
      data[at] = before;
      numeric[at] = (above - below) / (2 * step);
    }
    const scale = Math.max(...numeric.map(Math.abs), 0.1);
    for (const [at, n] of numeric.entries())
      worst = Math.max(worst, Math.abs(n - (analytic[at] ?? 0)) / scale);
  }
  await session.release();
  return worst;
}

const of = (...shape: number[]): Input => ({ shape });
const positive = (...shape: number[]): Input => ({ shape, low: 0.5, high: 1.5 });
const apply =
  <Saved>(operator: ad.Operator<void, Saved>): Build =>
  (tape, inputs) =>
    tape.apply(operator, inputs);

// Two sequences of 3 and 2 tokens, and the dummy token 5 that the empty slot reads.
const padIndex: Input = { shape: [2, 3], indices: [0, 1, 2, 3, 4, 5] };
const unpadIndex: Input = { shape: [6], indices: [0, 1, 2, 3, 4, 5] };
const causalMask: Input = { shape: [3, 3], constant: [0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0] };
/** The loss must not depend on the dummy token, as in a real batch: the first five rows only. */
const realTokens: Input = { shape: [5], indices: [0, 1, 2, 3, 4] };

const cases: readonly [string, readonly Input[], Build][] = [
  ['add', [of(2, 3), of(2, 3)], apply(ad.add)],
  ['add, row broadcast', [of(2, 3), of(3)], apply(ad.add)],
  ['add, both sides broadcast', [of(2, 1, 3), of(4, 1)], apply(ad.add)],
  ['add of a value to itself', [of(2, 3)], (tape, [x]) => tape.apply(ad.add, [x as Tensor, x as Tensor])],
  ['sub, scalar broadcast', [of(2, 3), of()], apply(ad.sub)],
  ['mul', [of(2, 3), of(2, 3)], apply(ad.mul)],
  ['mul, column broadcast', [of(2, 3), of(2, 1)], apply(ad.mul)],
  ['div, row broadcast', [of(2, 3), positive(3)], apply(ad.div)],
  ['div, column broadcast on the left', [of(2, 1), positive(2, 3)], apply(ad.div)],
  ['neg', [of(2, 3)], apply(ad.neg)],
  ['exp', [of(2, 3)], apply(ad.exp)],
  ['log', [positive(2, 3)], apply(ad.log)],
  ['tanh', [of(2, 3)], apply(ad.tanh)],
  ['sigmoid', [of(2, 3)], apply(ad.sigmoid)],
  ['softmax', [of(3, 4)], apply(ad.softmax)],
  ['sum over one axis', [of(2, 3, 2)], (tape, x) => tape.apply(ad.sum, x, { axes: [1] })],
  ['sum over two axes', [of(2, 3, 2)], (tape, x) => tape.apply(ad.sum, x, { axes: [0, -1] })],
  ['matmul', [of(3, 4), of(4, 2)], apply(ad.matmul)],
  ['matmul, batched', [of(2, 3, 4), of(2, 4, 2)], apply(ad.matmul)],
  ['matmul, batch broadcast', [of(2, 2, 3), of(3, 2)], apply(ad.matmul)],
  ['reshape', [of(2, 6)], (tape, x) => tape.apply(ad.reshape, x, { shape: [3, 4] })],
  ['transpose', [of(2, 3, 4)], (tape, x) => tape.apply(ad.transpose, x, { order: [2, 0, 1] })],
  ['lookUpRows with repeats', [of(4, 3), { shape: [5], indices: [1, 3, 1, 1, 0] }], apply(ad.lookUpRows)],
  ['selectRows', [of(4, 3), { shape: [2], indices: [3, 1] }], apply(ad.selectRows)],
  ['linear', [of(3, 4), of(4, 2), of(2)], apply(ad.linear)],
  ['layerNorm', [of(3, 5), positive(5), of(5)], (tape, x) => tape.apply(ad.layerNorm, x, { epsilon: 1e-5 })],
  ['gelu', [{ shape: [4, 5], low: -3, high: 3 }], apply(ad.gelu)],
  [
    'causalAttention over sequences of unequal length',
    [{ shape: [6, 12], low: -2, high: 2 }, padIndex, unpadIndex, causalMask, realTokens],
    (tape, [qkv, pad, unpad, mask, real]) => {
      const y = tape.apply(ad.causalAttention, [qkv, pad, unpad, mask] as Tensor[], {
        heads: 2,
        keyValueHeads: 2,
      });
      return tape.apply(ad.selectRows, [y, real as Tensor]);
    },
  ],
  [
    'causalAttention with a dropout mask on its weights',
    [
      { shape: [6, 12], low: -2, high: 2 },
      padIndex,
      unpadIndex,
      causalMask,
      realTokens,
      { shape: [2, 2, 3, 3], constant: Array.from({ length: 36 }, (_, i) => (i % 4 === 1 ? 0 : 4 / 3)) },
    ],
    (tape, [qkv, pad, unpad, mask, real, dropped]) => {
      const y = tape.apply(ad.causalAttention, [qkv, pad, unpad, mask] as Tensor[], {
        heads: 2,
        keyValueHeads: 2,
        weightsMask: dropped as Tensor,
      });
      return tape.apply(ad.selectRows, [y, real as Tensor]);
    },
  ],
  [
    'causalAttention with four query heads that share two keys',
    [{ shape: [6, 16], low: -2, high: 2 }, padIndex, unpadIndex, causalMask, realTokens],
    (tape, [qkv, pad, unpad, mask, real]) => {
      const attributes = { heads: 4, keyValueHeads: 2 };
      const y = tape.apply(ad.causalAttention, [qkv, pad, unpad, mask] as Tensor[], attributes);
      return tape.apply(ad.selectRows, [y, real as Tensor]);
    },
  ],
  ['project', [of(3, 4), of(2, 4)], apply(ad.project)],
  ['project with a bias', [of(3, 4), of(2, 4), of(2)], apply(ad.project)],
  ['rmsNorm', [of(3, 5), positive(5)], (tape, x) => tape.apply(ad.rmsNorm, x, { epsilon: 1e-5 })],
  ['rmsNorm of heads', [of(2, 3, 4), positive(4)], (tape, x) => tape.apply(ad.rmsNorm, x, { epsilon: 1e-5 })],
  ['swiglu', [{ shape: [4, 5], low: -3, high: 3 }, of(4, 5)], apply(ad.swiglu)],
  ['concatColumns of unequal widths', [of(3, 2), of(3, 4), of(3, 1)], apply(ad.concatColumns)],
  [
    'rotary of two heads',
    [
      of(3, 8),
      { shape: [3], indices: [0, 2, 1] },
      { shape: [3, 2], constant: [0, 0, 1, 0.1, 2, 0.2].map(Math.cos) },
      { shape: [3, 2], constant: [0, 0, 1, 0.1, 2, 0.2].map(Math.sin) },
    ],
    apply(ad.rotary),
  ],
  [
    'lowRank',
    [of(3, 4), of(2, 4), of(5, 2), of(3, 5)],
    (tape, inputs) => tape.apply(ad.lowRank, inputs, { scale: 1.5 }),
  ],
  [
    'a checkpointed part, whose input and parameter are used outside too',
    [of(3, 4), of(4, 4)],
    (tape, [x, w]) => {
      const y = tape.checkpoint(x as Tensor, (inside, start) => {
        const product = inside.apply(ad.tanh, [inside.apply(ad.matmul, [start, w as Tensor])]);
        return inside.apply(ad.mul, [product, start]);
      });
      return tape.apply(ad.add, [tape.apply(ad.matmul, [y, w as Tensor]), x as Tensor]);
    },
  ],
  [
    'checkpointed parts one after the other, one inside the other',
    [of(3, 4), of(4, 4)],
    (tape, [x, w]) => {
      const layer = (inside: ad.Tape, start: Tensor) =>
        inside.apply(ad.tanh, [inside.apply(ad.matmul, [start, w as Tensor])]);
      const first = tape.checkpoint(x as Tensor, layer);
      return tape.checkpoint(first, (inside, start) => inside.checkpoint(layer(inside, start), layer));
    },
  ],
  [
    'headLoss',
    [of(3, 4), of(5, 4), { shape: [3], indices: [4, 0, 4] }, { shape: [], constant: [1 / 3] }],
    apply(ad.headLoss),
  ],
  [
    'selectPlacedRows',
    [of(4, 3), { shape: [2], indices: [3, 1] }, { shape: [4], indices: [2, 1, 2, 0] }],
    apply(ad.selectPlacedRows),
  ],
  ['headLogSums', [of(3, 4), of(5, 4), { shape: [], constant: [1 / 3] }], apply(ad.headLogSums)],
  ['labelScores', [of(3, 4), of(3, 4), { shape: [], constant: [1 / 3] }], apply(ad.labelScores)],
];

describe('gradient rules agree with finite differences', () => {
  test.each(cases)('%s', async (_name, inputs, build) => {
    expect(await gradientError(inputs, build)).toBeLessThan(3e-3);
  });

  test('the check itself finds a wrong rule', async () => {
    const wrong = ad.defineOperator({
      ...ad.tanh,
      gradient: (g, dy, { output }) => [g.mul(dy, output)],
    });
    expect(await gradientError([of(2, 3)], apply(wrong))).toBeGreaterThan(0.1);
  });
});

test('every exported operator has a case above', () => {
  const operators = Object.entries(ad).flatMap(([name, value]) =>
    typeof value === 'object' && 'lower' in value ? [name] : [],
  );
  const missing = operators.filter((name) => !cases.some(([title]) => title.split(/[ ,]/)[0] === name));
  expect(missing).toEqual([]);
});
