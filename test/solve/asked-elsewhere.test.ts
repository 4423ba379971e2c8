// A trained pair with a part that is asked elsewhere: a server of the same students, a teacher, budgets, and what is kept.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readJsonLines, silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, generateArithmetic, loadDataset } from '../../src/data/index.ts';
import { pretrainedSettings, runFiles, trainRun } from '../../src/distill/index.ts';
import { type EvaluateOptions, evaluate } from '../../src/evaluate/index.ts';
import { createSolver, type Prediction, solverSpec } from '../../src/solve/index.ts';
import type { PairMode } from '../../src/strategy/index.ts';
import { fakeModel, http } from '../../src/teacher/call/fake-teacher.fixture.ts';
import { writePretrainedBase } from '../distill/pretrained-base.ts';
import { smallRun } from '../distill/small-run.ts';
import { type CompletionsServer, completionsServer } from './completions-server.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

const splits = generateArithmetic({
  seed: 2,
  train: 6,
  validation: 2,
  test: 0,
  families: ['ages'],
  steps: { min: 2, max: 2 },
});
const data = datasetFromSplits('arithmetic', splits);
const problems = splits.train.slice(0, 5);
const modes = ['upfront', 'interleaved'] as const;

let folder = '';
const runOf = (mode: PairMode) => join(folder, mode);
const servers = new Map<PairMode, CompletionsServer>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const student = writePretrainedBase(join(folder, 'random'), splits.train, 1024);
  const optimizer = { ...pretrainedSettings, learningRate: 1e-2, validations: 1 };
  const dataset = { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', ...splits };
  for (const mode of modes) {
    const options = { dataset, student, optimizer, mode, lengthOf: () => ({ maxSteps: 300 }) };
    await trainRun(smallRun({ ...options, strategy: 'socratic', out: runOf(mode) }), {
      reporter: silentReporter,
    });
    servers.set(mode, await completionsServer(solverSpec(runOf(mode))));
  }
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

let stores = 0;
const newStore = () => join(folder, `store-${stores++}`);

async function predictions(options: Omit<EvaluateOptions, 'data'>) {
  const evaluation = await evaluate({ data, split: 'train', limit: 5, threads: 1, ...options });
  const found = readJsonLines(evaluation.predictions).values.map(({ value }) => value as Prediction);
  return { evaluation, found };
}

/** What the student wrote in another form than it was trained on is sent to a server in the usual one. */
function isAsTrained(output: string): boolean {
  return output.split('\n').every((line) => /^(?:Question: \S|Answer: \S|#### \S|$)/.test(line));
}

/** A server leaves out the line break at which it stops. */
const written = ({ output, steps, answer }: Prediction) => ({ output: output.trimEnd(), steps, answer });

describe.each(modes)('a server that continues texts (%s)', (mode) => {
  test.each([
    ['the decomposer', ['questionsFrom'], false],
    ['the solver', ['answersFrom'], false],
    ['the solver, with the calculator,', ['answersFrom'], true],
    ['both models', ['questionsFrom', 'answersFrom'], false],
  ] as const)('%s of the same run writes there what it writes here', async (_, names, calculator) => {
    const run = runOf(mode);
    const own = await predictions({ run, calculator });
    const { url, asked } = servers.get(mode) as CompletionsServer;
    asked.length = 0;
    const model = { questionsFrom: `completions:${url}#qg`, answersFrom: `completions:${url}#qa` };
    const from = Object.fromEntries(names.map((name) => [name, model[name]]));
    const { found, evaluation } = await predictions({ run, calculator, ...from, store: newStore() });
    const pairs = own.found.map((prediction, index) => [prediction, found[index] as Prediction] as const);
    const regular = pairs.filter(([{ output }]) => isAsTrained(output));
    expect(regular.length).toBeGreaterThanOrEqual(3);
    expect(regular.map(([, there]) => written(there))).toEqual(regular.map(([here]) => written(here)));
    expect(asked.length).toBeGreaterThanOrEqual(5);
    expect(asked.every(({ prompt }) => prompt.startsWith('Problem: '))).toBe(true);
    expect(evaluation.outside).toMatchObject({
      unsureBelow: null,
      unanswered: 0,
      difference: { difference: 0 },
    });
  });
});

/** A teacher that knows the gold solutions, whatever is asked. */
function goldTeacher(ms = 0) {
  return fakeModel((_, prompt) => {
    const problem = splits.train.find(({ question }) => prompt.includes(question));
    const { solution = '' } = problem?.steps?.[prompt.split('\nQuestion:').length - 1] ?? {};
    return { text: (solution || 'I do not know.').replace(/<<[^>]*>>/g, ''), tokens: 100 };
  }, ms);
}

test('a teacher answers every sub-question of which the student is unsure, is asked once, and its chains can be trained on', async () => {
  const run = runOf('upfront');
  const own = await predictions({ run });
  const { model, calls } = goldTeacher();
  const options = { run, answersFrom: model, unsureBelow: 1, store: newStore() };
  const { found, evaluation } = await predictions(options);
  const asked = found.reduce((sum, { consultedSteps = 0 }) => sum + consultedSteps, 0);
  expect(asked).toBeGreaterThan(0);
  expect(calls.length).toBeLessThanOrEqual(asked);
  expect(evaluation).toMatchObject({
    outside: {
      answers: { model: 'model=fake/fake-1', answered: calls.length, price: null, cost: null },
      unsureBelow: 1,
      consulted: asked,
      difference: { difference: evaluation.accuracy - own.evaluation.accuracy, total: 5 },
    },
  });
  const { chains, chainCount } = evaluation.outside ?? {};
  const right = found.filter(({ correct, replacedSteps = 0 }) => correct && replacedSteps > 0);
  expect(chainCount).toBe(right.length);
  expect(basename(evaluation.predictions)).toMatch(
    /^predictions-arithmetic-train-answers-from-fake-1-[0-9a-f]{6}-below-1\.jsonl$/,
  );
  expect(chains === null).toBe(right.length === 0);
  if (typeof chains === 'string') {
    const { splits: kept } = await loadDataset(chains);
    expect(
      Object.values(kept)
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(right.map(({ id }) => id).sort());
  }
  const { length } = calls;
  const again = await predictions(options);
  expect(again.found.map(written)).toEqual(found.map(written));
  expect(calls).toHaveLength(length);
  expect(again.evaluation.outside?.answers).toMatchObject({ answered: 0, reused: length, newCost: null });
});

test('a budget that is spent stops the evaluation, and a higher one goes on from there', async () => {
  const run = runOf('upfront');
  const server = servers.get('upfront') as CompletionsServer;
  const model = `completions:${server.url}#qa`;
  const prices = join(folder, 'prices.json');
  writeFileSync(prices, JSON.stringify({ [model]: { input: 1000, output: 1000 } })); // a call of 15 tokens costs $0.015
  const options = { run, answersFrom: model, prices, store: newStore(), concurrency: 1, maxNewTokens: 60 };
  server.asked.length = 0;
  await expect(predictions({ ...options, maxCost: 0.5 })).rejects.toMatchObject({
    code: 'budget-reached',
    message: expect.stringMatching(/Stopped after [0-4] of 5 problems.*Evaluate again/s),
  });
  const { length } = server.asked;
  expect(length).toBeGreaterThan(0);
  const { evaluation } = await predictions({ ...options, maxCost: 100 });
  expect(evaluation.total).toBe(5);
  const bodies = server.asked.map(({ prompt }) => prompt);
  expect(new Set(bodies).size).toBe(bodies.length); // nothing was paid for twice
  const { answers, spent = null } = evaluation.outside ?? {};
  expect(answers).toMatchObject({ answered: bodies.length - length, reused: length, failed: 0, unusable: 0 });
  expect(answers?.cost).toBeLessThanOrEqual(0.015 * bodies.length + 1e-9);
  expect(spent).toBeCloseTo(answers?.cost ?? -1, 9);
  expect(answers?.newCost).toBeLessThan(spent ?? 0);
  expect(readdirSync(run).filter((name) => name.endsWith('-partial.jsonl'))).toEqual([]);
});

test('a server that never answers is no measurement, and what it did not answer is asked again', async () => {
  const run = runOf('upfront');
  const { model, calls } = fakeModel(() => http(500));
  const options = { run, answersFrom: model, unsureBelow: 1, store: newStore(), retries: 0, limit: 2 };
  await expect(predictions(options)).rejects.toMatchObject({
    code: 'teacher-silent',
    message: expect.stringMatching(/answered none of \d+ questions.*Run it again/s),
  });
  const { length } = calls;
  await expect(predictions(options)).rejects.toMatchObject({ code: 'teacher-silent' });
  expect(calls.length).toBe(2 * length);
});

test('the same model for both parts is called as one, with one limit of calls at once', async () => {
  const { model, calls, most } = fakeModel((_, prompt) => {
    if (!prompt.includes('So far:')) return { text: 'How many pens are there?' };
    return { text: prompt.includes('Now:') ? 'There are 1 + 1 = 2 pens.' : '#### 2' };
  }, 2);
  const options = { run: runOf('upfront'), questionsFrom: model, answersFrom: model, concurrency: 1 };
  const said: string[] = [];
  const reporter = { ...silentReporter, info: (text: unknown) => void said.push(String(text)) };
  const { evaluation } = await predictions({ ...options, store: newStore(), reporter });
  expect(said.filter((text) => text.includes('is asked for'))).toHaveLength(2);
  expect(new Set(said).size).toBe(said.length);
  expect(most()).toBe(1);
  const { questions, answers } = evaluation.outside ?? {};
  expect([questions?.answered, answers?.answered]).toEqual([5, 10]);
  expect(calls).toHaveLength(15);
});

test('a solver asks, keeps the chain, and gives a problem up while a teacher thinks', async () => {
  const run = runOf('upfront');
  rmSync(runFiles.consulted(run, 'solve'), { force: true });
  const slow = goldTeacher(60_000);
  const quick = goldTeacher();
  const solverOf = (answersFrom: typeof quick.model) =>
    createSolver({ run, answersFrom, unsureBelow: 1, store: newStore(), threads: 1 });
  const question = problems[0]?.question ?? '';
  const solver = await solverOf(quick.model);
  const solution = await solver.solve(question);
  expect(solution.consultedSteps).toBeGreaterThan(0);
  expect(solver.outsideUse()?.answers?.answered).toBe(quick.calls.length);
  await solver.close();
  if (solution.answer !== null) {
    const [line = ''] = readFileSync(runFiles.consulted(run, 'solve'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ question, answer: solution.answer, steps: solution.steps });
  }

  const waiting = await solverOf(slow.model);
  const gone = new AbortController();
  const given = waiting.solve(question, { signal: gone.signal });
  await vi.waitFor(() => expect(slow.calls.length).toBeGreaterThan(0), 60_000);
  gone.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
});

test.each([
  [{ unsureBelow: 0.5 }, 'unsureBelow'],
  [{ maxCost: 1 }, 'maxCost'],
  [{ oracle: 'answers', answersFrom: goldTeacher().model }, 'answersFrom'],
  [{ oracle: 'answers', questionsFrom: goldTeacher().model }, 'questionsFrom'],
  [{ oracle: 'questions', questionsFrom: goldTeacher().model }, 'questionsFrom'],
  [{ maxTokens: 9, answersFrom: 'completions:http://127.0.0.1:9/v1#qa' }, 'maxTokens'],
  [{ resampleSteps: 2, answersFrom: goldTeacher().model }, 'resampleSteps'],
  [{ samples: 4, questionsFrom: goldTeacher().model, answersFrom: goldTeacher().model }, 'samples'],
  [{ temperature: 1, oracle: 'questions', answersFrom: goldTeacher().model }, 'temperature'],
  [{ weights: 'int8', oracle: 'questions', answersFrom: goldTeacher().model }, 'weights'],
] as const)('%j has no effect, and is refused', async (options, option) => {
  await expect(predictions({ run: runOf('upfront'), ...options })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option },
  });
});
