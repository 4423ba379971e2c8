// Evaluating a real trained pair: what is written, and that the figures are those of the predictions.
// One file, over 400 lines: every test is about the same pair, which is trained once.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  InterruptedError,
  type ProgressUpdate,
  type Reporter,
  readJsonLines,
  sha256,
  silentReporter,
} from '../../src/common/index.ts';
import { datasetFromSplits, type Problem, resolveData, writeDataset } from '../../src/data/index.ts';
import { ClaimedPlace } from '../../src/distill/claimed-place.ts';
import { readRunRecord, runFiles } from '../../src/distill/index.ts';
import { writeRunRecord } from '../../src/distill/run-directory.ts';
import { confidenceOf, fitConfidence, summarizeConfidence } from '../../src/evaluate/confidence.ts';
import { writeEvaluation } from '../../src/evaluate/evaluation.ts';
import {
  type EvaluateOptions,
  evaluate,
  findEvaluation,
  type RunEvaluation,
  runConfidence,
  score,
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
  const dataset = { name: 'known', path: 'data/known', train: knownProblems, validation: [] };
  const { sha256: hash } = await resolveData(data);
  run = await trainKnown(join(folder, 'run'), {
    strategy: 'socratic',
    dataset: { ...dataset, sha256: hash },
  });
  evaluation = await evaluateKnown();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** These as the test problems. */
const dataOf = (test: readonly Problem[]) => datasetFromSplits('known', { train: [], validation: [], test });
const data = dataOf(problems);

/** Six under their own ids, and two under others. */
const trainedOnMost =
  'The run was trained on 8 of 9 problems (test of known): on these, it may only remember the answer. Leave them out to measure new problems.';

const evaluateKnown = (options: Partial<EvaluateOptions> = {}) =>
  evaluate({ run, data, threads: 1, ...options });

/** Collects what a reporter is told. */
function listener() {
  const [infos, warnings]: [string[], string[]] = [[], []];
  const reporter: Reporter = {
    ...silentReporter,
    info: (message) => void infos.push(String(message)),
    warn: (message) => void warnings.push(String(message)),
  };
  return { infos, warnings, reporter };
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

test('the figures are those of the predictions', async () => {
  const lines = linesOf(evaluation.predictions);
  const sum = (of: (line: Prediction) => number) => lines.reduce((total, line) => total + of(line), 0);
  expect(evaluation).toEqual({
    run,
    strategy: 'socratic',
    split: 'test',
    dataset: { name: 'known', path: null, sha256: (await resolveData(data)).sha256 },
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
    repeats: { option: 'keep', problems: 0, answered: 0, stopped: 0 },
    limits: { steps: 0, tokens: 0, context: 1, stuck: 0 },
    seconds: evaluation.seconds,
    predictions: evaluation.predictions,
    predictionsSha256: sha256(readFileSync(evaluation.predictions)),
    runSha256: sha256(readFileSync(join(run, 'run.json'))),
    models: readRunRecord(run).models,
    maxNewTokens: 256,
    maxSteps: 12,
    trainedOn: 8,
    warnings: [trainedOnMost],
  });
  expect(evaluation.seconds).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(join(run, 'evaluation-test.json'), 'utf8'))).toEqual(evaluation);
});

test('with the calculator it says so, in files of its own', async () => {
  const before = readFileSync(evaluation.predictions, 'utf8');
  const calculated = await evaluateKnown({ calculator: true });
  expect(calculated).toMatchObject({ calculator: true, correct: 7, total: 9 });
  expect(calculated.calculatorUses).toBe(16); // two in each of the eight problems that are read
  expect(calculated.predictions).toBe(join(run, 'predictions-test-calculator.jsonl'));
  expect(existsSync(join(run, 'evaluation-test-calculator.json'))).toBe(true);
  expect(readFileSync(evaluation.predictions, 'utf8')).toBe(before);
});

test('repeats that are stopped and lines that are written again: counted, and in files of their own', async () => {
  const copy = join(folder, 'repeats and lines');
  cpSync(run, copy, { recursive: true });
  const before = readFileSync(runFiles.predictions(copy, 'test'), 'utf8');
  const options = { run: copy, repeats: 'stop', resampleSteps: 2, temperature: 1.5, seed: 4 } as const;
  const found = await evaluateKnown(options);
  expect(found.predictions).toBe(join(copy, 'predictions-test-drawn-no-repeats-resampled-2.jsonl'));
  const lines = linesOf(found.predictions);
  const sum = (of: (line: Prediction) => number | undefined) =>
    lines.reduce((total, line) => total + (of(line) ?? Number.NaN), 0);
  expect(found.resampling).toEqual({
    tries: 2,
    temperature: 1.5,
    seed: 4,
    problems: lines.filter(({ resampledLines = 0 }) => resampledLines > 0).length,
    lines: sum(({ resampledLines }) => resampledLines),
    mended: sum(({ mendedLines }) => mendedLines),
    tokens: sum(({ resampledTokens }) => resampledTokens),
  });
  expect(found.resampling?.lines).toBeGreaterThan(0);
  expect(found.resampling?.tokens).toBeGreaterThan(0);
  expect(found.repeats).toMatchObject({
    option: 'stop',
    answered: 0,
    stopped: sum(({ repeatsStopped }) => repeatsStopped),
  });
  expect(readFileSync(runFiles.predictions(copy, 'test'), 'utf8')).toBe(before);
});

test('a repetition penalty is in the evaluation, which has files of its own', async () => {
  const copy = join(folder, 'penalty');
  cpSync(run, copy, { recursive: true });
  const found = await evaluateKnown({ run: copy, repetitionPenalty: 1.5 });
  expect(found.repetitionPenalty).toBe(1.5);
  expect(found.sampling).toBeUndefined(); // nothing was drawn
  expect(found.predictions).toBe(join(copy, 'predictions-test-penalty-1.5.jsonl'));
  const outputs = (path: string) => linesOf(path).map(({ output }) => output);
  expect(outputs(found.predictions)).not.toEqual(outputs(evaluation.predictions));
  expect(evaluation.repetitionPenalty).toBeUndefined();
});

test('confidence is fitted on the validation problems of the same dataset and options, and on nothing else', async () => {
  const copy = join(folder, 'confidence');
  cpSync(run, copy, { recursive: true });
  const splits = { train: [], validation: problems, test: problems };
  const both = datasetFromSplits('both', splits);
  const record = readRunRecord(copy);
  writeRunRecord(copy, {
    ...record,
    dataset: { ...record.dataset, sha256: (await resolveData(both)).sha256 },
  });
  const evaluateBoth = (options: Partial<EvaluateOptions>) =>
    evaluateKnown({ run: copy, data: both, logProbabilities: true, ...options });
  const unfitted = await evaluateBoth({});
  expect(unfitted.confidence).toMatchObject({ measure: 'likelihood', fit: null });
  expect(linesOf(unfitted.predictions).every(({ confidence }) => confidence === undefined)).toBe(true);
  const validation = await evaluateBoth({ split: 'validation' });
  expect(validation.confidence?.fit).toBeNull();
  const fitted = await evaluateBoth({});
  const fit = fitConfidence(linesOf(validation.predictions));
  expect(fit?.problems).toBe(8); // of nine, one has no answer
  expect(fitted.confidence).toEqual(summarizeConfidence(linesOf(fitted.predictions), fit));
  for (const prediction of linesOf(fitted.predictions))
    expect(prediction.confidence).toBe(confidenceOf(prediction, 'likelihood', fit));
  const diagram = runFiles.confidence(copy, 'test');
  expect(readFileSync(diagram, 'utf8')).toContain('fitted on 8 validation problems');

  const others = [
    { calculator: true },
    { maxNewTokens: 200 },
    { maxSteps: 3 },
    { temperature: 0.5 },
    { repetitionPenalty: 1.2 },
    { data: datasetFromSplits('both', { ...splits, train: [known] }) },
  ];
  for (const options of others) {
    const { confidence } = await evaluateBoth(options);
    expect([options, confidence?.fit]).toEqual([options, null]);
  }
  expect(runConfidence({ run: copy, logProbabilities: true })).toEqual(fit);
  expect(runConfidence({ run: copy, logProbabilities: true, maxSteps: 3 })).toBeNull();
  expect(runConfidence({ run: copy, calculator: true })).toBeNull();
  const silent = await evaluateBoth({ logProbabilities: false });
  expect(silent.confidence).toBeUndefined();
  expect(existsSync(diagram)).toBe(false);
});

test('agreement is fitted on votes that were drawn alike, with any seed', async () => {
  const copy = join(folder, 'agreement');
  cpSync(run, copy, { recursive: true });
  const both = datasetFromSplits('both', { train: [], validation: problems, test: problems });
  const evaluateBoth = (options: Partial<EvaluateOptions>) =>
    evaluateKnown({ run: copy, data: both, samples: 3, ...options });
  await evaluateBoth({ split: 'validation', seed: 5 });
  expect((await evaluateBoth({ seed: 6 })).confidence).toMatchObject({
    measure: 'agreement',
    fit: { measure: 'agreement', problems: 8 },
  });
  expect((await evaluateBoth({ temperature: 1 })).confidence?.fit).toBeNull();
});

test('an evaluation that was stopped goes on with the same settings only', async () => {
  const copy = join(folder, 'other settings');
  cpSync(run, copy, { recursive: true });
  const stopEarly = async () => {
    const controller = new AbortController();
    const reporter: Reporter = {
      ...silentReporter,
      progress: (_, { done }) => {
        if (done > 1) controller.abort();
      },
    };
    const options = { run: copy, slots: 1, resampleSteps: 2, seed: 1, reporter, signal: controller.signal };
    await expect(evaluateKnown(options)).rejects.toMatchObject({ code: 'interrupted' });
    expect(existsSync(runFiles.predictions(copy, 'test-resampled-2-partial'))).toBe(true);
  };
  const isContinued = async (seed: number) => {
    const { infos, reporter } = listener();
    await evaluateKnown({ run: copy, resampleSteps: 2, seed, reporter });
    return infos.join().includes('Going on with an evaluation that was stopped');
  };
  await stopEarly();
  expect(await isContinued(2)).toBe(false);
  await stopEarly();
  expect(await isContinued(1)).toBe(true);
});

test('another dataset than that of the training has files of its own, which are found again', async () => {
  const copy = join(folder, 'two datasets');
  cpSync(run, copy, { recursive: true });
  const before = readFileSync(runFiles.predictions(copy, 'test'), 'utf8');
  const fresh = { ...known, id: 'fresh', question: known.question.replace('Ann has', 'Zoe has') };
  const other = datasetFromSplits('other', { train: [], validation: [], test: [fresh, ...knownProblems] });
  const found = await evaluateKnown({ run: copy, data: other });
  expect(found).toMatchObject({
    trainedOn: 6,
    total: 7,
    predictions: join(copy, 'predictions-other-test.jsonl'),
  });
  expect(existsSync(join(copy, 'evaluation-other-test.json'))).toBe(true);
  expect(readFileSync(runFiles.predictions(copy, 'test'), 'utf8')).toBe(before);
  const scored = await score({ data: other, predictions: copy });
  expect(scored).toMatchObject({ total: 7, missing: 0, predictions: found.predictions });
  expect(await score({ data, predictions: copy, split: 'test' }).catch(({ message }) => message)).toBe(
    `${copy} has several files of predictions for known: predictions-test-calculator.jsonl, predictions-test.jsonl. Name one of them.`,
  );
});

test('problems that were trained on are counted in the evaluation, in the stored one, and for the reporter', async () => {
  const { warnings, reporter } = listener();
  const copy = join(folder, 'trained on');
  cpSync(run, copy, { recursive: true });
  const renamed = knownProblems.map((problem, index) => ({ ...problem, id: `q${index}` }));
  const found = await evaluateKnown({ run: copy, data: dataOf(renamed), reporter });
  const warning =
    'The run was trained on 6 of 6 problems (test of known): the accuracy says how well it remembers them, and nothing about new problems.';
  expect(found).toMatchObject({ trainedOn: 6, warnings: [warning] });
  expect(warnings).toEqual([warning]);
  expect(JSON.parse(readFileSync(join(copy, 'evaluation-known-test.json'), 'utf8')).warnings).toEqual([
    warning,
  ]);
  const clean = dataOf([{ ...known, question: known.question.replace('Ann', 'Zoe') }]);
  expect(await evaluateKnown({ run: copy, data: clean })).toMatchObject({ trainedOn: 0, warnings: [] });
  rmSync(runFiles.trainedProblems(copy)); // as in a run of an earlier version
  expect(await evaluateKnown({ run: copy, data: clean })).toMatchObject({ trainedOn: null, warnings: [] });
});

test('problems that do not fit the context are counted in a warning, and an error when they are all there is', async () => {
  const copy = join(folder, 'long');
  cpSync(run, copy, { recursive: true });
  const { warnings, reporter } = listener();
  await evaluateKnown({ run: copy, data: dataOf(problems.slice(-2)), reporter });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^1 of 2 problems does not fit the model's context of 192 tokens .* Train a student/,
    ),
    expect.stringMatching(/^The run was trained on 1 of 2 problems/),
  ]);
  const alone = evaluateKnown({ run: copy, data: dataOf(problems.slice(-1)), reporter });
  await expect(alone).rejects.toMatchObject({ code: 'prompt-too-long' });
});

test('another evaluation of the same split gives the same predictions, and says that it replaces', async () => {
  const before = readFileSync(evaluation.predictions, 'utf8');
  const { infos, reporter } = listener();
  await evaluateKnown({ slots: 1, reporter });
  expect(infos).toEqual([`Replacing ${evaluation.predictions} of an earlier evaluation.`]);
  expect(readFileSync(evaluation.predictions, 'utf8')).toBe(before);
});

test('an evaluation of fewer problems says before it begins that it replaces one of more', async () => {
  const copy = join(folder, 'fewer');
  cpSync(run, copy, { recursive: true });
  const { warnings, reporter } = listener();
  const stop = new AbortController();
  stop.abort();
  await expect(evaluateKnown({ run: copy, limit: 2, reporter, signal: stop.signal })).rejects.toBeInstanceOf(
    InterruptedError,
  );
  expect(warnings[0]).toMatch(/^The run was trained on/);
  expect(warnings[1]).toBe(
    `This evaluation of 2 problems will replace that of ${problems.length} problems in ${runFiles.evaluation(copy, 'test')}. Stop it and copy the directory to keep both.`,
  );
});

describe('a run that is replaced while it is evaluated', () => {
  /** Evaluates a copy of the run, and replaces that by another one after the first problem. */
  async function replacedWhile(name: string, signal?: AbortController) {
    const copy = join(folder, name);
    cpSync(run, copy, { recursive: true });
    for (const file of [runFiles.predictions(copy, 'test'), runFiles.evaluation(copy, 'test')]) rmSync(file);
    let isReplaced = false;
    const replace = () => {
      if (isReplaced) return;
      isReplaced = true;
      const claim = new ClaimedPlace(copy);
      cpSync(run, claim.directory, { recursive: true });
      writeFileSync(
        runFiles.record(claim.directory),
        readFileSync(runFiles.record(run), 'utf8').replace('"seed": 1', '"seed": 2'),
      );
      claim.settle();
      signal?.abort();
    };
    const reporter = {
      ...silentReporter,
      progress: (_: string, { done }: ProgressUpdate) => done > 0 && replace(),
    };
    const many = dataOf(Array.from({ length: 50 }, (_, i) => ({ ...known, id: `many-${i}` })));
    const evaluated = evaluateKnown({
      run: copy,
      data: many,
      slots: 1,
      reporter,
      ...(signal ? { signal: signal.signal } : {}),
    }).catch((error: unknown) => error);
    return { error: await evaluated, copy };
  }
  /** What the new run had when it was put there. */
  const own = () => [
    readFileSync(runFiles.predictions(run, 'test'), 'utf8'),
    readFileSync(runFiles.evaluation(run, 'test'), 'utf8'),
  ];
  const found = (copy: string) => [
    readFileSync(runFiles.predictions(copy, 'test'), 'utf8'),
    readFileSync(runFiles.evaluation(copy, 'test'), 'utf8'),
  ];

  test('gets nothing of the evaluation of the one before', async () => {
    const { error, copy } = await replacedWhile('replaced');
    expect(error).toMatchObject({
      code: 'run-replaced',
      message: expect.stringMatching(/replaced while it was being evaluated\. Nothing was written\./),
    });
    expect(found(copy)).toEqual(own());
    expect(readdirSync(copy)).toEqual(readdirSync(run));
  });

  test('nor of one that was stopped', async () => {
    const { error, copy } = await replacedWhile('replaced-stopped', new AbortController());
    expect(error).toBeInstanceOf(InterruptedError);
    expect(String(error)).toContain('Their predictions are not kept.');
    expect(readdirSync(copy)).toEqual(readdirSync(run));
    expect(found(copy)).toEqual(own());
  });
});

test('killed after the predictions: no evaluation is beside them that is about others', async () => {
  const copy = join(folder, 'killed');
  cpSync(run, copy, { recursive: true });
  const evaluationPath = runFiles.evaluation(copy, 'test');
  // Once all problems are solved, what is removed right after the predictions cannot be.
  const partial = join(copy, 'predictions-test-partial.jsonl');
  const obstruct = (_: string, { done, total }: ProgressUpdate) => {
    if (done < total) return;
    rmSync(partial);
    mkdirSync(join(partial, 'in the way'), { recursive: true });
  };
  await expect(
    evaluateKnown({ run: copy, limit: 6, reporter: { ...silentReporter, progress: obstruct } }),
  ).rejects.toThrow();
  expect(linesOf(runFiles.predictions(copy, 'test'))).toHaveLength(6);
  expect(existsSync(evaluationPath)).toBe(false);
  // As an older version, or a power failure, may leave it:
  cpSync(runFiles.evaluation(run, 'test'), evaluationPath);
  expect(findEvaluation(copy, 'test')).toEqual({
    evaluation: null,
    problem: `${evaluationPath} is not about the predictions in ${runFiles.predictions(copy, 'test')}`,
  });
});

test('predictions that cannot be written leave the evaluation before as it was', async () => {
  const copy = join(folder, 'unwritten');
  cpSync(run, copy, { recursive: true });
  const files = () =>
    [runFiles.predictions(copy, 'test'), runFiles.evaluation(copy, 'test')].map((path) =>
      readFileSync(path, 'utf8'),
    );
  const before = files();
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const solved = { strategy: 'cot', predictions: [circular as unknown as Prediction], seconds: 1 } as const;
  const evaluated = { split: 'test', dataset: { name: 'd', path: null, sha256: '0' } } as const;
  expect(() => writeEvaluation(solved, evaluated, { out: copy, name: 'test' }, {})).toThrow('circular');
  expect(files()).toEqual(before);
});

describe('an evaluation is found again', () => {
  test('with its paths as of now', () => {
    const moved = join(folder, 'moved');
    cpSync(run, moved, { recursive: true });
    expect(findEvaluation(moved, 'test')).toEqual({
      evaluation: {
        ...JSON.parse(readFileSync(runFiles.evaluation(run, 'test'), 'utf8')),
        run: moved,
        predictions: runFiles.predictions(moved, 'test'),
      },
    });
    expect(findEvaluation(moved, 'validation')).toBe(null);
  });

  test.each<[string, (copy: string) => void, RegExp]>([
    ['torn', (copy) => writeFileSync(runFiles.evaluation(copy, 'test'), '{"accu'), /is not JSON/],
    [
      'foreign',
      (copy) => writeFileSync(runFiles.evaluation(copy, 'test'), '{"accuracy": 1}'),
      /is no evaluation of this version: \w+/,
    ],
    [
      'of another run',
      (copy) => appendFileSync(runFiles.record(copy), '\n'),
      /is about another run than the one beside it$/,
    ],
    [
      'without predictions',
      (copy) => rmSync(runFiles.predictions(copy, 'test')),
      /is not about the predictions in/,
    ],
  ])('unless it is %s', (name, change, problem) => {
    const copy = join(folder, `found ${name}`);
    cpSync(run, copy, { recursive: true });
    change(copy);
    expect(findEvaluation(copy, 'test')).toEqual({
      evaluation: null,
      problem: expect.stringMatching(problem),
    });
  });
});

test('the data may be a directory or a file, of which a split and a number of problems are taken', async () => {
  const copy = join(folder, 'places');
  cpSync(run, copy, { recursive: true });
  const directory = join(folder, 'data');
  writeDataset(
    directory,
    datasetFromSplits('mine', { train: knownProblems, validation: problems.slice(-3), test: [] }),
  );
  expect(await evaluateKnown({ run: copy, data: directory, split: 'validation', limit: 2 })).toMatchObject({
    split: 'validation',
    total: 2,
    correct: 1,
    dataset: { name: 'mine', path: directory },
  });
  const file = join(folder, 'own.jsonl');
  writeFileSync(file, knownProblems.map((problem) => `${JSON.stringify(problem)}\n`).join(''));
  const { infos, reporter } = listener();
  const ofFile = await evaluateKnown({ run: copy, data: file, split: 'train', reporter });
  expect(ofFile).toMatchObject({ split: 'train', total: 4, correct: 4, dataset: { name: file, path: file } });
  expect(infos).toContain(`${file}: 4 train, 1 validation and 1 test problems.`);
});

test('limits of the pair reach the models', async () => {
  const copy = join(folder, 'limits');
  cpSync(run, copy, { recursive: true });
  const limits = async (options: Partial<EvaluateOptions>) =>
    (await evaluateKnown({ run: copy, data: dataOf(knownProblems), ...options })).limits;
  expect(await limits({ maxSteps: 1 })).toMatchObject({ steps: 6, tokens: 0 });
  expect(await limits({ maxNewTokens: 7 })).toMatchObject({ steps: 0, tokens: 6 });
});

describe('nothing is written', () => {
  test('for a split without problems', async () => {
    await expect(evaluateKnown({ split: 'validation' })).rejects.toMatchObject({
      code: 'no-problems',
      fault: 'input',
      subject: { option: 'split' },
      message: expect.stringContaining('The split validation of known has no problems'),
    });
    expect(existsSync(join(run, 'predictions-validation.jsonl'))).toBe(false);
  });

  test.each<[Partial<EvaluateOptions>, string, string]>([
    [{ limit: 0 }, 'invalid-value', 'limit'],
    [{ slots: 0.5 }, 'invalid-value', 'slots'],
    [{ split: 'tset' as 'test' }, 'invalid-value', 'split'],
    [{ data: '' }, 'missing-option', 'data'],
    [{ run: '' }, 'missing-option', 'run'],
    [{ run: 'nowhere' }, 'not-a-run', 'run'],
    [{ data: 'nowhere' }, 'dataset-missing', 'data'],
    [{ data: 'nowhere.jsonl' }, 'file-unreadable', 'data'],
  ])('for %j', async (options, code, option) => {
    await expect(evaluateKnown(options)).rejects.toMatchObject({ code, fault: 'input', subject: { option } });
  });

  test('by an evaluation that is interrupted, and that goes on where it stopped', async () => {
    const copy = join(folder, 'interrupted');
    cpSync(run, copy, { recursive: true });
    const controller = new AbortController();
    const many = dataOf(Array.from({ length: 200 }, (_, i) => ({ ...known, id: `many-${i}` })));
    const interrupted = evaluateKnown({
      run: copy,
      data: many,
      slots: 1,
      reporter: { ...silentReporter, progress: (_, { done }) => done > 0 && controller.abort() },
      signal: controller.signal,
    });
    await expect(interrupted).rejects.toBeInstanceOf(InterruptedError);
    expect(readdirSync(copy).filter((name) => /^(predictions|evaluation)-known/.test(name))).toEqual([
      'predictions-known-test-partial.jsonl',
    ]);
    const partial = join(copy, 'predictions-known-test-partial.jsonl');
    const [, ...kept] = linesOf(partial);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(200);
    await expect(interrupted).rejects.toThrow(
      `Stopped after ${kept.length} of 200 problems. Their predictions are in ${partial}. Evaluate again with the same options to go on.`,
    );

    // With other options nothing of it counts, and nothing of it is lost before the first prediction.
    const solved: string[] = [];
    const watching = (infos: string[]): Reporter => ({
      ...silentReporter,
      info: (message) => void infos.push(String(message)),
    });
    const stopped = AbortSignal.abort();
    const other = evaluateKnown({
      run: copy,
      data: many,
      maxNewTokens: 5,
      signal: stopped,
      reporter: watching(solved),
    });
    await expect(other).rejects.toThrow('Stopped after 0 of 200 problems. No problem was finished.');
    expect(solved).toEqual([]);

    // A process that was killed in the middle of a line leaves that line.
    appendFileSync(partial, '{"id":"many-199","outp');
    const infos: string[] = [];
    const resumed = await evaluateKnown({ run: copy, data: many, slots: 64, reporter: watching(infos) });
    expect(infos[0]).toBe(
      `Going on with an evaluation that was stopped: ${kept.length} of 200 problems are solved.`,
    );
    const whole = join(folder, 'uninterrupted');
    cpSync(run, whole, { recursive: true });
    const again = await evaluateKnown({ run: whole, data: many, slots: 64 });
    expect(readFileSync(resumed.predictions, 'utf8')).toBe(readFileSync(again.predictions, 'utf8'));
    expect(existsSync(partial)).toBe(false);
  });
});
