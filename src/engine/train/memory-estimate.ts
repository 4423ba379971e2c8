// How much memory the training of a model will take at its highest, before anything is loaded: an account of what the process
// will hold, with the activations from the training graph itself. docs/decisions/0008 compares it with what was measured.
import {
  buildTrainingGraph,
  gradientName,
  LOSS,
  type LoraConfig,
  type ModelConfig,
  trainingParameters,
} from '../model/index.ts';
import { byteLength, planBuffers, type Sizes, simulateArena } from '../runtime/index.ts';
import { type BatchShape, batchShape, planEpoch, type TrainingSequence } from './batches.ts';
import { largestMemoryBytes } from './memory/index.ts';
import { partShapes } from './split-batch.ts';

/** What decides how much memory a training takes, besides the shapes of its batches. */
export interface MemorySettings {
  readonly config: ModelConfig;
  readonly dropout: boolean;
  /** Whether a step may have several micro-batches. */
  readonly accumulate: boolean;
  readonly frozenEmbeddings?: boolean;
  readonly lora?: LoraConfig | null;
  readonly checkpointing?: boolean;
  /** Whether batches are computed in two parts at the same time. */
  readonly twoSessions?: boolean;
}

/** Bytes, by what they are for. */
export interface MemoryParts {
  /** float32, those that are not trained included. */
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two. */
  readonly moments: number;
  /** The sum over the micro-batches of a step. */
  readonly accumulation: number;
  /** What forward and backward pass keep and compute: the arenas of the training sessions. */
  readonly activations: number;
  /** The thread with the second session: its code, and weights and gradients that go back and forth. */
  readonly secondThread: number;
  /** The arena of the session that measures the loss on validation problems. */
  readonly validation: number;
  readonly dropoutMasks: number;
  /** The token ids of all sequences. */
  readonly sequences: number;
  /** A starting weight as it was read: one at a time. */
  readonly copies: number;
  /** Node.js, ONNX Runtime and our own code. */
  readonly process: number;
}

export interface MemoryEstimate {
  /** The sum of the parts: the highest resident size of the training process. */
  readonly bytes: number;
  readonly parts: MemoryParts;
  /** A tensor that does not fit with its gradient and moments in one WebAssembly memory; null when all fit. */
  readonly tooLarge: string | null;
}

/** Resident before there is a model: measured, docs/decisions/0008. */
const processBytes = 200 * 2 ** 20;

/** A thread's own JavaScript heap, code and loaded graph: measured, docs/decisions/0010. */
const threadBytes = 75 * 2 ** 20;

/** What a sequence takes besides 5 bytes a token, on V8's heap: measured, docs/decisions/0008. */
const sequenceBytes = 470;

/** Estimates the memory of trainings that differ in their batches only: the graphs are built and planned once. */
export class MemoryEstimator {
  readonly #fixed: Omit<MemoryParts, 'activations' | 'validation' | 'dropoutMasks' | 'sequences'>;
  readonly #tooLarge: string | null;
  readonly #training: Planned;
  readonly #loss: Planned;
  readonly #twoSessions: boolean;

  constructor(settings: MemorySettings) {
    const { config, lora, accumulate, frozenEmbeddings = false } = settings;
    const parameters = trainingParameters(config, { lora: lora ?? null, frozenEmbeddings });
    const bytesOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 4);
    const sum = (of: typeof parameters) => of.reduce((total, { shape }) => total + bytesOf(shape), 0);
    const weights = sum(parameters);
    const trained = sum(parameters.filter((parameter) => parameter.trained));
    this.#training = plan(settings, true);
    this.#loss = plan(settings, false);
    this.#twoSessions = settings.twoSessions ?? false;
    this.#fixed = {
      weights,
      gradients: trained,
      moments: 2 * trained,
      accumulation: accumulate ? trained : 0,
      secondThread: this.#twoSessions ? threadBytes + weights + trained : 0,
      copies: Math.max(...parameters.map(({ shape }) => bytesOf(shape))),
      process: processBytes,
    };
    const arrays = accumulate ? 5 : 4;
    this.#tooLarge =
      parameters.find(({ shape, trained }) => bytesOf(shape) * (trained ? arrays : 1) > largestMemoryBytes)
        ?.name ?? null;
  }

  /**
   * `validation`: the batches on which the loss is measured; none where that is not done. `sequences`: everything that is trained and
   * validated on.
   */
  estimate(
    training: readonly BatchShape[],
    validation: readonly BatchShape[],
    sequences: readonly Pick<TrainingSequence, 'ids'>[] = [],
  ): MemoryEstimate {
    const masks = training.map((shape) =>
      this.#training.dropoutSites.reduce(
        (total, site) => total + byteLength({ dtype: 'float32', shape: site.shape }, sizesOf(shape)),
        0,
      ),
    );
    const parts = {
      ...this.#fixed,
      activations: this.#activations(training),
      validation: simulateArena(this.#loss.buffers, validation.map(sizesOf)),
      dropoutMasks: Math.max(0, ...masks),
      sequences: sequences.reduce((sum, { ids }) => sum + 5 * ids.length + sequenceBytes, 0),
    };
    const bytes = Object.values(parts).reduce((total, part) => total + part, 0);
    return { bytes, parts, tooLarge: this.#tooLarge };
  }

  /** Of every session that computes gradients: each has an arena of its own, and computes the batches or parts that are its. */
  #activations(training: readonly BatchShape[]): number {
    const arena = (shapes: readonly BatchShape[]) =>
      simulateArena(this.#training.buffers, shapes.map(sizesOf));
    if (!this.#twoSessions) return arena(training);
    const parts = training.map((shape) => partShapes(shape));
    const whole = training.filter((_, index) => !parts[index]);
    const larger = parts.flatMap((both) => (both ? [both[0]] : []));
    const smaller = parts.flatMap((both) => (both ? [both[1]] : []));
    return arena(whole) + arena(larger) + arena(smaller);
  }
}

type Planned = ReturnType<typeof plan>;

function plan(
  { config, dropout, frozenEmbeddings, lora, checkpointing }: MemorySettings,
  gradients: boolean,
) {
  const { graph, dense, rows, dropoutSites } = buildTrainingGraph(config, {
    gradients,
    dropout: dropout && gradients,
    frozenEmbeddings: frozenEmbeddings ?? false,
    lora: lora ?? null,
    checkpointing: checkpointing ?? false,
  });
  // What a step fetches into arrays of its own: the runtime writes there.
  const outside = new Set([LOSS, ...dense.map(gradientName), ...rows.map(({ output }) => output)]);
  return { buffers: planBuffers(graph.written(), outside), dropoutSites };
}

/** M: the tables of rotary angles reach as far as the longest sequence. */
const sizesOf = (shape: BatchShape): Sizes => ({ ...shape, M: shape.T });

export interface BatchPlanOptions {
  readonly tokenBudget: number;
  readonly contextLength: number;
  readonly seed: number;
}

/** How many batches stand for all of an epoch, besides those that are the largest in some way. */
const sampledBatches = 12;

/**
 * The shapes of the batches that decide how much memory an epoch takes: those that are the largest in tokens, padded attention or
 * supervised tokens, and some of the others, since a region of memory that was cut up for one shape may not suit the next. In the
 * order of training, on which that depends.
 */
export function decisiveBatches(
  sequences: readonly TrainingSequence[],
  { tokenBudget, contextLength, seed }: BatchPlanOptions,
): BatchShape[] {
  const { steps } = planEpoch(sequences, { tokenBudget, contextLength, seed, epoch: 0 });
  const shapes = steps.flat().map((indices) => batchShape(sequences, indices));
  const measures: readonly ((shape: BatchShape) => number)[] = [
    ({ N }) => N,
    ({ K }) => K,
    ({ B, T }) => B * T,
    ({ B, T }) => B * T * T,
  ];
  const largest = measures.map((measure) => shapes.toSorted((a, b) => measure(b) - measure(a))[0]);
  const every = Math.max(1, Math.ceil(shapes.length / sampledBatches));
  return shapes.filter((shape, index) => index % every === 0 || largest.includes(shape));
}
