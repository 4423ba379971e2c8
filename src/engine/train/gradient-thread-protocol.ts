// What a step's thread and the second one that computes a part of its batch say to each other. ONNX Runtime refuses shared memory, so
// two buffers go back and forth instead: handed over, not copied.
import type { WireError } from '../../common/index.ts';
import type { PackedBatch } from './batches.ts';
import type { GradientArrays, GradientGraph } from './gradient-session.ts';

/** What the second thread is started with. */
export interface ThreadStart {
  readonly graph: GradientGraph;
  readonly threads: number;
}

/** All weights, and room for all gradients: float32, in the order of the graph's parameters. */
export interface ThreadBuffers {
  readonly weights: ArrayBuffer;
  readonly gradients: ArrayBuffer;
}

export type ThreadRequest =
  | {
      readonly type: 'gradients';
      readonly batch: PackedBatch;
      readonly supervised: number;
      readonly buffers: ThreadBuffers;
    }
  | { readonly type: 'end' };

export type ThreadAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly loss: number; readonly buffers: ThreadBuffers }
  | { readonly type: 'failed'; readonly error: WireError };

const sizeOf = ({ shape }: { readonly shape: readonly number[] }) =>
  shape.reduce((product, n) => product * n, 1);

/** Bytes of both buffers. */
export function bufferBytes(parameters: GradientGraph['parameters']): { weights: number; gradients: number } {
  const sum = (of: typeof parameters) => of.reduce((bytes, parameter) => bytes + 4 * sizeOf(parameter), 0);
  return { weights: sum(parameters), gradients: sum(parameters.filter(({ trained }) => trained)) };
}

/** The arrays of every parameter in the buffers, by name. */
export function bufferViews(
  parameters: GradientGraph['parameters'],
  { weights, gradients }: ThreadBuffers,
): Map<string, GradientArrays> {
  let weightAt = 0;
  let gradientAt = 0;
  return new Map(
    parameters.map((parameter) => {
      const size = sizeOf(parameter);
      const weight = new Float32Array(weights, weightAt, size);
      const gradient = new Float32Array(gradients, gradientAt, parameter.trained ? size : 0);
      weightAt += 4 * size;
      if (parameter.trained) gradientAt += 4 * size;
      return [parameter.name, { weight, gradient }];
    }),
  );
}
