export { annotatedSha256 } from './annotated-dataset.ts';
export { choosePrompt, type PromptChoice } from './choose-prompt.ts';
export { type DoctorOptions, type DoctorReport, doctor, doctorDefaults } from './doctor/index.ts';
export { type MetricsLine, readMetrics, readStartMetrics, type StartLine } from './metrics.ts';
export { outcomeWarnings } from './outcome.ts';
export { chatFormat, encodePrompt, type PromptFormat, plainFormat, promptFormat } from './prompt-format.ts';
export {
  type ModelRecord,
  modelRecordSchema,
  type RunRecord,
  readRunRecord,
  runFiles,
  runSha256,
} from './run-directory.ts';
export { lockRun } from './run-lock.ts';
export type { RunContext, RunDataset, RunOptions } from './run-options.ts';
export { tokenizeSegments } from './sequence-files.ts';
export {
  loraLearningRate,
  type OptimizerSettings,
  pretrainedSettings,
  scratchSettings,
  settingsFor,
} from './settings.ts';
export { createStudent, isScratch, type Student, tokenizerOf } from './student.ts';
export { runWarnings, type TrainResult, train } from './train.ts';
export {
  defaultCheckpointSeconds,
  type TrainOptions,
  trainChoices,
  trainDefaults,
  trainRanges,
} from './train-options.ts';
export { trainRun } from './train-run.ts';
export { trainedAmong } from './trained-problems.ts';
