// What a training run is asked for, and the defaults for students that start from random weights.
import type { LoopSettings, RunLength } from '../engine/train/index.ts';

/** Everything about the optimization except where it ends. */
export type OptimizerSettings = Omit<LoopSettings, keyof RunLength | 'seed'>;

export const scratchSettings: OptimizerSettings = {
  learningRate: 2e-3,
  schedule: 'cosine',
  warmupShare: 0.05,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.05,
  clip: 1,
  dropout: 0,
  tokenBudget: 512,
  microBatches: 1,
  validations: 20,
};
