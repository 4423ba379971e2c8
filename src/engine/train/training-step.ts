// One model on the embedded engine: loss, gradients and an optimizer step over packed batches. The loop is in
// training-loop.ts; nothing here knows of epochs, schedules or files.
import { Random, required, SocraticError } from '../../common/index.ts';
import {
  adapterParameters,
  batchInputs,
  buildTrainingGraph,
  drawWeights,
  gradientName,
  initialWeights,
  LOSS,
  type LoraConfig,
  type ModelConfig,
  type TrainingGraph,
  type Weights,
} from '../model/index.ts';
import { type Device, Session, type Value, type Values } from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';
import { DropoutMasks, dropoutFeeds } from './dropout.ts';
import { BatchFeeds, LossModel } from './loss-model.ts';
import { ParameterMemory } from './memory/index.ts';
import { adamw, clippingScale, gradientNorm } from './optimizer.ts';
import type { StepResult, StepSettings, TrainedTensor, Trainer } from './trainer.ts';

export interface TrainableOptions {
  readonly config: ModelConfig;
  /** Starting weights; random ones from `seed` where absent. */
  readonly weights?: Weights;
  readonly seed: number;
  readonly threads: number;
  /** Probability of dropping, at every site of GPT-2; 0 leaves dropout out of the graph. */
  readonly dropout: number;
  /** Whether a step may have several micro-batches. */
  readonly accumulate: boolean;
  /** Leave the embeddings as they start: no gradient, no optimizer state. */
  readonly frozenEmbeddings?: boolean;
  /** Train low-rank adapters; the weights stay as they start. */
  readonly lora?: LoraConfig | null;
  /** Compute each block again in the backward pass instead of keeping what is inside. */
  readonly checkpointing?: boolean;
  /** Where graphs are computed; default cpu. A TrainableModel keeps its weights in the process's own memory all the same. */
  readonly device?: Device;
}

export class TrainableModel implements Trainer {
  readonly config: ModelConfig;
  readonly memory: ParameterMemory;
  readonly #graph: TrainingGraph;
  readonly #session: Session;
  readonly #lossModel: LossModel;
  readonly #weightFeeds: Values;
  readonly #gradientFetches: Values;
  readonly #masks: DropoutMasks | null;
  readonly #feeds: BatchFeeds;
  readonly #loss = new Float32Array(1);
  /** Rows that leave the graph, by its output's name. */
  readonly #rowMemory = new Map<string, Float32Array>();

  private constructor(
    options: TrainableOptions,
    graph: TrainingGraph,
    session: Session,
    memory: ParameterMemory,
    lossModel: LossModel,
  ) {
    this.config = options.config;
    this.#graph = graph;
    this.#session = session;
    this.#lossModel = lossModel;
    this.#feeds = new BatchFeeds(options.config);
    this.memory = memory;
    this.#masks = options.dropout > 0 ? new DropoutMasks(options.seed, options.dropout) : null;
    const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
    const value = (name: string, data: Float32Array): Value => ({ data, shape: shapes.get(name) ?? [] });
    this.#weightFeeds = Object.fromEntries(
      this.memory.parameters.map(({ name, weight }) => [name, value(name, weight)]),
    );
    this.#gradientFetches = Object.fromEntries(
      graph.dense.map((name) => [gradientName(name), value(name, this.memory.views(name).gradient)]),
    );
  }

  /**
   * Builds and loads the training graph; `options.weights` must have every parameter of `options.config`. `profile`: where the time of
   * every operator of the graph is recorded, as in SessionOptions.
   */
  static async create(options: TrainableOptions, profile?: string): Promise<TrainableModel> {
    const graph = buildTrainingGraph(options.config, {
      dropout: options.dropout > 0,
      gradients: true,
      frozenEmbeddings: options.frozenEmbeddings ?? false,
      lora: options.lora ?? null,
      checkpointing: options.checkpointing ?? false,
    });
    const { threads, device = 'cpu' } = options;
    const session = await Session.create(graph.model, {
      threads,
      device,
      ...(profile === undefined ? {} : { profile }),
    });
    const memory = parameterMemory(graph, options);
    const weights = new Map(memory.parameters.map(({ name, weight }) => [name, weight]));
    const lossModel = await LossModel.create({ ...options, weights });
    return new TrainableModel(options, graph, session, memory, lossModel);
  }

  /**
   * One optimizer step (`settings.step` counts from 1) on the sum of the micro-batches' losses, divided by their supervised
   * tokens. Throws `training-diverged` when the loss or the gradient is not finite; the weights are then unchanged.
   */
  async step(microBatches: readonly PackedBatch[], settings: StepSettings): Promise<StepResult> {
    const loss = await this.computeGradients(microBatches, settings.step);
    const norm = gradientNorm(this.memory);
    refuseDiverged({ step: settings.step, loss, gradientNorm: norm });
    adamw(this.memory, { ...settings, gradientScale: clippingScale(norm, settings.clip) });
    return { loss, gradientNorm: norm };
  }

  /** Writes the gradients into the memory and returns the mean loss of the supervised tokens. Draws masks for `step`. */
  async computeGradients(microBatches: readonly PackedBatch[], step: number): Promise<number> {
    const supervised = microBatches.reduce((sum, batch) => sum + batch.supervised, 0);
    let loss = 0;
    for (const [index, batch] of microBatches.entries()) {
      const sites = this.#graph.dropoutSites;
      const masks = this.#masks ? dropoutFeeds(this.#masks, sites, batch, { step, microBatch: index }) : {};
      const rows = this.#rowFetches(batch.tokenIds.length);
      this.#loss[0] = Number.NaN; // it stays so if nothing is written
      await this.#session.runInPlace(
        { ...this.#weightFeeds, ...this.#feeds.of(batch, supervised), ...masks },
        { [LOSS]: { data: this.#loss, shape: [] }, ...this.#gradientFetches, ...rows },
      );
      loss += this.#loss[0] ?? Number.NaN;
      this.#addRows(batch, rows);
      this.memory.accumulate(index === 0);
    }
    return loss;
  }

  /** Mean loss of the supervised tokens without dropout, weights unchanged. */
  lossOf(batches: readonly PackedBatch[], breathe?: () => Promise<void>): Promise<number> {
    return this.#lossModel.lossOf(batches, breathe);
  }

  /** The current weights, by name: views that the next step changes. */
  weights(): Map<string, Float32Array> {
    return new Map(this.memory.parameters.map(({ name, weight }) => [name, weight]));
  }

  get trainedNames(): readonly string[] {
    return this.memory.trained.map(({ name }) => name);
  }

  async trained(name: string): Promise<TrainedTensor> {
    const shape = required(this.shapes().get(name), `shape of ${name}`);
    const { weight, firstMoment, secondMoment } = this.memory.views(name);
    return { name, shape, weight, firstMoment, secondMoment };
  }

  async restore(tensor: Pick<TrainedTensor, 'name' | 'weight'> & Partial<TrainedTensor>): Promise<void> {
    const { weight, firstMoment, secondMoment } = this.memory.views(tensor.name);
    weight.set(tensor.weight);
    if (tensor.firstMoment) firstMoment.set(tensor.firstMoment);
    if (tensor.secondMoment) secondMoment.set(tensor.secondMoment);
  }

  /** Shapes of the parameters, by name. */
  shapes(): ReadonlyMap<string, readonly number[]> {
    return new Map(this.#graph.parameters.map(({ name, shape }) => [name, shape]));
  }

  async release(): Promise<void> {
    await this.#session.release();
    await this.#lossModel.release();
  }

  /** Where the gradients of the rows that a batch of N tokens looks up are written; the same memory for every batch. */
  #rowFetches(N: number): Record<string, Value> {
    const fetches: Record<string, Value> = {};
    for (const { parameter, output } of this.#graph.rows) {
      const width = required(this.#weightFeeds[parameter]?.shape[1], `width of ${parameter}`);
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
      const { gradient } = this.memory.views(parameter);
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

/** Memory for the graph's parameters, with the starting weights in it. */
function parameterMemory(graph: TrainingGraph, options: TrainableOptions): ParameterMemory {
  const memory = new ParameterMemory(
    graph.parameters.map(({ name, shape, decay, trained }) => ({
      name,
      size: shape.reduce((product, n) => product * n, 1),
      decay,
      frozen: !trained,
    })),
    { accumulate: options.accumulate },
  );
  const weights = startingWeights(options);
  for (const { name, weight } of memory.parameters) {
    weight.set(required(weights.get(name), `starting weight ${name}`));
  }
  return memory;
}

/** Throws `training-diverged` unless loss and gradient are finite. */
export function refuseDiverged({ step, loss, gradientNorm }: { step: number } & StepResult): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  throw new SocraticError(
    'training-diverged',
    `Step ${step}: the loss is ${loss} and the gradient's norm ${gradientNorm}. ` +
      'Start again with a lower --learning-rate or a longer --warmup.',
    { details: { step, loss, gradientNorm } },
  );
}

/** The weights that training starts from, those of adapters included. */
export function startingWeights({
  config,
  seed,
  weights,
  lora,
}: Pick<TrainableOptions, 'config' | 'seed' | 'weights' | 'lora'>): Weights {
  const random = new Random(seed);
  const own = weights ?? initialWeights(config, random.fork('weights'));
  const adapters = lora ? drawWeights(adapterParameters(config, lora), random.fork('adapters')) : [];
  return new Map([...adapters, ...own]);
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
