// Our own students as teachers: a run behind the interface of the AI SDK, and `socratic annotate --teacher run:DIR`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateText, streamText } from 'ai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { datasetFromSplits, writeDataset } from '../../src/data/index.ts';
import { createSolver, StudentLanguageModel } from '../../src/solve/index.ts';
import type { Annotation } from '../../src/teacher/index.ts';
import { knownProblems, trainKnown } from '../runs/trained-run.ts';
import { socratic, socraticJson } from './cli.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

let folder = '';
const runs = { annotator: '', cot: '', socratic: '' };
let data = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'student-teacher-'));
  await Promise.all(
    (['annotator', 'cot', 'socratic'] as const).map(async (strategy) => {
      runs[strategy] = await trainKnown(join(folder, strategy), { strategy });
    }),
  );
  data = join(folder, 'data');
  const unsolved = {
    id: 'bare',
    question: 'What is nine and nine?',
    answer: '18',
    answerType: 'number',
  } as const;
  writeDataset(
    data,
    datasetFromSplits('known', { train: [...knownProblems, unsolved], validation: [], test: [] }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const out = (name: string) => join(folder, `${name}.jsonl`);
const annotate = (run: string, name: string, ...more: string[]) =>
  socraticJson(
    'annotate',
    '--data',
    data,
    '--teacher',
    `run:${run}`,
    '--out',
    out(name),
    '--store',
    join(folder, 'store'),
    '--threads',
    '1',
    ...more,
  );
const annotations = (name: string): Annotation[] =>
  readFileSync(out(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Annotation);

test('an annotator asks the questions that it learned for steps that it is given', async () => {
  const { exitCode, json } = await annotate(runs.annotator, 'pairs', '--kind', 'socratic');
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ problems: 6, kept: 6, notAsked: 1, answered: 6, cost: { spent: 0 } });
  expect(json.teacher).toMatch(/^run:annotator@[0-9a-f]{8}$/);
  const written = annotations('pairs');
  expect(written.map(({ problemId, steps }) => ({ id: problemId, steps }))).toEqual(
    knownProblems.map(({ id, steps }) => ({ id, steps })),
  );
  expect(written[0]).toMatchObject({
    kind: 'socratic',
    promptVersion: expect.stringMatching(/^annotator-1@/),
  });
  expect(written[0]?.usage.inputTokens).toBeGreaterThan(20);

  const again = await annotate(runs.annotator, 'pairs', '--kind', 'socratic');
  expect(again.json).toMatchObject({ kept: 6, answered: 0, reused: 6 });

  const compared = await socraticJson('annotations', 'compare', out('pairs'), '--data', data);
  expect(compared.json).toMatchObject({
    kept: { chains: 6, countsMatch: 6, questions: 12, identical: 12, numbersAdded: null },
    rejected: { chains: 0 },
    withoutReference: 0,
  });
  expect((compared.json.all as { bleu: number }).bleu).toBeCloseTo(100, 6);
});

test.each([
  ['cot', 'cot'],
  ['socratic', 'socratic'],
] as const)('a %s run solves blind, as solving it does', async (strategy, kind) => {
  const { json } = await annotate(runs[strategy], `blind-${strategy}`, '--kind', kind, '--blind');
  expect(json).toMatchObject({ problems: 7, covered: 6, notAsked: 0 });
  const solver = await createSolver({ run: runs[strategy], threads: 1, calculator: true });
  const solutions = await Promise.all(knownProblems.map((problem) => solver.solve(problem)));
  await solver.close();
  const chains = annotations(`blind-${strategy}`).slice(0, 6);
  expect(chains.map(({ answer }) => answer)).toEqual(knownProblems.map(({ answer }) => answer));
  expect(chains.map(({ steps }) => steps)).toEqual(solutions.map(({ steps }) => steps));
});

test('several samples: each drawn by its number, and the same when everything is done again', async () => {
  const options = ['--kind', 'cot', '--blind', '--samples', '4', '--temperature', '2'];
  const first = await annotate(runs.cot, 'sampled', ...options);
  expect([first.exitCode, first.json.answered]).toEqual([0, 28]);
  const again = await annotate(
    runs.cot,
    'sampled-again',
    ...options,
    '--store',
    join(folder, 'another store'),
  );
  expect([again.exitCode, again.json.answered]).toEqual([0, 28]);
  const texts = (name: string) =>
    annotations(name)
      .map(({ problemId, sample, steps }) => JSON.stringify([problemId, sample, steps]))
      .sort();
  expect(texts('sampled-again')).toEqual(texts('sampled'));
  expect(new Set(annotations('sampled').map(({ steps }) => JSON.stringify(steps))).size).toBeGreaterThan(7);
});

test.each([
  ['another kind', 'annotator', ['--kind', 'cot'], 'teacher-cannot'],
  ['answers that a student cannot be shown', 'cot', ['--kind', 'cot'], 'teacher-cannot'],
  [
    'a temperature of its own',
    'annotator',
    ['--kind', 'socratic', '--temperature', 'default'],
    'option-unused',
  ],
  [
    'samples that are all the same',
    'annotator',
    ['--kind', 'socratic', '--samples', '2', '--temperature', '0'],
    'samples-identical',
  ],
  ['prompts', 'annotator', ['--kind', 'socratic', '--prompts', 'prompts'], 'option-unused'],
  ['JSON', 'annotator', ['--kind', 'socratic', '--output', 'json'], 'option-unused'],
  ['repairs', 'annotator', ['--kind', 'socratic', '--repair', '1'], 'option-unused'],
  ['log-probabilities', 'annotator', ['--kind', 'socratic', '--logprobs', '3'], 'logprobs-unsupported'],
] as const)('%s: exit 2', async (_what, run, options, code) => {
  const { exitCode, json } = await annotate(runs[run], 'refused', ...options);
  expect([exitCode, json.error]).toMatchObject([2, { code }]);
});

test('what is no run, and what an annotator is not for', async () => {
  const none = await annotate(join(folder, 'data'), 'refused', '--kind', 'socratic');
  expect([none.exitCode, none.json.error]).toMatchObject([2, { code: 'not-a-run' }]);
  const evaluated = await socratic('evaluate', runs.annotator, '--data', data, '--split', 'train');
  expect(evaluated.exitCode).toBe(2);
  expect(evaluated.stderr).toContain('--teacher run:');
});

describe('a run behind the interface of the AI SDK', () => {
  let model: StudentLanguageModel;
  beforeAll(() => {
    model = new StudentLanguageModel(runs.cot, { threads: 1 });
  });
  afterAll(() => model.release());
  const known = (index: number) => knownProblems[index] as (typeof knownProblems)[number];

  test('many calls at once, each with its own answer', async () => {
    const texts = await Promise.all(
      knownProblems.map(({ question }) => generateText({ model, prompt: question, maxRetries: 0 })),
    );
    for (const [index, { text, finishReason, usage }] of texts.entries()) {
      expect(text).toContain(`#### ${known(index).answer}`);
      expect(finishReason).toBe('stop');
      expect(usage.outputTokens).toBeGreaterThan(5);
    }
  });

  test('streams, is cut off by maxOutputTokens, and says what it passes over', async () => {
    const stream = streamText({ model, prompt: known(1).question });
    let text = '';
    for await (const part of stream.textStream) text += part;
    expect(text).toContain(`#### ${known(1).answer}`);

    const cut = await generateText({
      model,
      prompt: known(1).question,
      maxOutputTokens: 3,
      stopSequences: ['.'],
    });
    expect(cut.finishReason).toBe('length');
    expect(cut.usage.outputTokens).toBe(3);
    expect(cut.warnings).toEqual([
      expect.objectContaining({ type: 'unsupported', feature: 'stopSequences' }),
    ]);
  });

  test('an aborted call ends at once, and others go on', async () => {
    const controller = new AbortController();
    const options = { model, maxRetries: 0 };
    const aborted = generateText({ ...options, prompt: known(0).question, abortSignal: controller.signal });
    const other = generateText({ ...options, prompt: known(2).question });
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow();
    expect((await other).text).toContain(known(2).answer);
  });

  test('release rejects what is under way and what comes later', async () => {
    const released = new StudentLanguageModel(runs.cot, { threads: 1 });
    expect(released.modelId).toBe(model.modelId);
    const ask = () => generateText({ model: released, prompt: known(3).question, maxRetries: 0 });
    const rejected = expect(ask()).rejects.toMatchObject({ code: 'model-released' });
    await new Promise((resolve) => setTimeout(resolve, 20)); // the engine takes longer to start
    await released.release();
    await rejected;
    await expect(ask()).rejects.toMatchObject({ code: 'model-released' });
  });
});
