// `socratic train --device webgpu`, from the command line to the run directory.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetFromSplits, type Problem, writeDataset } from '../../src/data/index.ts';
import { skipUnless } from '../support/optional-data.ts';
import { onWebgpu } from './available.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webgpu-command-'));
  const problem = (n: number): Problem => ({
    id: `p${n}`,
    question: `What is ${n} plus 1?`,
    answer: `${n + 1}`,
    answerType: 'number',
  });
  const splits = { train: [1, 2, 3, 4].map(problem), validation: [5, 6].map(problem), test: [] };
  writeDataset(join(folder, 'data'), datasetFromSplits('plus one', splits));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `socratic train` into folder/`out`. */
function train(
  out: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ exitCode: number | null; stdout: string }> {
  const argv = ['--import', 'tsx', 'src/cli/main.ts', 'train', '--data', join(folder, 'data')];
  const student = [
    '--strategy',
    'answer',
    '--student',
    'scratch:tiny',
    '--max-steps',
    '2',
    '--validations',
    '1',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [...argv, ...student, '--out', join(folder, out), '--json', ...options],
      { cwd: root, env: { ...process.env, ...environment } },
    );
    let stdout = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout }));
  });
}

describe('train --device webgpu', onWebgpu, () => {
  test('trains the model that the CPU trains, and keeps the device in run.json', async () => {
    const runs = [await train('cpu', []), await train('gpu', ['--device', 'webgpu'])];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const [cpu, gpu] = ['cpu', 'gpu'].map((run) =>
      JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')),
    );
    expect([cpu.settings.device, gpu.settings.device]).toEqual(['cpu', 'webgpu']);
    for (const loss of ['finalLoss', 'validationLoss'])
      expect(Math.abs(gpu.models.student[loss] - cpu.models.student[loss])).toBeLessThan(1e-3);
    expect(existsSync(join(folder, 'gpu', 'models', 'student', 'model.safetensors'))).toBe(true);

    const other = await train('gpu', ['--resume']);
    expect(other.exitCode).toBe(2);
    expect(JSON.parse(other.stdout).error.message).toContain('--device was webgpu and is cpu');
  });

  test(
    'without a GPU says so, and writes nothing',
    skipUnless(process.platform === 'linux', 'Linux'),
    async () => {
      const without = await train('none', ['--device', 'webgpu'], { VK_ICD_FILENAMES: '/nowhere.json' });
      expect(without.exitCode).toBe(2);
      expect(JSON.parse(without.stdout).error.code).toBe('device-unavailable');
      expect(existsSync(join(folder, 'none'))).toBe(false);
    },
  );
});
