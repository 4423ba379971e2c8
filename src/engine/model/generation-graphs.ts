// The two graphs of generation: decode appends one token a row, and read does the same while other rows read many tokens at once.
// Weights are initializers, so that ONNX Runtime lays them out once, beside the model, so that they may exceed 2 GB.
import { causalAttention, selectRows, Tape } from '../autodiff/index.ts';
import { fitsBlocks, Graph, productOf, quantizeMatrix, type Tensor } from '../graph/index.ts';
import type { SerializedGraph } from '../runtime/index.ts';
import type { Architecture, ForwardOptions, ParameterSpec } from './architecture.ts';
import { architectureOf, type ModelConfig } from './families/index.ts';
import { angleInputs, CHUNK, causalMaskInputs, chunkMaskInputs, pastMaskInputs } from './position-inputs.ts';
import type { StackedAdapters } from './stacked-adapters.ts';
import { batchInputs } from './training-graph.ts';

export type Weights = ReadonlyMap<string, Float32Array>;

/** Outputs of all graphs: `logits` float32 [S, V], `next` int64 [S], the most likely token (the first of equals). */
export const LOGITS = 'logits';
export const NEXT = 'next';
/** An output of graphs that are asked for it: float32 [S], the natural logarithm of the probability of `next`. */
export const NEXT_LOG_PROBABILITY = 'next_log_probability';
/** Caches, inputs a layer, with M their capacity: values float32 [B, G, M, D], but keys turned, [B, G, D, M], so that scores are a plain product. */
export const keyName = (layer: number) => `key.${layer}`;
export const valueName = (layer: number) => `value.${layer}`;
/** An output a layer: query, key and value of the new tokens, float32 [N, (H + 2G)·D]. */
export const newTokenName = (layer: number) => `new_token.${layer}`;

/** What the weights of a model are computed with: as they are, or its matrices in 8 or 4 bits. */
export const weightFormats = ['float32', 'int8', 'int4'] as const;
export type WeightFormat = (typeof weightFormats)[number];

/** Weights as initializers; throws when one is missing or has the wrong size. */
function initializers(
  g: Graph,
  architecture: Architecture,
  weights: Weights,
  format: WeightFormat,
): (name: string) => Tensor {
  const tensors = new Map<string, Tensor>();
  for (const spec of architecture.parameters()) {
    const { name, shape } = spec;
    const data = weights.get(name);
    if (data?.length !== shape.reduce((product, size) => product * size, 1)) {
      throw new Error(`the weight ${name} is missing or not of shape [${shape.join(', ')}]`);
    }
    const packed = format === 'float32' ? null : packedWeight(g, architecture, spec, data, format);
    tensors.set(name, packed ?? g.externalInitializer(name, data, shape));
  }
  return (name) => tensors.get(name) as Tensor;
}

/** A matrix of the model's blocks, its embedding or its head in few bits; null for vectors, and where blocks do not fit. */
function packedWeight(
  g: Graph,
  { embedding, head }: Architecture,
  { name, shape, linear }: ParameterSpec,
  data: Float32Array,
  format: 'int8' | 'int4',
): Tensor | null {
  const [first = 0, second = 0] = shape;
  const turned = linear === 'in-out';
  const [rows, columns] = turned ? [second, first] : [first, second];
  if (!(linear !== undefined || name === embedding || name === head) || !fitsBlocks(columns)) return null;
  const matrix = quantizeMatrix(data, [rows, columns], format === 'int8' ? 8 : 4, { turned });
  return g.quantizedMatrix(name, matrix, { turned });
}

export interface GenerationOptions {
  /** Default float32. */
  readonly format?: WeightFormat;
  readonly adapters?: StackedAdapters | null;
  /** Ids that are never chosen: those that no token has. */
  readonly excluded?: readonly number[];
  /** Whether the output NEXT_LOG_PROBABILITY is there: it costs a pass over the logits. Default false. */
  readonly logProbabilities?: boolean;
}

/** float32 [1, V], added to the logits. */
function exclusion(g: Graph, V: number, excluded: readonly number[]): Tensor {
  const data = new Float32Array(V);
  for (const id of excluded) data[id] = Number.NEGATIVE_INFINITY;
  return g.externalInitializer('exclusion', data, [1, V]);
}

/** What one of the two graphs has of its own, declared after the weights. */
interface GenerationInputs extends Pick<ForwardOptions, 'attend'> {
  /** The rows of the residual stream that go through the head; absent: all of them. */
  readonly chosen?: (tape: Tape, hidden: Tensor) => Tensor;
}

/** The whole model with its weights as initializers, between the inputs of one of the graphs and the head. */
function generationGraph(
  config: ModelConfig,
  weights: Weights,
  { adapters, excluded = [], format = 'float32', logProbabilities = false }: GenerationOptions,
  declare: (g: Graph, architecture: Architecture) => GenerationInputs,
): SerializedGraph {
  const g = new Graph();
  const architecture = architectureOf(config);
  const tape = new Tape(g);
  const parameter = initializers(g, architecture, weights, format);
  const { attend, chosen = (_tape, hidden) => hidden } = declare(g, architecture);
  const hidden = architecture.blocks(tape, {
    anglesOf: angleInputs(g, architecture),
    ...(adapters ? { adapt: adapters.adaptIn(g) } : {}),
    parameter,
    tokenIds: g.input(batchInputs.tokenIds, 'int64', ['N']),
    positions: g.input(batchInputs.positions, 'int64', ['N']),
    attend,
  });
  const normal = architecture.finalNorm(tape, parameter, chosen(tape, hidden));
  const scores = g.matmul(normal, parameter(architecture.head), { transB: true });
  const logits = excluded.length > 0 ? g.add(scores, exclusion(g, config.vocabularySize, excluded)) : scores;
  g.output(LOGITS, logits);
  g.output(NEXT, g.argMax(logits));
  if (logProbabilities) g.output(NEXT_LOG_PROBABILITY, g.max(g.logSoftmax(logits), [1]));
  return { model: g.encode(), external: g.external };
}

/**
 * The logits of whole sequences, without caches. Inputs as in `batchInputs` up to `selected`, int64 [S]; masks and angles; and with
 * adapters their mask. Generation is checked against it.
 */
export function buildForwardGraph(
  config: ModelConfig,
  weights: Weights,
  options: GenerationOptions = {},
): SerializedGraph {
  return generationGraph(config, weights, options, (g, architecture) => {
    const padIndex = g.input(batchInputs.padIndex, 'int64', ['B', 'T']);
    const unpadIndex = g.input(batchInputs.unpadIndex, 'int64', ['N']);
    const maskOf = causalMaskInputs(g, architecture);
    const selected = g.input(batchInputs.selected, 'int64', ['S']);
    return {
      attend: (tape, qkv, layer) =>
        tape.apply(causalAttention, [qkv, padIndex, unpadIndex, maskOf(layer)], architecture.attention),
      chosen: (tape, hidden) => tape.apply(selectRows, [hidden, selected]),
    };
  });
}

/**
 * Reads one new token a row over caches. Its key and value are small outputs that the caller appends to the caches: whole caches
 * as outputs would be copied at every step, pre-allocated or not. Inputs: `token_ids` and `positions`, int64 [N]; caches, masks and
 * angles of N rows; and with adapters their mask.
 */
export function buildDecodeGraph(
  config: ModelConfig,
  weights: Weights,
  options: GenerationOptions = {},
): SerializedGraph {
  return generationGraph(config, weights, options, (g, architecture) => {
    const maskOf = pastMaskInputs(g, architecture, 'N');
    return {
      attend: (_tape, qkv, layer) => {
        g.output(newTokenName(layer), qkv);
        return attendToCache(g, architecture, qkv, {
          ...cacheInputs(g, architecture, layer, 'N'),
          mask: maskOf(layer),
        });
      },
    };
  });
}

/** Inputs of the read graph besides tokens, caches, masks and angles, all int64. */
export const readInputs = {
  /** [B]: the new token of each row of the caches; any token for a row that takes none, whose output is not used. */
  decoding: 'decoding',
  /** [R]: the rows of the caches that read a chunk. */
  chunkRows: 'chunk_rows',
  /** [R, Q]: the tokens of each chunk, up to Q; any token beyond its end. */
  chunkQueries: 'chunk_queries',
  /** [R, CHUNK]: the same. */
  chunkKeys: 'chunk_keys',
  /** [N]: where each token's attention is among B + R·Q: its row, or its place in its chunk. */
  attended: 'attended',
} as const;

/**
 * Reads N tokens: one for each of some rows of the caches, and chunks of up to CHUNK tokens for others. Tokens lie one after another,
 * without padding, in all of the model but its attention. Inputs: `token_ids` and `positions`, int64 [N]; `readInputs`; `selected`,
 * int64 [S], the tokens that go through the head; caches of B rows, masks and angles; and with adapters their mask.
 */
export function buildReadGraph(
  config: ModelConfig,
  weights: Weights,
  options: GenerationOptions = {},
): SerializedGraph {
  return generationGraph(config, weights, options, (g, architecture) => {
    const decoding = g.input(readInputs.decoding, 'int64', ['B']);
    const chunks: ChunkIndices = {
      rows: g.input(readInputs.chunkRows, 'int64', ['R']),
      queries: g.input(readInputs.chunkQueries, 'int64', ['R', 'Q']),
      keys: g.input(readInputs.chunkKeys, 'int64', ['R', CHUNK]),
    };
    const attended = g.input(readInputs.attended, 'int64', ['N']);
    const selected = g.input(batchInputs.selected, 'int64', ['S']);
    const pastMaskOf = pastMaskInputs(g, architecture, 'B');
    const chunkMaskOf = chunkMaskInputs(g, architecture);
    return {
      attend: (_tape, qkv, layer) => {
        g.output(newTokenName(layer), qkv);
        const cache = cacheInputs(g, architecture, layer, 'B');
        const ofOne = attendToCache(g, architecture, g.gatherRows(qkv, decoding), {
          ...cache,
          mask: pastMaskOf(layer),
        });
        const ofMany = attendInChunks(g, architecture, qkv, chunks, { ...cache, mask: chunkMaskOf(layer) });
        return g.gatherRows(g.concat([ofOne, ofMany], 0), attended);
      },
      chosen: (tape, hidden) => tape.apply(selectRows, [hidden, selected]),
    };
  });
}

function cacheInputs(g: Graph, architecture: Architecture, layer: number, rows: string) {
  const { keyValueHeads: G, headSize: D } = architecture.attention;
  return {
    keys: g.input(keyName(layer), 'float32', [rows, G, D, 'M']),
    values: g.input(valueName(layer), 'float32', [rows, G, 'M', D]),
  };
}

interface Cache {
  readonly keys: Tensor;
  readonly values: Tensor;
  readonly mask: Tensor;
}

/**
 * Attention of one new token a row over itself and its cache: qkv [B, (H + 2G)·D] → [B, H·D]. The new token's score stands before
 * the cached ones, so that a row's sums do not depend on how much room the caches have.
 */
function attendToCache(
  g: Graph,
  { attention: { heads: H, keyValueHeads: G, headSize: D } }: Architecture,
  qkv: Tensor,
  cache: Cache,
): Tensor {
  const B = qkv.shape[0] ?? 'B';
  const [queries, newKeys, newValues] = g.split(qkv, [H * D, G * D, G * D], 1) as [Tensor, Tensor, Tensor];
  const query = g.reshape(queries, [B, G, H / G, D]);
  const newKey = g.reshape(newKeys, [B, G, D, 1]);
  const newValue = g.reshape(newValues, [B, G, 1, D]);
  const alpha = 1 / Math.sqrt(D);
  const newScore = g.matmul(query, newKey, { alpha }); // [B, G, H/G, 1]
  const scores = g.matmul(query, cache.keys, { alpha }); // [B, G, H/G, M]
  const shares = g.softmax(g.add(g.concat([newScore, scores], 3), cache.mask)); // [B, G, H/G, M+1]
  const ofNew = g.mul(g.slice(shares, 3, [0, 1], 1), newValue);
  const ofCached = g.matmul(g.slice(shares, 3, [1, LAST], 'M'), cache.values);
  return g.reshape(g.add(ofNew, ofCached), [B, H * D]);
}

interface ChunkIndices {
  readonly rows: Tensor;
  readonly queries: Tensor;
  readonly keys: Tensor;
}

/**
 * Attention of the tokens of R chunks over themselves and their rows' caches: qkv [N, (H + 2G)·D] → [R·Q, H·D]. A chunk has CHUNK
 * places for keys however long it is, and caches grow by as many, so that a row's sums do not depend on the rows beside it.
 */
function attendInChunks(
  g: Graph,
  { attention: { heads: H, keyValueHeads: G, headSize: D } }: Architecture,
  qkv: Tensor,
  chunks: ChunkIndices,
  cache: Cache,
): Tensor {
  const [queries, newKeys, newValues] = g.split(qkv, [H * D, G * D, G * D], 1) as [Tensor, Tensor, Tensor];
  const sharing = productOf(H / G, 'Q');
  const ofHeads = (x: Tensor, indices: Tensor, heads: number, order: readonly number[]) => {
    const [R = 'R', time = 'Q'] = indices.shape;
    return g.transpose(g.reshape(g.gatherRows(x, indices), [R, time, heads, D]), order);
  };
  const query = g.reshape(ofHeads(queries, chunks.queries, H, [0, 2, 1, 3]), ['R', G, sharing, D]);
  const newKey = ofHeads(newKeys, chunks.keys, G, [0, 2, 3, 1]); // [R, G, D, CHUNK]
  const newValue = ofHeads(newValues, chunks.keys, G, [0, 2, 1, 3]); // [R, G, CHUNK, D]
  const alpha = 1 / Math.sqrt(D);
  const cached = g.matmul(query, g.gatherRows(cache.keys, chunks.rows), { alpha }); // [R, G, H/G·Q, M]
  const within = g.matmul(query, newKey, { alpha }); // [R, G, H/G·Q, CHUNK]
  const shares = g.softmax(g.add(g.concat([cached, within], 3), cache.mask));
  const ofCached = g.matmul(g.slice(shares, 3, [0, -CHUNK], 'M'), g.gatherRows(cache.values, chunks.rows));
  const ofNew = g.matmul(g.slice(shares, 3, [-CHUNK, LAST], CHUNK), newValue);
  const attended = g.reshape(g.add(ofCached, ofNew), ['R', H, 'Q', D]);
  return g.reshape(g.transpose(attended, [0, 2, 1, 3]), [productOf('R', 'Q'), H * D]);
}

/** An end of a slice beyond every size. */
const LAST = 2 ** 31;
