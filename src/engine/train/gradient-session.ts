// The training graph in a session, over whatever arrays hold weights and gradients: one packed batch in, its share of the loss and
// its gradients out. A step may have several such sessions (gradient-thread.ts); which one does what is decided in training-step.ts.
import { required } from '../../common/index.ts';
import { batchInputs, gradientName, LOSS, type ModelConfig, type TrainingGraph } from '../model/index.ts';
import { Session, type SessionOptions, type Value, type Values } from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';
import { BatchFeeds } from './loss-model.ts';

/** What a session needs of a training graph: plain data, so that it can be sent to another thread. */
export interface GradientGraph extends Pick<TrainingGraph, 'model' | 'rows' | 'dense'> {
  readonly config: ModelConfig;
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly trained: boolean;
  }[];
}

/** One parameter's arrays, float32 of its size; the gradient's is empty where it is not trained. */
export interface GradientArrays {
  readonly weight: Float32Array;
  readonly gradient: Float32Array;
}

export class GradientSession {
  readonly #graph: GradientGraph;
  readonly #session: Session;
  readonly #feeds: BatchFeeds;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #loss = new Float32Array(1);
  /** Rows that leave the graph, by its output's name. */
  readonly #rowMemory = new Map<string, Float32Array>();
  #arrays: ReadonlyMap<string, GradientArrays> = new Map();
  #weightFeeds: Values = {};
  #gradientFetches: Values = {};

  private constructor(graph: GradientGraph, session: Session) {
    this.#graph = graph;
    this.#session = session;
    this.#feeds = new BatchFeeds(graph.config);
    this.#shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  }

  /** Loads the graph. {@link bind} must be called before the first run. */
  static async create(graph: GradientGraph, options: SessionOptions): Promise<GradientSession> {
    return new GradientSession(graph, await Session.create(graph.model, options));
  }

  /** From now on weights are read from, and gradients written to, these arrays, in place. */
  bind(arrays: ReadonlyMap<string, GradientArrays>): void {
    const value = (name: string, data: Float32Array): Value => ({
      data,
      shape: required(this.#shapes.get(name), `shape of ${name}`),
    });
    this.#arrays = arrays;
    this.#weightFeeds = Object.fromEntries(
      this.#graph.parameters.map(({ name }) => [name, value(name, required(arrays.get(name), name).weight)]),
    );
    this.#gradientFetches = Object.fromEntries(
      this.#graph.dense.map((name) => [
        gradientName(name),
        value(name, required(arrays.get(name), name).gradient),
      ]),
    );
  }

  /**
   * Writes the batch's gradients and returns its loss, both divided by `supervised`: the tokens of all batches of the step. `masks`
   * are the dropout masks that the graph is fed.
   */
  async run(batch: PackedBatch, supervised: number, masks: Values = {}): Promise<number> {
    const rows = this.#rowFetches(batch.tokenIds.length);
    this.#loss[0] = Number.NaN; // it stays so if nothing is written
    await this.#session.runInPlace(
      { ...this.#weightFeeds, ...this.#feeds.of(batch, supervised), ...masks },
      { [LOSS]: { data: this.#loss, shape: [] }, ...this.#gradientFetches, ...rows },
    );
    this.#addRows(batch, rows);
    return this.#loss[0] ?? Number.NaN;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  /** Where the gradients of the rows that a batch of N tokens looks up are written; the same memory for every batch. */
  #rowFetches(N: number): Record<string, Value> {
    const fetches: Record<string, Value> = {};
    for (const { parameter, output } of this.#graph.rows) {
      const width = required(this.#shapes.get(parameter)?.[1], `width of ${parameter}`);
      const size = N * width;
      const kept = this.#rowMemory.get(output);
      const memory = kept && kept.length >= size ? kept : new Float32Array(size);
      this.#rowMemory.set(output, memory);
      fetches[output] = { data: memory.subarray(0, size), shape: [N, width] };
    }
    return fetches;
  }

  /** Adds the gradients of looked-up rows, which leave the graph as rows because repeats must add up. */
  #addRows(batch: PackedBatch, outputs: Readonly<Record<string, Value>>): void {
    const places: Readonly<Record<string, BigInt64Array>> = {
      [batchInputs.tokenIds]: batch.tokenIds,
      [batchInputs.positions]: batch.positions,
    };
    const dense = new Set(this.#graph.dense);
    for (const { parameter, output, indices } of this.#graph.rows) {
      const { gradient } = required(this.#arrays.get(parameter), parameter);
      if (!dense.has(parameter)) gradient.fill(0);
      dense.add(parameter);
      const rows = required(outputs[output], output);
      addRowsInto(
        gradient,
        required(places[indices], indices),
        rows.data as Float32Array,
        Number(rows.shape[1]),
      );
    }
  }
}

/** table[indices[i]] += rows[i] for table [R, C] and rows [I, C], in order, so that the sum is always the same. */
function addRowsInto(table: Float32Array, indices: BigInt64Array, rows: Float32Array, C: number): void {
  const words = new Int32Array(indices.buffer, indices.byteOffset, indices.length * 2); // little-endian low words
  for (let i = 0; i < indices.length; i++) {
    const to = (words[2 * i] as number) * C;
    const from = i * C;
    for (let c = 0; c < C; c++) table[to + c] = (table[to + c] as number) + (rows[from + c] as number);
  }
}
