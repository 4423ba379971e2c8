// What a training run is asked for, and the defaults: for students that start from random weights, and for pretrained ones.
import type { LoopSettings, RunLength } from '../engine/train/index.ts';
import { isScratch } from './student.ts';

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
  validationTokens: 20_000,
  frozenEmbeddings: false,
  lora: null,
  checkpointing: false,
  patience: null,
};

/** A tenth to a hundredth of the rate of pretraining, few passes, and the best model by validation loss. */
export const pretrainedSettings: OptimizerSettings = {
  ...scratchSettings,
  learningRate: 1e-4,
  schedule: 'linear',
  beta2: 0.999,
  weightDecay: 0.01,
  tokenBudget: 1024,
  validations: 8,
  validationTokens: 8_000,
  patience: 3,
};

/** Of adapters, which take about ten times the rate of whole weights (Schulman 2025, "LoRA without regret"). */
export const loraLearningRate = 1e-3;

/** The defaults for a student. */
export function settingsFor(student: string): OptimizerSettings {
  return isScratch(student) ? scratchSettings : pretrainedSettings;
}
