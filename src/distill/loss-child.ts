// The process in which an untrained model's loss on sets of sequences is measured.
import { InterruptedError, serveChildTask } from '../common/index.ts';
import { loadModel, readModelFiles } from '../engine/model/index.ts';
import { LossModel, packBatch, planEpoch, type TrainingSequence } from '../engine/train/index.ts';

export interface LossTask {
  /** A model directory or GGUF file. */
  readonly model: string;
  readonly threads: number;
  readonly sets: readonly (readonly TrainingSequence[])[];
}

/** Batches whose loss is measured, of all. */
export interface LossMessage {
  readonly done: number;
  readonly total: number;
}

export interface LossOutput {
  /** Mean loss of each set's supervised tokens. */
  readonly losses: readonly number[];
}

serveChildTask<LossTask, LossMessage, LossOutput>(async (task, { send, stopRequested, yieldToEventLoop }) => {
  const { model, threads, sets } = task;
  const { config, weights } = loadModel(readModelFiles(model));
  const loss = await LossModel.create({ config, weights, threads });
  const batched = sets.map((set) => {
    const { contextLength } = config;
    const { steps } = planEpoch(set, { tokenBudget: 1024, contextLength, seed: 0, epoch: 0 });
    return steps.flat().map((indices) => packBatch(set, indices, contextLength));
  });
  const total = batched.flat().length;
  let done = 0;
  const next = async () => {
    done += 1;
    send({ done, total });
    await yieldToEventLoop();
    if (stopRequested()) throw new InterruptedError('Stopped while choosing the prompt format.');
  };
  const losses: number[] = [];
  for (const batches of batched) losses.push(await loss.lossOf(batches, next));
  await loss.release();
  return { losses };
});
