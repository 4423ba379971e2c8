// AdamW as ONNX graphs, for weights, gradients and moments that are on a device: the formulas of optimizer.ts. They are
// elementwise and know nothing of a model: the one for matrices serves all of a model's matrices.
import { Graph, type Tensor } from '../graph/index.ts';

export const GRADIENT_NORM = 'gradient_norm';
export const GRADIENT_SCALE = 'gradient_scale';
export const CLIP = 'clip';

/**
 * The norm of all gradients together, and what they are multiplied by so that it is at most `clip` (PyTorch's
 * clip_grad_norm_). Inputs: each gradient by its name, `clip` float32 []. Outputs `gradient_norm` and `gradient_scale`, float32 [].
 */
export function buildNormGraph(gradients: readonly { name: string; shape: readonly number[] }[]): Uint8Array {
  const g = new Graph();
  const squares = gradients.map(({ name, shape }) => {
    const gradient = g.input(name, 'float32', shape);
    // row by row first: sums of many numbers lose digits, and one long sum is slow on a device
    const byRow = g.sum(g.mul(gradient, gradient), [-1]);
    return byRow.shape.length === 0
      ? byRow
      : g.sum(
          byRow,
          byRow.shape.map((_, axis) => axis),
        ); // []
  });
  const norm = g.sqrt(squares.reduce((sum, square) => g.add(sum, square)));
  const clip = g.input(CLIP, 'float32', []);
  g.output(GRADIENT_NORM, norm);
  g.output(GRADIENT_SCALE, g.min(g.scalar(1), g.div(clip, g.add(norm, g.scalar(1e-6)))));
  return g.encode();
}

/** The numbers of one AdamW step, float32 [] each; as AdamwCoefficients of the kernels. */
export const coefficientNames = [
  'rate', // learning rate / (1 - beta1^t)
  'beta1',
  'one_minus_beta1',
  'beta2',
  'one_minus_beta2',
  'epsilon',
  'second_scale', // 1 / √(1 - beta2^t)
] as const;
export type Coefficient = (typeof coefficientNames)[number];

/** Further inputs of the AdamW graph besides its coefficients and the gradient's scale. */
export const adamwInputs = {
  weight: 'weight',
  gradient: 'gradient',
  firstMoment: 'first_moment',
  secondMoment: 'second_moment',
  /** 1 - learning rate × weight decay: what is kept of the weight. */
  keep: 'keep',
} as const;
export const adamwOutputs = {
  weight: 'new_weight',
  firstMoment: 'new_first_moment',
  secondMoment: 'new_second_moment',
} as const;

/** One step of AdamW (Loshchilov & Hutter 2019, algorithm 2) on a tensor of the given rank, whatever its sizes. */
export function buildAdamwGraph(rank: number): Uint8Array {
  const g = new Graph();
  const sizes = Array.from({ length: rank }, (_, axis) => `R${axis}`);
  const tensor = (name: string) => g.input(name, 'float32', sizes);
  const scalar = (name: string) => g.input(name, 'float32', []);
  const c = Object.fromEntries(coefficientNames.map((name) => [name, scalar(name)])) as Record<
    Coefficient,
    Tensor
  >;
  const gradient = g.mul(tensor(adamwInputs.gradient), scalar(GRADIENT_SCALE));
  const first = g.add(g.mul(tensor(adamwInputs.firstMoment), c.beta1), g.mul(gradient, c.one_minus_beta1));
  const second = g.add(
    g.mul(tensor(adamwInputs.secondMoment), c.beta2),
    g.mul(g.mul(gradient, gradient), c.one_minus_beta2),
  );
  const change = g.div(first, g.add(g.mul(g.sqrt(second), c.second_scale), c.epsilon));
  const kept = g.mul(tensor(adamwInputs.weight), scalar(adamwInputs.keep));
  g.output(adamwOutputs.weight, g.sub(kept, g.mul(change, c.rate)));
  g.output(adamwOutputs.firstMoment, first);
  g.output(adamwOutputs.secondMoment, second);
  return g.encode();
}

export const SUM = 'sum';

/** Two gradients of the given rank, `a` and `b`, added. */
export function buildSumGraph(rank: number): Uint8Array {
  const g = new Graph();
  const sizes = Array.from({ length: rank }, (_, axis) => `R${axis}`);
  g.output(SUM, g.add(g.input('a', 'float32', sizes), g.input('b', 'float32', sizes)));
  return g.encode();
}
