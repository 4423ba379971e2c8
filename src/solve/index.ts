export { type SolveRequest, solveProblems } from './solve-problems.ts';
export * from './types.ts';
