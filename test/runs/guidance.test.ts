// Real pairs that are trained to plan before they ask: their plans reach the run record, predictions, evaluations and solvers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readJsonLines, silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, type Problem } from '../../src/data/index.ts';
import { readRunRecord } from '../../src/distill/index.ts';
import { evaluate } from '../../src/evaluate/index.ts';
import { createSolver, type Prediction, type SolveProgress } from '../../src/solve/index.ts';
import { type Guidance, goldPlan, type PairMode } from '../../src/strategy/index.ts';
import { knownProblems, trainKnown } from './trained-run.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Every second problem ends after its first step, so that plans differ in their number of steps. */
const problems: readonly Problem[] = knownProblems.map((problem, index) => {
  const [first] = problem.steps ?? [];
  if (index % 2 === 0 || first === undefined) return problem;
  const question = problem.question.replace(/Then .* times as many\./, 'That is all.');
  return { ...problem, question, steps: [first], answer: /=(\d+)>>/.exec(first.solution)?.[1] ?? '' };
});
const data = datasetFromSplits('known', { train: [], validation: [], test: problems });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guidance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each<[PairMode, Guidance]>([
  ['upfront', 'equations'],
  ['interleaved', 'steps'],
])('%s, guided by %s', (mode, guidance) => {
  let run = '';
  beforeAll(async () => {
    const dataset = { name: 'known', path: 'data/known', sha256: '0', train: problems, validation: [] };
    run = await trainKnown(join(folder, mode), { strategy: 'socratic', mode, guidance, dataset });
  });
  const evaluated = (oracle?: 'guidance' | 'questions') => evaluate({ run, data, threads: 1, oracle });
  const predictionsIn = (path: string) => readJsonLines(path).values.map(({ value }) => value as Prediction);

  test('the record has it', () => {
    const record = readRunRecord(run);
    expect(record.guidance).toBe(guidance);
    expect(record.dataset.withoutEquations).toBe(guidance === 'equations' ? 0 : undefined);
  });

  test('predictions have the plan, which is no step, and the evaluation counts right ones', async () => {
    const evaluation = await evaluated();
    const { length: total } = problems;
    expect(evaluation).toMatchObject({ total, correct: total });
    expect(evaluation.guidance).toEqual({
      by: guidance,
      planned: total,
      compared: total,
      sameSteps: total,
      samePlan: total,
      followed: total,
    });
    for (const [index, prediction] of predictionsIn(evaluation.predictions).entries()) {
      const { steps = [], ...problem } = problems[index] as Problem;
      const plan = goldPlan(guidance, { ...problem, steps });
      expect(prediction.guidance).toEqual({ by: guidance, plan, steps: steps.length, gold: plan });
      expect(prediction.steps).toEqual(steps);
      expect(prediction.output).not.toMatch(/Steps:|Equations:/);
    }
  });

  test('with the plan given, the decomposer generates fewer tokens, and the difference is reported', async () => {
    const own = await evaluated();
    const given = await evaluated('guidance');
    expect(given).toMatchObject({
      oracle: 'guidance',
      correct: problems.length,
      oracleDifference: { difference: 0, total: problems.length },
      guidance: { planned: problems.length, sameSteps: null, samePlan: null, followed: problems.length },
    });
    expect(given.generatedTokens).toBeLessThan(own.generatedTokens);
    expect(given.generatedTokens + given.forcedTokens).toBe(own.generatedTokens + own.forcedTokens);
    expect((await evaluated('questions')).guidance).toBeUndefined();
  });

  test('the plan that is given is that of the evaluated problem, also where the decomposer would write another', async () => {
    const [first] = problems as [Problem];
    const test = [{ ...first, steps: first.steps?.slice(0, 1) ?? [] }];
    const short = datasetFromSplits('short', { train: [], validation: [], test });
    const plansOf = async (oracle?: 'guidance') => {
      const { predictions } = await evaluate({ run, data: short, threads: 1, oracle });
      return predictionsIn(predictions).map(({ guidance: planned }) => planned?.steps);
    };
    expect(await plansOf()).toEqual([2]);
    expect(await plansOf('guidance')).toEqual([1]);
  });

  test('a solver gives it, first of all', async () => {
    await using solver = await createSolver({ run, threads: 1, reporter: silentReporter });
    const parts: SolveProgress[] = [];
    const [problem] = problems as [Problem];
    const { guidance: planned } = await solver.solve(problem, { onProgress: (part) => parts.push(part) });
    const plan = goldPlan(guidance, problem);
    expect(planned).toEqual({ by: guidance, plan, steps: 2, gold: null });
    expect(parts[0]).toEqual({ type: 'plan', plan });
  });
});

test('a pair without guidance cannot be given a plan', async () => {
  const run = await trainKnown(join(folder, 'free'), {
    strategy: 'socratic',
    lengthOf: () => ({ maxSteps: 1 }),
  });
  expect(readRunRecord(run).guidance).toBeUndefined();
  await expect(evaluate({ run, data, threads: 1, oracle: 'guidance' })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option: 'oracle' },
  });
});
