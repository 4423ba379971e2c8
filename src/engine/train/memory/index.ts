export { allocatedBytes, KernelMemory, largestMemoryBytes, type MaskKey } from './kernel-memory.ts';
export * from './parameter-memory.ts';
