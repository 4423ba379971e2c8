// How fast this machine multiplies matrices, and how much of that a training step achieves: measured in a few seconds, to tell
// beforehand how long other trainings will take.
import { Random } from '../../common/index.ts';
import { Graph } from '../graph/index.ts';
import { type ModelConfig, trainingFlops } from '../model/index.ts';
import { Session } from '../runtime/index.ts';
import { packBatch, type TrainingSequence } from './batches.ts';
import { TrainableModel } from './training-step.ts';

const gemmSize = 1024;
const gemmRepeats = 5;
const trainingSteps = 3;

/** FLOP/s of the product of two float32 matrices [1024, 1024]: the best of five. */
export async function measureGemm(threads: number): Promise<number> {
  const shape = [gemmSize, gemmSize];
  const g = new Graph();
  g.output('product', g.matmul(g.input('a', 'float32', shape), g.input('b', 'float32', shape)));
  const session = await Session.create(g.encode(), { threads });
  const matrix = () => ({ data: new Float32Array(gemmSize ** 2).fill(1 / gemmSize), shape });
  const [feeds, fetches] = [{ a: matrix(), b: matrix() }, { product: matrix() }];
  const seconds = await times(gemmRepeats, () => session.run(feeds, fetches));
  await session.release();
  return (2 * gemmSize ** 3) / Math.min(...seconds);
}

/** A batch as training has it: sequences of equal length, the last part of each supervised. */
export interface TypicalBatch {
  readonly sequences: number;
  readonly length: number;
  /** Supervised tokens of each. */
  readonly learned: number;
}

/** As many sequences of 170 tokens as fit `tokenBudget`, 60 % of their tokens supervised: GSM8K's are about like that. */
export function typicalBatch(tokenBudget: number): TypicalBatch {
  const length = Math.min(170, tokenBudget);
  return { sequences: Math.floor(tokenBudget / length), length, learned: Math.round(0.6 * length) };
}

/** FLOPs a token, as `trainingFlops` counts them. */
export function flopsPerToken(
  config: ModelConfig,
  { sequences, length, learned }: TypicalBatch,
  options: { readonly frozen?: boolean } = {},
): number {
  const lengths = Array.from({ length: sequences }, () => length);
  return trainingFlops(config, lengths, sequences * learned, options) / (sequences * length);
}

/** FLOP/s of whole training steps of a model with random weights on such batches: the best of three after one to warm up. */
export async function measureTraining(
  config: ModelConfig,
  batch: TypicalBatch,
  threads: number,
): Promise<number> {
  const random = new Random('machine speed');
  const sequences = Array.from(
    { length: batch.sequences },
    (_, index): TrainingSequence => ({
      id: `${index}`,
      ids: Int32Array.from({ length: batch.length }, () => random.integer(0, config.vocabularySize - 1)),
      learned: Uint8Array.from({ length: batch.length }, (_, t) =>
        t >= batch.length - batch.learned ? 1 : 0,
      ),
    }),
  );
  const packed = packBatch(
    sequences,
    sequences.map((_, index) => index),
    config.contextLength,
  );
  const model = await TrainableModel.create({ config, seed: 0, threads, dropout: 0, accumulate: false });
  const settings = {
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.98,
    epsilon: 1e-8,
    weightDecay: 0,
    clip: 1,
  };
  let step = 0;
  const seconds = await times(trainingSteps, () => {
    step += 1;
    return model.step([packed], { ...settings, step });
  });
  await model.release();
  return (flopsPerToken(config, batch) * batch.sequences * batch.length) / Math.min(...seconds);
}

/** Seconds that each of `repeats` runs takes, after one that is not counted. */
async function times(repeats: number, run: () => Promise<unknown>): Promise<number[]> {
  const seconds: number[] = [];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const start = performance.now();
    await run();
    if (repeat > 0) seconds.push((performance.now() - start) / 1000);
  }
  return seconds;
}
