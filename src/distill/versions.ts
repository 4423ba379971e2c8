// The versions that a run or a machine is described by.
import { execFileSync } from 'node:child_process';
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

/** The commit of the working folder, with `+` when it has changes; null outside a checkout. */
export function gitRevision(): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return null;
  }
}
