// ONNX Runtime, loaded when something is first computed: a program that only reads problems, or leaves computing to child processes,
// does without its library (14 MB).
import { createRequire } from 'node:module';
import type * as onnxruntime from 'onnxruntime-node';

let loaded: typeof onnxruntime | undefined;

export function onnxRuntime(): typeof onnxruntime {
  if (loaded === undefined) {
    loaded = createRequire(import.meta.url)('onnxruntime-node') as typeof onnxruntime;
    loaded.env.logLevel = 'fatal'; // what it would write to stderr is thrown, and reported as ours
  }
  return loaded;
}
