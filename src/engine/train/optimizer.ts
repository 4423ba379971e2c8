// AdamW with decoupled weight decay and clipping by the global norm, over a ParameterMemory. Its state is each
// parameter's two moments and the number of the step, which the caller keeps.
import { assert } from '../../common/index.ts';
import type { ParameterMemory } from './memory/index.ts';

export interface AdamwSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Applied to parameters with `decay` only, scaled by the learning rate and not by the gradient. */
  readonly weightDecay: number;
  /** Which step this is, for the bias correction: the first is 1. */
  readonly step: number;
  /** Every gradient is multiplied by this first: `clippingScale`. */
  readonly gradientScale: number;
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2, as PyTorch's `AdamW` computes it) on every parameter, in
 * place: w ← (1 - ηλ) w - η m̂ / (√v̂ + ε).
 */
export function adamw(memory: ParameterMemory, settings: AdamwSettings): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step, gradientScale } = settings;
  assert(Number.isInteger(step) && step >= 1, `the optimizer's steps count from 1, not ${step}`);
  const coefficients = {
    rate: learningRate / (1 - beta1 ** step),
    beta1,
    beta2,
    epsilon,
    secondScale: 1 / Math.sqrt(1 - beta2 ** step),
    gradientScale,
  };
  for (const { decay, kernels, weight, total, firstMoment, secondMoment } of memory.trained) {
    kernels.adamw(
      // At a rate of 0 only the moments change, not even the sign of a zero weight: the spent gradient stands in for the weight.
      { weight: learningRate === 0 ? total : weight, gradient: total, firstMoment, secondMoment },
      { ...coefficients, keep: decay ? 1 - learningRate * weightDecay : 1 },
    );
  }
}

/**
 * The Euclidean norm of all gradients together, before `gradientScale`. NaN or infinite when a gradient is: then take no
 * step, since the moments would keep it forever.
 */
export function gradientNorm(memory: ParameterMemory): number {
  let sum = 0;
  for (const { kernels, total } of memory.trained) sum += kernels.sumOfSquares(total);
  return Math.sqrt(sum);
}

/** What a gradient of norm `norm` is multiplied by so that its norm is at most `maximum` (PyTorch's clip_grad_norm_). */
export function clippingScale(norm: number, maximum: number): number {
  return Math.min(1, maximum / (norm + 1e-6));
}
