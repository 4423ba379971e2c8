export { listBackends } from './backends.ts';
export { byteLength, planBuffers, type Sizes, simulateArena } from './memory-plan/index.ts';
export {
  type SerializedGraph,
  Session,
  type SessionOptions,
  type TensorData,
  type Value,
  type Values,
} from './session.ts';
