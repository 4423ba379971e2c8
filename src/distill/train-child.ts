// The process in which one model is trained: the engine blocks its event loop, the parent's stays free.
import { serveChildTask } from '../common/index.ts';
import { type ModelConfig, parameterCount, saveModel } from '../engine/model/index.ts';
import {
  type LoopResult,
  type LoopSettings,
  type LoopStart,
  type StepMetrics,
  TrainableModel,
  trainLoop,
} from '../engine/train/index.ts';
import { readSequences } from './sequence-files.ts';

export interface TrainTask {
  readonly config: ModelConfig;
  readonly settings: LoopSettings;
  readonly threads: number;
  readonly trainSequences: string;
  readonly validationSequences: string;
  readonly checkpoints: string;
  readonly checkpointSeconds: number;
  readonly resume: boolean;
  /** Where the trained model goes, and the tokenizer files that go with it, by name. */
  readonly modelDirectory: string;
  readonly tokenizerFiles: Readonly<Record<string, string>>;
}

export type TrainMessage =
  | ({ readonly type: 'start'; readonly sequences: number } & LoopStart)
  | { readonly type: 'step'; readonly metrics: StepMetrics };

export type TrainOutput = LoopResult & { readonly parameters: number };

serveChildTask<TrainTask, TrainMessage, TrainOutput>(async (task, { send, stopRequested, breathe }) => {
  const { config, settings, threads } = task;
  const model = await TrainableModel.create({
    config,
    seed: settings.seed,
    threads,
    dropout: settings.dropout,
    accumulate: settings.microBatches > 1,
  });
  const sequences = readSequences(task.trainSequences);
  const result = await trainLoop({
    model,
    sequences,
    validation: readSequences(task.validationSequences),
    settings,
    checkpoints: task.checkpoints,
    checkpointSeconds: task.checkpointSeconds,
    resume: task.resume,
    onStart: (start) => send({ type: 'start', sequences: sequences.length, ...start }),
    onStep: (metrics) => send({ type: 'step', metrics }),
    stopRequested,
    breathe,
  });
  if (result.finished) saveModel(task.modelDirectory, config, model.weights(), task.tokenizerFiles);
  await model.release();
  return { ...result, parameters: parameterCount(config) };
});
