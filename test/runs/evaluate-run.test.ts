// Evaluating a real trained pair: what is written, and that the figures are those of the predictions.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { InterruptedError, readJsonLines, SocraticError, silentReporter } from '../../src/common/index.ts';
import type { Problem } from '../../src/data/index.ts';
import { readRunRecord } from '../../src/distill/index.ts';
import {
  type EvaluateRunOptions,
  evaluateRun,
  type RunEvaluation,
  wilsonInterval,
} from '../../src/evaluate/index.ts';
import type { Prediction } from '../../src/solve/index.ts';
import { knownProblems, trainKnown } from './trained-run.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

const [known] = knownProblems as [Problem];
/** Six that the pair knows, one whose gold answer is another, one without steps, one too long to be read. */
const problems: readonly Problem[] = [
  ...knownProblems,
  { ...known, id: 'other-gold', answer: '15' },
  { id: 'no-steps', question: known.question, answer: known.answer, answerType: 'number' },
  { ...known, id: 'long', question: `${'1 2 3 4 5 6 7 8 9 '.repeat(20)}How many?` },
];

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

let folder = '';
let run = '';
let evaluation: RunEvaluation;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-run-'));
  run = await trainKnown(join(folder, 'run'), { strategy: 'socratic' });
  evaluation = await evaluate();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataset = { name: 'known', path: 'nowhere', sha256: '0' };

function evaluate(options: Partial<EvaluateRunOptions> = {}, info: (line: string) => void = () => undefined) {
  return evaluateRun(
    { run, split: 'test', problems, dataset, threads: 1, ...options },
    { reporter: { ...silentReporter, info } },
  );
}

const linesOf = (path: string) => readJsonLines(path).values.map(({ value }) => value as Prediction);

test('one line a problem, in problem order, with every sub-question and answer', () => {
  expect(evaluation.predictions).toBe(join(run, 'predictions-test.jsonl'));
  const lines = linesOf(evaluation.predictions);
  expect(lines.map(({ id }) => id)).toEqual(problems.map(({ id }) => id));
  for (const [index, { id, question, strategy, steps, answer, generatedTokens }] of lines
    .slice(0, 6)
    .entries()) {
    expect({ id, question, strategy, steps, answer }).toEqual({
      id: problems[index]?.id,
      question: problems[index]?.question,
      strategy: 'socratic',
      steps: problems[index]?.steps,
      answer: problems[index]?.answer,
    });
    expect(generatedTokens).toBeGreaterThan(10);
  }
  expect(lines.slice(6).map(({ answer, correct, gold }) => [answer, correct, gold])).toEqual([
    ['14', false, '15'],
    ['14', true, '14'],
    [null, false, '14'],
  ]);
});

test('the figures are those of the predictions', () => {
  const lines = linesOf(evaluation.predictions);
  const sum = (of: (line: Prediction) => number) => lines.reduce((total, line) => total + of(line), 0);
  expect(evaluation).toEqual({
    run,
    strategy: 'socratic',
    split: 'test',
    dataset,
    duplicates: 2,
    total: 9,
    correct: 7,
    accuracy: 7 / 9,
    ci95: wilsonInterval(7, 9),
    unreadable: 1,
    bySteps: [{ steps: 2, total: 8, correct: 6, accuracy: 6 / 8, ci95: wilsonInterval(6, 8) }],
    generatedTokensPerProblem: sum(({ generatedTokens }) => generatedTokens) / 9,
    generatedTokens: sum(({ generatedTokens }) => generatedTokens),
    forcedTokens: sum(({ forcedTokens }) => forcedTokens),
    calculator: false,
    calculatorUses: 0,
    limits: { steps: 0, tokens: 0, context: 1, stuck: 0 },
    seconds: evaluation.seconds,
    predictions: evaluation.predictions,
    models: readRunRecord(run).models,
  });
  expect(evaluation.seconds).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(join(run, 'evaluation-test.json'), 'utf8'))).toEqual(evaluation);
});

test('with the calculator it says so, in files of its own', async () => {
  const before = readFileSync(evaluation.predictions, 'utf8');
  const calculated = await evaluate({ calculator: true });
  expect(calculated).toMatchObject({ calculator: true, correct: 7, total: 9 });
  expect(calculated.calculatorUses).toBe(16); // two in each of the eight problems that are read
  expect(calculated.predictions).toBe(join(run, 'predictions-test-calculator.jsonl'));
  expect(existsSync(join(run, 'evaluation-test-calculator.json'))).toBe(true);
  expect(readFileSync(evaluation.predictions, 'utf8')).toBe(before);
});

test('problems that do not fit the context are counted in a warning, and refused when they are all there is', async () => {
  const warnings: string[] = [];
  const reporter = { ...silentReporter, warn: (line: string) => warnings.push(line) };
  const common = { run, split: 'long', dataset, threads: 1 };
  await evaluateRun({ ...common, problems: problems.slice(-2) }, { reporter });
  expect(warnings).toEqual([
    expect.stringMatching(/^1 of 2 problems do not fit the model's context of 192 tokens .* Train a student/),
  ]);
  const refused = evaluateRun({ ...common, problems: problems.slice(-1) }, { reporter });
  await expect(refused).rejects.toMatchObject({ code: 'prompt-too-long' });
});

test('another evaluation of the same split gives the same predictions, and says that it replaces', async () => {
  const before = readFileSync(evaluation.predictions, 'utf8');
  const said: string[] = [];
  await evaluate({ slots: 1 }, (line) => said.push(line));
  expect(said).toEqual([`${evaluation.predictions} of an earlier evaluation is replaced.`]);
  expect(readFileSync(evaluation.predictions, 'utf8')).toBe(before);
});

describe('nothing is written', () => {
  test('for a split without problems', async () => {
    const empty = evaluate({ split: 'validation', problems: [] });
    await expect(empty).rejects.toBeInstanceOf(SocraticError);
    await expect(empty).rejects.toMatchObject({
      code: 'no-problems',
      message: expect.stringContaining('The split validation has no problems'),
    });
    expect(existsSync(join(run, 'predictions-validation.jsonl'))).toBe(false);
  });

  test('by an evaluation that is interrupted', async () => {
    const controller = new AbortController();
    const many = Array.from({ length: 200 }, (_, i) => ({ ...known, id: `many-${i}` }));
    const interrupted = evaluateRun(
      { run, split: 'many', problems: many, dataset, threads: 1, slots: 1 },
      {
        reporter: { ...silentReporter, progress: (_, { done }) => done > 0 && controller.abort() },
        signal: controller.signal,
      },
    );
    await expect(interrupted).rejects.toBeInstanceOf(InterruptedError);
    expect(existsSync(join(run, 'predictions-many.jsonl'))).toBe(false);
    expect(existsSync(join(run, 'evaluation-many.json'))).toBe(false);
    const kept = linesOf(join(run, 'predictions-many-partial.jsonl'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(200);
  });
});
