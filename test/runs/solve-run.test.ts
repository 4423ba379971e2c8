// Solving with real trained runs, in the engine's own process: both ways for the pair to work together, limits, the
// calculator, interruption, and files that are not what they should be.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { InterruptedError, type Reporter, SocraticError, silentReporter } from '../../src/common/index.ts';
import type { Problem } from '../../src/data/index.ts';
import { runFiles } from '../../src/distill/index.ts';
import { type Prediction, type SolveRunOptions, solveRun } from '../../src/solve/index.ts';
import { knownProblems, trainKnown } from './trained-run.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

let folder = '';
const runs = { upfront: '', interleaved: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'solve-run-'));
  await Promise.all(
    (['upfront', 'interleaved'] as const).map(async (mode) => {
      runs[mode] = await trainKnown(join(folder, mode), { strategy: 'socratic', mode });
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function solve(options: Partial<SolveRunOptions> = {}): Promise<readonly Prediction[]> {
  const solved = await solveRun(
    { run: runs.upfront, problems: knownProblems, threads: 1, ...options },
    { reporter: silentReporter },
  );
  expect(solved.seconds).toBeGreaterThan(0);
  return solved.predictions;
}

describe.each(['upfront', 'interleaved'] as const)('a pair trained to work %s', (mode) => {
  let predictions: readonly Prediction[];
  beforeAll(async () => {
    predictions = await solve({ run: runs[mode], slots: 8 });
  });

  test('asks and answers as it was taught, on every problem that it was taught', () => {
    expect(
      predictions.map(({ id, answer, correct, gold, limits, goldSteps }) => ({
        ...{ id, answer, correct, gold, limits, goldSteps },
      })),
    ).toEqual(
      knownProblems.map(({ id, answer }) => ({
        ...{ id, answer, gold: answer },
        correct: true,
        limits: [],
        goldSteps: 2,
      })),
    );
    expect(predictions.map(({ steps }) => steps)).toEqual(knownProblems.map(({ steps }) => steps));
  });

  test('the output is the whole transcript, as the answer is read from it', () => {
    expect(predictions[0]?.output).toBe(
      'Question: How many pens after Ann buys some?\nAnswer: 3+4=<<3+4=7>>7 pens.\n' +
        'Question: How many pens in the end?\nAnswer: 7*2=<<7*2=14>>14 pens.\n#### 14',
    );
  });

  test('does not depend on how many problems are worked on at once', async () => {
    expect(await solve({ run: runs[mode], slots: 1 })).toEqual(predictions);
  });
});

test('predictions are announced once each, with progress', async () => {
  const announced: string[] = [];
  const progress: number[] = [];
  const reporter: Reporter = { ...silentReporter, progress: (_name, { done }) => progress.push(done) };
  await solveRun(
    { run: runs.upfront, problems: knownProblems, threads: 1, slots: 2 },
    { reporter, onSolved: ({ id }) => announced.push(id) },
  );
  expect(announced.sort()).toEqual(knownProblems.map(({ id }) => id).sort());
  expect(progress).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('the calculator is off unless asked for, and every prediction says which and how often', async () => {
  const [off, on] = [await solve(), await solve({ calculator: true })];
  expect(off.every(({ calculator, calculatorUses }) => !calculator && calculatorUses === 0)).toBe(true);
  for (const [index, prediction] of on.entries()) {
    expect(prediction).toMatchObject({ calculator: true, calculatorUses: 2, output: off[index]?.output });
    expect(prediction.generatedTokens).toBeLessThan(off[index]?.generatedTokens ?? 0);
  }
});

describe('limits are reported when they are hit', () => {
  test('sub-questions', async () => {
    for (const { steps, limits } of await solve({ maxSteps: 1 })) {
      expect({ steps: steps.length, limits }).toEqual({ steps: 1, limits: ['steps'] });
    }
  });

  test('tokens', async () => {
    for (const { generatedTokens, limits } of await solve({ maxNewTokens: 7 })) {
      expect(limits).toEqual(['tokens']);
      expect(generatedTokens).toBeLessThanOrEqual(8); // seven, and one of the other row that was under way
    }
  });

  test('the context, by a problem that fills it', async () => {
    const [known] = knownProblems as [Problem];
    const long = { ...known, id: 'long', question: `${'1 2 3 4 5 6 7 8 9 '.repeat(20)}How many?` };
    const [first, second] = await solve({ problems: [long, known] });
    expect(first).toMatchObject({
      id: 'long',
      answer: null,
      correct: false,
      generatedTokens: 0,
      limits: ['context'],
    });
    expect(second).toMatchObject({ answer: known.answer, correct: true, limits: [] });
    const alone = solve({ problems: [long] });
    await expect(alone).rejects.toBeInstanceOf(SocraticError);
    await expect(alone).rejects.toMatchObject({
      code: 'prompt-too-long',
      message: expect.stringMatching(
        /^The problem does not fit the model's context of 192 tokens: its prompt has \d+\. Shorten/,
      ),
    });
  });
});

describe('interruption', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    knownProblems.map((problem) => ({ ...problem, id: `${problem.id}-${i}` })),
  ).flat();

  test('ends the solving with the number of problems that were solved', async () => {
    const controller = new AbortController();
    let solved = 0;
    const interrupted = solveRun(
      { run: runs.upfront, problems: many, threads: 1, slots: 1 },
      {
        reporter: silentReporter,
        signal: controller.signal,
        onSolved: () => {
          solved += 1;
          controller.abort();
        },
      },
    );
    const error = await interrupted.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InterruptedError);
    expect((error as Error).message).toBe(`Stopped after ${solved} of 240 problems.`);
    expect(solved).toBeLessThan(240);
  });

  test('before it begins, starts nothing', async () => {
    const context = { reporter: silentReporter, signal: AbortSignal.abort() };
    await expect(solveRun({ run: runs.upfront, problems: many, threads: 1 }, context)).rejects.toBeInstanceOf(
      InterruptedError,
    );
  });
});

describe('a run that cannot be used', () => {
  /** A copy of the upfront run, in which `spoil` has changed something. */
  function spoilt(name: string, spoil: (run: string) => void): string {
    const run = join(folder, name);
    cpSync(runs.upfront, run, { recursive: true });
    spoil(run);
    return run;
  }
  const changeJson = (path: string, change: object) =>
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
  const fileOf = (run: string, name: string) => join(runFiles.model(run, 'qa'), name);

  test.each<[string, (run: string) => void, { code: string; words: string }]>([
    [
      'unfinished',
      (run) => changeJson(runFiles.record(run), { status: 'interrupted' }),
      { code: 'run-unfinished', words: 'is not finished (interrupted). Finish it by repeating' },
    ],
    [
      'torn-record',
      (run) => writeFileSync(runFiles.record(run), '{"format": 1'),
      { code: 'not-a-run', words: 'run.json is not JSON' },
    ],
    [
      'other-record',
      (run) => changeJson(runFiles.record(run), { strategy: 'guess' }),
      { code: 'not-a-run', words: 'strategy: Invalid option' },
    ],
    [
      'cut-weights',
      (run) => {
        const path = fileOf(run, 'model.safetensors');
        writeFileSync(path, readFileSync(path).subarray(0, -1000));
      },
      { code: 'safetensors-invalid', words: 'models/qa/model.safetensors' },
    ],
    [
      'no-tokenizer',
      (run) => rmSync(fileOf(run, 'tokenizer.json')),
      { code: 'model-directory-incomplete', words: 'models/qa has no tokenizer.json' },
    ],
    [
      'broken-tokenizer',
      (run) => writeFileSync(fileOf(run, 'tokenizer.json'), '{"model": {}}'),
      { code: 'tokenizer-', words: 'models/qa/tokenizer.json' },
    ],
    [
      'other-sizes',
      (run) => changeJson(fileOf(run, 'config.json'), { n_embd: 64 }),
      { code: 'weights-mismatch', words: 'expected the weight transformer.wte.weight with shape' },
    ],
  ])('%s', async (name, spoil, { code, words }) => {
    await expect(solve({ run: spoilt(name, spoil) })).rejects.toMatchObject({
      code: expect.stringContaining(code),
      message: expect.stringContaining(words),
    });
  });

  test('a folder without run.json', async () => {
    await expect(solve({ run: join(folder, 'nothing') })).rejects.toBeInstanceOf(SocraticError);
    await expect(solve({ run: join(folder, 'nothing') })).rejects.toMatchObject({ code: 'not-a-run' });
  });
});
