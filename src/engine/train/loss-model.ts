// The loss of batches under given weights, and what every graph over a packed batch is fed.

import { required } from '../../common/index.ts';
import {
  architectureOf,
  batchInputs,
  buildTrainingGraph,
  LOSS,
  type LoraConfig,
  type ModelConfig,
  RotaryTables,
  type Weights,
} from '../model/index.ts';
import { type Device, Session, type Value, type Values } from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';

/** The inputs of a training graph besides weights and dropout masks; tables and masks are kept between batches. */
export class BatchFeeds {
  readonly #angles: RotaryTables | null;
  readonly #scale = new Float32Array(1);
  #causalMask: Value = { data: new Float32Array(0), shape: [0, 0] };

  constructor(config: ModelConfig) {
    const { rotary } = architectureOf(config);
    this.#angles = rotary && new RotaryTables(rotary);
  }

  /** `supervised`: the tokens by which the loss is divided, those of all micro-batches together. */
  of(batch: PackedBatch, supervised: number): Values {
    const N = batch.tokenIds.length;
    this.#scale[0] = 1 / supervised;
    return {
      [batchInputs.tokenIds]: { data: batch.tokenIds, shape: [N] },
      [batchInputs.positions]: { data: batch.positions, shape: [N] },
      [batchInputs.padIndex]: { data: batch.padIndex, shape: [batch.B, batch.T] },
      [batchInputs.unpadIndex]: { data: batch.unpadIndex, shape: [N] },
      [batchInputs.mask]: this.#maskOf(batch.T),
      [batchInputs.selected]: { data: batch.selected, shape: [batch.supervised] },
      [batchInputs.labels]: { data: batch.labels, shape: [batch.supervised] },
      [batchInputs.scale]: { data: this.#scale, shape: [] },
      ...this.#angles?.upTo(batch.T),
    };
  }

  #maskOf(T: number): Value {
    if (this.#causalMask.shape[0] !== T) this.#causalMask = { data: causalMask(T), shape: [T, T] };
    return this.#causalMask;
  }
}

/** float32 [T, T]: 0 where query t may look at key s ≤ t, -1e9 elsewhere. */
export function causalMask(T: number): Float32Array {
  const mask = new Float32Array(T * T);
  for (let t = 0; t < T; t++) mask.fill(-1e9, t * T + t + 1, (t + 1) * T);
  return mask;
}

export interface LossModelOptions {
  readonly config: ModelConfig;
  /** Read at every batch: they may change in between. */
  readonly weights: Weights;
  readonly threads: number;
  /** The adapters whose matrices are among the weights. */
  readonly lora?: LoraConfig | null;
  /** Where the graph is computed; default cpu. */
  readonly device?: Device;
}

export class LossModel {
  readonly #session: Session;
  readonly #weights: Values;
  readonly #feeds: BatchFeeds;

  private constructor(session: Session, weights: Values, feeds: BatchFeeds) {
    this.#session = session;
    this.#weights = weights;
    this.#feeds = feeds;
  }

  static async create({
    config,
    weights,
    threads,
    lora = null,
    device = 'cpu',
  }: LossModelOptions): Promise<LossModel> {
    const { model, parameters } = buildTrainingGraph(config, { dropout: false, gradients: false, lora });
    const session = await Session.create(model, { threads, device });
    const feeds = parameters.map(({ name, shape }): [string, Value] => [
      name,
      { data: required(weights.get(name), name), shape },
    ]);
    return new LossModel(session, Object.fromEntries(feeds), new BatchFeeds(config));
  }

  /** Mean cross-entropy of the batches' supervised tokens, in nats, without dropout. */
  async lossOf(
    batches: readonly PackedBatch[],
    breathe: () => Promise<void> = async () => {},
  ): Promise<number> {
    const supervised = batches.reduce((sum, batch) => sum + batch.supervised, 0);
    const part = new Float32Array(1);
    let loss = 0;
    for (const batch of batches) {
      const feeds = { ...this.#weights, ...this.#feeds.of(batch, supervised) };
      await this.#session.run(feeds, { [LOSS]: { data: part, shape: [] } });
      loss += part[0] ?? Number.NaN;
      await breathe();
    }
    return loss;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
