export { causalAttention, gelu, headLoss, layerNorm, linear } from './composites.ts';
export { defineOperator, type InputGradient, type Operator, type RowsGradient } from './operator.ts';
export {
  add,
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
