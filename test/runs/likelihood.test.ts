// Log-probabilities of lines, of real trained students: they are those of the lines in the output, and change nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSolver, type SolveOptions } from '../../src/solve/index.ts';
import { knownProblems, trainKnown } from './trained-run.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let folder = '';
const runs = { cot: '', socratic: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'likelihood-'));
  for (const strategy of ['cot', 'socratic'] as const)
    runs[strategy] = await trainKnown(join(folder, strategy), { strategy });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A known problem with another number: the student is not sure of what it writes. */
const question = (knownProblems[0]?.question ?? '').replace(/\d/, '7');

async function solved(run: string, options: SolveOptions) {
  await using solver = await createSolver({ run, threads: 1, ...options });
  const [first, second] = await Promise.all([
    solver.solve(knownProblems[0]?.question ?? ''),
    solver.solve(question),
  ]);
  return [first, second].map(({ seconds: _, ...solution }) => solution);
}

describe.each(['cot', 'socratic'] as const)('%s', (strategy) => {
  test.each<SolveOptions>([
    {},
    { temperature: 1.2, seed: 3 },
    { samples: 4 },
    { resampleSteps: 2 },
  ])('%j: the lines are those of the output, and the solution is the one without them', async (options) => {
    const without = await solved(runs[strategy], options);
    const withLines = await solved(runs[strategy], { ...options, logProbabilities: true });
    expect(withLines.map(({ lines: _, ...solution }) => solution)).toEqual(without);
    expect(without.every(({ lines }) => lines === undefined)).toBe(true);
    for (const { lines = [], output, steps } of withLines) {
      const written = lines.filter(({ model }) => model !== 'qg').map(({ text }) => text);
      expect(output.split('\n').filter((line) => written.includes(line.trim()))).toHaveLength(written.length);
      const asked = lines.filter(({ model }) => model === 'qg').map(({ text }) => text);
      const questions = strategy === 'cot' ? [] : steps.map((step) => `Question: ${step.question}`);
      expect(asked).toEqual(questions);
      for (const { tokens, logProbability, least } of lines) {
        expect(least).toBeLessThanOrEqual(logProbability / tokens);
        expect(logProbability).toBeLessThanOrEqual(0);
      }
    }
    const [known, other] = withLines.map(({ lines = [] }) => Math.min(...lines.map(({ least }) => least)));
    expect(known).toBeGreaterThan(-1); // learnt by heart
    expect(other).toBeLessThan(known ?? 0);
  });
});
