export type { LlamaConfig } from './config.ts';
export { llamaFamily } from './family.ts';
export { llama } from './llama.ts';
