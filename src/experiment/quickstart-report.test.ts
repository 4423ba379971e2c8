// What the report is told, from small records with known numbers.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandWords, sha256, writeJsonLines } from '../common/index.ts';
import type { LoadedDataset, Problem } from '../data/index.ts';
import type { MetricsLine, RunRecord } from '../distill/index.ts';
import { pairedDifference, type RunEvaluation, summarizePredictions } from '../evaluate/index.ts';
import type { Limit, Prediction } from '../solve/index.ts';
import type { RoleName, StrategyName } from '../strategy/index.ts';
import { type QuickstartStudent, quickstartStudents } from './quickstart-plan.ts';
import { type QuickstartRecord, quickstartReport } from './quickstart-report.ts';
import { type ReportData, renderReport } from './report/index.ts';

const problem = (id: string, steps: number): Problem => ({
  id,
  question: `Question ${id}?`,
  answer: '6',
  answerType: 'number',
  steps: Array.from({ length: steps }, (_, i) => ({
    question: `Part ${i + 1}?`,
    solution: `It is ${i + 1}.`,
  })),
});
const testProblems = [problem('a', 3), problem('b', 2), problem('c', 2), problem('d', 5), problem('e', 4)];

function predictionsOf(strategy: StrategyName, solved: readonly string[], limits: readonly Limit[] = []) {
  return testProblems.map(
    ({ id, question, steps = [] }): Prediction => ({
      id,
      question,
      strategy,
      output: '',
      steps,
      answer: solved.includes(id) ? '6' : null,
      correct: solved.includes(id),
      extractor: '2.0.0',
      gold: '6',
      goldSteps: steps.length,
      generatedTokens: 20,
      forcedTokens: 0,
      limits: id === 'c' ? limits : [],
      calculator: false,
      calculatorUses: 0,
    }),
  );
}

function modelRecord(flops: number) {
  return {
    parameters: 1000,
    steps: 2,
    totalSteps: 2,
    tokens: 300,
    supervisedTokens: 200,
    flops,
    seconds: 5,
    finalLoss: 0.5,
    validationLoss: 0.75,
    sequences: 10,
    tooLong: 0,
    unsupervised: 0,
  };
}

let folder = '';
let report: ReportData;
const predictions = {
  answer: predictionsOf('answer', ['a']),
  socratic: predictionsOf('socratic', ['a', 'b', 'd', 'e'], ['tokens', 'steps']),
};

function evaluation(strategy: 'answer' | 'socratic', split: string): RunEvaluation {
  const path = join(folder, `${strategy}-${split}.jsonl`);
  writeJsonLines(path, predictions[strategy]);
  return {
    ...summarizePredictions(predictions[strategy]),
    run: strategy,
    strategy,
    split,
    dataset: { name: 'arithmetic', path: 'data', sha256: '0' },
    duplicates: 0,
    calculator: false,
    calculatorUses: 0,
    generatedTokens: 100,
    forcedTokens: 0,
    limits: { steps: 0, tokens: 0, context: 0, stuck: 0 },
    seconds: 1,
    predictions: path,
    predictionsSha256: sha256(readFileSync(path)),
    runSha256: '0',
    models: {},
    maxNewTokens: 20,
    maxSteps: null,
    trainedOn: 0,
    warnings: [],
  };
}

function record(id: 'answer' | 'socratic-double', roles: readonly RoleName[]): QuickstartRecord {
  const student = quickstartStudents.find((one) => one.id === id) as QuickstartStudent;
  const strategy = id === 'answer' ? id : 'socratic';
  const metrics = roles.flatMap((model) =>
    [1, 2].map(
      (step): MetricsLine => ({
        model,
        step,
        epoch: 0,
        loss: 3 - step,
        learningRate: 1e-3,
        gradientNorm: 1,
        tokens: 150 * step,
        supervisedTokens: 100 * step,
        flops: 1e9 * step,
        seconds: step,
        ...(step === 2 ? { validationLoss: 0.75 } : {}),
      }),
    ),
  );
  const models = Object.fromEntries(roles.map((role) => [role, modelRecord(2e9)]));
  const run: RunRecord = {
    format: 1,
    strategy,
    mode: 'upfront',
    style: 'text',
    student: 'scratch:tiny',
    base: null,
    prompt: null,
    promptChoice: null,
    seed: 1,
    status: 'trained',
    createdAt: '2025-01-01T00:00:00.000Z',
    dataset: {
      name: 'arithmetic',
      path: 'data',
      sha256: '0',
      answerType: 'number',
      trainProblems: 1,
      leftOut: [],
      rationaleSource: 'steps',
    },
    settings: {},
    versions: { 'socratic-cot': '1.2.3' },
    gitRevision: null,
    models,
  };
  return {
    student,
    run,
    metrics,
    validation: evaluation(strategy, 'validation'),
    test: evaluation(strategy, 'test'),
    calculated: { ...evaluation(strategy, 'test-calculator'), correct: 5, accuracy: 1 },
  };
}

const findings = {
  options: { out: 'runs/quickstart', minutes: 8, seed: 1 },
  budget: { minutes: 8, workers: 2, flopsPerStudent: 1.25e12, secondsPerStudent: 60, reduced: true },
  dataset: {
    splits: { train: [problem('t', 2)], validation: [], test: testProblems },
  } as unknown as LoadedDataset,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickstart-report-'));
  report = quickstartReport({
    ...findings,
    records: [record('answer', ['student']), record('socratic-double', ['qg', 'qa'])],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('predictions that are not those of their evaluation are no report', () => {
  const [answer, pair] = [record('answer', ['student']), record('socratic-double', ['qg', 'qa'])];
  appendFileSync(pair.test.predictions, '{}\n');
  expect(() => quickstartReport({ ...findings, records: [answer, pair] })).toThrow(
    expect.objectContaining({ code: 'predictions-unusable', subject: { path: pair.test.predictions } }),
  );
});

test('each student has its score, its cost and its curves', () => {
  const [answer, pair] = report.students;
  expect(answer).toMatchObject({
    id: 'answer',
    strategy: 'answer',
    compute: 1,
    label: 'Answer only',
    total: 5,
    correct: 1,
    accuracy: 0.2,
    unreadable: 4,
    limitHit: 0,
    generatedTokensPerProblem: 20,
    validation: { total: 5, correct: 1 },
    withCalculator: { total: 5, correct: 5 },
  });
  expect(pair).toMatchObject({
    id: 'socratic-double',
    strategy: 'socratic',
    compute: 2,
    label: 'Socratic pair, 2×',
    correct: 4,
    unreadable: 1,
    limitHit: 1,
  });
  expect(pair?.bySteps.map(({ steps, total, correct }) => [steps, total, correct])).toEqual([
    [2, 2, 1],
    [3, 1, 1],
    [4, 1, 1],
    [5, 1, 1],
  ]);
  expect(pair?.models.map(({ role }) => role)).toEqual(['qg', 'qa']);
  expect(pair?.models[1]).toEqual({
    role: 'qa',
    parameters: 1000,
    trainingTokens: 300,
    supervisedTokens: 200,
    flops: 2e9,
    seconds: 5,
    steps: 2,
    finalLoss: 0.5,
    curve: [
      { step: 1, tokens: 150, flops: 1e9, loss: 2, learningRate: 1e-3 },
      { step: 2, tokens: 300, flops: 2e9, loss: 1, learningRate: 1e-3 },
    ],
    validation: [{ step: 2, flops: 2e9, loss: 0.75 }],
  });
});

test('two students are compared on the same problems, the later against the earlier', () => {
  const { difference, ci95, pValue } = pairedDifference(predictions.socratic, predictions.answer);
  expect(report.comparisons).toEqual([{ a: 'socratic-double', b: 'answer', difference, ci95, pValue }]);
  expect(difference).toBeCloseTo(0.6, 10);
});

test('the examples are the first three problems that the pair solved and the first two that it did not', () => {
  expect(report.examples.map(({ id }) => id)).toEqual(['a', 'b', 'd', 'c']);
  const last = report.examples.at(-1);
  expect(last?.outputs).toEqual([
    { student: 'answer', label: 'Answer only', steps: testProblems[2]?.steps, answer: null, correct: false },
    {
      student: 'socratic-double',
      label: 'Socratic pair, 2×',
      steps: testProblems[2]?.steps,
      answer: null,
      correct: false,
      note: 'cut short by the limit on tokens and steps',
    },
  ]);
  expect(last?.goldSteps).toEqual(testProblems[2]?.steps);
});

test('the setting says what was declared and what was reduced, and how to run it again', () => {
  const setting = Object.fromEntries(report.setting.map(({ label, value }) => [label, value]));
  expect(setting['Training compute']).toBe(
    '1.25e+12 FLOPs for each student, twice as much for those marked 2× (reduced to what this machine does in the time)',
  );
  expect(setting.Splits).toContain('1 train, 0 validation, 5 test problems');
  expect(setting.Student).toContain('1,000 parameters');
  expect(report.version).toBe('1.2.3');
  expect(commandWords(report.command)).toBe('quickstart --minutes 8 --seed 1');
  const [solve] = report.next;
  expect(solve && commandWords(solve.command)).toMatch(
    /^solve runs\/quickstart\/socratic-double 'Ann .*\?'$/,
  );
});

test('it renders', () => {
  const html = renderReport(report);
  expect(html).toContain('Socratic pair');
  expect(html).toContain('Question b?');
});
