// Solving: one model or the Socratic pair, in a process of their own; a run as a language model of the AI SDK.
export { type WeightFormat, weightFormats } from '../engine/model/index.ts';
export { annotate, estimateAnnotations } from './annotate.ts';
export { KeptProblems } from './kept-problems.ts';
export { StudentLanguageModel, type StudentModelOptions } from './language-model.ts';
export {
  type AskedModel,
  type NamedOutside,
  namedOutside,
  namesOf,
  OutsideModels,
  type OutsideUse,
} from './outside-models.ts';
export {
  assertOutsideOptions,
  type OutsideOptions,
  outsideKinds,
  outsideRanges,
  problemsAtOnce,
} from './outside-options.ts';
export { directPrediction } from './prediction.ts';
export type { OnProgress, OnText, SolveProgress } from './progress.ts';
export { checkPromptFit, type PromptFit, promptFit, solverFit } from './prompt-fit.ts';
export { type SolveAllOptions, type SolveOutput, solveAll } from './solve-all.ts';
export {
  type AskedOptions,
  assertPairOptions,
  assertSampling,
  assertWritesCalculations,
  type EngineOptions,
  type Oracle,
  oracles,
  type ProblemOptions,
  type RepeatChoice,
  repeatChoices,
  SAMPLING_TEMPERATURE,
  type SolveOptions,
  solveDefaults,
  solveKinds,
  solveOptionsOf,
  solveRanges,
  temperatureOf,
} from './solve-options.ts';
export { type SolveRequest, solveProblems } from './solve-problems.ts';
export {
  assertProblem,
  type CreateSolverOptions,
  createSolver,
  type Solution,
  type SolveCallOptions,
  type Solver,
} from './solver.ts';
export { type SolverSpec, solverSpec, trainedSpec } from './solver-spec.ts';
export * from './types.ts';
