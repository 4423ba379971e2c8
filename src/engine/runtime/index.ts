export {
  type SerializedGraph,
  Session,
  type SessionOptions,
  type TensorData,
  type Value,
  type Values,
} from './session.ts';
