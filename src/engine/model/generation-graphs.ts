// The two graphs of generation: prefill reads whole prompts and gives their keys and values, decode appends one token a row.
// Weights are initializers, so that ONNX Runtime lays them out once, beside the model, so that they may exceed 2 GB.
import { causalAttention, selectRows, Tape } from '../autodiff/index.ts';
import { Graph, type Tensor } from '../graph/index.ts';
import type { SerializedGraph } from '../runtime/index.ts';
import { type Architecture, angleInputs } from './architecture.ts';
import { architectureOf } from './architectures.ts';
import type { ModelConfig } from './config.ts';
import { batchInputs } from './training-graph.ts';

export type Weights = ReadonlyMap<string, Float32Array>;

/** Outputs of both graphs: `logits` float32 [B, V], `next` int64 [B], the most likely token (the first of equals). */
export const LOGITS = 'logits';
export const NEXT = 'next';
/** Prefill's outputs and decode's inputs, a layer: float32 [B, G, T, D]; decode's T is the cache's capacity. */
export const keyName = (layer: number) => `key.${layer}`;
export const valueName = (layer: number) => `value.${layer}`;
/** Decode's output, a layer: query, key and value of the new token, float32 [B, (H + 2G)·D]. */
export const newTokenName = (layer: number) => `new_token.${layer}`;

/** Decode's inputs besides the caches. */
export const decodeInputs = {
  tokenIds: 'token_ids', // int64 [B]
  positions: 'positions', // int64 [B]
  past: 'past_lengths', // int32 [B]: tokens in each row's cache
  total: 'total_length', // int32 [1]: the largest past + 1
} as const;

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

function head(
  tape: Tape,
  architecture: Architecture,
  parameter: (name: string) => Tensor,
  hidden: Tensor,
): void {
  const g = tape.graph;
  const normal = architecture.finalNorm(tape, parameter, hidden);
  const logits = g.matmul(normal, parameter(architecture.head), { transB: true });
  g.output(LOGITS, logits);
  g.output(NEXT, g.argMax(logits));
}

/** Inputs as in `batchInputs` up to `mask`, and `selected` int64 [B], the last token of each prompt. */
export function buildPrefillGraph(config: ModelConfig, weights: Weights): SerializedGraph {
  const g = new Graph();
  const architecture = architectureOf(config);
  const tape = new Tape(g);
  const parameter = initializers(g, architecture, weights);
  const padIndex = g.input(batchInputs.padIndex, 'int64', ['B', 'T']);
  const unpadIndex = g.input(batchInputs.unpadIndex, 'int64', ['N']);
  const mask = g.input(batchInputs.mask, 'float32', ['T', 'T']);
  const selected = g.input(batchInputs.selected, 'int64', ['S']);
  const hidden = architecture.blocks(tape, {
    ...angleInputs(g, architecture),
    parameter,
    tokenIds: g.input(batchInputs.tokenIds, 'int64', ['N']),
    positions: g.input(batchInputs.positions, 'int64', ['N']),
    attend: (qkv, layer) => {
      const { output, saved } = tape.applyKeeping(
        causalAttention,
        [qkv, padIndex, unpadIndex, mask],
        architecture.attention,
      );
      g.output(keyName(layer), saved.key);
      g.output(valueName(layer), saved.value);
      return output;
    },
  });
  head(tape, architecture, parameter, tape.apply(selectRows, [hidden, selected]));
  return { model: g.encode(), external: g.external };
}

/**
 * Reads one new token a row over caches float32 [B, G, M, D]. Its key and value are small outputs that the caller appends to
 * the caches: whole caches as outputs would be copied at every step, pre-allocated or not.
 */
export function buildDecodeGraph(config: ModelConfig, weights: Weights): SerializedGraph {
  const g = new Graph();
  const architecture = architectureOf(config);
  const tape = new Tape(g);
  const parameter = initializers(g, architecture, weights);
  const past = g.input(decodeInputs.past, 'int32', ['B']);
  const total = g.input(decodeInputs.total, 'int32', [1]);
  const { heads, keyValueHeads, headSize } = architecture.attention;
  const cacheShape = ['B', keyValueHeads, 'M', headSize];
  const sizes = [heads * headSize, keyValueHeads * headSize, keyValueHeads * headSize];
  const hidden = architecture.blocks(tape, {
    ...angleInputs(g, architecture),
    parameter,
    tokenIds: g.input(decodeInputs.tokenIds, 'int64', ['B']),
    positions: g.input(decodeInputs.positions, 'int64', ['B']),
    attend: (qkv, layer) => {
      const parts = g.split(qkv, sizes, 1).map((part) => g.unsqueeze(part, 1)) as [Tensor, Tensor, Tensor]; // [B, 1, C]
      const pastKey = g.input(keyName(layer), 'float32', cacheShape);
      const pastValue = g.input(valueName(layer), 'float32', cacheShape);
      g.output(newTokenName(layer), qkv);
      const counts = { query: heads, keyValue: keyValueHeads };
      return g.reshape(g.cachedAttention(parts, [pastKey, pastValue], past, total, counts), [
        'B',
        heads * headSize,
      ]);
    },
  });
  head(tape, architecture, parameter, hidden);
  return { model: g.encode(), external: g.external };
}
