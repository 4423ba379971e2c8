// One model whose weights, gradients and optimizer state stay on a device: nothing but batches goes there, and nothing but loss
// and gradient norm comes back, until a checkpoint asks for the rest. The loop is in training-loop.ts, the same as for the CPU.
import { required } from '../../common/index.ts';
import {
  batchInputs,
  buildTrainingGraph,
  gradientName,
  LOSS,
  type ModelConfig,
  rowSumInputs,
  type TrainingGraph,
  type Weights,
} from '../model/index.ts';
import {
  type Device,
  type DeviceFeeds,
  type DeviceTensor,
  DeviceTransfer,
  Session,
  type Values,
} from '../runtime/index.ts';
import type { PackedBatch } from './batches.ts';
import { DropoutMasks, dropoutFeeds } from './dropout.ts';
import { BatchFeeds } from './loss-model.ts';
import {
  adamwInputs,
  adamwOutputs,
  buildAdamwGraph,
  buildNormGraph,
  buildSumGraph,
  CLIP,
  coefficientNames,
  GRADIENT_NORM,
  GRADIENT_SCALE,
  SUM,
} from './optimizer-graph.ts';
import { placesOf, rowSumTables } from './row-sums.ts';
import type { StepResult, StepSettings, TrainedTensor, Trainer } from './trainer.ts';
import {
  assertNotDiverged,
  restoreStart,
  type StartOptions,
  startingWeights,
  type TrainableOptions,
} from './training-step.ts';

type Parameter = TrainingGraph['parameters'][number];

/** A trained tensor's optimizer state. */
interface Moments {
  readonly firstMoment: DeviceTensor;
  readonly secondMoment: DeviceTensor;
}

/** The sessions of one device. Those by rank serve every tensor of that rank. */
interface Sessions {
  readonly gradients: Session;
  readonly loss: Session;
  readonly norm: Session;
  readonly adamw: ReadonlyMap<number, Session>;
  readonly sum: ReadonlyMap<number, Session>;
  readonly transfer: DeviceTransfer;
}

export class DeviceModel implements Trainer {
  readonly config: ModelConfig;
  readonly sessions = 1;
  readonly trainedNames: readonly string[];
  readonly #graph: TrainingGraph;
  readonly #sessions: Sessions;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #weights = new Map<string, DeviceTensor>();
  readonly #moments = new Map<string, Moments>();
  readonly #feeds: BatchFeeds;
  readonly #masks: DropoutMasks | null;
  readonly #start: StartOptions;

  private constructor(options: TrainableOptions, graph: TrainingGraph, sessions: Sessions) {
    this.config = options.config;
    this.#graph = graph;
    this.#sessions = sessions;
    this.#parameters = new Map(graph.parameters.map((parameter) => [parameter.name, parameter]));
    this.trainedNames = graph.parameters.filter(({ trained }) => trained).map(({ name }) => name);
    this.#feeds = new BatchFeeds(options.config);
    this.#masks = options.dropout > 0 ? new DropoutMasks(options.seed, options.dropout) : null;
    this.#start = options;
  }

  /**
   * Builds the graphs and puts the starting weights on the device. Throws `device-unavailable`. `cpu` is a device like the
   * others here, for tests: its tensors are the process's own.
   */
  static async create(options: TrainableOptions): Promise<DeviceModel> {
    const { config, threads, device = 'cpu', lora = null, checkpointing = false } = options;
    const graph = buildTrainingGraph(config, {
      dropout: options.dropout > 0,
      gradients: true,
      frozenEmbeddings: options.frozenEmbeddings ?? false,
      lora,
      checkpointing,
      portable: true,
    });
    const sessions = await createSessions(graph, options, { threads, device });
    const model = new DeviceModel(options, graph, sessions);
    const start = startingWeights(options);
    for (const { name } of graph.parameters) {
      await model.restore({ name, weight: required(start.get(name), `starting weight ${name}`) });
    }
    return model;
  }

  async step(microBatches: readonly PackedBatch[], settings: StepSettings): Promise<StepResult> {
    const { loss, gradients } = await this.#lossAndGradients(microBatches, settings.step);
    try {
      const named = Object.fromEntries(gradients);
      const clip = { data: Float32Array.of(settings.clip), shape: [] };
      const { tensors, values } = await this.#sessions.norm.runOnDevice({ ...named, [CLIP]: clip }, [
        GRADIENT_NORM,
      ]);
      const gradientScale = required(tensors[GRADIENT_SCALE], GRADIENT_SCALE);
      try {
        const gradientNorm = Number(required(values[GRADIENT_NORM], GRADIENT_NORM).data[0]);
        assertNotDiverged({ step: settings.step, loss, gradientNorm });
        await this.#update(gradients, gradientScale, settings);
        return { loss, gradientNorm };
      } finally {
        gradientScale.dispose();
      }
    } finally {
      disposeAll(gradients.values());
    }
  }

  /** The loss and every gradient, brought back: for tests. Weights unchanged. */
  async gradients(
    microBatches: readonly PackedBatch[],
    step: number,
  ): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
    const { loss, gradients } = await this.#lossAndGradients(microBatches, step);
    const copies = new Map<string, Float32Array>();
    for (const [name, gradient] of gradients) {
      copies.set(name, await this.#sessions.transfer.download(gradient));
      gradient.dispose();
    }
    return { loss, gradients: copies };
  }

  async lossOf(
    batches: readonly PackedBatch[],
    yieldToEventLoop: () => Promise<void> = async () => {},
  ): Promise<number> {
    const supervised = batches.reduce((sum, batch) => sum + batch.supervised, 0);
    let loss = 0;
    for (const batch of batches) {
      const feeds = { ...Object.fromEntries(this.#weights), ...this.#feeds.of(batch, supervised) };
      loss += lossIn(await this.#sessions.loss.runOnDevice(feeds, [LOSS]));
      await yieldToEventLoop();
    }
    return loss;
  }

  async trained(name: string): Promise<TrainedTensor> {
    const { shape } = this.#parameter(name);
    const { firstMoment, secondMoment } = this.#momentsOf(name);
    const { transfer } = this.#sessions;
    return {
      name,
      shape,
      weight: await transfer.download(this.#weight(name)),
      firstMoment: await transfer.download(firstMoment),
      secondMoment: await transfer.download(secondMoment),
    };
  }

  async restore(tensor: Pick<TrainedTensor, 'name' | 'weight'> & Partial<TrainedTensor>): Promise<void> {
    const { name, weight } = tensor;
    const { shape, trained } = this.#parameter(name);
    const { transfer } = this.#sessions;
    const before = this.#weights.get(name);
    this.#weights.set(name, await transfer.upload({ data: weight, shape }));
    before?.dispose();
    if (!trained) return;
    const moments = this.#moments.get(name);
    if (moments && !(tensor.firstMoment && tensor.secondMoment)) return;
    const zeros = () => new Float32Array(weight.length);
    this.#moments.set(name, {
      firstMoment: await transfer.upload({ data: tensor.firstMoment ?? zeros(), shape }),
      secondMoment: await transfer.upload({ data: tensor.secondMoment ?? zeros(), shape }),
    });
    if (moments) disposeAll([moments.firstMoment, moments.secondMoment]);
  }

  restart(): Promise<void> {
    return restoreStart(this, this.#start);
  }

  async weights(): Promise<Weights> {
    const weights = new Map<string, Float32Array>();
    for (const [name, tensor] of this.#weights) {
      weights.set(name, await this.#sessions.transfer.download(tensor));
    }
    return weights;
  }

  /** Whether everything that lasts between two steps is outside of the process's own memory: for tests. */
  get resident(): boolean {
    const moments = [...this.#moments.values()].flatMap((both) => [both.firstMoment, both.secondMoment]);
    return [...this.#weights.values(), ...moments].every(({ resident }) => resident);
  }

  async release(): Promise<void> {
    disposeAll(this.#weights.values());
    for (const { firstMoment, secondMoment } of this.#moments.values())
      disposeAll([firstMoment, secondMoment]);
    const { gradients, loss, norm, adamw, sum, transfer } = this.#sessions;
    for (const session of [gradients, loss, norm, ...adamw.values(), ...sum.values()])
      await session.release();
    await transfer.release();
  }

  /** Gradients of the trained parameters by name, the caller's to dispose of, summed over the micro-batches. */
  async #lossAndGradients(
    microBatches: readonly PackedBatch[],
    step: number,
  ): Promise<{ loss: number; gradients: Map<string, DeviceTensor> }> {
    const supervised = microBatches.reduce((sum, batch) => sum + batch.supervised, 0);
    let loss = 0;
    const gradients = new Map<string, DeviceTensor>();
    for (const [index, batch] of microBatches.entries()) {
      const sites = this.#graph.dropoutSites;
      const masks = this.#masks ? dropoutFeeds(this.#masks, sites, batch, { step, microBatch: index }) : {};
      const feeds: DeviceFeeds = {
        ...Object.fromEntries(this.#weights),
        ...this.#feeds.of(batch, supervised),
        ...this.#indexFeeds(batch),
        ...masks,
      };
      const results = await this.#sessions.gradients.runOnDevice(feeds, [LOSS]);
      loss += lossIn(results);
      for (const name of this.trainedNames) {
        const gradient = required(results.tensors[gradientName(name)], gradientName(name));
        const before = gradients.get(name);
        gradients.set(name, before ? await this.#added(before, gradient) : gradient);
      }
    }
    return { loss, gradients };
  }

  /** a + b, which are disposed of. */
  async #added(a: DeviceTensor, b: DeviceTensor): Promise<DeviceTensor> {
    const session = required(this.#sessions.sum.get(a.shape.length), 'sum graph');
    const { tensors } = await session.runOnDevice({ a, b });
    disposeAll([a, b]);
    return required(tensors[SUM], SUM);
  }

  /** The indices by which the graph adds rows. */
  #indexFeeds(batch: PackedBatch): Values {
    const indicesOf: Readonly<Record<string, BigInt64Array>> = {
      [batchInputs.tokenIds]: batch.tokenIds,
      [batchInputs.positions]: batch.positions,
      [batchInputs.labels]: batch.labels,
    };
    const N = batch.tokenIds.length;
    const feeds: [string, Values[string]][] = this.#graph.rowSums.flatMap(
      ({ parameter, indices, tableRows }) => {
        const all = indices.flatMap((name) => [...required(indicesOf[name], name)]);
        const { groups, sums, places } = rowSumTables(BigInt64Array.from(all), tableRows);
        const names = rowSumInputs(parameter);
        return [
          [names.groups, groups],
          [names.sums, sums],
          [names.places, { data: places, shape: [tableRows] }],
        ] as [string, Values[string]][];
      },
    );
    const places = { data: placesOf(batch.selected, N), shape: [N] };
    return { [batchInputs.places]: places, ...Object.fromEntries(feeds) };
  }

  /** One step of AdamW, tensor after tensor, so that at most one is there twice. */
  async #update(
    gradients: ReadonlyMap<string, DeviceTensor>,
    gradientScale: DeviceTensor,
    settings: StepSettings,
  ): Promise<void> {
    const { transfer, adamw } = this.#sessions;
    const { learningRate, beta1, beta2, epsilon, weightDecay, step } = settings;
    const values = {
      rate: learningRate / (1 - beta1 ** step),
      beta1,
      one_minus_beta1: 1 - beta1,
      beta2,
      one_minus_beta2: 1 - beta2,
      epsilon,
      second_scale: 1 / Math.sqrt(1 - beta2 ** step),
    };
    const scalar = (value: number) => transfer.upload({ data: Float32Array.of(value), shape: [] });
    const shared: Record<string, DeviceTensor> = {};
    for (const name of coefficientNames) shared[name] = await scalar(values[name]);
    const decayed = await scalar(1 - learningRate * weightDecay);
    const whole = await scalar(1);
    for (const [name, gradient] of gradients) {
      const { decay, shape } = this.#parameter(name);
      const [weight, moments] = [this.#weight(name), this.#momentsOf(name)];
      const { tensors } = await required(adamw.get(shape.length), 'AdamW graph').runOnDevice({
        ...shared,
        [GRADIENT_SCALE]: gradientScale,
        [adamwInputs.keep]: decay ? decayed : whole,
        [adamwInputs.weight]: weight,
        [adamwInputs.gradient]: gradient,
        [adamwInputs.firstMoment]: moments.firstMoment,
        [adamwInputs.secondMoment]: moments.secondMoment,
      });
      // At a rate of 0 only the moments change, not even the sign of a zero weight.
      const changed = required(tensors[adamwOutputs.weight], name);
      if (learningRate !== 0) this.#weights.set(name, changed);
      this.#moments.set(name, {
        firstMoment: required(tensors[adamwOutputs.firstMoment], name),
        secondMoment: required(tensors[adamwOutputs.secondMoment], name),
      });
      disposeAll([learningRate === 0 ? changed : weight, moments.firstMoment, moments.secondMoment]);
    }
    disposeAll([...Object.values(shared), decayed, whole]);
  }

  #parameter(name: string): Parameter {
    return required(this.#parameters.get(name), `parameter ${name}`);
  }
  #weight(name: string): DeviceTensor {
    return required(this.#weights.get(name), `weight ${name}`);
  }
  #momentsOf(name: string): Moments {
    return required(this.#moments.get(name), `moments of ${name}`);
  }
}

async function createSessions(
  graph: TrainingGraph,
  options: TrainableOptions,
  on: { readonly threads: number; readonly device: Device },
): Promise<Sessions> {
  const trained = graph.parameters.filter((parameter) => parameter.trained);
  const ranks = [...new Set(trained.map(({ shape }) => shape.length))];
  const byRank = async (build: (rank: number) => Uint8Array, onDevice: readonly string[]) => {
    const sessions = new Map<number, Session>();
    for (const rank of ranks) sessions.set(rank, await Session.create(build(rank), { ...on, onDevice }));
    return sessions;
  };
  const onDevice = trained.map(({ name }) => gradientName(name));
  const forward = buildTrainingGraph(options.config, {
    dropout: false,
    gradients: false,
    lora: options.lora ?? null,
    portable: true,
  });
  return {
    gradients: await Session.create(graph.model, { ...on, onDevice }),
    loss: await Session.create(forward.model, on),
    norm: await Session.create(buildNormGraph(trained), { ...on, onDevice: [GRADIENT_SCALE] }),
    adamw: await byRank(buildAdamwGraph, Object.values(adamwOutputs)),
    sum: await byRank(buildSumGraph, [SUM]),
    transfer: new DeviceTransfer(on),
  };
}

function lossIn({ values }: { readonly values: Values }): number {
  return Number(required(values[LOSS], LOSS).data[0]);
}

function disposeAll(tensors: Iterable<DeviceTensor>): void {
  for (const tensor of tensors) tensor.dispose();
}
