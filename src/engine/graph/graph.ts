// The operators that our models and their gradients are written in, each with its shape inference. One method is one
// ONNX node, or the few that it takes. The vocabulary is the same forwards and backwards.
import { MICROSOFT } from './graph-core.ts';
import { PackedGraph } from './packed-graph.ts';
import {
  broadcastShapes,
  checkSameElements,
  dimensionAt,
  matmulShape,
  normalizeAxes,
  reducedShape,
  ShapeError,
  sumOf,
} from './shapes.ts';
import type { Attributes, Dimension, Shape, Tensor } from './types.ts';

export interface MatmulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Multiplies the product. */
  readonly alpha?: number;
}

export class Graph extends PackedGraph {
  #one(
    opType: string,
    inputs: readonly (Tensor | null)[],
    output: { dtype?: Tensor['dtype']; shape: Shape },
    attributes: Attributes = {},
    domain = '',
  ): Tensor {
    const [result] = this.node(
      opType,
      inputs,
      [{ dtype: output.dtype ?? inputs[0]?.dtype ?? 'float32', shape: output.shape }],
      attributes,
      domain,
    );
    return result as Tensor;
  }

  #elementwise(opType: string, x: Tensor, domain = ''): Tensor {
    return this.#one(opType, [x], { shape: x.shape }, {}, domain);
  }

  #broadcast(opType: string, a: Tensor, b: Tensor): Tensor {
    return this.#one(opType, [a, b], { shape: broadcastShapes(opType, a.shape, b.shape) });
  }

  // Elementwise; binary operators broadcast.
  add(a: Tensor, b: Tensor): Tensor {
    return this.#broadcast('Add', a, b);
  }
  sub(a: Tensor, b: Tensor): Tensor {
    return this.#broadcast('Sub', a, b);
  }
  mul(a: Tensor, b: Tensor): Tensor {
    return this.#broadcast('Mul', a, b);
  }
  div(a: Tensor, b: Tensor): Tensor {
    return this.#broadcast('Div', a, b);
  }
  neg(x: Tensor): Tensor {
    return this.#elementwise('Neg', x);
  }
  exp(x: Tensor): Tensor {
    return this.#elementwise('Exp', x);
  }
  log(x: Tensor): Tensor {
    return this.#elementwise('Log', x);
  }
  sqrt(x: Tensor): Tensor {
    return this.#elementwise('Sqrt', x);
  }
  /** The smaller of the two, elementwise. */
  min(a: Tensor, b: Tensor): Tensor {
    return this.#broadcast('Min', a, b);
  }
  tanh(x: Tensor): Tensor {
    return this.#elementwise('Tanh', x);
  }
  sigmoid(x: Tensor): Tensor {
    return this.#elementwise('Sigmoid', x);
  }
  /** x σ(x), fused (SiLU: Elfwing, Uchibe & Doya 2017). */
  silu(x: Tensor): Tensor {
    return this.#one('QuickGelu', [x], { shape: x.shape }, { alpha: { float: 1 } }, MICROSOFT);
  }
  /** GELU in its tanh form (Hendrycks & Gimpel 2016; `gelu_new` of GPT-2), fused. */
  fastGelu(x: Tensor): Tensor {
    return this.#elementwise('FastGelu', x, MICROSOFT);
  }

  // Reductions.
  sum(x: Tensor, axes: readonly number[], keep = false): Tensor {
    const over = normalizeAxes('sum', x.shape, axes);
    return this.#one(
      'ReduceSum',
      [x, this.integers(over)],
      { shape: reducedShape(x.shape, over, keep) },
      { keepdims: +keep },
    );
  }
  mean(x: Tensor, axes: readonly number[], keep = false): Tensor {
    const over = normalizeAxes('mean', x.shape, axes);
    return this.#one(
      'ReduceMean',
      [x],
      { shape: reducedShape(x.shape, over, keep) },
      { axes: over, keepdims: +keep },
    );
  }
  max(x: Tensor, axes: readonly number[], keep = false): Tensor {
    const over = normalizeAxes('max', x.shape, axes);
    return this.#one(
      'ReduceMax',
      [x],
      { shape: reducedShape(x.shape, over, keep) },
      { axes: over, keepdims: +keep },
    );
  }
  /** log softmax over the last axis. (ReduceLogSumExp adds one by one and is wrong by 1e-4 over 50,000 numbers.) */
  logSoftmax(x: Tensor): Tensor {
    return this.#one('LogSoftmax', [x], { shape: x.shape }, { axis: -1 });
  }
  /** Softmax over the last axis. */
  softmax(x: Tensor): Tensor {
    return this.#one('Softmax', [x], { shape: x.shape }, { axis: -1 });
  }
  /** Index of the largest element of the last axis (the first of equals): int64, without that axis. */
  argMax(x: Tensor): Tensor {
    return this.#one(
      'ArgMax',
      [x],
      { dtype: 'int64', shape: x.shape.slice(0, -1) },
      { axis: -1, keepdims: 0 },
    );
  }

  // Products.
  /** alpha · a bᵀ-or-not: batched over leading axes, which broadcast. */
  matmul(a: Tensor, b: Tensor, { transA = false, transB = false, alpha = 1 }: MatmulOptions = {}): Tensor {
    const shape = matmulShape('matmul', a.shape, b.shape, transA, transB);
    const packed = this.packedProduct(a, b.name, transB);
    if (packed) return alpha === 1 ? packed : this.mul(packed, this.scalar(alpha));
    if (a.shape.length === 2 && b.shape.length === 2) {
      return this.#one(
        'Gemm',
        [a, b],
        { shape },
        { transA: +transA, transB: +transB, alpha: { float: alpha } },
      );
    }
    if (!transA && !transB && alpha === 1) return this.#one('MatMul', [a, b], { shape });
    const attributes = { transA: +transA, transB: +transB, alpha: { float: alpha } };
    return this.#one('FusedMatMul', [a, b], { shape }, attributes, MICROSOFT);
  }
  /**
   * aᵀ b of matrices whose rows are tokens: a [N, I], b [N, O] → [I, O]. The CPU's Gemm is slower with its `transA` than the
   * transposition is; as a 3-dimensional one it is not merged back into the Gemm (docs/decisions/0010-step-time.md).
   */
  transposedProduct(a: Tensor, b: Tensor): Tensor {
    const [rows = 1, columns = 1] = a.shape;
    const turned = this.transpose(this.unsqueeze(a, 0), [0, 2, 1]);
    return this.matmul(this.reshape(turned, [columns, rows]), b);
  }
  /** alpha · x w + bias in one pass: x [N, I], w [I, O] (or, with `transB`, [O, I]), bias [O] or [N, O] → [N, O]. */
  affine(x: Tensor, weight: Tensor, bias: Tensor, { transB = false, alpha = 1 } = {}): Tensor {
    const shape = matmulShape('affine', x.shape, weight.shape, false, transB);
    broadcastShapes('affine', shape, bias.shape);
    if (this.isPacked(weight.name)) return this.add(this.matmul(x, weight, { transB, alpha }), bias);
    return this.#one('Gemm', [x, weight, bias], { shape }, { transB: +transB, alpha: { float: alpha } });
  }

  /** y, mean and 1/σ of a layer norm over the last axis: x [..., C], gain [C], bias [C]; mean and 1/σ are [..., 1]. */
  layerNormalization(x: Tensor, gain: Tensor, bias: Tensor, epsilon: number): [Tensor, Tensor, Tensor] {
    const width = dimensionAt('layerNormalization', x.shape, -1);
    if (gain.shape.length !== 1 || gain.shape[0] !== width) {
      throw new ShapeError('layerNormalization', 'the gain does not fit', x.shape, gain.shape);
    }
    const statistic = { dtype: x.dtype, shape: reducedShape(x.shape, [x.shape.length - 1], true) };
    const results = this.node(
      'LayerNormalization',
      [x, gain, bias],
      [{ dtype: x.dtype, shape: x.shape }, statistic, statistic],
      { axis: -1, epsilon: { float: epsilon } },
    );
    return results as unknown as [Tensor, Tensor, Tensor];
  }

  /** y = x / rms(x) · gain over the last axis and 1/rms: x [..., C], gain [C] → [..., C] and [..., 1]. */
  rmsNormalization(x: Tensor, gain: Tensor, epsilon: number): [Tensor, Tensor] {
    const width = dimensionAt('rmsNormalization', x.shape, -1);
    if (gain.shape.length !== 1 || gain.shape[0] !== width) {
      throw new ShapeError('rmsNormalization', 'the gain does not fit', x.shape, gain.shape);
    }
    const results = this.node(
      'SimplifiedLayerNormalization', // ONNX Runtime's own, in the standard domain
      [x, gain],
      [
        { dtype: x.dtype, shape: x.shape },
        { dtype: x.dtype, shape: reducedShape(x.shape, [x.shape.length - 1], true) },
      ],
      { axis: -1, epsilon: { float: epsilon } },
    );
    return results as unknown as [Tensor, Tensor];
  }

  /**
   * Rotates the two halves of every head by its token's angles: x [N, H·D], positions int64 [N], cos and sin [M, D/2] → [N, H·D].
   * Every position must be below M.
   */
  rotaryEmbedding(x: Tensor, positions: Tensor, cos: Tensor, sin: Tensor): Tensor {
    const half = dimensionAt('rotaryEmbedding', cos.shape, -1);
    const width = dimensionAt('rotaryEmbedding', x.shape, -1);
    if (typeof width !== 'number' || typeof half !== 'number' || width % (2 * half) !== 0) {
      throw new ShapeError('rotaryEmbedding', 'heads of 2 · D/2 do not divide the width', x.shape, cos.shape);
    }
    const rotated = this.#one(
      'RotaryEmbedding',
      // as N sequences of one token: a sequence longer than the tables is refused
      [this.unsqueeze(x, 1), this.unsqueeze(positions, 1), cos, sin],
      { shape: [x.shape[0] ?? 1, 1, width] },
      { interleaved: 0 },
      MICROSOFT,
    );
    return this.reshape(rotated, x.shape);
  }

  // Layout.
  /** The same elements in another shape; at most one named size may be new, the others keep their axis. */
  reshape(x: Tensor, shape: Shape): Tensor {
    checkSameElements('reshape', x.shape, shape);
    const sizes = shape.map((size, axis) =>
      typeof size === 'number' ? size : size === x.shape[axis] ? 0 : -1,
    );
    if (sizes.filter((size) => size === -1).length > 1) {
      throw new ShapeError('reshape', 'more than one size would have to be inferred', x.shape, shape);
    }
    return this.#one('Reshape', [x, this.integers(sizes)], { shape });
  }
  transpose(x: Tensor, order: readonly number[]): Tensor {
    if ([...order].sort((a, b) => a - b).join() !== x.shape.map((_, axis) => axis).join()) {
      throw new ShapeError('transpose', `the order ${order.join()} is not a permutation`, x.shape);
    }
    const shape = order.map((axis) => dimensionAt('transpose', x.shape, axis));
    return this.#one('Transpose', [x], { shape }, { perm: order });
  }
  /** Parts of the given sizes along an axis. */
  split(x: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
    const [at = 0] = normalizeAxes('split', x.shape, [axis]);
    if (dimensionAt('split', x.shape, at) !== sizes.reduce((sum, size) => sum + size, 0)) {
      throw new ShapeError('split', `axis ${axis} does not split into parts of ${sizes.join(', ')}`, x.shape);
    }
    return this.node(
      'Split',
      [x, this.integers(sizes)],
      sizes.map((size) => ({
        dtype: x.dtype,
        shape: x.shape.map((dimension, index) => (index === at ? size : dimension)),
      })),
      { axis: at },
    );
  }
  concat(parts: readonly Tensor[], axis: number): Tensor {
    const first = parts[0];
    if (!first) throw new Error('concat needs at least one part');
    const [at = 0] = normalizeAxes('concat', first.shape, [axis]);
    for (const part of parts) {
      const fits = part.shape.every((dimension, index) => index === at || dimension === first.shape[index]);
      if (!fits) throw new ShapeError('concat', 'the parts do not fit', first.shape, part.shape);
    }
    const size = sumOf(parts.map(({ shape }) => dimensionAt('concat', shape, at)));
    return this.#one(
      'Concat',
      parts,
      { shape: first.shape.map((d, i) => (i === at ? size : d)) },
      { axis: at },
    );
  }
  /** Elements from `start` to before `end` of an axis, which then has the given size. */
  slice(x: Tensor, axis: number, [start, end]: readonly [number, number], size: Dimension): Tensor {
    const [at = 0] = normalizeAxes('slice', x.shape, [axis]);
    const shape = x.shape.map((dimension, index) => (index === at ? size : dimension));
    const bounds = [[start], [end], [at]].map((values) => this.integers(values));
    return this.#one('Slice', [x, ...bounds], { shape });
  }
  /** A view with a new axis of size 1. */
  unsqueeze(x: Tensor, axis: number): Tensor {
    const shape = [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)];
    return this.#one('Unsqueeze', [x, this.integers([axis])], { shape });
  }

  // Indexing.
  /** Rows of x [R, ...] by int64 indices [...I] → [...I, ...]. */
  gatherRows(x: Tensor, indices: Tensor): Tensor {
    const rows = this.packedRows(x.name, indices);
    if (rows) return rows;
    return this.#one('Gather', [x, indices], { shape: [...indices.shape, ...x.shape.slice(1)] }, { axis: 0 });
  }
  /** One element a row: x [K, V], columns int64 [K] → [K, 1]. */
  gatherColumns(x: Tensor, columns: Tensor): Tensor {
    const rows = dimensionAt('gatherColumns', x.shape, 0);
    return this.#one('GatherElements', [x, this.unsqueeze(columns, 1)], { shape: [rows, 1] }, { axis: 1 });
  }
  /** x [K, V] with `value` added at one column a row: columns int64 [K]. */
  addToColumns(x: Tensor, columns: Tensor, value: number): Tensor {
    const at = this.unsqueeze(columns, 1);
    const [shapeOfUpdates] = this.node('Shape', [at], [{ dtype: 'int64', shape: [2] }]);
    const [updates] = this.node(
      'Expand',
      [this.scalar(value), shapeOfUpdates as Tensor],
      [{ dtype: 'float32', shape: at.shape }],
    );
    return this.#one(
      'ScatterElements',
      [x, at, updates as Tensor],
      { shape: x.shape },
      { axis: 1, reduction: 'add' },
    );
  }
  /** `target` [R, C] with rows [I, C] added at (or, without `add`, written to) int64 indices [I]. */
  scatterRows(target: Tensor, indices: Tensor, rows: Tensor, mode: 'add' | 'write'): Tensor {
    const attributes: Attributes = mode === 'add' ? { reduction: 'add' } : {};
    return this.#one(
      'ScatterND',
      [target, this.unsqueeze(indices, 1), rows],
      { shape: target.shape },
      attributes,
    );
  }
  /** float32 zeros of the shape of `like`. */
  zerosLike(like: Tensor): Tensor {
    const [shape] = this.node('Shape', [like], [{ dtype: 'int64', shape: [like.shape.length] }]);
    return this.#one('ConstantOfShape', [shape as Tensor], { dtype: 'float32', shape: like.shape });
  }
  /** x, to be computed only when `other` is there: x + 0 · (one element of `other`, at least 1-dimensional). */
  after(x: Tensor, other: Tensor): Tensor {
    let one = other;
    for (let axis = 0; axis < other.shape.length; axis++) one = this.slice(one, axis, [0, 1], 1);
    return this.add(x, this.reshape(this.mul(one, this.scalar(0)), [1]));
  }
}
