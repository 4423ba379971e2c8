// The two graphs of generation: prefill reads whole prompts and gives their keys and values, decode appends one token a row.
// Weights are initializers, so that ONNX Runtime lays them out once, beside the model, so that they may exceed 2 GB.
import { causalAttention, selectRows, Tape } from '../autodiff/index.ts';
import { Graph, type Tensor } from '../graph/index.ts';
import type { SerializedGraph } from '../runtime/index.ts';
import type { Architecture, ForwardOptions } from './architecture.ts';
import { architectureOf, type ModelConfig } from './families/index.ts';
import { angleInputs, causalMaskInputs, pastMaskInputs } from './position-inputs.ts';
import type { StackedAdapters } from './stacked-adapters.ts';
import { batchInputs } from './training-graph.ts';

export type Weights = ReadonlyMap<string, Float32Array>;

/** Outputs of both graphs: `logits` float32 [B, V], `next` int64 [B], the most likely token (the first of equals). */
export const LOGITS = 'logits';
export const NEXT = 'next';
/**
 * Prefill's outputs and decode's inputs, a layer. Prefill: float32 [B, G, T, D] both. Decode, with M the caches' capacity: values
 * [B, G, M, D], but keys turned, [B, G, D, M], so that scores are a plain product.
 */
export const keyName = (layer: number) => `key.${layer}`;
export const valueName = (layer: number) => `value.${layer}`;
/** Decode's output, a layer: query, key and value of the new token, float32 [B, (H + 2G)·D]. */
export const newTokenName = (layer: number) => `new_token.${layer}`;

/** Weights as initializers; throws when one is missing or has the wrong size. */
function initializers(g: Graph, architecture: Architecture, weights: Weights): (name: string) => Tensor {
  const tensors = new Map<string, Tensor>();
  for (const { name, shape } of architecture.parameters()) {
    const data = weights.get(name);
    if (data?.length !== shape.reduce((product, size) => product * size, 1)) {
      throw new Error(`the weight ${name} is missing or not of shape [${shape.join(', ')}]`);
    }
    tensors.set(name, g.externalInitializer(name, data, shape));
  }
  return (name) => tensors.get(name) as Tensor;
}

/** What one of the two graphs has of its own, declared after the weights. */
interface GenerationInputs extends Pick<ForwardOptions, 'attend'> {
  /** How many tokens there are: N, or B. */
  readonly tokens: string;
  /** The rows of the residual stream that go through the head; absent: all of them. */
  readonly chosen?: (tape: Tape, hidden: Tensor) => Tensor;
}

/** The whole model with its weights as initializers, between the inputs of one of the graphs and the head. */
function generationGraph(
  config: ModelConfig,
  weights: Weights,
  adapters: StackedAdapters | null | undefined,
  declare: (g: Graph, architecture: Architecture) => GenerationInputs,
): SerializedGraph {
  const g = new Graph();
  const architecture = architectureOf(config);
  const tape = new Tape(g);
  const parameter = initializers(g, architecture, weights);
  const { tokens, attend, chosen = (_tape, hidden) => hidden } = declare(g, architecture);
  const hidden = architecture.blocks(tape, {
    anglesOf: angleInputs(g, architecture),
    ...(adapters ? { adapt: adapters.adaptIn(g) } : {}),
    parameter,
    tokenIds: g.input(batchInputs.tokenIds, 'int64', [tokens]),
    positions: g.input(batchInputs.positions, 'int64', [tokens]),
    attend,
  });
  const normal = architecture.finalNorm(tape, parameter, chosen(tape, hidden));
  const logits = g.matmul(normal, parameter(architecture.head), { transB: true });
  g.output(LOGITS, logits);
  g.output(NEXT, g.argMax(logits));
  return { model: g.encode(), external: g.external };
}

/**
 * Inputs as in `batchInputs` up to `selected`, int64 [B], here the last token of each prompt; masks and angles; and with adapters
 * their mask.
 */
export function buildPrefillGraph(
  config: ModelConfig,
  weights: Weights,
  adapters?: StackedAdapters | null,
): SerializedGraph {
  return generationGraph(config, weights, adapters, (g, architecture) => {
    const padIndex = g.input(batchInputs.padIndex, 'int64', ['B', 'T']);
    const unpadIndex = g.input(batchInputs.unpadIndex, 'int64', ['N']);
    const maskOf = causalMaskInputs(g, architecture);
    const selected = g.input(batchInputs.selected, 'int64', ['S']);
    return {
      tokens: 'N',
      attend: (tape, qkv, layer) => {
        const { output, saved } = tape.applyKeeping(
          causalAttention,
          [qkv, padIndex, unpadIndex, maskOf(layer)],
          architecture.attention,
        );
        g.output(keyName(layer), saved.key);
        g.output(valueName(layer), saved.value);
        return output;
      },
      chosen: (tape, hidden) => tape.apply(selectRows, [hidden, selected]),
    };
  });
}

/**
 * Reads one new token a row over caches. Its key and value are small outputs that the caller appends to the caches: whole caches
 * as outputs would be copied at every step, pre-allocated or not. Inputs: `token_ids` and `positions`, int64 [B]; caches, masks and
 * angles; and with adapters their mask.
 */
export function buildDecodeGraph(
  config: ModelConfig,
  weights: Weights,
  adapters?: StackedAdapters | null,
): SerializedGraph {
  return generationGraph(config, weights, adapters, (g, architecture) => {
    const maskOf = pastMaskInputs(g, architecture);
    const { keyValueHeads: G, headSize: D } = architecture.attention;
    return {
      tokens: 'B',
      attend: (_tape, qkv, layer) => {
        const keys = g.input(keyName(layer), 'float32', ['B', G, D, 'M']);
        const values = g.input(valueName(layer), 'float32', ['B', G, 'M', D]);
        g.output(newTokenName(layer), qkv);
        return attendToCache(g, architecture, qkv, { keys, values, mask: maskOf(layer) });
      },
    };
  });
}

/**
 * Attention of one new token a row over itself and its cache: qkv [B, (H + 2G)·D] → [B, H·D]. The new token's score stands before
 * the cached ones, so that a row's sums do not depend on how much room the caches have.
 */
function attendToCache(
  g: Graph,
  { attention: { heads: H, keyValueHeads: G, headSize: D } }: Architecture,
  qkv: Tensor,
  cache: { readonly keys: Tensor; readonly values: Tensor; readonly mask: Tensor },
): Tensor {
  const [queries, newKeys, newValues] = g.split(qkv, [H * D, G * D, G * D], 1) as [Tensor, Tensor, Tensor];
  const query = g.reshape(queries, ['B', G, H / G, D]);
  const newKey = g.reshape(newKeys, ['B', G, D, 1]);
  const newValue = g.reshape(newValues, ['B', G, 1, D]);
  const alpha = 1 / Math.sqrt(D);
  const newScore = g.matmul(query, newKey, { alpha }); // [B, G, H/G, 1]
  const scores = g.matmul(query, cache.keys, { alpha }); // [B, G, H/G, M]
  const shares = g.softmax(g.add(g.concat([newScore, scores], 3), cache.mask)); // [B, G, H/G, M+1]
  const ofNew = g.mul(g.slice(shares, 3, [0, 1], 1), newValue);
  const ofCached = g.matmul(g.slice(shares, 3, [1, LAST], 'M'), cache.values);
  return g.reshape(g.add(ofNew, ofCached), ['B', H * D]);
}

/** An end of a slice beyond every size. */
const LAST = 2 ** 31;
