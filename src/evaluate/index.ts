// Judging outputs: accuracy with intervals, comparison of systems on the same problems, scores of prediction files.
export { corpusBleu, type TextPair } from './bleu.ts';
export type { ChangedReading, ReadingChanges } from './changed-readings.ts';
export {
  type EvaluateModelOptions,
  evaluateModel,
  type ModelEvaluation,
  type Prompting,
  promptings,
} from './evaluate-model.ts';
export {
  type EvaluateContext,
  type EvaluatedDataset,
  type EvaluateOptions,
  type EvaluateRunOptions,
  type Evaluation,
  evaluateRun,
  type RunEvaluation,
  summarizePredictions,
} from './evaluate-run.ts';
export {
  type Baseline,
  type BaselineOptions,
  baselineOf,
  type EvaluateTeacherOptions,
  evaluateTeacher,
  type TeacherEvaluation,
  type UnansweredProblem,
} from './evaluate-teacher.ts';
export {
  type Interval,
  mcNemarExact,
  type PairedDifference,
  type PairedOutcome,
  pairedDifference,
  wilsonInterval,
} from './intervals.ts';
export { type Score, scorePredictions, type Verdict } from './score.ts';
export { compareSubQuestions, type SubQuestionComparison, type SubQuestionScore } from './sub-questions.ts';
export { type Accuracy, accuracyOf, type Outcome, type Summary, summarize } from './summary.ts';
