// Gradient rules of whole layers, derived by hand so that the backward pass takes few passes over memory. Legend: N tokens
// of a batch one after another, B sequences of at most T tokens, C width, H heads of D, K supervised positions, V vocabulary.
import { type Dimension, type Graph, productOf, type Tensor } from '../graph/index.ts';
import { defineOperator, inputAt } from './operator.ts';
import { softmaxGradient } from './primitives.ts';

/** x w + bias: x [N, I], weight [I, O], bias [O] → [N, O]. dx = dy wᵀ, dw = xᵀ dy, dbias = Σ_N dy. */
export const linear = defineOperator({
  name: 'linear',
  lower: (g, [x, weight, bias]) => ({
    output: g.affine(x as Tensor, weight as Tensor, bias as Tensor),
    saved: undefined,
  }),
  gradient: (g, dy, { inputs, wanted }) => [
    wanted[0] ? g.matmul(dy, inputAt(inputs, 1), { transB: true }) : null,
    wanted[1] ? g.matmul(inputAt(inputs, 0), dy, { transA: true }) : null,
    wanted[2] ? g.sum(dy, [0]) : null,
  ],
});

/**
 * Layer norm over the last axis (Ba, Kiros & Hinton 2016): y = (x - mean) / sqrt(variance + ε) · gain + bias.
 * x [N, C]; gain, bias [C] → [N, C]. With x̂ the normalized x and d = dy · gain:
 * dx = (d - mean(d) - x̂ · mean(d · x̂)) / σ.
 */
export const layerNorm = defineOperator<{ readonly epsilon: number }, { mean: Tensor; inverse: Tensor }>({
  name: 'layerNorm',
  lower: (g, inputs, { epsilon }) => {
    const [output, mean, inverse] = g.layerNormalization(
      inputAt(inputs, 0),
      inputAt(inputs, 1),
      inputAt(inputs, 2),
      epsilon,
    );
    return { output, saved: { mean, inverse } };
  },
  gradient: (g, dy, { inputs, saved: { mean, inverse }, wanted }) => {
    const normal = g.mul(g.sub(inputAt(inputs, 0), mean), inverse); // [N, C]
    const dyNormal = g.mul(dy, normal); // [N, C]
    const dNormal = g.mul(dy, inputAt(inputs, 1)); // [N, C]
    const dx = () => {
      const constant = g.mean(dNormal, [-1], true); // [N, 1]
      const along = g.mean(g.mul(dNormal, normal), [-1], true); // [N, 1]
      return g.mul(g.sub(g.sub(dNormal, constant), g.mul(normal, along)), inverse);
    };
    return [
      wanted[0] ? dx() : null,
      wanted[1] ? g.sum(dyNormal, [0]) : null,
      wanted[2] ? g.sum(dy, [0]) : null,
    ];
  },
});

const GELU_LINEAR = 2 * Math.sqrt(2 / Math.PI);
const GELU_CUBIC = GELU_LINEAR * 0.044715;

/**
 * GELU, tanh form (Hendrycks & Gimpel 2016): y = x σ(u), u = 2 √(2/π) (x + 0.044715 x³), elementwise.
 * dy/dx = σ + x σ (1 - σ) u' = σ + y (1 - σ) u'.
 */
export const gelu = defineOperator({
  name: 'gelu',
  lower: (g, inputs) => ({ output: g.fastGelu(inputAt(inputs, 0)), saved: undefined }),
  gradient: (g, dy, { inputs, output }) => {
    const x = inputAt(inputs, 0);
    const square = g.mul(x, x);
    const gate = g.sigmoid(g.mul(x, g.add(g.mul(square, g.scalar(GELU_CUBIC)), g.scalar(GELU_LINEAR))));
    const slope = g.add(g.mul(square, g.scalar(3 * GELU_CUBIC)), g.scalar(GELU_LINEAR)); // u'
    const bend = g.mul(g.mul(output, g.sub(g.scalar(1), gate)), slope);
    return [g.mul(dy, g.add(gate, bend))];
  },
});

export interface AttentionAttributes {
  readonly heads: number;
  /** A dropout mask on the attention weights, [B, H, T, T]: 0 or 1/(1-p). */
  readonly weightsMask?: Tensor;
}
interface AttentionSaved {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  /** softmax(q kᵀ / √D + mask), [B, H, T, T]. */
  readonly weights: Tensor;
  /** The same after dropout. */
  readonly applied: Tensor;
}

/**
 * Causal self-attention (Vaswani et al. 2017, eq. 1) of sequences of unequal length that lie one after another.
 * Inputs: qkv [N, 3C]; padIndex int64 [B, T], the token in each slot of the right-padded batch; unpadIndex int64 [N], the
 * slot of each token; mask [T, T], 0 where a query may look and very negative elsewhere. Returns [N, C].
 *
 * Empty slots must read a token whose output nothing depends on: then the gradient that comes back to them is zero, so they
 * add nothing to the gradients of real keys and values, and padding by gathering and unpadding by gathering are each the
 * gradient of the other.
 */
export const causalAttention = defineOperator<AttentionAttributes, AttentionSaved>({
  name: 'causalAttention',
  lower: (g, inputs, { heads, weightsMask }) => {
    const [qkv, padIndex, unpadIndex, mask] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const { query, key, value, size } = splitHeads(g, g.gatherRows(qkv, padIndex), heads);
    const scores = g.matmul(query, key, { transB: true, alpha: 1 / Math.sqrt(size) }); // [B, H, T, T]
    const weights = g.softmax(g.add(scores, mask));
    const applied = weightsMask ? g.mul(weights, weightsMask) : weights;
    const output = unpad(g, mergeHeads(g, g.matmul(applied, value)), unpadIndex);
    return { output, saved: { query, key, value, weights, applied } };
  },
  gradient: (g, dy, { inputs, saved }, { heads, weightsMask }) => {
    const [, padIndex, unpadIndex] = inputs as [Tensor, Tensor, Tensor];
    const { query, key, value, weights, applied } = saved;
    const size = Number(value.shape[3]);
    const dOutput = toHeads(g, g.gatherRows(dy, padIndex), heads); // [B, H, T, D]
    const dValue = g.matmul(applied, dOutput, { transA: true });
    const dApplied = g.matmul(dOutput, value, { transB: true });
    const dWeights = weightsMask ? g.mul(dApplied, weightsMask) : dApplied;
    const dScores = softmaxGradient(g, dWeights, weights);
    const alpha = 1 / Math.sqrt(size);
    const dQuery = g.matmul(dScores, key, { alpha });
    const dKey = g.matmul(dScores, query, { transA: true, alpha });
    const merged = g.concat([mergeHeads(g, dQuery), mergeHeads(g, dKey), mergeHeads(g, dValue)], 2); // [B, T, 3C]
    return [unpad(g, merged, unpadIndex), null, null, null];
  },
});

/** [B, T, 3C] → query, key, value, each [B, H, T, D]. */
function splitHeads(g: Graph, padded: Tensor, heads: number) {
  const [query, key, value] = g.split(padded, 3, 2).map((part) => toHeads(g, part, heads)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return { query, key, value, size: Number(query.shape[3]) };
}

/** [B, T, C] → [B, H, T, D]. */
function toHeads(g: Graph, x: Tensor, heads: number): Tensor {
  const [batch, time, width] = x.shape as [Dimension, Dimension, number];
  return g.transpose(g.reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3]);
}

/** [B, H, T, D] → [B, T, C]. */
function mergeHeads(g: Graph, x: Tensor): Tensor {
  const [batch, heads, time, size] = x.shape as [Dimension, number, Dimension, number];
  return g.reshape(g.transpose(x, [0, 2, 1, 3]), [batch, time, heads * size]);
}

/** [B, T, C] → [N, C]: each token's slot. */
function unpad(g: Graph, x: Tensor, unpadIndex: Tensor): Tensor {
  const [batch, time, width] = x.shape as [Dimension, Dimension, number];
  return g.gatherRows(g.reshape(x, [productOf(batch, time), width]), unpadIndex);
}

/**
 * The language-model head and its loss in one: logits = hidden weightᵀ, loss = scale · Σ_K (log Σ_V exp logits - logits[label]).
 * hidden [K, C], weight [V, C], labels int64 [K], scale float32 [] → loss []. `scale` is 1 / the number of supervised tokens of
 * the accumulated batch. dlogits = softmax - onehot; the factor scale · dy is applied to the narrow side of each product.
 */
export const headLoss = defineOperator<void, { logits: Tensor }>({
  name: 'headLoss',
  lower: (g, inputs) => {
    const [hidden, weight, labels, scale] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const logits = g.matmul(hidden, weight, { transB: true }); // [K, V]
    const losses = g.sub(g.logSumExp(logits), g.gatherColumns(logits, labels)); // [K, 1]
    return { output: g.mul(g.sum(losses, [0, 1]), scale), saved: { logits } };
  },
  gradient: (g, dy, { inputs, saved: { logits }, wanted }) => {
    const [hidden, weight, labels, scale] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const factor = g.mul(dy, scale);
    const dLogits = g.addToColumns(g.softmax(logits), labels, -1); // [K, V], before the factor
    return [
      wanted[0] ? g.mul(g.matmul(dLogits, weight), factor) : null,
      wanted[1] ? g.matmul(dLogits, g.mul(hidden, factor), { transA: true }) : null,
      null,
      null,
    ];
  },
});
