export { listBackends } from './backends.ts';
export { type Device, DeviceTensor, devices } from './device.ts';
export { byteLength, planBuffers, type Sizes, simulateArena } from './memory-plan/index.ts';
export {
  type DeviceFeeds,
  type SerializedGraph,
  Session,
  type SessionOptions,
  type TensorData,
  type Value,
  type Values,
} from './session.ts';
export { checkDevice, DeviceTransfer } from './transfer.ts';
