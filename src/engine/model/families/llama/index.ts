export { type AttentionFields, fullAttention, windowedAttention, windowFields } from './config.ts';
export { llamaFamily } from './family.ts';
export { llama, llamaGguf } from './llama.ts';
