// The library with a model of the caller's: what it is shown, what comes back, and what a model does that breaks its own rules.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { MockLanguageModelV3 } from 'ai/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  datasets,
  type EvaluateTeacherOptions,
  estimateTeacherEvaluation,
  evaluateTeacher,
  type Problem,
} from '../../src/index.ts';
import { readPrompts } from '../../src/teacher.ts';
import { goodChain, modelResult, sumProblem, writeSums } from './fixtures.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-teacher-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lastOf = ({ prompt }: LanguageModelV3CallOptions) => JSON.stringify(prompt.at(-1)?.content);
const solver = () =>
  new MockLanguageModelV3({
    provider: 'mock',
    modelId: 'sums',
    doGenerate: async (call) => modelResult(goodChain({ prompt: lastOf(call) })),
  });

/** Problems with everything that could give them away. */
const told: Problem[] = Array.from({ length: 5 }, (_, index) => ({
  ...sumProblem(index),
  steps: [{ question: 'goldquestion', solution: 'goldstep' }],
  facts: ['goldfact'],
  decomposition: ['golddecomposition'],
  meta: { solution: 'goldmeta' },
}));

const options = (
  model: MockLanguageModelV3,
  changes: Partial<EvaluateTeacherOptions> = {},
): EvaluateTeacherOptions => ({
  teacher: model,
  teacherName: 'mine',
  environment: {},
  prompting: 'socratic',
  data: datasets.fromSplits('sums', { train: [], validation: [], test: told }),
  store: join(folder, 'store'),
  concurrency: 2,
  timeoutMs: 5000,
  retries: 0,
  out: join(folder, 'out'),
  ...changes,
});

test('a model is asked with the words of its prompt file and the question, and nothing more', async () => {
  const model = solver();
  const evaluation = await evaluateTeacher(options(model, { shots: 1 }));
  expect(evaluation).toMatchObject({
    model: { spec: 'mine=mock/sums' },
    total: 5,
    correct: 5,
    price: null,
    cost: { spent: null, perProblem: null },
  });
  const template = readPrompts(['socratic-blind']).get('socratic-blind');
  const [example, solution] = template?.turns ?? [];
  expect(
    model.doGenerateCalls.map(({ prompt, temperature, maxOutputTokens }) => ({
      prompt,
      temperature,
      maxOutputTokens,
    })),
  ).toEqual(
    told.map(({ question }) => ({
      temperature: 0,
      maxOutputTokens: 1024,
      prompt: [
        { role: 'system', content: template?.system, providerOptions: undefined },
        expect.objectContaining({
          role: 'user',
          content: [expect.objectContaining({ text: example?.content })],
        }),
        expect.objectContaining({
          role: 'assistant',
          content: [expect.objectContaining({ text: solution?.content })],
        }),
        expect.objectContaining({
          role: 'user',
          content: [expect.objectContaining({ text: `Problem: ${question}` })],
        }),
      ],
    })),
  );
  expect(JSON.stringify(model.doGenerateCalls)).not.toMatch(/gold(question|step|fact|decomposition|meta)/);
});

test('a second evaluation is answered from the store; another name is another teacher', async () => {
  const model = solver();
  await evaluateTeacher(options(model));
  expect(await evaluateTeacher(options(model))).toMatchObject({ reused: 5, answered: 0 });
  expect(model.doGenerateCalls).toHaveLength(5);
  const other = options(model, { teacherName: 'other' });
  expect(await evaluateTeacher(other)).toMatchObject({ reused: 0, answered: 5 });
});

test('a model that throws, or answers nothing, leaves its problems unanswered and named', async () => {
  const model = new MockLanguageModelV3({
    doGenerate: async (call) => {
      const prompt = lastOf(call);
      if (prompt.includes('Ann has 11')) throw new Error('out of order, key sk-named-0123456789');
      if (prompt.includes('Bob has 12'))
        return {
          ...modelResult(''),
          finishReason: { unified: 'error', raw: 'x' },
          usage: {
            ...modelResult('').usage,
            outputTokens: { total: undefined, text: undefined, reasoning: undefined },
          },
        };
      return modelResult(goodChain({ prompt }));
    },
  });
  const evaluation = await evaluateTeacher(options(model, { secrets: ['sk-named-0123456789'] }));
  expect(evaluation).toMatchObject({ total: 5, correct: 3, missing: 2, unreadable: 0 });
  expect(evaluation.unanswered).toEqual([
    { id: 'p0', kind: 'unreadable', message: 'out of order, key [key]' },
    { id: 'p1', kind: 'server-error', message: expect.stringContaining('broke the answer off') },
  ]);
});

test('the library prices, asks as often and keeps answers where it is told to', async () => {
  const model = solver();
  const price = { input: 1, output: 2 };
  const estimate = await estimateTeacherEvaluation(options(model, { price, limit: 3 }));
  expect(estimate).toMatchObject({
    model: 'mine=mock/sums',
    prompting: 'socratic',
    calls: 3,
    maxCost: null,
    price,
  });
  expect([existsSync(join(folder, 'store')), model.doGenerateCalls.length]).toEqual([false, 0]);
  const evaluation = await evaluateTeacher(
    options(model, { price, limit: 3, maxCost: 1, temperature: 'default', maxNewTokens: 77 }),
  );
  expect(evaluation).toMatchObject({ total: 3, price, temperature: null, maxNewTokens: 77 });
  expect(evaluation.cost.spent).toBeCloseTo((3 * (100 + 2 * 20)) / 1e6, 12);
  expect(existsSync(join(folder, 'store'))).toBe(true);
  expect(
    model.doGenerateCalls.map(({ temperature, maxOutputTokens }) => [temperature, maxOutputTokens]),
  ).toEqual(Array(3).fill([undefined, 77]));
});

test.each<[Partial<EvaluateTeacherOptions>, string, string]>([
  [{ maxCost: 1 }, 'price-unknown', 'maxCost'],
  [{ maxCost: -1 }, 'invalid-value', 'maxCost'],
  [{ split: 'validation' }, 'no-problems', 'split'],
  [{ shots: 9 }, 'too-many-shots', 'shots'],
  [{ shots: 0.5 }, 'invalid-value', 'shots'],
  [{ temperature: 3 }, 'invalid-value', 'temperature'],
  [{ maxNewTokens: 0 }, 'invalid-value', 'maxNewTokens'],
  [{ concurrency: 0 }, 'invalid-value', 'concurrency'],
  [{ prompting: 'guess' as 'cot' }, 'invalid-value', 'prompting'],
  [{ prices: 'prices.json' }, 'option-unused', 'prices'],
  [{ teacher: 'openai:gpt-4.1-mini' }, 'option-unused', 'teacherName'],
  [{ teacher: 'run:runs/mine' }, 'option-unused', 'teacherName'],
  [{ data: 'nowhere' }, 'dataset-missing', 'data'],
  [{ prompts: 'nowhere' }, 'prompt-missing', 'prompts'],
])('%j is an error about its option before anything is asked', async (changes, code, option) => {
  const model = solver();
  const expected = { code, fault: 'input', subject: { option } };
  await expect(evaluateTeacher(options(model, changes))).rejects.toMatchObject(expected);
  await expect(estimateTeacherEvaluation(options(model, changes))).rejects.toMatchObject(expected);
  expect(model.doGenerateCalls).toHaveLength(0);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('an estimate clears nothing', async () => {
  await expect(estimateTeacherEvaluation(options(solver(), { clearUnresolved: true }))).rejects.toMatchObject(
    {
      code: 'option-unused',
      subject: { option: 'clearUnresolved' },
    },
  );
});

test('an evaluation that is stopped before its first answer leaves no directory', async () => {
  const stopped = evaluateTeacher(options(solver(), { signal: AbortSignal.abort() }));
  await expect(stopped).rejects.toMatchObject({
    code: 'interrupted',
    message: expect.stringMatching(/^Stopped after 0 of 5 problems\. Every answer/),
  });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('problems of a dataset directory are measured as they are', async () => {
  const data = writeSums(folder, 3);
  const evaluation = await evaluateTeacher(options(solver(), { data }));
  const dataset = { name: 'sums', path: data, sha256: (await datasets.load(data)).sha256 };
  expect(evaluation).toMatchObject({ total: 2, correct: 2, dataset });
});
