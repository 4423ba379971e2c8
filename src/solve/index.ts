export { annotate, estimateAnnotations } from './annotate.ts';
export { StudentLanguageModel, type StudentModelOptions } from './language-model.ts';
export { directPrediction } from './prediction.ts';
export { checkPromptFit, type PromptFit, promptFit, solverFit } from './prompt-fit.ts';
export type { SolveOutput } from './solve-child.ts';
export { type SolveRequest, solveProblems } from './solve-problems.ts';
export {
  type SolveRunContext,
  type SolveRunOptions,
  type SolveWithOptions,
  solveRun,
  solveWith,
} from './solve-run.ts';
export { type Solver, solverOf } from './solver.ts';
export * from './types.ts';
