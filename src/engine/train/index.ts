export {
  type BatchShape,
  batchShape,
  type PackedBatch,
  packBatch,
  planEpoch,
  type TrainingSequence,
} from './batches.ts';
export type { DamagedCheckpoint } from './checkpoints.ts';
export { createTrainer } from './create-trainer.ts';
export { DeviceModel } from './device-model.ts';
export { divergedNats, guessingLoss } from './divergence.ts';
export { LossModel } from './loss-model.ts';
export { flopsPerToken, measureGemm, measureTraining, typicalBatch } from './machine-speed.ts';
export {
  type BatchPlanOptions,
  decisiveBatches,
  type MemoryEstimate,
  MemoryEstimator,
  type MemoryParts,
  type MemorySettings,
} from './memory-estimate.ts';
export { costOf, planRun, planValidation, type RunLength } from './plan.ts';
export { usesTwoSessions } from './split-batch.ts';
export type { StepSettings, Trainer } from './trainer.ts';
export {
  type LoopOptions,
  type LoopResult,
  type LoopSettings,
  type LoopStart,
  type StartMetrics,
  type StepMetrics,
  trainLoop,
} from './training-loop.ts';
export { TrainableModel, type TrainableOptions } from './training-step.ts';
