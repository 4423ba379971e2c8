// Judging outputs: accuracy with intervals, comparison of systems on the same problems, scores of any system's outputs.
export { corpusBleu, type TextPair } from './bleu.ts';
export type { ChangedReading, ReadingChanges } from './changed-readings.ts';
export {
  type Answered,
  type ConfidenceFit,
  type ConfidenceMeasure,
  type ConfidenceSummary,
  type CoverageRow,
  confidenceOf,
  type ReliabilityRow,
} from './confidence.ts';
export { type EvaluateOptions, evaluate } from './evaluate.ts';
export {
  type EvaluateModelOptions,
  evaluateModel,
  evaluateModelDefaults,
  evaluateModelRanges,
  type ModelEvaluation,
  modelPrompts,
  type Prompting,
  promptings,
} from './evaluate-model.ts';
export {
  estimateTeacherEvaluation,
  evaluateTeacher,
  type TeacherEvaluation,
  type TeacherEvaluationEstimate,
  type UnansweredProblem,
} from './evaluate-teacher.ts';
export { type EvaluatedDataset, evaluateDefaults, evaluateRanges } from './evaluated-data.ts';
export { type Evaluation, summarizePredictions } from './evaluation.ts';
export { evaluationName } from './evaluation-name.ts';
export {
  type Interval,
  mcNemarExact,
  type PairedDifference,
  type PairedOutcome,
  pairedDifference,
  wilsonInterval,
} from './intervals.ts';
export { type FoundEvaluation, findEvaluation, predictionsOf } from './read-evaluation.ts';
export type { RunEvaluation } from './run-evaluation.ts';
export type { Score, Verdict } from './score.ts';
export {
  type AnnotationComparison,
  type CompareAnnotationsOptions,
  compareAnnotations,
  type DatasetScore,
  type ScoredSplit,
  type ScoreOptions,
  score,
  scoredSplits,
} from './score-outputs.ts';
export { compareSubQuestions, type SubQuestionComparison, type SubQuestionScore } from './sub-questions.ts';
export { type Accuracy, accuracyOf, type Outcome, type Summary, summarize } from './summary.ts';
export {
  type EvaluateTeacherOptions,
  evaluateTeacherDefaults,
  evaluateTeacherRanges,
} from './teacher-baseline.ts';
export { runConfidence } from './validation-fit.ts';
