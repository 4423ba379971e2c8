export { type PackedBatch, packBatch, planEpoch, type TrainingSequence } from './batches.ts';
export { costOf, planRun, type RunLength } from './plan.ts';
export {
  type LoopOptions,
  type LoopResult,
  type LoopSettings,
  type LoopStart,
  type StepMetrics,
  trainLoop,
} from './training-loop.ts';
export { causalMask, type StepSettings, TrainableModel } from './training-step.ts';
