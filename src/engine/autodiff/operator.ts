// What a differentiable operator is: how it is computed and how its gradient is, both in the graph's vocabulary.
import type { Graph, Tensor } from '../graph/index.ts';

/** Gradient of a table whose rows were looked up: `values` [I, C] belong to rows `indices` int64 [I], repeats add up. */
export interface RowsGradient {
  readonly indices: Tensor;
  readonly values: Tensor;
}

/** One gradient an input: a tensor of its shape, rows of it, or null where there is none. */
export type InputGradient = Tensor | RowsGradient | null;

export interface GradientContext<Saved> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** What `lower` kept for this. */
  readonly saved: Saved;
  /** Which inputs lead to something that wants a gradient; the others may be answered null. */
  readonly wanted: readonly boolean[];
}

export interface Operator<Attributes = void, Saved = undefined> {
  readonly name: string;
  /** Writes the forward computation. */
  lower(g: Graph, inputs: readonly Tensor[], attributes: Attributes): { output: Tensor; saved: Saved };
  /** Given dy, the gradient of the loss by the output, writes the gradients by the inputs. */
  gradient(
    g: Graph,
    dy: Tensor,
    context: GradientContext<Saved>,
    attributes: Attributes,
  ): readonly InputGradient[];
}

export function defineOperator<Attributes = void, Saved = undefined>(
  operator: Operator<Attributes, Saved>,
): Operator<Attributes, Saved> {
  return operator;
}

export function isRows(gradient: Tensor | RowsGradient): gradient is RowsGradient {
  return 'indices' in gradient;
}

/** The `index`-th input of an operator, which its arity guarantees. */
export function inputAt(inputs: readonly Tensor[], index: number): Tensor {
  const input = inputs[index];
  if (!input) throw new Error(`an operator was applied to ${inputs.length} inputs, but reads input ${index}`);
  return input;
}
