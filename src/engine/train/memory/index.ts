export { allocatedBytes, KernelMemory, type MaskKey } from './kernel-memory.ts';
export * from './parameter-memory.ts';
