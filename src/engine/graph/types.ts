// Tensor handles: what the graph builder knows of a value before any number exists.

export type DataType = 'float32' | 'int64' | 'int32' | 'uint8' | 'int8';

/** A known size, or the name of one that is fed at run time; a product of names is written `B*T`. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** A value in a graph: a name, an element type and a shape. Handles are only valid in the graph that made them. */
export interface Tensor {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: Shape;
}

export type Attribute = number | { readonly float: number } | string | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** `[N, 768]` as text. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}
