// Operators for graphs that must stay on a device which cannot scatter (docs/decisions/0007-devices.md): what the usual ones
// do by ScatterND, ScatterElements and GatherElements is done here by gathering. Legend as in composites.ts.
import type { Graph, Tensor } from '../graph/index.ts';
import { defineOperator, inputAt } from './operator.ts';

/**
 * Rows of x [N, C] by int64 indices [K] without repeats → [K, C], like selectRows; the third input, `places` int64 [N], is for
 * the gradient: which selected row each row of x became, K for those that were not selected.
 */
export const selectPlacedRows = defineOperator({
  name: 'selectPlacedRows',
  lower: (g, inputs) => ({ output: g.gatherRows(inputAt(inputs, 0), inputAt(inputs, 1)), saved: undefined }),
  gradient: (g, dy, { inputs }) => [g.gatherRows(withZeroRow(g, dy), inputAt(inputs, 2)), null, null],
});

/**
 * The part of the head's loss that every token has: scale · Σ_K log Σ_V exp(hidden weightᵀ). hidden [K, C], weight [V, C],
 * scale float32 [] → []. Less {@link labelScores} it is headLoss.
 */
export const headLogSums = defineOperator<void, { logits: Tensor; logSums: Tensor }>({
  name: 'headLogSums',
  lower: (g, inputs) => {
    const [hidden, weight, scale] = inputs as [Tensor, Tensor, Tensor];
    const logits = g.matmul(hidden, weight, { transB: true }); // [K, V]
    const largest = g.max(logits, [-1], true); // [K, 1]
    const logSums = g.add(largest, g.log(g.sum(g.exp(g.sub(logits, largest)), [-1], true))); // [K, 1]
    return { output: g.mul(g.sum(logSums, [0, 1]), scale), saved: { logits, logSums } };
  },
  gradient: (g, dy, { inputs, saved: { logits, logSums }, wanted }) => {
    const [hidden, weight, scale] = inputs as [Tensor, Tensor, Tensor];
    const factor = g.mul(dy, scale);
    const shares = g.exp(g.sub(logits, logSums)); // softmax, [K, V]
    return [
      wanted[0] ? g.mul(g.matmul(shares, weight), factor) : null,
      wanted[1] ? g.matmul(shares, g.mul(hidden, factor), { transA: true }) : null,
      null,
    ];
  },
});

/**
 * scale · Σ_K the label's logit: hidden [K, C], the head's rows of the labels [K, C], scale float32 [] → []. The rows are
 * looked up by lookUpRows, so that the head's gradient gets them as rows.
 */
export const labelScores = defineOperator({
  name: 'labelScores',
  lower: (g, inputs) => {
    const [hidden, rows, scale] = inputs as [Tensor, Tensor, Tensor];
    const scores = g.sum(g.mul(hidden, rows), [-1], true); // [K, 1]
    return { output: g.mul(g.sum(scores, [0, 1]), scale), saved: undefined };
  },
  gradient: (g, dy, { inputs, wanted }) => {
    const [hidden, rows, scale] = inputs as [Tensor, Tensor, Tensor];
    const factor = g.mul(dy, scale);
    return [wanted[0] ? g.mul(rows, factor) : null, wanted[1] ? g.mul(hidden, factor) : null, null];
  },
});

/** How rows are summed by gathering: which rows make each partial sum, which partial sums each sum, and where sums go. */
export interface RowSumIndices {
  /** int64 [S, W]: rows of a partial sum; I, the number of rows, where there is none. */
  readonly groups: Tensor;
  /** int64 [U, M]: partial sums of a sum; S where there is none. */
  readonly sums: Tensor;
  /** int64 [R]: the sum that belongs to each row of the table; U where there is none. */
  readonly places: Tensor;
}

/**
 * Adds rows float32 [I, C] that belong to the same row of a table, in a fixed order and without scattering → [R, C]. The
 * indices are made on the host from the batch.
 */
export function sumRows(g: Graph, rows: Tensor, { groups, sums, places }: RowSumIndices): Tensor {
  const partial = g.sum(g.gatherRows(withZeroRow(g, rows), groups), [1]); // [S, C]
  const whole = g.sum(g.gatherRows(withZeroRow(g, partial), sums), [1]); // [U, C]
  return g.gatherRows(withZeroRow(g, whole), places);
}

/** x [N, C] → [N + 1, C]: indices of N read zeros. */
function withZeroRow(g: Graph, x: Tensor): Tensor {
  return g.concat([x, g.zeros([1, Number(x.shape.at(-1))])], 0);
}
