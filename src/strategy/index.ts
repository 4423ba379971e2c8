export {
  annotatorLines,
  answerCue,
  answerMarker,
  answerPieces,
  flatten,
  problemCue,
  problemLine,
  questionIn,
  questionLine,
  solutionPieces,
} from './format.ts';
export {
  type Guidance,
  goldPlan,
  guidances,
  hasPlan,
  planIn,
  planLine,
  planOf,
  stepsIn,
} from './guidance.ts';
export { parseQuestions } from './parse.ts';
export {
  type LeftOut,
  leftOutWithout,
  problemsWith,
  requirementOf,
  selectTrainable,
  sequencesFor,
  type TrainableProblems,
} from './sequences.ts';
export { given, learned, strategyOf } from './strategies.ts';
export * from './types.ts';
