// The public API of `socratic-cot`: datasets, annotating with a teacher, training students, solving, serving, evaluating, and the errors
// of all of them. Semantic versions cover exactly the names of the entry points; anything else may change at any time.
//
// What few programs need has entry points of its own, so that this one stays small and quick to load:
//   socratic-cot/answers     read answers out of any text and compare them; the calculator. Loads nothing else.
//   socratic-cot/data        parts of the readers and of the generator
//   socratic-cot/strategies  training sequences, and running a strategy's models in your own process
//   socratic-cot/teacher     teachers, prompts and the store of answers
//   socratic-cot/engine      graphs, gradients, models, tokenizers, weights, training and generation
//
// Training and solving run in child processes that this package starts from its own files, so they work from any program.

// Errors and progress.
export {
  type ErrorCode,
  type ErrorDetails,
  type ErrorOptions,
  type ErrorSubject,
  errorCodes,
  type Fault,
  InterruptedError,
  type MentionStyle,
  type Message,
  type MessagePart,
  type ProgressUpdate,
  type Reporter,
  type SkippedLine,
  SocraticError,
  silentReporter,
} from './common/index.ts';
// Problems, dataset directories, and answers.
export {
  type AnswerRule,
  type AnswerSummary,
  type AnswerType,
  type ArithmeticFamily,
  answersMatch,
  type ColumnMapping,
  type CreateDatasetOptions,
  type Dataset,
  type DatasetSummary,
  datasets,
  type Extraction,
  extractAnswer,
  type GenerateOptions,
  type LoadedDataset,
  type NumberFormat,
  type Problem,
  type ProblemStream,
  type PublishedCounts,
  type ReadDatasetOptions,
  type ReadOptions,
  type RenamedId,
  type SplitName,
  type Splits,
  type Step,
  type StreamOptions,
  type WriteOptions,
} from './data/index.ts';
// Runs: training the models of a strategy, and what a run directory says.
export {
  type DoctorOptions,
  type DoctorReport,
  doctor,
  type MetricsLine,
  type ModelRecord,
  type RunRecord,
  readMetrics,
  readRunRecord,
  readStartMetrics,
  type StartLine,
  type TrainOptions,
  type TrainResult,
  train,
  trainDefaults,
} from './distill/index.ts';
// Judging: runs, models and teachers; scores, intervals and comparisons.
export {
  type Accuracy,
  type AnnotationComparison,
  type Answered,
  type ChangedReading,
  type CompareAnnotationsOptions,
  type ConfidenceFit,
  type ConfidenceMeasure,
  type ConfidenceSummary,
  type CoverageRow,
  compareAnnotations,
  confidenceOf,
  type DatasetScore,
  type EvaluatedDataset,
  type EvaluateModelOptions,
  type EvaluateOptions,
  type EvaluateTeacherOptions,
  estimateTeacherEvaluation,
  evaluate,
  evaluateModel,
  evaluateTeacher,
  type Interval,
  type ModelEvaluation,
  mcNemarExact,
  type PairedDifference,
  type PairedOutcome,
  pairedDifference,
  type ReadingChanges,
  type ReliabilityRow,
  type RunEvaluation,
  runConfidence,
  type Score,
  type ScoreOptions,
  type Summary,
  score,
  type TeacherEvaluation,
  type TeacherEvaluationEstimate,
  type UnansweredProblem,
  type Verdict,
  wilsonInterval,
} from './evaluate/index.ts';
export { type QuickstartOptions, type QuickstartResult, quickstart } from './experiment/index.ts';
// Exporting: a run or a model as files for other programs.
export {
  type ExportedFile,
  type ExportedPrompt,
  type ExportFormat,
  type ExportModelOptions,
  type ExportResult,
  exportModel,
} from './export/index.ts';
// Serving: runs over HTTP.
export {
  type CreateServerOptions,
  createServer,
  type RequestRecord,
  type SolverServer,
} from './serve/index.ts';
// Solving, and annotating with any teacher, a student's run included.
export {
  type AskedModel,
  annotate,
  type CreateSolverOptions,
  createSolver,
  estimateAnnotations,
  type Limit,
  type OutsideUse,
  type Prediction,
  type Solution,
  type SolveCallOptions,
  type SolveOptions,
  type SolveProgress,
  type Solver,
  StudentLanguageModel,
  type StudentModelOptions,
} from './solve/index.ts';
export {
  type Guidance,
  type PairMode,
  type RationaleStyle,
  type StrategyName,
  strategyNames,
} from './strategy/index.ts';
// Teachers: annotating problems with a language model, within a budget; the teachers of a `socratic.config.ts`.
export {
  type AnnotateOptions,
  type AnnotateResult,
  type Annotation,
  type AnnotationEstimate,
  type AnnotationSummary,
  annotatedProblems,
  annotationsSoFar,
  type ConfiguredTeacher,
  defineConfig,
  type MergeAnnotationsOptions,
  type MergedAnnotations,
  mergeAnnotations,
  ownTeacher,
  type Price,
  type ReviewAnnotationsOptions,
  type ReviewedAnnotations,
  readAnnotations,
  reviewAnnotations,
  type SocraticConfig,
} from './teacher/index.ts';
