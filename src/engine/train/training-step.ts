// One model on the embedded engine: loss, gradients and an optimizer step over packed batches. The loop is in
// training-loop.ts; nothing here knows of epochs, schedules or files.
import { option, Random, required, SocraticError, say } from '../../common/index.ts';
import {
  adapterParameters,
  buildTrainingGraph,
  drawWeights,
  initialWeights,
  type LoraConfig,
  type ModelConfig,
  type TrainingGraph,
  type WeightSource,
} from '../model/index.ts';
import type { Device } from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';
import { DropoutMasks, dropoutFeeds } from './dropout.ts';
import { type GradientArrays, GradientSession } from './gradient-session.ts';
import { GradientThread } from './gradient-thread.ts';
import { LossModel } from './loss-model.ts';
import { ParameterMemory } from './memory/index.ts';
import { adamw, clippingScale, gradientNorm } from './optimizer.ts';
import { splitBatch, usesTwoSessions } from './split-batch.ts';
import type { StepResult, StepSettings, TrainedTensor, Trainer } from './trainer.ts';

export interface TrainableOptions {
  readonly config: ModelConfig;
  /** Starting weights; random ones from `seed` where absent. */
  readonly weights?: WeightSource;
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
  /** Compute batches in two parts at the same time, with half of the threads each; default `usesTwoSessions`. */
  readonly twoSessions?: boolean;
}

/** The sessions of a step: one for whole batches, and where there are two parts, one for each of them. */
interface GradientSessions {
  readonly whole: GradientSession;
  readonly parts: {
    readonly larger: GradientSession;
    readonly smaller: GradientThread;
    /** Of the model, by parameter: what the thread is sent. */
    readonly arrays: ReadonlyMap<string, GradientArrays>;
  } | null;
}

export class TrainableModel implements Trainer {
  readonly config: ModelConfig;
  readonly memory: ParameterMemory;
  readonly #graph: TrainingGraph;
  readonly #sessions: GradientSessions;
  readonly #lossModel: LossModel;
  readonly #masks: DropoutMasks | null;
  readonly #start: StartOptions;

  private constructor(
    options: TrainableOptions,
    graph: TrainingGraph,
    sessions: GradientSessions,
    memory: ParameterMemory,
    lossModel: LossModel,
  ) {
    this.config = options.config;
    this.#graph = graph;
    this.#sessions = sessions;
    this.#lossModel = lossModel;
    this.memory = memory;
    this.#masks = options.dropout > 0 ? new DropoutMasks(options.seed, options.dropout) : null;
    this.#start = options;
  }

  /**
   * Builds and loads the training graph; `options.weights` must have every parameter of `options.config`. `profile`: where the time of
   * every operator of the graph is recorded, as in SessionOptions; all of it is then in one session.
   */
  static async create(options: TrainableOptions, profile?: string): Promise<TrainableModel> {
    const graph = buildTrainingGraph(options.config, {
      dropout: options.dropout > 0,
      gradients: true,
      frozenEmbeddings: options.frozenEmbeddings ?? false,
      lora: options.lora ?? null,
      checkpointing: options.checkpointing ?? false,
    });
    const twoSessions = profile === undefined && (options.twoSessions ?? usesTwoSessions(options));
    const memory = parameterMemory(graph, { ...options, twoSessions });
    const sessions = await createSessions(graph, { ...options, twoSessions }, memory, profile);
    const weights = new Map(memory.parameters.map(({ name, weight }) => [name, weight]));
    const lossModel = await LossModel.create({ ...options, weights }).catch(async (error: unknown) => {
      await releaseSessions(sessions);
      throw error;
    });
    return new TrainableModel(options, graph, sessions, memory, lossModel);
  }

  get sessions(): number {
    return this.#sessions.parts ? 2 : 1;
  }

  /**
   * One optimizer step (`settings.step` counts from 1) on the sum of the micro-batches' losses, divided by their supervised
   * tokens. Throws `training-diverged` when the loss or the gradient is not finite; the weights are then unchanged.
   */
  async step(microBatches: readonly PackedBatch[], settings: StepSettings): Promise<StepResult> {
    const loss = await this.computeGradients(microBatches, settings.step);
    const norm = gradientNorm(this.memory);
    assertNotDiverged({ step: settings.step, loss, gradientNorm: norm });
    adamw(this.memory, { ...settings, gradientScale: clippingScale(norm, settings.clip) });
    return { loss, gradientNorm: norm };
  }

  /** Writes the gradients into the memory and returns the mean loss of the supervised tokens. Draws masks for `step`. */
  async computeGradients(microBatches: readonly PackedBatch[], step: number): Promise<number> {
    const supervised = microBatches.reduce((sum, batch) => sum + batch.supervised, 0);
    let loss = 0;
    for (const [index, batch] of microBatches.entries()) {
      const { parts, whole } = this.#sessions;
      const halves = parts && splitBatch(batch, this.config);
      if (parts && halves) loss += await this.#inParts(parts, halves, supervised);
      else {
        const sites = this.#graph.dropoutSites;
        const place = { step, microBatch: index };
        loss += await whole.run(
          batch,
          supervised,
          this.#masks ? dropoutFeeds(this.#masks, sites, batch, place) : {},
        );
      }
      this.memory.accumulate(index === 0);
    }
    return loss;
  }

  /** The gradients of both parts of a batch, computed at the same time and added, the larger part's first. */
  async #inParts(
    { larger, smaller, arrays }: NonNullable<GradientSessions['parts']>,
    [more, less]: readonly [PackedBatch, PackedBatch],
    supervised: number,
  ): Promise<number> {
    // Both are waited for even if one fails: the process must not end while the other thread computes.
    const begun = smaller.compute(less, supervised, arrays);
    const [own, other] = await Promise.allSettled([larger.run(more, supervised), begun]);
    if (own.status === 'rejected') throw own.reason;
    if (other.status === 'rejected') throw other.reason;
    for (const { name } of this.memory.trained)
      this.memory.addForeign(name, required(other.value.gradients.get(name), name).gradient);
    return own.value + other.value.loss;
  }

  /** Mean loss of the supervised tokens without dropout, weights unchanged. */
  lossOf(batches: readonly PackedBatch[], yieldToEventLoop?: () => Promise<void>): Promise<number> {
    return this.#lossModel.lossOf(batches, yieldToEventLoop);
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

  restart(): Promise<void> {
    return restoreStart(this, this.#start);
  }

  /** Shapes of the parameters, by name. */
  shapes(): ReadonlyMap<string, readonly number[]> {
    return new Map(this.#graph.parameters.map(({ name, shape }) => [name, shape]));
  }

  async release(): Promise<void> {
    await releaseSessions(this.#sessions);
    await this.#lossModel.release();
  }
}

async function releaseSessions({ whole, parts }: GradientSessions): Promise<void> {
  await parts?.smaller.release();
  await parts?.larger.release();
  await whole.release();
}

/** Loads the graph as often as it is needed; where one of the sessions cannot be made, those before it are released. */
async function createSessions(
  { model, rows, dense, parameters }: TrainingGraph,
  { config, threads, device = 'cpu', twoSessions }: TrainableOptions,
  memory: ParameterMemory,
  profile: string | undefined,
): Promise<GradientSessions> {
  const graph = {
    config,
    model,
    rows,
    dense,
    parameters: parameters.map(({ name, shape, trained }) => ({ name, shape, trained })),
  };
  const arrays = new Map(memory.parameters.map((parameter) => [parameter.name, parameter]));
  const made: GradientSession[] = [];
  const here = async (threads: number) => {
    const session = await GradientSession.create(graph, {
      threads,
      device,
      ...(profile === undefined ? {} : { profile }),
    });
    made.push(session);
    session.bind(arrays);
    return session;
  };
  try {
    const whole = await here(threads);
    if (!twoSessions) return { whole, parts: null };
    const larger = await here(Math.ceil(threads / 2));
    const smaller = await GradientThread.create({ graph, threads: Math.floor(threads / 2) });
    return { whole, parts: { larger, smaller, arrays } };
  } catch (error) {
    for (const session of made) await session.release();
    throw error;
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
    { accumulate: options.accumulate, foreign: options.twoSessions ?? false },
  );
  const weights = startingWeights(options);
  for (const { name, weight } of memory.parameters) {
    weight.set(required(weights.get(name), `starting weight ${name}`));
  }
  return memory;
}

/** Throws `training-diverged` unless loss and gradient are finite. */
export function assertNotDiverged({ step, loss, gradientNorm }: { step: number } & StepResult): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  throw new SocraticError(
    'training-diverged',
    say`The training diverged at step ${step}: the loss is ${loss} and the norm of the gradient is ${gradientNorm}. Start again with a lower ${option('learningRate')} or a longer ${option('warmup')}.`,
    { details: { step, loss, gradientNorm } },
  );
}

/** What decides the weights that training starts from. */
export type StartOptions = Pick<TrainableOptions, 'config' | 'seed' | 'weights' | 'lora'>;

/** Gives every trained tensor of `model` its weight from before the first step. */
export async function restoreStart(model: Trainer, options: StartOptions): Promise<void> {
  const start = startingWeights(options);
  for (const name of model.trainedNames) {
    await model.restore({ name, weight: required(start.get(name), `starting weight ${name}`) });
  }
}

/** The weights that training starts from, those of adapters included. */
export function startingWeights({ config, seed, weights, lora }: StartOptions): WeightSource {
  const random = new Random(seed);
  const own = weights ?? initialWeights(config, random.fork('weights'));
  const adapters = lora ? drawWeights(adapterParameters(config, lora), random.fork('adapters')) : new Map();
  return { get: (name) => adapters.get(name) ?? own.get(name) };
}
