export { Arena } from './arena.ts';
export { type Buffer, type BufferPlan, planBuffers } from './buffer-plan.ts';
export { executionOrder } from './execution-order.ts';
export { byteLength, type Sizes, simulateArena } from './simulate.ts';
