// `socratic-cot/engine`: a small deep-learning library on ONNX Runtime. It knows language models, and nothing of problems or teachers:
// graphs and gradients, models and tokenizers on disk, training, generation. ONNX Runtime is loaded with the first session.

// Numbers that repeat: every random choice of the engine comes from one seed.
export { Random } from './common/index.ts';
// Graphs and gradients.
export {
  add,
  causalAttention,
  defineOperator,
  div,
  exp,
  gelu,
  headLoss,
  layerNorm,
  linear,
  log,
  lookUpRows,
  matmul,
  mul,
  neg,
  type Operator,
  type ParameterGradient,
  reshape,
  selectRows,
  sigmoid,
  softmax,
  sub,
  sum,
  Tape,
  tanh,
  transpose,
} from './engine/autodiff/index.ts';
// Generation: many rows at once.
export {
  BatchDecoder,
  type Decoder,
  type DecoderOptions,
  type RowAction,
  type RowEvent,
  type RowProgram,
  Sampler,
  type SamplingSettings,
} from './engine/generate/index.ts';
export { type DataType, Graph, type Shape, ShapeError, type Tensor } from './engine/graph/index.ts';
// Models, weights and tokenizers.
export {
  initialWeights,
  type LoadedModel,
  loadModel,
  type ModelConfig,
  parameterCount,
  presets,
  readModelFiles,
  saveModel,
  trainingFlops,
  type Weights,
} from './engine/model/index.ts';
export {
  type Device,
  Session,
  type SessionOptions,
  type Value,
  type Values,
} from './engine/runtime/index.ts';
export {
  BytePairTokenizer,
  readTokenizer,
  type Tokenizer,
  trainTokenizer,
  writeTokenizer,
} from './engine/tokenizer/index.ts';
// Training.
export {
  type BatchShape,
  createTrainer,
  type LoopSettings,
  type MemoryEstimate,
  MemoryEstimator,
  type MemorySettings,
  type PackedBatch,
  packBatch,
  planEpoch,
  type StepMetrics,
  type StepSettings,
  TrainableModel,
  type Trainer,
  type TrainingSequence,
  trainLoop,
} from './engine/train/index.ts';
export {
  type ModelFiles,
  readGguf,
  readSafetensors,
  writeSafetensors,
} from './engine/weights/index.ts';
