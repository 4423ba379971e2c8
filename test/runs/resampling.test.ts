// Lines with a wrong calculation, written again by real trained students: the rows that begin anew have the right cache, and what comes of
// it depends on seed and problem alone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../src/data/index.ts';
import type { BatchDecoder } from '../../src/engine/generate/index.ts';
import { type Prediction, type SolveOptions, solverSpec } from '../../src/solve/index.ts';
import { loadModels } from '../../src/solve/load-models.ts';
import { solveProblems } from '../../src/solve/solve-problems.ts';
import { knownProblems, trainKnown } from './trained-run.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let folder = '';
const runs = { cot: '', upfront: '', interleaved: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resampling-'));
  runs.cot = await trainKnown(join(folder, 'cot'), { strategy: 'cot' });
  for (const mode of ['upfront', 'interleaved'] as const)
    runs[mode] = await trainKnown(join(folder, mode), { strategy: 'socratic', mode });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The known problems with other numbers: a student that knows the others by heart calculates wrongly. */
const problems: readonly Problem[] = knownProblems.map(({ id, question, answer }, index) => ({
  id,
  question: question.replace(/\d/, String(index + 1)),
  answer,
  answerType: 'number',
}));

async function solve(run: string, options: SolveOptions, slots: number, of = problems) {
  const spec = solverSpec(run);
  const models = await loadModels(spec, { threads: 1, slots });
  const predictions = await solveProblems({ ...spec, models, problems: of, options });
  for (const { decoder } of Object.values(models)) await (decoder as BatchDecoder).release();
  return new Map(predictions.map((prediction) => [prediction.id, prediction]));
}

const sum = (predictions: Map<string, Prediction>, of: 'resampledLines' | 'mendedLines') =>
  [...predictions.values()].reduce((total, prediction) => total + (prediction[of] ?? 0), 0);

describe.each(['cot', 'upfront', 'interleaved'] as const)('%s', (kind) => {
  test('the result depends on seed and problem alone', async () => {
    const options = { resampleSteps: 4, temperature: 1.2 };
    const one = await solve(runs[kind], options, 1);
    expect(await solve(runs[kind], options, 4, [...problems].reverse())).toEqual(one);
    expect(sum(one, 'resampledLines')).toBeGreaterThan(0);
    expect(sum(one, 'mendedLines')).toBeGreaterThan(0);
    const greedy = await solve(runs[kind], { resampleSteps: 4 }, 1);
    expect(await solve(runs[kind], { resampleSteps: 4 }, 4)).toEqual(greedy);
  });

  test('where no version is right, the solution is the one without the option, continued in a new row', async () => {
    const options = { temperature: 1.2 };
    const off = await solve(runs[kind], options, 4);
    const on = await solve(runs[kind], { ...options, resampleSteps: 1 }, 4);
    const unmended = [...on.values()].filter(({ mendedLines }) => mendedLines === 0);
    expect(unmended.some(({ resampledLines = 0 }) => resampledLines > 0)).toBe(true);
    for (const { resampledLines: _, mendedLines: __, resampledTokens = 0, ...prediction } of unmended) {
      const generatedTokens = prediction.generatedTokens - resampledTokens;
      expect({ ...prediction, generatedTokens }).toEqual(off.get(prediction.id));
    }
  });
});
