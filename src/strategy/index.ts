export {
  answerCue,
  answerMarker,
  answerPieces,
  flatten,
  problemLine,
  questionIn,
  questionLine,
  solutionPieces,
} from './format.ts';
export { parseQuestions } from './parse.ts';
export {
  type LeftOut,
  requirementOf,
  selectTrainable,
  sequencesFor,
  type TrainableProblems,
} from './sequences.ts';
export { given, learned, strategyOf } from './strategies.ts';
export * from './types.ts';
