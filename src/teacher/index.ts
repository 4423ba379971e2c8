// Teachers: large language models that annotate problems with their reasoning, verified, resumable, within a budget.
export {
  type AnnotateContext,
  type AnnotateOptions,
  type AnnotateResult,
  type AnnotationTask,
  annotate,
} from './annotate.ts';
export { type Annotation, isKept } from './annotation.ts';
export {
  annotateInBatches,
  type BatchOptions,
  type BatchSettings,
  refuseWithoutBatches,
  SdkTransport,
} from './batch/index.ts';
export {
  batchPrice,
  type CallerSettings,
  nanoDollarsPerDollar,
  type Price,
  priceOf,
  readPrices,
} from './call/index.ts';
export { type Estimate, estimateAnnotation } from './estimate.ts';
export { type AnnotationKind, annotationKinds } from './kinds.ts';
export { createTeacher, parseTeacherSpec, type Teacher, type TeacherSpec } from './model-spec.ts';
export { readPrompts, tasksOf } from './prompts/index.ts';
export {
  type AnnotationRun,
  openRun,
  promptRecords,
  type RunIdentity,
  runRecordPath,
  writeRun,
} from './run-record.ts';
export { type Account, ResponseStore } from './store/index.ts';
export type { AnnotationSummary } from './summary.ts';
export { type Annotations, annotatedProblems, chainsOf, readAnnotations } from './use-annotations.ts';
