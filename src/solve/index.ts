export type { SolveOutput } from './solve-child.ts';
export { type SolveRequest, solveProblems } from './solve-problems.ts';
export { type SolveRunContext, type SolveRunOptions, solveRun } from './solve-run.ts';
export * from './types.ts';
