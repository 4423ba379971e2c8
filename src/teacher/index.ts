// Teachers: large language models that annotate problems with their reasoning, verified, resumable, within a budget.
export { annotateWith, estimateWith } from './annotate.ts';
export {
  type AnnotateOptions,
  annotateDefaults,
  annotatedSplits,
  annotateRanges,
  mostShards,
} from './annotate-options.ts';
export { type Annotation, annotationRecord, isKept, problemHash } from './annotation.ts';
export type { AnnotateResult, AnnotationEstimate } from './annotation-result.ts';
export { annotationsSoFar } from './annotation-stop.ts';
export {
  annotateInBatches,
  type BatchOptions,
  type BatchSettings,
  SdkTransport,
} from './batch/index.ts';
export {
  askBlind,
  assertUnknownProblems,
  type BlindAnswers,
  type BlindTask,
  blindPrompt,
  estimateBlind,
} from './blind.ts';
export {
  type CallerSettings,
  costOf,
  dollarsText,
  knownPricesSource,
  likelyTokens,
  nanoDollarsPerDollar,
  type Parameters,
  type Price,
} from './call/index.ts';
export {
  assertPriceForBudget,
  type CallOptions,
  callDefaults,
  callerSettings,
  callKinds,
  callRanges,
  openStore,
  optionUnused,
  settleEarlierCalls,
  studentCallDefaults,
  withExistingStore,
} from './call-options.ts';
export { type ConfiguredTeacher, defineConfig, type SocraticConfig } from './config/index.ts';
export { createTeacher } from './create-teacher.ts';
export { type Estimate, estimateAnnotation } from './estimate.ts';
export { findTeacher, ownTeacher } from './find-teacher.ts';
export { type AnnotationKind, annotationKinds } from './kinds.ts';
export {
  type MergeAnnotationsOptions,
  type MergedAnnotations,
  mergeAnnotations,
} from './merge/index.ts';
export { isTeacherSpec, parseTeacherSpec, type Teacher, type TeacherSpec } from './model-spec.ts';
export { type OutputChoice, type OutputForm, outputChoices } from './output-form.ts';
export {
  instructedParts,
  longestPart,
  type NamedPartTeacher,
  namedPartTeacher,
  type PartReply,
  type PartRequest,
  PartTeacher,
  type PartTeacherOptions,
  type PartUsage,
  type PartWriting,
  partCaller,
} from './part-teacher.ts';
export {
  type PromptSet,
  type PromptTemplate,
  readPrompts,
  repairTasksOf,
  studentPrompts,
  tasksOf,
} from './prompts/index.ts';
export type { Rereading } from './reread.ts';
export type { OpenStudent, StudentTeacher } from './resolve-teacher.ts';
export {
  collectReview,
  type ReviewAnnotationsOptions,
  type ReviewedAnnotations,
  reviewAnnotations,
  reviewPage,
} from './review/index.ts';
export {
  type AnnotationRun,
  openRun,
  promptRecords,
  type RunIdentity,
  readRun,
  runRecordPath,
  writeRun,
} from './run-record.ts';
export type { Shard } from './shard.ts';
export { type Account, ResponseStore } from './store/index.ts';
export {
  type AnnotationReport,
  type AnnotationSummary,
  reportOf,
  type UnansweredFor,
  usageOf,
} from './summary.ts';
export {
  assertTeacherOptions,
  namedTeacher,
  type TeacherOptions,
  type Temperature,
  teacherKinds,
  temperatureKind,
  temperatureRange,
} from './teacher-options.ts';
export { type Annotations, annotatedProblems, chainsOf, readAnnotations } from './use-annotations.ts';
export { checkArithmetic } from './verify/index.ts';
export {
  type AnnotationTask,
  type WriteAnnotationsContext,
  type WriteAnnotationsOptions,
  type WrittenAnnotations,
  writeAnnotations,
} from './write-annotations.ts';
