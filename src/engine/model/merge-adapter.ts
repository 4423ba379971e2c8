// A low-rank adapter added to the weights of its layers, so that the model is one of the usual kind.
import { SocraticError } from '../../common/index.ts';
import { Graph } from '../graph/index.ts';
import { Session } from '../runtime/index.ts';
import type { ModelConfig } from './families/index.ts';
import type { Weights } from './generation-graphs.ts';
import { type AdaptedLayer, type Adapter, adaptedLayers, adapterName, loraScale } from './lora.ts';

/**
 * Adds alpha / r · B A (Hu et al. 2021, eq. 3) to the weight of every layer that has an adapter, in the given arrays: of all products
 * only one layer's is in memory. Throws `tensor-missing` before any weight has changed.
 */
export async function mergeAdapter(
  config: ModelConfig,
  weights: Weights,
  { lora, weights: adapters }: Adapter,
  { threads }: { readonly threads: number },
): Promise<void> {
  const layers = adaptedLayers(config, lora).map((layer) => ({
    ...layer,
    weight: tensorOf(weights, 'model', `${layer.layer}.weight`),
    a: tensorOf(adapters, 'adapter', adapterName(layer.layer, 'A')),
    b: tensorOf(adapters, 'adapter', adapterName(layer.layer, 'B')),
  }));
  for (const linear of ['out-in', 'in-out'] as const) {
    const alike = layers.filter((layer) => layer.linear === linear);
    if (alike.length === 0) continue;
    const session = await Session.create(productGraph(linear, loraScale(lora)), { threads });
    for (const { weight, a, b, inputs, outputs } of alike) {
      const feeds = {
        [A]: { data: a, shape: [lora.rank, inputs] },
        [B]: { data: b, shape: [outputs, lora.rank] },
      };
      const { [PRODUCT]: product } = await session.run(feeds, {}, [PRODUCT]);
      addTo(weight, product?.data as Float32Array);
    }
    await session.release();
  }
}

/**
 * The weights with the adapter merged in, one at a time when they are asked for: of all products only one is in memory. Computed without
 * a session, in float64. Throws `tensor-missing`.
 */
export function mergedWeights(
  config: ModelConfig,
  weights: Pick<Weights, 'get'>,
  { lora, weights: adapters }: Adapter,
): Pick<Weights, 'get'> {
  const layers = new Map(adaptedLayers(config, lora).map((layer) => [`${layer.layer}.weight`, layer]));
  return {
    get: (name) => {
      const data = weights.get(name);
      const layer = layers.get(name);
      if (data === undefined || layer === undefined) return data;
      const a = tensorOf(adapters, 'adapter', adapterName(layer.layer, 'A'));
      const b = tensorOf(adapters, 'adapter', adapterName(layer.layer, 'B'));
      return plusProduct(data, a, b, layer, loraScale(lora));
    },
  };
}

/** data + scale · B A in a new array. a: [R, I], b: [O, R], data: [O, I] or [I, O]. */
function plusProduct(
  data: Float32Array,
  a: Float32Array,
  b: Float32Array,
  { linear, inputs, outputs }: AdaptedLayer,
  scale: number,
): Float32Array {
  const rank = a.length / inputs;
  const result = new Float32Array(data.length);
  const row = new Float64Array(inputs);
  for (let output = 0; output < outputs; output++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = scale * (b[output * rank + r] as number);
      for (let input = 0; input < inputs; input++)
        row[input] = (row[input] as number) + factor * (a[r * inputs + input] as number);
    }
    for (let input = 0; input < inputs; input++) {
      const at = linear === 'out-in' ? output * inputs + input : input * outputs + output;
      result[at] = (data[at] as number) + (row[input] as number);
    }
  }
  return result;
}

const A = 'a';
const B = 'b';
const PRODUCT = 'product';

/** a float32 [R, I], b float32 [O, R] → scale · b a float32 [O, I], or its transposition [I, O] where weights lie so. */
function productGraph(linear: AdaptedLayer['linear'], scale: number): Uint8Array {
  const g = new Graph();
  const a = g.input(A, 'float32', ['R', 'I']);
  const b = g.input(B, 'float32', ['O', 'R']);
  const product =
    linear === 'out-in'
      ? g.matmul(b, a, { alpha: scale })
      : g.matmul(a, b, { transA: true, transB: true, alpha: scale });
  g.output(PRODUCT, product);
  return g.encode();
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (addend[i] as number);
}

function tensorOf(from: Weights, owner: string, name: string): Float32Array {
  const data = from.get(name);
  if (data) return data;
  throw new SocraticError('tensor-missing', `The ${owner} has no tensor ${JSON.stringify(name)}.`);
}
