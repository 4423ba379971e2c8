// Shape inference: symbolic broadcasting, products and reductions. Every failure names the operator and both shapes.
import { type Dimension, type Shape, shapeText } from './types.ts';

/** A mistake in building a graph: our own or a library user's bug, never bad data. */
export class ShapeError extends Error {
  constructor(operator: string, problem: string, ...shapes: readonly Shape[]) {
    super(`${operator}: ${problem}: ${shapes.map(shapeText).join(' and ')}`);
    this.name = 'ShapeError';
  }
}

/** The size of `axis` (negative axes count from the end). */
export function dimensionAt(operator: string, shape: Shape, axis: number): Dimension {
  const dimension = shape[axis < 0 ? shape.length + axis : axis];
  if (dimension === undefined) throw new ShapeError(operator, `there is no axis ${axis}`, shape);
  return dimension;
}

/** NumPy broadcasting, aligned at the last axis; a name only matches itself or 1. */
export function broadcastShapes(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(operator, 'shapes do not broadcast', a, b);
  });
}

/** The number of elements as a numeric factor and the sorted names that multiply it. */
function elements(shape: Shape): { factor: number; names: string } {
  let factor = 1;
  const names: string[] = [];
  for (const dimension of shape) {
    if (typeof dimension === 'number') factor *= dimension;
    else {
      for (const part of dimension.split('*')) {
        if (/^\d+$/.test(part)) factor *= Number(part);
        else names.push(part);
      }
    }
  }
  return { factor, names: names.sort().join('*') };
}

/** Throws unless both shapes have the same number of elements, symbolically. */
export function checkSameElements(operator: string, from: Shape, to: Shape): void {
  const a = elements(from);
  const b = elements(to);
  if (a.factor !== b.factor || a.names !== b.names) {
    throw new ShapeError(operator, 'the numbers of elements differ', from, to);
  }
}

/** Axes as non-negative numbers, ascending. */
export function normalizeAxes(operator: string, shape: Shape, axes: readonly number[]): number[] {
  return axes
    .map((axis) => {
      dimensionAt(operator, shape, axis);
      return axis < 0 ? shape.length + axis : axis;
    })
    .sort((a, b) => a - b);
}

/** The shape after reducing `axes`: each becomes 1 or disappears. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return shape.flatMap((dimension, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dimension]));
}

/** The shape of a batched matrix product of a (maybe transposed) and b (maybe transposed). */
export function matmulShape(operator: string, a: Shape, b: Shape, transA: boolean, transB: boolean): Shape {
  if (a.length < 2 || b.length < 2) throw new ShapeError(operator, 'both sides need at least two axes', a, b);
  const inner = dimensionAt(operator, a, transA ? -2 : -1);
  if (inner !== dimensionAt(operator, b, transB ? -1 : -2)) {
    throw new ShapeError(operator, `inner sizes differ (transA ${transA}, transB ${transB})`, a, b);
  }
  const batch = broadcastShapes(operator, a.slice(0, -2), b.slice(0, -2));
  return [...batch, dimensionAt(operator, a, transA ? -1 : -2), dimensionAt(operator, b, transB ? -2 : -1)];
}

/** The size of two axes merged into one. */
export function productOf(a: Dimension, b: Dimension): Dimension {
  return typeof a === 'number' && typeof b === 'number' ? a * b : `${a}*${b}`;
}

/** The size of parts one after another: the numbers added up, the names after a plus sign. */
export function sumOf(sizes: readonly Dimension[]): Dimension {
  const names = sizes.filter((size) => typeof size === 'string');
  const number = sizes.reduce<number>((sum, size) => sum + (typeof size === 'number' ? size : 0), 0);
  return names.length === 0 ? number : [...names, ...(number > 0 ? [number] : [])].join('+');
}
