// Several samples of each problem by trained students: reproducible, whatever else is solved, and put to the vote.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { silentReporter } from '../../src/common/index.ts';
import { generateArithmetic, type Problem } from '../../src/data/index.ts';
import { pretrainedSettings, trainRun } from '../../src/distill/index.ts';
import type { BatchDecoder } from '../../src/engine/generate/index.ts';
import {
  createSolver,
  type Prediction,
  type SolveOptions,
  StudentLanguageModel,
  solverSpec,
} from '../../src/solve/index.ts';
import { loadModels } from '../../src/solve/load-models.ts';
import { solveProblems } from '../../src/solve/solve-problems.ts';
import type { StrategyName } from '../../src/strategy/index.ts';
import { writePretrainedBase } from '../distill/pretrained-base.ts';
import { smallRun } from '../distill/small-run.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

const { train, validation } = generateArithmetic({
  seed: 2,
  train: 24,
  validation: 6,
  test: 0,
  families: ['ages'],
  steps: { min: 2, max: 2 },
});
const dataset = { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', train, validation };
const problems = train.slice(0, 5);
const strategies = ['cot', 'socratic'] as const;

let folder = '';
const runOf = (strategy: StrategyName) => join(folder, strategy);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samples-'));
  const student = writePretrainedBase(join(folder, 'random'), train, 1024);
  const optimizer = { ...pretrainedSettings, learningRate: 1e-2, validations: 1 };
  for (const strategy of strategies) {
    const options = { dataset, student, strategy, optimizer, lengthOf: () => ({ maxSteps: 90 }) };
    await trainRun(smallRun({ ...options, out: runOf(strategy) }), { reporter: silentReporter });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function solved(
  strategy: StrategyName,
  options: SolveOptions,
  { slots = 64, of = problems }: { slots?: number; of?: readonly Problem[] } = {},
): Promise<Map<string, Prediction>> {
  const spec = solverSpec(runOf(strategy));
  const models = await loadModels(spec, { threads: 1, slots });
  const predictions = await solveProblems({
    ...spec,
    models,
    problems: of,
    options: { maxNewTokens: 90, ...options },
  });
  for (const { decoder } of Object.values(models)) await (decoder as BatchDecoder).release();
  return new Map(predictions.map((prediction) => [prediction.id, prediction]));
}

describe.each(strategies)('%s', (strategy) => {
  test('samples do not depend on what is solved beside them, and other seeds give others', async () => {
    const options = { samples: 6, temperature: 1 };
    const all = await solved(strategy, options);
    expect(await solved(strategy, options, { slots: 2, of: [...problems].reverse() })).toEqual(all);
    const [first] = problems;
    expect(await solved(strategy, options, { of: [first as Problem] })).toEqual(
      new Map([[first?.id, all.get(first?.id ?? '')]]),
    );
    expect(await solved(strategy, { ...options, seed: 2 })).not.toEqual(all);
    const answers = [...all.values()].flatMap(({ votes }) => votes?.answers ?? []);
    expect(answers.length).toBe(30);
    expect(new Set(answers).size).toBeGreaterThan(2);
  });

  test('the first of several samples is the one sample alone, and the vote counts them', async () => {
    const one = await solved(strategy, { temperature: 1 });
    const three = await solved(strategy, { samples: 3, temperature: 1 });
    for (const [id, { votes, answer, generatedTokens }] of three) {
      expect(votes?.answers[0]).toBe(one.get(id)?.answer);
      expect(generatedTokens).toBeGreaterThan(one.get(id)?.generatedTokens ?? 0);
      const count = votes?.answers.filter((found) => found !== null && found === answer).length ?? 0;
      expect(votes?.agreement).toBe(count / 3);
    }
  });

  test('a repetition penalty changes greedy text and samples, whatever is solved beside them', async () => {
    for (const options of [{}, { samples: 3, temperature: 1 }]) {
      const penalized = { ...options, repetitionPenalty: 1.3 };
      const all = await solved(strategy, penalized);
      expect(await solved(strategy, penalized, { slots: 2, of: [...problems].reverse() })).toEqual(all);
      const usual = await solved(strategy, options);
      const outputs = (found: typeof all) => [...found.values()].map(({ output }) => output);
      expect(outputs(all)).not.toEqual(outputs(usual));
      expect(await solved(strategy, { ...options, repetitionPenalty: 1 })).toEqual(usual);
    }
  });

  test('a temperature near 0 writes what no temperature does', async () => {
    const greedy = await solved(strategy, {});
    const cold = await solved(strategy, { samples: 2, temperature: 1e-4 });
    for (const [id, { output, votes }] of cold) {
      expect(output).toBe(greedy.get(id)?.output);
      expect(votes?.answers).toEqual([greedy.get(id)?.answer, greedy.get(id)?.answer]);
    }
  });
});

test('createSolver votes, and a student behind the AI SDK draws by the seed of the call', async () => {
  const run = runOf('cot');
  const question = problems[1]?.question ?? '';
  const solver = await createSolver({
    run,
    samples: 5,
    temperature: 1,
    seed: 3,
    maxNewTokens: 90,
    threads: 1,
  });
  const { votes, answer } = await solver.solve(question);
  await solver.close();
  expect(votes?.answers.length).toBe(5);
  expect(votes?.answers.includes(answer)).toBe(true);

  const model = new StudentLanguageModel(run, { threads: 1 });
  const prompt = [{ role: 'user', content: [{ type: 'text', text: question }] }] as const;
  const text = async (more: object) => {
    const { content, warnings } = await model.doGenerate({
      prompt: [...prompt],
      maxOutputTokens: 60,
      ...more,
    } as never);
    return { text: content[0]?.type === 'text' ? content[0].text : '', warnings };
  };
  const drawn = { temperature: 1.5, seed: 7, topP: 0.99 };
  const [once, again, other, greedy] = [
    await text(drawn),
    await text(drawn),
    await text({ ...drawn, seed: 8 }),
    await text({ topP: 0.9 }),
  ];
  await model.release();
  expect(again).toEqual(once);
  expect(other.text).not.toBe(once.text);
  expect(once.warnings).toEqual([]);
  expect(greedy.warnings).toEqual([{ type: 'unsupported', feature: 'topP' }]);
});

test.each([
  [{ samples: 4, temperature: 0 }, 'temperature'],
  [{ topP: 0.9 }, 'topP'],
  [{ seed: 5 }, 'seed'],
  [{ resampleSteps: 2, temperature: 0 }, 'temperature'],
])('%j would change nothing, and is refused', async (options, option) => {
  await expect(createSolver({ run: runOf('cot'), ...options })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option },
  });
});
