// `socratic-cot/strategies`: what the training sequences of a problem are, how they become token ids, how an output reads back, and
// running the models of a strategy in your own process.

export { createStudent, tokenizeSegments } from './distill/index.ts';
export {
  type SolveModels,
  type SolveOptions,
  type SolveRequest,
  type StudentModel,
  solveProblems,
} from './solve/index.ts';
export {
  type Guidance,
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
  type TrainingSequence,
} from './strategy/index.ts';
