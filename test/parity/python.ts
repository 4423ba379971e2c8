// Runs the Python sides of the parity tests on a folder with a case, and reads what they wrote.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors, type SafetensorsFile } from '../../src/engine/weights/index.ts';
import { pathOf } from '../support/optional-data.ts';

/** What smollm2_reference.py writes; `gradient.<parameter>` are its tensors. */
export interface SmolReference {
  readonly loss: number;
  readonly gradientNorms: Readonly<Record<string, number>>;
  readonly continuations: readonly (readonly number[])[];
  /** Of each token of the continuations, the most likely ones with their log-probabilities. */
  readonly likely: readonly (readonly (readonly (readonly [id: number, logProbability: number])[])[])[];
  /** Greedy continuations with a repetition penalty, and how far the two largest scores were apart at each token. */
  readonly penalized: readonly { readonly tokens: readonly number[]; readonly gaps: readonly number[] }[];
  readonly ids: readonly (readonly number[])[];
  readonly tensors: SafetensorsFile;
}

/** Runs `script` of this folder on the case with SOCRATIC_PYTHON; throws with what it wrote when it fails. */
export async function runPython<Result>(script: string, folder: string): Promise<Result> {
  const python = pathOf('python');
  const path = fileURLToPath(new URL(script, import.meta.url));
  await new Promise<void>((resolve, reject) => {
    const child = spawn(python, [path, folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE' }, // spinning threads starve each other on a busy machine
      timeout: 500_000, // less than the hook's, so that it never outlives the test
    });
    let stderr = '';
    child.stderr.on('data', (part) => (stderr += part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${python} ${script} ended with ${code ?? signal}:\n${stderr}`));
    });
  });
  const json = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')) as object;
  const tensors = join(folder, 'reference.safetensors');
  return { ...json, ...(existsSync(tensors) ? { tensors: readSafetensors(tensors) } : {}) } as Result;
}
