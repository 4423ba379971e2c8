// The library with a model of the caller's: what it is shown, what comes back, and what a model does that breaks its own rules.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3CallOptions, LanguageModelV3GenerateResult } from '@ai-sdk/provider';
import { MockLanguageModelV3 } from 'ai/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  datasets,
  type EvaluateTeacherOptions,
  evaluateTeacher,
  type Problem,
  silentReporter,
} from '../../src/index.ts';
import { ownTeacher, ResponseStore, readPrompts } from '../../src/teacher.ts';
import { goodChain, sumProblem, writeSums } from './fixtures.ts';

let folder = '';
let store: ResponseStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-teacher-'));
  store = await ResponseStore.open(join(folder, 'store'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const answer = (text: string): LanguageModelV3GenerateResult => ({
  content: [{ type: 'text', text }],
  finishReason: { unified: 'stop', raw: undefined },
  usage: {
    inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 20, text: 20, reasoning: 0 },
  },
  warnings: [],
});
const lastOf = ({ prompt }: LanguageModelV3CallOptions) => JSON.stringify(prompt.at(-1)?.content);
const solver = () =>
  new MockLanguageModelV3({
    provider: 'mock',
    modelId: 'sums',
    doGenerate: async (call) => answer(goodChain({ prompt: lastOf(call) })),
  });

/** Problems with everything that could give them away. */
const told: Problem[] = Array.from({ length: 5 }, (_, index) => ({
  ...sumProblem(index),
  steps: [{ question: 'goldquestion', solution: 'goldstep' }],
  facts: ['goldfact'],
  decomposition: ['golddecomposition'],
  meta: { solution: 'goldmeta' },
}));

const options = (model: MockLanguageModelV3, changes: Partial<EvaluateTeacherOptions> = {}) => ({
  teacher: ownTeacher('mine', model, { environment: {} }),
  prompting: 'socratic' as const,
  split: 'test',
  problems: told,
  dataset: { name: 'sums', path: 'here', sha256: 'x' },
  heldOut: told,
  store,
  settings: { concurrency: 2, timeoutMs: 5000, retries: 1, backoffMs: 1 },
  out: join(folder, 'out'),
  ...changes,
});
const context = { reporter: silentReporter };

test('a model is asked with the words of its prompt file and the question, and nothing more', async () => {
  const model = solver();
  const evaluation = await evaluateTeacher(options(model, { shots: 1 }), context);
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
  await evaluateTeacher(options(model), context);
  expect(await evaluateTeacher(options(model), context)).toMatchObject({ reused: 5, answered: 0 });
  expect(model.doGenerateCalls).toHaveLength(5);
  const other = { ...options(model), teacher: ownTeacher('other', model, { environment: {} }) };
  expect(await evaluateTeacher(other, context)).toMatchObject({ reused: 0, answered: 5 });
});

test('a model that throws, or answers nothing, leaves its problems unanswered and named', async () => {
  const model = new MockLanguageModelV3({
    doGenerate: async (call) => {
      const prompt = lastOf(call);
      if (prompt.includes('Ann has 11')) throw new Error('out of order, key sk-named-0123456789');
      if (prompt.includes('Bob has 12'))
        return {
          ...answer(''),
          finishReason: { unified: 'error', raw: 'x' },
          usage: {
            ...answer('').usage,
            outputTokens: { total: undefined, text: undefined, reasoning: undefined },
          },
        };
      return answer(goodChain({ prompt }));
    },
  });
  const teacher = ownTeacher('mine', model, { secrets: ['sk-named-0123456789'], environment: {} });
  const evaluation = await evaluateTeacher(options(model, { teacher }), context);
  expect(evaluation).toMatchObject({ total: 5, correct: 3, missing: 2, unreadable: 0 });
  expect(evaluation.unanswered).toEqual([
    { id: 'p0', kind: 'unreadable', message: 'out of order, key [key]' },
    { id: 'p1', kind: 'unreadable', message: expect.stringContaining('the answer is empty') },
  ]);
});

test('a ceiling without a price, a split without problems and an unknown number of examples are refused', async () => {
  const model = solver();
  const refused = (changes: Partial<EvaluateTeacherOptions>, code: string) =>
    expect(evaluateTeacher(options(model, changes), context)).rejects.toMatchObject({ code });
  await refused({ maxCost: 1 }, 'price-unknown');
  await refused({ problems: [] }, 'no-problems');
  await refused({ shots: 9 }, 'too-many-shots');
  expect(model.doGenerateCalls).toHaveLength(0);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('an evaluation that is stopped before its first answer leaves no directory', async () => {
  const stopped = evaluateTeacher(options(solver()), { ...context, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({
    code: 'interrupted',
    message: expect.stringMatching(/^Stopped after 0 of 5 problems\. Every answer/),
  });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('problems of a dataset directory are measured as they are', async () => {
  const { splits, sha256, name } = await datasets.load(writeSums(folder, 3));
  const dataset = { name, path: folder, sha256 };
  const problems = splits.test;
  const evaluation = await evaluateTeacher(
    options(solver(), { problems, heldOut: problems, dataset }),
    context,
  );
  expect(evaluation).toMatchObject({ total: 2, correct: 2, dataset: { sha256 } });
});
