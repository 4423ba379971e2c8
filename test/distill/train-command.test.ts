// `socratic train` when it must not train: exit code, one error on stdout, and nothing changed on disk.
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
import { afterAll, beforeAll, expect, test } from 'vitest';
import { datasetFromSplits, type Problem, writeDataset } from '../../src/data/index.ts';
import { socraticJson } from '../teacher/cli.ts';

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

/** `socratic train … --json`: its exit code and the error on stdout. */
async function train(...options: string[]) {
  const fixed = ['--data', join(folder, 'data'), '--student', 'scratch:tiny'];
  const { exitCode, json } = await socraticJson('train', ...fixed, ...options);
  return { exitCode, error: json.error as { code: string; message: string } };
}

test('problems that the strategy cannot use, an --out that is taken, --resume of nothing, and options without effect: exit 2, nothing changed', async () => {
  const taken = join(folder, 'taken');
  const refused: readonly string[][] = [
    ['--strategy', 'socratic', '--out', join(folder, 'new')],
    ['--strategy', 'cot', '--out', taken],
    ['--strategy', 'cot', '--out', taken, '--force'],
    ['--strategy', 'cot', '--out', taken, '--resume'],
    ['--strategy', 'cot', '--out', join(folder, 'new'), '--resume'],
    ['--strategy', 'cot', '--out', join(folder, 'new'), '--mode', 'interleaved'],
    ['--strategy', 'answer', '--out', join(folder, 'new'), '--style', 'equations'],
    ['--strategy', 'cot', '--out', taken, '--resume', '--force'],
  ];
  const results: Awaited<ReturnType<typeof train>>[] = [];
  for (const options of refused) results.push(await train(...options)); // each of them has the directory for itself
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
  expect(results[0]?.error.message).toMatch(
    /they have facts and a decomposition\. Use --strategy answer or --strategy cot, or data/,
  );
  expect(results[5]?.error.message).toMatch(/^--mode has no effect here\./);
  expect(existsSync(join(folder, 'new'))).toBe(false);
  expect(readdirSync(taken)).toEqual(['notes.txt']);
  expect(readFileSync(join(taken, 'notes.txt'), 'utf8')).toBe('mine');
});
