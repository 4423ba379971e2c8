export * from './child-task.ts';
export * from './child-task-serve.ts';
export * from './errors.ts';
export * from './files.ts';
export * from './jsonl.ts';
export * from './memory.ts';
export * from './progress.ts';
export * from './random.ts';
