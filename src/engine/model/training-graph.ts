// The graph of one training step: loss and gradients of a flat batch. Weights are fed, so that they can change in place.
import {
  causalAttention,
  headLogSums,
  headLoss,
  labelScores,
  lookUpRows,
  mul,
  type ParameterGradient,
  selectPlacedRows,
  selectRows,
  sub,
  sumRows,
  Tape,
} from '../autodiff/index.ts';
import { Graph, PortableGraph, type Shape, type Tensor } from '../graph/index.ts';
import type { ParameterSpec } from './architecture.ts';
import { architectureOf, type ModelConfig, parametersOf } from './families/index.ts';
import { adapterParameters, adaptWith, type LoraConfig } from './lora.ts';
import { angleInputs, causalMaskInputs } from './position-inputs.ts';

/** Names of the values that a training graph is fed besides the weights, dropout masks, and masks and angles (position-inputs.ts). */
export const batchInputs = {
  tokenIds: 'token_ids', // int64 [N]
  positions: 'positions', // int64 [N]
  padIndex: 'pad_index', // int64 [B, T]: the token in each slot
  unpadIndex: 'unpad_index', // int64 [N]: the slot of each token
  selected: 'selected', // int64 [K]: supervised tokens, those whose next token is learned
  labels: 'labels', // int64 [K]: that next token
  scale: 'loss_scale', // float32 []: 1 / supervised tokens of the accumulated batch
  places: 'selected_places', // int64 [N], portable gradients only: which of the selected each token is, K where it is none
} as const;

/** Names of the indices by which a portable graph sums a parameter's rows: RowSumIndices of autodiff. */
export const rowSumInputs = (parameter: string) => ({
  groups: `rows.${parameter}.groups`,
  sums: `rows.${parameter}.sums`,
  places: `rows.${parameter}.places`,
});

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

/** Rows that a portable graph adds to a parameter's gradient, given the indices that are fed (`rowSumInputs`). */
export interface RowSum {
  readonly parameter: string;
  /** The graph inputs that have the rows' places in the table, one after another. */
  readonly indices: readonly string[];
  /** R, the rows of the table. */
  readonly tableRows: number;
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
  /** The sums of rows that a portable graph makes inside. */
  readonly rowSums: readonly RowSum[];
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
  /**
   * Use only operators that every provider has, and add gradients of looked-up rows inside the graph, so that nothing but the
   * loss has to leave a device.
   */
  readonly portable?: boolean;
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
  const g = options.portable ? new PortableGraph() : new Graph();
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
  const maskOf = causalMaskInputs(g, architecture);
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
    anglesOf: angleInputs(g, architecture),
    parameter,
    tokenIds,
    positions,
    attend: (on, qkv, layer) =>
      on.apply(causalAttention, [qkv, padIndex, unpadIndex, maskOf(layer)], {
        ...architecture.attention,
        ...(options.dropout
          ? { weightsMask: dropoutMask(`weights.${layer}`, ['B', architecture.attention.heads, 'T', 'T']) }
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
  const head = { weight: parameter(architecture.head), labels, scale };
  const chosen = options.portable
    ? tape.apply(selectPlacedRows, [
        hidden,
        selected,
        ...(options.gradients ? [g.input(batchInputs.places, 'int64', ['N'])] : []),
      ])
    : tape.apply(selectRows, [hidden, selected]);
  const supervised = architecture.finalNorm(tape, parameter, chosen); // [K, C]
  const loss = options.portable
    ? portableHeadLoss(tape, supervised, head)
    : tape.apply(headLoss, [supervised, head.weight, labels, scale]);
  g.output(LOSS, loss);
  if (!options.gradients)
    return { model: g.encode(), graph: g, parameters, dropoutSites, rows: [], dense: [], rowSums: [] };

  const rows: RowsOutput[] = [];
  const dense: string[] = [];
  const rowOutputs = new Map<string, string>();
  const trained = parameters.filter((spec) => spec.trained);
  const gradients = tape.backward(
    loss,
    trained.map(({ name }) => parameter(name)),
  );
  if (options.portable) {
    const rowSums = trained.flatMap(({ name }, index) =>
      outputWithRows(g, parameter(name), gradients[index] ?? { dense: null, rows: [] }),
    );
    const all = trained.map(({ name }) => name);
    return { model: g.encode(), graph: g, parameters, dropoutSites, rows: [], dense: all, rowSums };
  }
  g.intoPlace();
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
  return { model: g.encode(), graph: g, parameters, dropoutSites, rows, dense, rowSums: [] };
}

/** headLoss without indexing the logits: the labels' logits are products with the head's rows, looked up. */
function portableHeadLoss(
  tape: Tape,
  hidden: Tensor,
  { weight, labels, scale }: { readonly weight: Tensor; readonly labels: Tensor; readonly scale: Tensor },
): Tensor {
  const rows = tape.apply(lookUpRows, [weight, labels]); // [K, C]
  return tape.apply(sub, [
    tape.apply(headLogSums, [hidden, weight, scale]),
    tape.apply(labelScores, [hidden, rows, scale]),
  ]);
}

/** Declares a parameter's whole gradient as an output, its rows added inside the graph by indices that are fed. */
function outputWithRows(g: Graph, { name, shape }: Tensor, { dense, rows }: ParameterGradient): RowSum[] {
  const [first] = rows;
  if (!first) {
    if (!dense) throw new Error(`the loss does not depend on ${name}`);
    g.output(gradientName(name), dense);
    return [];
  }
  const tableRows = Number(shape[0]);
  const inputs = rowSumInputs(name);
  const all =
    rows.length === 1
      ? first.values
      : g.concat(
          rows.map(({ values }) => values),
          0,
        );
  const sum = sumRows(g, all, {
    groups: g.input(inputs.groups, 'int64', [`${name}.S`, `${name}.W`]),
    sums: g.input(inputs.sums, 'int64', [`${name}.U`, `${name}.M`]),
    places: g.input(inputs.places, 'int64', [tableRows]),
  });
  g.output(gradientName(name), dense ? g.add(dense, sum) : sum);
  return [{ parameter: name, indices: rows.map(({ indices }) => indices.name), tableRows }];
}
