// The public API of `socratic-cot`: what a program needs to read problems, distil them into small models, solve with those
// and judge the outcome, and the engine underneath for models and operators of one's own. Semantic versions are over exactly
// these names; whatever is not here may change at any time.
//
// Training and solving run in child processes that this package starts from its own files, so they work from any
// program: `train` and `solveRun` take a Reporter for progress and AbortSignals for stopping.

// Errors, progress, randomness.
export {
  type ErrorDetails,
  InterruptedError,
  type ProgressUpdate,
  Random,
  type Reporter,
  type SkippedLine,
  SocraticError,
  silentReporter,
} from './common/index.ts';
// Problems: readers, dataset directories, the built-in generator, answers, the calculator.
export {
  type AnnotationCheck,
  type AnswerRule,
  type AnswerType,
  type ArithmeticFamily,
  type ArithmeticOptions,
  type ArithmeticSplits,
  answersMatch,
  arithmeticFamilies,
  type ColumnMapping,
  canonicalAnswer,
  checkAnnotations,
  type Dataset,
  type DatasetSummary,
  datasetFromSplits,
  type Extraction,
  evaluateExpression,
  extractAnswer,
  extractorVersion,
  generateArithmetic,
  type LoadedDataset,
  loadDataset,
  openProblemStream,
  type Problem,
  type ProblemStream,
  publishedDatasets,
  type ReadDatasetOptions,
  readDataset,
  type SplitName,
  type Splits,
  type Step,
  writeDataset,
} from './data/index.ts';
// Runs: training a strategy's models, solving with them, judging.
export {
  createStudent,
  type DoctorOptions,
  type DoctorReport,
  doctor,
  type MetricsLine,
  type RunRecord,
  readMetrics,
  readRunRecord,
  type TrainOptions,
  type TrainResult,
  tokenizeSegments,
  train,
  trainDefaults,
} from './distill/index.ts';
// The engine: graphs and gradients.
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
// The engine: tokenizers and models on disk, training, generation.
export {
  BatchDecoder,
  type Decoder,
  type DecoderOptions,
  type RowAction,
  type RowEvent,
  type RowProgram,
} from './engine/generate/index.ts';
export { type DataType, Graph, type Shape, ShapeError, type Tensor } from './engine/graph/index.ts';
export {
  initialWeights,
  type LoadedModel,
  loadModel,
  type ModelConfig,
  parameterCount,
  presets,
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
  readModelFiles,
  readSafetensors,
  writeSafetensors,
} from './engine/weights/index.ts';
export {
  type EvaluateModelOptions,
  type EvaluateRunOptions,
  type EvaluateTeacherOptions,
  evaluateModel,
  evaluateRun,
  evaluateTeacher,
  type Interval,
  type ModelEvaluation,
  mcNemarExact,
  pairedDifference,
  type RunEvaluation,
  type Score,
  scorePredictions,
  type TeacherEvaluation,
  wilsonInterval,
} from './evaluate/index.ts';
export { type QuickstartOptions, type QuickstartResult, quickstart } from './experiment/index.ts';
export {
  type Limit,
  type Prediction,
  type SolveModels,
  type SolveOptions,
  type SolveRequest,
  type SolveRunOptions,
  StudentLanguageModel,
  type StudentModel,
  type StudentModelOptions,
  solveProblems,
  solveRun,
} from './solve/index.ts';
// Strategies: what a problem's training sequences are, and how an output reads back.
export {
  type PairMode,
  type ParsedOutput,
  type Rationale,
  type RationaleStyle,
  type RoleName,
  type Segment,
  type Strategy,
  type StrategyName,
  selectTrainable,
  sequencesFor,
  strategyNames,
  strategyOf,
  type TrainingSequence as StrategySequence,
} from './strategy/index.ts';
// Teachers: annotating problems with a language model, within a budget; the teachers of a `socratic.config.ts`.
export {
  type AnnotateOptions,
  type AnnotateResult,
  type Annotation,
  type AnnotationSummary,
  annotate,
  annotatedProblems,
  type ConfiguredTeacher,
  createTeacher,
  defineConfig,
  ownTeacher,
  type Price,
  parseTeacherSpec,
  ResponseStore,
  readAnnotations,
  readPrompts,
  type SocraticConfig,
  type Teacher,
} from './teacher/index.ts';
