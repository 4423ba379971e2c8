// The graph of one training step: loss and gradients of a flat batch. Weights are fed, so that they can change in place.
import { causalAttention, headLoss, mul, selectRows, Tape } from '../autodiff/index.ts';
import { Graph, type Shape, type Tensor } from '../graph/index.ts';
import { angleInputs } from './architecture.ts';
import { architectureOf, parametersOf } from './architectures.ts';
import type { ModelConfig, ParameterSpec } from './config.ts';
import { adapterParameters, adaptWith, type LoraConfig } from './lora.ts';

/** Names of the values that a training graph is fed besides the weights and dropout masks. */
export const batchInputs = {
  tokenIds: 'token_ids', // int64 [N]
  positions: 'positions', // int64 [N]
  padIndex: 'pad_index', // int64 [B, T]: the token in each slot
  unpadIndex: 'unpad_index', // int64 [N]: the slot of each token
  mask: 'causal_mask', // float32 [T, T]
  selected: 'selected', // int64 [K]: supervised tokens, those whose next token is learned
  labels: 'labels', // int64 [K]: that next token
  scale: 'loss_scale', // float32 []: 1 / supervised tokens of the accumulated batch
} as const;

export const LOSS = 'loss';
export const gradientName = (parameter: string) => `gradient.${parameter}`;

/** A dropout mask to be fed: float32, 0 or 1/(1-p); names in the shape stand for the batch's sizes. */
export interface DropoutSite {
  readonly input: string;
  readonly shape: Shape;
}

/** Rows that leave the graph and are still to be added to a parameter's gradient. */
export interface RowsOutput {
  readonly parameter: string;
  /** Name of the graph output, float32 [N, C]. */
  readonly output: string;
  /** Name of the graph input that has each row's place, int64 [N]. */
  readonly indices: string;
}

export interface TrainingGraph {
  readonly model: Uint8Array;
  /** What `model` was encoded from. */
  readonly graph: Graph;
  readonly parameters: readonly (ParameterSpec & { readonly trained: boolean })[];
  readonly dropoutSites: readonly DropoutSite[];
  /**
   * Gradients of looked-up rows. ONNX Runtime's ScatterND adds repeated rows from several threads without a lock and loses
   * some, so they are added outside the graph.
   */
  readonly rows: readonly RowsOutput[];
  /** Parameters whose dense gradient is an output of the graph; the others only have rows. */
  readonly dense: readonly string[];
}

export interface TrainingGraphOptions {
  /** Dropout masks are inputs of the graph. */
  readonly dropout: boolean;
  /** Write the backward pass; without it the graph only gives the loss. */
  readonly gradients: boolean;
  /** Leave the embeddings as they are: they get no gradient. */
  readonly frozenEmbeddings?: boolean;
  /** Train low-rank adapters instead of the weights. */
  readonly lora?: LoraConfig | null;
  /** Keep only each block's input for the backward pass, and compute the block again there. */
  readonly checkpointing?: boolean;
}

/** All parameters of a training graph, those of adapters last, and which of them are trained. */
export function trainingParameters(
  config: ModelConfig,
  { lora, frozenEmbeddings }: Pick<TrainingGraphOptions, 'lora' | 'frozenEmbeddings'>,
): (ParameterSpec & { readonly trained: boolean })[] {
  const own = parametersOf(config).map((spec) => ({
    ...spec,
    trained: !lora && !(frozenEmbeddings && spec.embedding),
  }));
  const adapters = lora ? adapterParameters(config, lora) : [];
  return [...own, ...adapters.map((spec) => ({ ...spec, trained: true }))];
}

export function buildTrainingGraph(config: ModelConfig, options: TrainingGraphOptions): TrainingGraph {
  const g = new Graph();
  const tape = new Tape(g);
  const architecture = architectureOf(config);
  const parameters = trainingParameters(config, options);
  const weights = new Map(parameters.map(({ name, shape }) => [name, g.input(name, 'float32', shape)]));
  const parameter = (name: string): Tensor => {
    const tensor = weights.get(name);
    if (!tensor) throw new Error(`the model has no parameter ${name}`);
    return tensor;
  };
  const tokenIds = g.input(batchInputs.tokenIds, 'int64', ['N']);
  const positions = g.input(batchInputs.positions, 'int64', ['N']);
  const padIndex = g.input(batchInputs.padIndex, 'int64', ['B', 'T']);
  const unpadIndex = g.input(batchInputs.unpadIndex, 'int64', ['N']);
  const mask = g.input(batchInputs.mask, 'float32', ['T', 'T']);
  const selected = g.input(batchInputs.selected, 'int64', ['K']);
  const labels = g.input(batchInputs.labels, 'int64', ['K']);
  const scale = g.input(batchInputs.scale, 'float32', []);

  const dropoutSites: DropoutSite[] = [];
  const masks = new Map<string, Tensor>();
  const dropoutMask = (site: string, shape: Shape): Tensor => {
    const name = `dropout.${site}`;
    const known = masks.get(name); // a block that is computed again has the same mask
    if (known) return known;
    dropoutSites.push({ input: name, shape });
    const mask = g.input(name, 'float32', shape);
    masks.set(name, mask);
    return mask;
  };
  const hidden = architecture.blocks(tape, {
    ...angleInputs(g, architecture),
    parameter,
    tokenIds,
    positions,
    attend: (on, qkv, layer) =>
      on.apply(causalAttention, [qkv, padIndex, unpadIndex, mask], {
        ...architecture.attention,
        ...(options.dropout
          ? { weightsMask: dropoutMask(`weights.${layer}`, ['B', config.heads, 'T', 'T']) }
          : {}),
      }),
    ...(options.dropout
      ? { dropout: (on: Tape, x: Tensor, site: string) => on.apply(mul, [x, dropoutMask(site, x.shape)]) }
      : {}),
    ...(options.lora ? { adapt: adaptWith(config, options.lora, parameter) } : {}),
    ...(options.checkpointing && options.gradients
      ? {
          applyBlock: (on: Tape, x: Tensor, block: Parameters<Tape['checkpoint']>[1]) =>
            on.checkpoint(x, block),
        }
      : {}),
  });
  // Only supervised tokens go through the final norm and the head.
  const supervised = architecture.finalNorm(tape, parameter, tape.apply(selectRows, [hidden, selected])); // [K, C]
  const loss = tape.apply(headLoss, [supervised, parameter(architecture.head), labels, scale]);
  g.output(LOSS, loss);
  if (!options.gradients)
    return { model: g.encode(), graph: g, parameters, dropoutSites, rows: [], dense: [] };

  const rows: RowsOutput[] = [];
  const dense: string[] = [];
  const rowOutputs = new Map<string, string>();
  const trained = parameters.filter((spec) => spec.trained);
  const gradients = tape.backward(
    loss,
    trained.map(({ name }) => parameter(name)),
  );
  trained.forEach(({ name }, index) => {
    const gradient = gradients[index];
    if (gradient?.dense) {
      g.output(gradientName(name), gradient.dense);
      dense.push(name);
    }
    for (const { indices, values } of gradient?.rows ?? []) {
      const output = rowOutputs.get(values.name) ?? `rows.${rowOutputs.size}`;
      if (!rowOutputs.has(values.name)) g.output(output, values);
      rowOutputs.set(values.name, output);
      rows.push({ parameter: name, output, indices: indices.name });
    }
  });
  return { model: g.encode(), graph: g, parameters, dropoutSites, rows, dense };
}
