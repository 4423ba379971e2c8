// A model so small that its every gradient can be compared, and sequences for it.
import { Random, required } from '../../src/common/index.ts';
import {
  type Adapter,
  initialWeights,
  type ModelConfig,
  mergeAdapter,
  parseConfig,
  type Weights,
} from '../../src/engine/model/index.ts';
import {
  packBatch,
  TrainableModel as Trainable,
  type TrainableModel,
  type TrainingSequence,
} from '../../src/engine/train/index.ts';

export const microConfig: ModelConfig = {
  architecture: 'gpt2',
  tiedHead: true,
  vocabularySize: 40,
  contextLength: 32,
  width: 16,
  layers: 2,
  heads: 2,
  layerNormEpsilon: 1e-5,
  endOfText: 0,
};

/** The same size in the names of Llama's relatives. */
export const microSizes = {
  vocab_size: microConfig.vocabularySize,
  max_position_embeddings: microConfig.contextLength,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 24,
};

/** The same size as a Llama: four heads that share two keys, a head of its own, Llama 3's positions. */
export const microLlama: ModelConfig = parseConfig(
  {
    model_type: 'llama',
    ...microSizes,
    rms_norm_eps: 1e-5,
    eos_token_id: 0,
    rope_scaling: {
      rope_type: 'llama3',
      factor: 4,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 16,
    },
  },
  'microLlama',
);

/** Weights larger than at the start of a training, so that every part of the model matters; biases are not zero. */
export function livelyWeights(config: ModelConfig, seed = 1): Map<string, Float32Array> {
  const random = new Random(seed);
  return new Map(
    [...initialWeights(config, random.fork('weights'))].map(([name, data]) => [
      name,
      data.map((value) => (/ln_|norm/.test(name) ? value : value * 5) + 0.05 * random.normal()),
    ]),
  );
}

/** Copies of the weights with the adapter merged in. */
export async function mergedWeights(config: ModelConfig, weights: Weights, adapter: Adapter) {
  const merged = new Map([...weights].map(([name, data]) => [name, data.slice()]));
  await mergeAdapter(config, merged, adapter, { threads: 1 });
  return merged;
}

/** Random tokens of the given lengths; about half are learned, the last one always. */
export function randomSequences(lengths: readonly number[], seed = 1): TrainingSequence[] {
  const random = new Random(seed);
  return lengths.map((length, index) => ({
    id: `s${index}`,
    ids: Int32Array.from({ length }, () => random.integer(1, microConfig.vocabularySize - 1)),
    learned: Uint8Array.from({ length }, (_, t) => (t === length - 1 ? 1 : random.integer(0, 1))),
  }));
}

/** A model on one thread with `livelyWeights`, and what a test wants otherwise. */
export function microModel(
  options: Partial<Parameters<typeof TrainableModel.create>[0]> = {},
): Promise<TrainableModel> {
  const config = options.config ?? microConfig;
  return Trainable.create({
    config,
    weights: livelyWeights(config),
    seed: 1,
    threads: 1,
    dropout: 0,
    accumulate: false,
    ...options,
  });
}

export const packAll = (sequences: readonly TrainingSequence[]) =>
  packBatch(
    sequences,
    sequences.map((_, index) => index),
    microConfig.contextLength,
  );

/** Copies of the gradients that the optimizer would read, by parameter. */
export function gradientsOf(model: TrainableModel): Map<string, Float32Array> {
  return new Map(model.memory.parameters.map(({ name, total }) => [name, total.slice()]));
}

const norm = (values: Iterable<number>) => Math.hypot(...values);

/** The parameter whose gradients differ most: ‖a - b‖ / ‖b‖, with a floor for gradients that are zero. */
export function worstDifference(
  a: ReadonlyMap<string, Float32Array>,
  b: ReadonlyMap<string, Float32Array>,
): { parameter: string; error: number } {
  let worst = { parameter: '', error: -1 };
  for (const [parameter, expected] of b) {
    const found = required(a.get(parameter), parameter);
    const difference = norm(found.map((value, i) => value - (expected[i] ?? Number.NaN)));
    const error = difference / Math.max(norm(expected), 1e-4);
    if (!(error <= worst.error)) worst = { parameter, error };
  }
  return worst;
}
