// What the training loop and the checkpoints need of a model that is being trained, wherever its weights are.
import type { ModelConfig, Weights } from '../model/index.ts';
import type { PackedBatch } from './batches.ts';
import type { AdamwSettings } from './optimizer.ts';

export interface StepSettings extends Omit<AdamwSettings, 'gradientScale'> {
  /** Largest gradient norm. */
  readonly clip: number;
}

export interface StepResult {
  /** Mean cross-entropy of the supervised tokens, in nats, before the update. */
  readonly loss: number;
  /** Norm of the whole gradient before clipping. */
  readonly gradientNorm: number;
}

/** A trained tensor and its optimizer state, float32 each. */
export interface TrainedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly weight: Float32Array;
  /** AdamW's m and v. */
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

export interface Trainer {
  readonly config: ModelConfig;
  /** How many sessions share a batch: 2 where its parts are computed at the same time, else 1. */
  readonly sessions: number;
  /**
   * One optimizer step (`settings.step` counts from 1) on the sum of the micro-batches' losses, divided by their supervised
   * tokens. Throws `training-diverged` when the loss or the gradient is not finite; the weights are then unchanged.
   */
  step(microBatches: readonly PackedBatch[], settings: StepSettings): Promise<StepResult>;
  /** Mean loss of the supervised tokens without dropout, weights unchanged. */
  lossOf(batches: readonly PackedBatch[], yieldToEventLoop?: () => Promise<void>): Promise<number>;
  /** Names of what is trained, in a fixed order. */
  readonly trainedNames: readonly string[];
  /** One trained tensor with its state: what a checkpoint keeps. Views or copies; valid until the next step. */
  trained(name: string): Promise<TrainedTensor>;
  /** Takes over a trained tensor's weight, and its moments where they are given. */
  restore(tensor: Pick<TrainedTensor, 'name' | 'weight'> & Partial<TrainedTensor>): Promise<void>;
  /** Gives what is trained the weights that it had before the first step, read or drawn again. Moments stay. */
  restart(): Promise<void>;
  /** All weights, by name: views or copies; valid until the next step. */
  weights(): Weights | Promise<Weights>;
  release(): Promise<void>;
}
