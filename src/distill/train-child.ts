// The process in which one model is trained: the engine blocks its event loop, the parent's stays free.
import { peakMemory, serveChildTask } from '../common/index.ts';
import {
  type ModelConfig,
  mergeAdapter,
  parameterCount,
  readModelFiles,
  type SaveAdapterOptions,
  saveAdapter,
  saveModel,
  storedWeights,
  trainingParameters,
  type Weights,
} from '../engine/model/index.ts';
import type { Device } from '../engine/runtime/index.ts';
import {
  createTrainer,
  type DamagedCheckpoint,
  type LoopResult,
  type LoopSettings,
  type LoopStart,
  type StepMetrics,
  trainLoop,
} from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { MetricsWriter } from './metrics.ts';
import { isUnchanged } from './outcome.ts';
import { readSequences } from './sequence-files.ts';

export interface TrainTask {
  readonly role: RoleName;
  readonly config: ModelConfig;
  /** Where the starting weights are; random ones from the seed where absent. */
  readonly base: string | null;
  readonly settings: LoopSettings;
  readonly threads: number;
  readonly device: Device;
  readonly trainSequences: string;
  readonly validationSequences: string;
  /** False for a run that is put into its place after the first step: the child writes nothing before the parent has done that. */
  readonly isInPlace: boolean;
  /** Every step is written to this file before the checkpoint that follows it, so none is ever missing after a kill. */
  readonly metrics: string;
  readonly checkpoints: string;
  readonly checkpointSeconds: number;
  readonly resume: boolean;
  /** Where the trained model goes, and the tokenizer files that go with it, by name; null where only an adapter is kept. */
  readonly modelDirectory: string | null;
  /** Where the adapter goes, and what is said of it and of the model that it belongs to. */
  readonly adapter: (SaveAdapterOptions & { readonly directory: string }) | null;
  readonly tokenizerFiles: FileTexts;
  readonly stopToken: number;
  /** Further files beside the model: its card and licence. */
  readonly extraFiles: FileTexts;
  /** Those beside a model, and beside its adapter, whose training made it no better: it is then saved as it was before. */
  readonly unchangedFiles: { readonly model: FileTexts; readonly adapter: FileTexts };
}

type FileTexts = Readonly<Record<string, string>>;

export type TrainMessage =
  | ({ readonly type: 'start'; readonly sequences: number } & LoopStart)
  | ({ readonly type: 'checkpoint-damaged' } & DamagedCheckpoint)
  /** The child waits for the parent's answer. */
  | { readonly type: 'first-step-done' }
  | { readonly type: 'step'; readonly metrics: StepMetrics };

export type TrainOutput = LoopResult & {
  readonly parameters: number;
  readonly trainedParameters: number;
  /** How many sessions shared a batch. */
  readonly sessions: number;
  /** Bytes that the process has had in memory at its highest. */
  readonly peakMemory: number;
};

serveChildTask<TrainTask, TrainMessage, TrainOutput>(
  async (task, { send, onMessage, stopRequested, yieldToEventLoop }) => {
    const { config, settings, threads, device } = task;
    const model = await createTrainer({
      config,
      seed: settings.seed,
      threads,
      device,
      dropout: settings.dropout,
      accumulate: settings.microBatches > 1,
      frozenEmbeddings: settings.frozenEmbeddings,
      lora: settings.lora,
      checkpointing: settings.checkpointing,
      ...(task.base === null ? {} : { weights: storedWeights(readModelFiles(task.base), config) }),
    });
    const sequences = readSequences(task.trainSequences);
    const metrics = new MetricsWriter(task.metrics, task.role);
    const waitForPlace = () =>
      new Promise<void>((resolve) => {
        onMessage(() => resolve());
        send({ type: 'first-step-done' });
      });
    const result = await trainLoop({
      model,
      sequences,
      validation: readSequences(task.validationSequences),
      settings,
      checkpoints: task.checkpoints,
      checkpointSeconds: task.checkpointSeconds,
      resume: task.resume,
      onDamaged: (damaged) => send({ type: 'checkpoint-damaged', ...damaged }),
      onStart: (start) => {
        if (task.isInPlace) metrics.startAfter(start.stepsDone);
        send({ type: 'start', sequences: sequences.length, ...start });
      },
      afterFirstStep: async () => {
        if (task.isInPlace) return;
        await waitForPlace();
        metrics.startAfter(0);
      },
      onStartMeasured: (start) => metrics.write(start),
      onStep: (step) => {
        metrics.write(step);
        send({ type: 'step', metrics: step });
      },
      stopRequested,
      yieldToEventLoop,
    });
    metrics.close();
    if (result.finished) await save(cardsFor(task, result), await model.weights());
    await model.release();
    const trainedParameters = trainingParameters(config, settings)
      .filter(({ trained }) => trained)
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
    const { sessions } = model;
    return {
      ...result,
      parameters: parameterCount(config),
      trainedParameters,
      sessions,
      peakMemory: peakMemory(),
    };
  },
);

/** The task with the cards of what has come out of it. */
function cardsFor(task: TrainTask, result: LoopResult): TrainTask {
  if (!isUnchanged(result)) return task;
  const { adapter, unchangedFiles } = task;
  return {
    ...task,
    adapter: adapter && { ...adapter, extraFiles: unchangedFiles.adapter },
    extraFiles: unchangedFiles.model,
  };
}

/** Writes the adapter where there is one, and the model, with the adapter merged into `weights`. */
async function save(
  { config, settings, threads, adapter, modelDirectory, tokenizerFiles, stopToken, extraFiles }: TrainTask,
  weights: Weights,
): Promise<void> {
  const trained = settings.lora && { lora: settings.lora, weights };
  if (trained && adapter) saveAdapter(adapter.directory, config, trained, adapter);
  if (modelDirectory === null) return;
  if (trained) await mergeAdapter(config, weights, trained, { threads });
  saveModel(modelDirectory, config, weights, { tokenizer: tokenizerFiles, stopToken, extraFiles });
}
