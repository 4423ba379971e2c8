// What the installed ONNX Runtime can compute on.
import { onnxRuntime } from './onnx-runtime.ts';

/** Names of the execution providers that are part of it, whether or not the hardware is there: `cpu`, `webgpu`, … */
export function listBackends(): string[] {
  return onnxRuntime()
    .listSupportedBackends()
    .map(({ name }) => name);
}
