// Teachers: large language models that annotate problems with their reasoning, verified, resumable, within a budget.
export {
  type AnnotateContext,
  type AnnotateOptions,
  type AnnotateResult,
  type AnnotationTask,
  annotate,
} from './annotate.ts';
export { type Annotation, annotationRecord, isKept, problemHash } from './annotation.ts';
export {
  annotateInBatches,
  type BatchOptions,
  type BatchSettings,
  refuseWithoutBatches,
  SdkTransport,
} from './batch/index.ts';
export {
  askBlind,
  type BlindAnswers,
  type BlindTask,
  blindPrompt,
  estimateBlind,
  refuseKnownProblems,
  refuseKnownStream,
} from './blind.ts';
export {
  batchPrice,
  type CallerSettings,
  costOf,
  dollarsText,
  likelyTokens,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
} from './call/index.ts';
export { type ConfiguredTeacher, defineConfig, type SocraticConfig } from './config/index.ts';
export { type Estimate, estimateAnnotation } from './estimate.ts';
export { findTeacher, ownTeacher } from './find-teacher.ts';
export { type AnnotationKind, annotationKinds } from './kinds.ts';
export {
  type MergeResult,
  mergeShards,
  readShards,
  type ShardFile,
  type ShardSet,
} from './merge/index.ts';
export {
  createTeacher,
  isTeacherSpec,
  parseTeacherSpec,
  requireLogprobs,
  type Teacher,
  type TeacherSpec,
} from './model-spec.ts';
export { type OutputChoice, type OutputForm, outputChoices, promptsIn } from './output-form.ts';
export {
  type PromptSet,
  type PromptTemplate,
  readPrompts,
  repairTasksOf,
  studentPrompts,
  tasksOf,
} from './prompts/index.ts';
export { collectReview, isReviewPage, type Review, reviewPage } from './review/index.ts';
export {
  type AnnotationRun,
  decidedOutput,
  openRun,
  promptRecords,
  type RunIdentity,
  readRun,
  runRecordPath,
  writeRun,
} from './run-record.ts';
export { problemsOfShard, type Shard, shardText } from './shard.ts';
export { type Account, ResponseStore } from './store/index.ts';
export { type AnnotationReport, type AnnotationSummary, usageOf } from './summary.ts';
export { type Annotations, annotatedProblems, chainsOf, readAnnotations } from './use-annotations.ts';
