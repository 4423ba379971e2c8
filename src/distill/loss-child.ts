// The process in which an untrained model's loss on sets of sequences is measured.
import { serveChildTask } from '../common/index.ts';
import { loadModel } from '../engine/model/index.ts';
import { LossModel, packBatch, planEpoch, type TrainingSequence } from '../engine/train/index.ts';
import { readModelFiles } from '../engine/weights/index.ts';

export interface LossTask {
  /** A model directory or GGUF file. */
  readonly model: string;
  readonly threads: number;
  readonly sets: readonly (readonly TrainingSequence[])[];
}

export interface LossOutput {
  /** Mean loss of each set's supervised tokens; null when stopped. */
  readonly losses: readonly number[] | null;
}

serveChildTask<LossTask, never, LossOutput>(async ({ model, threads, sets }, { stopRequested, breathe }) => {
  const { config, weights } = loadModel(readModelFiles(model));
  const loss = await LossModel.create({ config, weights, threads });
  const losses: number[] = [];
  for (const set of sets) {
    const { steps } = planEpoch(set, {
      tokenBudget: 1024,
      contextLength: config.contextLength,
      seed: 0,
      epoch: 0,
    });
    const batches = steps.flat().map((indices) => packBatch(set, indices, config.contextLength));
    if (stopRequested()) return { losses: null };
    losses.push(await loss.lossOf(batches, breathe));
  }
  await loss.release();
  return { losses };
});
