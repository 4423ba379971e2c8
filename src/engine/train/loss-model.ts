// The loss of batches under given weights, and what every graph over a packed batch is fed.

import { required } from '../../common/index.ts';
import {
  batchInputs,
  buildTrainingGraph,
  LOSS,
  type LoraConfig,
  type ModelConfig,
  PositionTables,
  type Weights,
} from '../model/index.ts';
import { type Device, Session, type Value, type Values } from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';

/** The inputs of a training graph besides weights and dropout masks. */
export class BatchFeeds {
  readonly #tables: PositionTables;
  readonly #scale = new Float32Array(1);

  constructor(config: ModelConfig) {
    this.#tables = new PositionTables(config);
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
      [batchInputs.selected]: { data: batch.selected, shape: [batch.supervised] },
      [batchInputs.labels]: { data: batch.labels, shape: [batch.supervised] },
      [batchInputs.scale]: { data: this.#scale, shape: [] },
      ...this.#tables.forSequences(batch.T),
    };
  }
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
    yieldToEventLoop: () => Promise<void> = async () => {},
  ): Promise<number> {
    const supervised = batches.reduce((sum, batch) => sum + batch.supervised, 0);
    const part = new Float32Array(1);
    let loss = 0;
    for (const batch of batches) {
      const feeds = { ...this.#weights, ...this.#feeds.of(batch, supervised) };
      await this.#session.run(feeds, { [LOSS]: { data: part, shape: [] } });
      loss += part[0] ?? Number.NaN;
      await yieldToEventLoop();
    }
    return loss;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
