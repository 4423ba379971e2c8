// What the installed ONNX Runtime can compute on.
import { listSupportedBackends } from 'onnxruntime-node';

/** Names of the execution providers that are part of it, whether or not the hardware is there: `cpu`, `webgpu`, … */
export function listBackends(): string[] {
  return listSupportedBackends().map(({ name }) => name);
}
