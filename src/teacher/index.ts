// Teachers: large language models that annotate problems with their reasoning, verified, resumable, within a budget.
export { type AnnotateOptions, type AnnotateResult, type AnnotationTask, annotate } from './annotate.ts';
export { type Annotation, annotationRecord, isKept, problemHash } from './annotation.ts';
export {
  type CallerSettings,
  nanoDollarsPerDollar,
  type Price,
  priceOf,
  readPrices,
} from './call/index.ts';
export { type Estimate, estimateAnnotation } from './estimate.ts';
export { type AnnotationKind, annotationKinds } from './kinds.ts';
export {
  createTeacher,
  parseTeacherSpec,
  requireLogprobs,
  type Teacher,
  type TeacherSpec,
} from './model-spec.ts';
export { type OutputChoice, type OutputForm, outputChoices, promptsIn } from './output-form.ts';
export { type PromptSet, readPrompts, repairTasksOf, studentPrompts, tasksOf } from './prompts/index.ts';
export {
  type AnnotationRun,
  decidedOutput,
  openRun,
  promptRecords,
  type RunIdentity,
  runRecordPath,
  writeRun,
} from './run-record.ts';
export { type Account, ResponseStore } from './store/index.ts';
export type { AnnotationSummary } from './summary.ts';
export { type Annotations, annotatedProblems, chainsOf, readAnnotations } from './use-annotations.ts';
