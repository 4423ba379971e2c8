export * from './answer/index.ts';
export * from './arithmetic/index.ts';
export * from './calculator/index.ts';
export * from './problem.ts';
export * from './readers/index.ts';
