// The versions that a run or a machine is described by.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export function packageVersions(): Record<string, string> {
  const load = createRequire(import.meta.url);
  const version = (path: string): string =>
    (JSON.parse(readFileSync(load.resolve(path), 'utf8')) as { version: string }).version;
  return {
    'socratic-cot': version('../../package.json'),
    node: process.versions.node,
    'onnxruntime-node': version('onnxruntime-node/package.json'),
  };
}
