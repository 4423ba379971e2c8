export {
  causalAttention,
  gelu,
  headLoss,
  layerNorm,
  linear,
  lowRank,
  project,
  rmsNorm,
  rotary,
  swiglu,
} from './composites.ts';
export { defineOperator, type InputGradient, type Operator, type RowsGradient } from './operator.ts';
export { headLogSums, labelScores, type RowSumIndices, selectPlacedRows, sumRows } from './portable.ts';
export {
  add,
  concatColumns,
  div,
  exp,
  log,
  lookUpRows,
  matmul,
  mul,
  neg,
  reshape,
  selectRows,
  sigmoid,
  softmax,
  sub,
  sum,
  tanh,
  transpose,
} from './primitives.ts';
export { type ParameterGradient, Tape } from './tape.ts';
