// Gradient rules of whole layers, derived by hand so that the backward pass takes few passes over memory. Legend: N tokens
// of a batch one after another, B sequences of at most T tokens, C width, H heads of D, K supervised positions, V vocabulary.
import { type Dimension, type Graph, productOf, type Tensor } from '../graph/index.ts';
import { defineOperator, inputAt } from './operator.ts';

/** x w + bias: x [N, I], weight [I, O], bias [O] → [N, O]. dx = dy wᵀ, dw = xᵀ dy, dbias = Σ_N dy. */
export const linear = defineOperator({
  name: 'linear',
  lower: (g, [x, weight, bias]) => ({
    output: g.affine(x as Tensor, weight as Tensor, bias as Tensor),
    saved: undefined,
  }),
  gradient: (g, dy, { inputs, wanted }) => [
    wanted[0] ? g.matmul(dy, inputAt(inputs, 1), { transB: true }) : null,
    wanted[1] ? g.transposedProduct(inputAt(inputs, 0), dy) : null,
    wanted[2] ? g.sum(dy, [0]) : null,
  ],
});

/** x wᵀ (+ bias), the layout of torch.nn.Linear: x [N, I], weight [O, I], bias [O] or none → [N, O]. dx = dy w, dw = dyᵀ x, dbias = Σ_N dy. */
export const project = defineOperator({
  name: 'project',
  lower: (g, [x, weight, bias]) => ({
    output: bias
      ? g.affine(x as Tensor, weight as Tensor, bias, { transB: true })
      : g.matmul(x as Tensor, weight as Tensor, { transB: true }),
    saved: undefined,
  }),
  gradient: (g, dy, { inputs, wanted }) => [
    wanted[0] ? g.matmul(dy, inputAt(inputs, 1)) : null,
    wanted[1] ? g.transposedProduct(dy, inputAt(inputs, 0)) : null,
    wanted[2] ? g.sum(dy, [0]) : null,
  ],
});

/**
 * A low-rank update of a linear layer (LoRA: Hu et al. 2021, eq. 3): y + scale · (x Aᵀ) Bᵀ with x [N, I], A [r, I], B [O, r] and
 * y [N, O], the layer's own output → [N, O]. With z = x Aᵀ and dz = scale · dy B: dB = scale · dyᵀ z, dA = dzᵀ x, dx = dz A.
 */
export const lowRank = defineOperator<{ readonly scale: number }, { z: Tensor }>({
  name: 'lowRank',
  lower: (g, inputs, { scale }) => {
    const [x, a, b, y] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const z = g.matmul(x, a, { transB: true }); // [N, r]
    return { output: g.affine(z, b, y, { transB: true, alpha: scale }), saved: { z } };
  },
  gradient: (g, dy, { inputs, saved: { z }, wanted }, { scale }) => {
    const [x, a, b] = inputs as [Tensor, Tensor, Tensor];
    const dz = g.matmul(dy, b, { alpha: scale }); // [N, r]
    return [
      wanted[0] ? g.matmul(dz, a) : null,
      wanted[1] ? g.matmul(dz, x, { transA: true }) : null,
      wanted[2] ? g.matmul(dy, z, { transA: true, alpha: scale }) : null,
      dy,
    ];
  },
});

/**
 * Root-mean-square layer norm over the last axis (Zhang & Sennrich 2019, eq. 4): y = x / sqrt(mean(x²) + ε) · gain.
 * x [N, C] or [N, H, C]; gain [C] → the shape of x. With x̂ = x · inverse and d = dy · gain: dx = (d - x̂ · mean(d · x̂)) · inverse.
 */
export const rmsNorm = defineOperator<{ readonly epsilon: number }, { inverse: Tensor }>({
  name: 'rmsNorm',
  lower: (g, inputs, { epsilon }) => {
    const [output, inverse] = g.rmsNormalization(inputAt(inputs, 0), inputAt(inputs, 1), epsilon);
    return { output, saved: { inverse } };
  },
  gradient: (g, dy, { inputs, saved: { inverse }, wanted }) => {
    const normal = g.mul(inputAt(inputs, 0), inverse); // [N, C]
    const dyNormal = g.mul(dy, normal); // [N, C]
    const gain = inputAt(inputs, 1);
    const dx = () => {
      const along = g.mean(g.mul(dyNormal, gain), [-1], true); // […, 1]: the part that only rescales x
      return g.mul(g.sub(g.mul(dy, gain), g.mul(normal, along)), inverse);
    };
    const rows = normal.shape.slice(1).map((_, axis) => axis); // all axes but the last
    return [wanted[0] ? dx() : null, wanted[1] ? g.sum(dyNormal, rows) : null];
  },
});

/** Gated SiLU (Shazeer 2020, SwiGLU without its projections): y = silu(gate) · up; both [N, I] → [N, I]. */
export const swiglu = defineOperator({
  name: 'swiglu',
  lower: (g, inputs) => ({
    output: g.mul(g.silu(inputAt(inputs, 0)), inputAt(inputs, 1)),
    saved: undefined,
  }),
  gradient: (g, dy, { inputs }) => {
    const gate = g.sigmoid(inputAt(inputs, 0)); // σ
    const silu = g.mul(inputAt(inputs, 0), gate); // computed again: kept, it would be a quarter of the layer's activations
    const slope = g.add(gate, g.mul(silu, g.sub(g.scalar(1), gate))); // silu' = σ + silu (1 - σ)
    return [g.mul(g.mul(dy, inputAt(inputs, 1)), slope), g.mul(dy, silu)];
  },
});

/**
 * Rotary position embedding (Su et al. 2021, eq. 34, with a head's first half paired with its second): x [N, H·D], positions
 * int64 [N], cos and sin [M, D/2] → [N, H·D]. The gradient is the rotation back.
 */
export const rotary = defineOperator({
  name: 'rotary',
  lower: (g, inputs) => {
    const [x, positions, cos, sin] = inputs as [Tensor, Tensor, Tensor, Tensor];
    return { output: g.rotaryEmbedding(x, positions, cos, sin), saved: undefined };
  },
  gradient: (g, dy, { inputs }) => {
    const [, positions, cos, sin] = inputs as [Tensor, Tensor, Tensor, Tensor];
    return [g.rotaryEmbedding(dy, positions, cos, g.neg(sin)), null, null, null];
  },
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
  /** H, the heads of the query. */
  readonly heads: number;
  /** G, the heads of key and value, a divisor of H (Ainslie et al. 2023); each serves H/G consecutive heads of the query. */
  readonly keyValueHeads: number;
  /** A dropout mask on the attention weights, [B, H, T, T]: 0 or 1/(1-p). */
  readonly weightsMask?: Tensor;
}
interface AttentionSaved {
  /** [B, G, H/G·T, D]: the heads that share a key lie one after another. */
  readonly query: Tensor;
  /** [B, G, T, D]. */
  readonly key: Tensor;
  readonly value: Tensor;
  /** softmax(q kᵀ / √D + mask), [B, H, T, T]. */
  readonly weights: Tensor;
  /** The same after dropout, [B, G, H/G·T, T]. */
  readonly applied: Tensor;
}

/**
 * Causal self-attention (Vaswani et al. 2017, eq. 1) of sequences of unequal length that lie one after another.
 * Inputs: qkv [N, (H + 2G)·D], query, key and value side by side; padIndex int64 [B, T], the token in each slot of the
 * right-padded batch; unpadIndex int64 [N], the slot of each token; mask [T, T], 0 where a query may look and very negative
 * elsewhere. Returns [N, H·D].
 *
 * Empty slots must read a token whose output nothing depends on: then the gradient that comes back to them is zero, so they
 * add nothing to the gradients of real keys and values, and padding by gathering and unpadding by gathering are each the
 * gradient of the other. What the softmax's gradient subtracts, Σ_T dWeights · weights, is Σ_D dy · output (Dao et al. 2022,
 * appendix B.4): a pass over [N, H·D] instead of two over [B, H, T, T]. Heads that share a key are one tall matrix in the products, so
 * that sharing needs no copies and their gradients add up by themselves.
 */
export const causalAttention = defineOperator<AttentionAttributes, AttentionSaved>({
  name: 'causalAttention',
  lower: (g, inputs, { heads, keyValueHeads, weightsMask }) => {
    const [qkv, padIndex, unpadIndex, mask] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const [queries, keys, values] = g.split(
      g.gatherRows(qkv, padIndex),
      qkvSizes(qkv, heads, keyValueHeads),
      2,
    ) as [Tensor, Tensor, Tensor];
    const query = shareKeys(g, toHeads(g, queries, heads), keyValueHeads);
    const key = toHeads(g, keys, keyValueHeads);
    const value = toHeads(g, values, keyValueHeads);
    const alpha = 1 / Math.sqrt(Number(value.shape[3]));
    const scores = eachHead(g, g.matmul(query, key, { transB: true, alpha }), heads); // [B, H, T, T]
    const weights = g.softmax(g.add(scores, mask));
    const applied = shareKeys(g, weightsMask ? g.mul(weights, weightsMask) : weights, keyValueHeads);
    const attended = mergeHeads(g, eachHead(g, g.matmul(applied, value), heads));
    const output = unpad(g, attended, unpadIndex);
    return { output, saved: { query, key, value, weights, applied } };
  },
  gradient: (g, dy, { inputs, output, saved }, { heads, keyValueHeads, weightsMask }) => {
    const [, padIndex, unpadIndex] = inputs as [Tensor, Tensor, Tensor];
    const { query, key, value, weights, applied } = saved;
    const dOutput = shareKeys(g, toHeads(g, g.gatherRows(dy, padIndex), heads), keyValueHeads);
    const dValue = g.matmul(applied, dOutput, { transA: true }); // [B, G, T, D]: the sum over the heads that share it
    const dApplied = eachHead(g, g.matmul(dOutput, value, { transB: true }), heads);
    const dWeights = weightsMask ? g.mul(dApplied, weightsMask) : dApplied;
    const along = g.transpose(g.gatherRows(headProducts(g, dy, output, heads), padIndex), [0, 2, 1]); // [B, H, T]
    const dScores = shareKeys(g, g.mul(weights, g.sub(dWeights, g.unsqueeze(along, 3))), keyValueHeads);
    const alpha = 1 / Math.sqrt(Number(value.shape[3]));
    const dQuery = eachHead(g, g.matmul(dScores, key, { alpha }), heads);
    const dKey = g.matmul(dScores, query, { transA: true, alpha });
    const merged = g.concat([mergeHeads(g, dQuery), mergeHeads(g, dKey), mergeHeads(g, dValue)], 2);
    return [unpad(g, merged, unpadIndex), null, null, null];
  },
});

/** Widths of query, key and value in [.., (H + 2G)·D]. */
function qkvSizes(qkv: Tensor, heads: number, keyValueHeads: number): [number, number, number] {
  const size = Number(qkv.shape.at(-1)) / (heads + 2 * keyValueHeads);
  return [heads * size, keyValueHeads * size, keyValueHeads * size];
}

/** [B, H, T, X] → [B, G, H/G·T, X], the same numbers. */
function shareKeys(g: Graph, x: Tensor, keyValueHeads: number): Tensor {
  const [batch, heads, time, size] = x.shape as [Dimension, number, Dimension, Dimension];
  if (heads === keyValueHeads) return x;
  return g.reshape(x, [batch, keyValueHeads, productOf(heads / keyValueHeads, time), size]);
}

/** [B, G, H/G·T, X] → [B, H, T, X], the same numbers. */
function eachHead(g: Graph, x: Tensor, heads: number): Tensor {
  const [batch, keyValueHeads, rows, size] = x.shape as [Dimension, number, Dimension, Dimension];
  if (heads === keyValueHeads) return x;
  const share = heads / keyValueHeads;
  const time = typeof rows === 'number' ? rows / share : rows.slice(`${share}*`.length);
  return g.reshape(x, [batch, heads, time, size]);
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

/** The inner product of a and b [N, H·D] in every head: [N, H]. */
function headProducts(g: Graph, a: Tensor, b: Tensor, heads: number): Tensor {
  const [tokens = 1, width] = a.shape;
  return g.sum(g.reshape(g.mul(a, b), [tokens, heads, Number(width) / heads]), [-1]);
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
export const headLoss = defineOperator<void, { logShares: Tensor }>({
  name: 'headLoss',
  lower: (g, inputs) => {
    const [hidden, weight, labels, scale] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const logits = g.matmul(hidden, weight, { transB: true }); // [K, V]
    const logShares = g.logSoftmax(logits); // [K, V]
    const losses = g.gatherColumns(logShares, labels); // [K, 1], negative
    return { output: g.mul(g.sum(losses, [0, 1]), g.neg(scale)), saved: { logShares } };
  },
  gradient: (g, dy, { inputs, saved: { logShares }, wanted }) => {
    const [hidden, weight, labels, scale] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const factor = g.mul(dy, scale);
    const dLogits = g.addToColumns(g.exp(logShares), labels, -1); // [K, V], before the factor
    return [
      wanted[0] ? g.mul(g.matmul(dLogits, weight), factor) : null,
      wanted[1] ? g.matmul(dLogits, g.mul(hidden, factor), { transA: true }) : null,
      null,
      null,
    ];
  },
});
