// `socratic train` when it must not train: exit code, one error on stdout, and nothing changed on disk.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { datasetFromSplits, type Problem, writeDataset } from '../../src/data/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-command-'));
  const problem = (id: string): Problem => ({
    id,
    question: `Would ${id} sink?`,
    answer: 'yes',
    answerType: 'boolean',
    facts: [`${id} is heavy.`],
    decomposition: [`Is ${id} heavy?`, 'Does what is #1 sink?'],
  });
  const splits = { train: ['stone', 'iron'].map(problem), validation: [], test: [problem('gold')] };
  writeDataset(join(folder, 'data'), datasetFromSplits('strategyqa', splits));
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'notes.txt'), 'mine');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `socratic train … --json` and returns its exit code and the error on stdout. */
function train(
  ...options: string[]
): Promise<{ exitCode: number | null; error: { code: string; message: string } }> {
  const argv = [
    '--import',
    'tsx',
    'src/cli/main.ts',
    'train',
    '--data',
    join(folder, 'data'),
    '--student',
    'scratch:tiny',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...argv, ...options, '--json'], { cwd: root });
    let stdout = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...JSON.parse(stdout) }));
  });
}

test('problems that the strategy cannot use, an --out that is taken, --resume of nothing, and options without effect: exit 2, nothing changed', async () => {
  const taken = join(folder, 'taken');
  const results = await Promise.all([
    train('--strategy', 'socratic', '--out', join(folder, 'new')),
    train('--strategy', 'cot', '--out', taken),
    train('--strategy', 'cot', '--out', taken, '--force'),
    train('--strategy', 'cot', '--out', taken, '--resume'),
    train('--strategy', 'cot', '--out', join(folder, 'new'), '--resume'),
    train('--strategy', 'cot', '--out', join(folder, 'new'), '--mode', 'interleaved'),
    train('--strategy', 'answer', '--out', join(folder, 'new'), '--style', 'equations'),
    train('--strategy', 'cot', '--out', taken, '--resume', '--force'),
  ]);
  expect(results.map(({ exitCode, error }) => [exitCode, error.code])).toEqual([
    [2, 'rationale-missing'],
    [2, 'out-exists'],
    [2, 'out-not-a-run'],
    [2, 'nothing-to-resume'],
    [2, 'nothing-to-resume'],
    [2, 'option-unused'],
    [2, 'option-unused'],
    [2, 'option-unused'],
  ]);
  expect(results[0]?.error.message).toContain('they have facts and a decomposition');
  expect(existsSync(join(folder, 'new'))).toBe(false);
  expect(readdirSync(taken)).toEqual(['notes.txt']);
  expect(readFileSync(join(taken, 'notes.txt'), 'utf8')).toBe('mine');
});
