// Our engine as a contestant: one training step after the other on given batches.
import { required } from '../../src/common/index.ts';
import { scratchSettings } from '../../src/distill/index.ts';
import type { ModelConfig, WeightSource } from '../../src/engine/model/index.ts';
import {
  type PackedBatch,
  packBatch,
  TrainableModel,
  type TrainingSequence,
} from '../../src/engine/train/index.ts';
import { gradientNorm } from '../../src/engine/train/optimizer.ts';

/** A model and the sequences of each of its steps. */
export interface Work {
  readonly config: ModelConfig;
  readonly weights: WeightSource;
  readonly steps: readonly (readonly TrainingSequence[])[];
}

export interface Trained {
  readonly seconds: number;
  readonly loss: number;
}

/** Our engine over the task's batches. */
export class OurSide {
  readonly batches: readonly PackedBatch[];
  readonly #model: TrainableModel;
  #step = 0;

  private constructor(model: TrainableModel, batches: readonly PackedBatch[]) {
    this.#model = model;
    this.batches = batches;
  }

  static async create({ config, weights, steps }: Work, threads: number, profile?: string): Promise<OurSide> {
    const options = { config, weights, seed: 1, threads, dropout: 0, accumulate: false };
    const batches = steps.map((sequences) =>
      packBatch(
        sequences,
        sequences.map((_, index) => index),
        config.contextLength,
      ),
    );
    return new OurSide(await TrainableModel.create(options, profile), batches);
  }

  /** One step on the batch at `index`. */
  async train(index: number): Promise<Trained> {
    const started = performance.now();
    this.#step += 1;
    const batch = required(this.batches[index], `batch ${index}`);
    const { loss } = await this.#model.step([batch], { ...scratchSettings, step: this.#step });
    return { seconds: (performance.now() - started) / 1000, loss };
  }

  /** Mean loss of the supervised tokens of the batch at `index`, and the norm of its gradient; the weights stay as they are. */
  async gradient(index: number): Promise<{ loss: number; norm: number }> {
    const loss = await this.#model.computeGradients([required(this.batches[index], `batch ${index}`)], 1);
    return { loss, norm: gradientNorm(this.#model.memory) };
  }

  release(): Promise<void> {
    return this.#model.release();
  }
}
