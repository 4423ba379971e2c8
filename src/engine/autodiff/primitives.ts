// Gradient rules of the primitive operators. Binary ones broadcast: a gradient is summed over the axes that were stretched.
import { type Graph, type Shape, sameShape, type Tensor } from '../graph/index.ts';
import { defineOperator, inputAt } from './operator.ts';

/** Sums `gradient` down to `shape`, undoing broadcasting. */
export function sumToShape(g: Graph, gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const extra = gradient.shape.length - shape.length;
  const leading = Array.from({ length: extra }, (_, axis) => axis);
  const summed = extra > 0 ? g.sum(gradient, leading) : gradient;
  const stretched = shape.flatMap((size, axis) => (size === 1 && summed.shape[axis] !== 1 ? [axis] : []));
  return stretched.length > 0 ? g.sum(summed, stretched, true) : summed;
}

type Pair = readonly [Tensor, Tensor];
const pair = (inputs: readonly Tensor[]): Pair => [inputAt(inputs, 0), inputAt(inputs, 1)];

/** A broadcasting binary operator; `gradient` gives da and db before they are summed to their inputs' shapes. */
function binary(
  name: string,
  forward: (g: Graph, a: Tensor, b: Tensor) => Tensor,
  gradient: (g: Graph, dy: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [() => Tensor, () => Tensor],
) {
  return defineOperator({
    name,
    lower: (g, inputs) => ({ output: forward(g, ...pair(inputs)), saved: undefined }),
    gradient: (g, dy, { inputs, output, wanted }) => {
      const [a, b] = pair(inputs);
      const [da, db] = gradient(g, dy, a, b, output);
      return [
        wanted[0] ? sumToShape(g, da(), a.shape) : null,
        wanted[1] ? sumToShape(g, db(), b.shape) : null,
      ];
    },
  });
}

/** An elementwise operator y = f(x); `gradient` gives dx. */
function unary(
  name: string,
  forward: (g: Graph, x: Tensor) => Tensor,
  gradient: (g: Graph, dy: Tensor, x: Tensor, y: Tensor) => Tensor,
) {
  return defineOperator({
    name,
    lower: (g, inputs) => ({ output: forward(g, inputAt(inputs, 0)), saved: undefined }),
    gradient: (g, dy, { inputs, output }) => [gradient(g, dy, inputAt(inputs, 0), output)],
  });
}

export const add = binary(
  'add',
  (g, a, b) => g.add(a, b),
  (_, dy) => [() => dy, () => dy],
);
export const sub = binary(
  'sub',
  (g, a, b) => g.sub(a, b),
  (g, dy) => [() => dy, () => g.neg(dy)],
);
export const mul = binary(
  'mul',
  (g, a, b) => g.mul(a, b),
  (g, dy, a, b) => [() => g.mul(dy, b), () => g.mul(dy, a)],
);
export const div = binary(
  'div',
  (g, a, b) => g.div(a, b),
  (g, dy, _a, b, y) => [() => g.div(dy, b), () => g.neg(g.div(g.mul(dy, y), b))],
);

export const neg = unary(
  'neg',
  (g, x) => g.neg(x),
  (g, dy) => g.neg(dy),
);
export const exp = unary(
  'exp',
  (g, x) => g.exp(x),
  (g, dy, _x, y) => g.mul(dy, y),
);
export const log = unary(
  'log',
  (g, x) => g.log(x),
  (g, dy, x) => g.div(dy, x),
);
/** d tanh = 1 - tanh². */
export const tanh = unary(
  'tanh',
  (g, x) => g.tanh(x),
  (g, dy, _x, y) => g.mul(dy, g.sub(g.scalar(1), g.mul(y, y))),
);
/** d σ = σ (1 - σ). */
export const sigmoid = unary(
  'sigmoid',
  (g, x) => g.sigmoid(x),
  (g, dy, _x, y) => g.mul(dy, g.mul(y, g.sub(g.scalar(1), y))),
);
/** Over the last axis: dx = y (dy - Σ dy·y). */
export const softmax = unary(
  'softmax',
  (g, x) => g.softmax(x),
  (g, dy, _x, y) => softmaxGradient(g, dy, y),
);

/** dx of y = softmax(x) over the last axis. */
function softmaxGradient(g: Graph, dy: Tensor, y: Tensor): Tensor {
  const weighted = g.mul(dy, y);
  return g.sub(weighted, g.mul(y, g.sum(weighted, [-1], true)));
}

/** Sum over `axes`, which are kept as size 1: dx is dy, stretched. */
export const sum = defineOperator<{ readonly axes: readonly number[] }>({
  name: 'sum',
  lower: (g, inputs, { axes }) => ({ output: g.sum(inputAt(inputs, 0), axes, true), saved: undefined }),
  gradient: (g, dy, { inputs }) => [g.add(g.zerosLike(inputAt(inputs, 0)), dy)],
});

/** a b, batched over leading axes of equal sizes: da = dy bᵀ, db = aᵀ dy, summed over broadcast leading axes. */
export const matmul = defineOperator({
  name: 'matmul',
  lower: (g, inputs) => ({ output: g.matmul(...pair(inputs)), saved: undefined }),
  gradient: (g, dy, { inputs, wanted }) => {
    const [a, b] = pair(inputs);
    return [
      wanted[0] ? sumToShape(g, g.matmul(dy, b, { transB: true }), a.shape) : null,
      wanted[1] ? sumToShape(g, g.matmul(a, dy, { transA: true }), b.shape) : null,
    ];
  },
});

export const reshape = defineOperator<{ readonly shape: Shape }>({
  name: 'reshape',
  lower: (g, inputs, { shape }) => ({ output: g.reshape(inputAt(inputs, 0), shape), saved: undefined }),
  gradient: (g, dy, { inputs }) => [g.reshape(dy, inputAt(inputs, 0).shape)],
});

export const transpose = defineOperator<{ readonly order: readonly number[] }>({
  name: 'transpose',
  lower: (g, inputs, { order }) => ({ output: g.transpose(inputAt(inputs, 0), order), saved: undefined }),
  gradient: (g, dy, _context, { order }) => [
    g.transpose(
      dy,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
});

/** Parts [N, C_i] side by side → [N, Σ C_i]; the gradient is cut apart again. */
export const concatColumns = defineOperator({
  name: 'concatColumns',
  lower: (g, inputs) => ({ output: g.concat(inputs, 1), saved: undefined }),
  gradient: (g, dy, { inputs }) => [
    ...g.split(
      dy,
      inputs.map(({ shape }) => Number(shape[1])),
      1,
    ),
  ],
});

/** Rows of a table [R, C] by int64 indices [I], repeats allowed → [I, C]. The table must be a parameter. */
export const lookUpRows = defineOperator({
  name: 'lookUpRows',
  lower: (g, inputs) => ({ output: g.gatherRows(...pair(inputs)), saved: undefined }),
  gradient: (_g, dy, { inputs }) => [{ indices: inputAt(inputs, 1), values: dy }, null],
});

/** Rows of x [N, C] by int64 indices [K] without repeats → [K, C]: the gradient writes each row back to its place. */
export const selectRows = defineOperator({
  name: 'selectRows',
  lower: (g, inputs) => ({ output: g.gatherRows(...pair(inputs)), saved: undefined }),
  gradient: (g, dy, { inputs }) => {
    const [x, indices] = pair(inputs);
    return [g.scatterRows(g.zerosLike(x), indices, dy, 'write'), null];
  },
});
