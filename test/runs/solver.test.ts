// A solver of real trained runs, in the engine's own process: both ways for the pair to work together, limits, the calculator, many
// problems at once, giving up, the death of the process, and files that are not what they should be.
// One file, over 400 lines: every test is about the same few runs, which are trained once.
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Reporter, SocraticError, silentReporter } from '../../src/common/index.ts';
import type { Problem } from '../../src/data/index.ts';
import { runFiles } from '../../src/distill/index.ts';
import {
  type CreateSolverOptions,
  createSolver,
  type Solution,
  type SolveProgress,
} from '../../src/solve/index.ts';
import { knownProblems, trainKnown } from './trained-run.ts';

vi.mock('../../src/engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/engine/model/index.ts')>();
  const micro = { width: 32, layers: 2, heads: 2, contextLength: 192, vocabularySize: 400 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

/** Every process that is started, so that tests can count and kill them. */
const started = vi.hoisted((): ChildProcess[] => []);
vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof import('node:child_process')>();
  const fork = (...args: Parameters<typeof actual.fork>) => {
    const child = actual.fork(...args);
    started.push(child);
    return child;
  };
  return { ...actual, fork };
});

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

let folder = '';
const runs = { upfront: '', interleaved: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'solver-'));
  await Promise.all(
    (['upfront', 'interleaved'] as const).map(async (mode) => {
      runs[mode] = await trainKnown(join(folder, mode), { strategy: 'socratic', mode });
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const solverOf = (options: Partial<CreateSolverOptions> = {}) =>
  createSolver({ run: runs.upfront, threads: 1, ...options });

/** Solves all problems at once with a solver of its own. */
async function solve(
  options: Partial<CreateSolverOptions> = {},
  problems: readonly Problem[] = knownProblems,
): Promise<readonly Solution[]> {
  const solver = await solverOf(options);
  try {
    return await Promise.all(problems.map((problem) => solver.solve(problem)));
  } finally {
    await solver.close();
  }
}

const withoutTime = (solutions: readonly Solution[]) => solutions.map(({ seconds: _, ...rest }) => rest);
const [known] = knownProblems as [Problem];
const long = { ...known, question: `${'1 2 3 4 5 6 7 8 9 '.repeat(20)}How many?` };

describe.each(['upfront', 'interleaved'] as const)('a pair trained to work %s', (mode) => {
  let solutions: readonly Solution[];
  beforeAll(async () => {
    solutions = await solve({ run: runs[mode], slots: 8 });
  });

  test('asks and answers as it was taught, on every problem that it was taught', () => {
    expect(solutions.map(({ answer, steps, limits }) => ({ answer, steps, limits }))).toEqual(
      knownProblems.map(({ answer, steps }) => ({ answer, steps, limits: [] })),
    );
    for (const { seconds, generatedTokens } of solutions) {
      expect(seconds).toBeGreaterThan(0);
      expect(generatedTokens).toBeGreaterThan(10);
    }
  });

  test('the output is the whole transcript, as the answer is read from it', () => {
    expect(solutions[0]?.output).toBe(
      'Question: How many pens after Ann buys some?\nAnswer: 3+4=<<3+4=7>>7 pens.\n' +
        'Question: How many pens in the end?\nAnswer: 7*2=<<7*2=14>>14 pens.\n#### 14',
    );
  });

  test('does not depend on how many problems are worked on at once', async () => {
    expect(withoutTime(await solve({ run: runs[mode], slots: 1 }))).toEqual(withoutTime(solutions));
  });
});

test('one process solves one problem after another, its models stay loaded', async () => {
  const run = join(folder, 'emptied');
  cpSync(runs.upfront, run, { recursive: true });
  const before = started.length;
  const progress: [string, number][] = [];
  const reporter: Reporter = { ...silentReporter, progress: (name, { done }) => progress.push([name, done]) };
  const solver = await solverOf({ run, reporter });
  expect(progress).toEqual([
    ['loading the models', 0],
    ['loading the models', 1],
  ]);
  rmSync(run, { recursive: true });
  for (const { question, answer } of knownProblems)
    expect((await solver.solve(question)).answer).toBe(answer);
  expect(started.length - before).toBe(1);
  await solver.close();
});

test('the answer is read as the problem says, or as the problems of the training are', async () => {
  const solver = await solverOf();
  expect((await solver.solve(known.question)).answer).toBe(known.answer);
  expect((await solver.solve({ question: known.question, answerType: 'boolean' })).answer).toBeNull();
  await solver.close();
});

test('the calculator is off unless it is asked for, and every solution says which and how often', async () => {
  const [off, on] = [await solve(), await solve({ calculator: true })];
  expect(off.every(({ calculator, calculatorUses }) => !calculator && calculatorUses === 0)).toBe(true);
  for (const [index, solution] of on.entries()) {
    expect(solution).toMatchObject({ calculator: true, calculatorUses: 2, output: off[index]?.output });
    expect(solution.generatedTokens).toBeLessThan(off[index]?.generatedTokens ?? 0);
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

  test('the context, by a problem that fills it: the others are solved', async () => {
    const solver = await solverOf();
    const [filled, other] = await Promise.allSettled([solver.solve(long), solver.solve(known)]);
    expect(filled).toMatchObject({
      reason: {
        code: 'prompt-too-long',
        message: expect.stringMatching(
          /^The problem does not fit the model's context of 192 tokens: its prompt has \d+\. Shorten/,
        ),
      },
    });
    expect(other).toMatchObject({ value: { answer: known.answer } });
    await solver.close();
  });
});

describe('what is reported while problems are solved', () => {
  const joined = (reports: readonly SolveProgress[]) => {
    const questions = reports.flatMap((report) => (report.type === 'question' ? [report.question] : []));
    const solutions = reports.flatMap((report) => (report.type === 'solution' ? [report.solution] : []));
    return questions.map((question, index) => ({ question, solution: solutions[index] ?? '' }));
  };

  test.each([
    'upfront',
    'interleaved',
  ] as const)('%s: joined, it is the steps, of each problem beside others', async (mode) => {
    const solver = await solverOf({ run: runs[mode], slots: 2 });
    const solved = await Promise.all(
      knownProblems.map(async (problem) => {
        const reports: SolveProgress[] = [];
        let isSolved = false;
        const onProgress = (report: SolveProgress) => {
          expect(isSolved).toBe(false);
          reports.push(report);
        };
        const solution = await solver.solve(problem, { onProgress });
        isSolved = true;
        return { reports, solution };
      }),
    );
    await solver.close();
    for (const { reports, solution } of solved) {
      expect(solution.steps).toHaveLength(2);
      expect(joined(reports)).toEqual(solution.steps);
    }
  });

  test('of samples, how many are finished', async () => {
    const solver = await solverOf({ samples: 3, temperature: 0.1 });
    const reports: SolveProgress[] = [];
    await solver.solve(known, { onProgress: (report) => reports.push(report) });
    await solver.close();
    expect(reports).toEqual([1, 2, 3].map((done) => ({ type: 'sample', done, samples: 3 })));
  });

  test('nothing more once the problem is given up, by its signal or because the listener throws', async () => {
    const solver = await solverOf();
    const controller = new AbortController();
    const reason = new Error('enough');
    let [aborted, thrown] = [0, 0];
    const [first, second, other] = await Promise.allSettled([
      solver.solve(known, {
        signal: controller.signal,
        onProgress: () => {
          aborted += 1;
          controller.abort(reason);
        },
      }),
      solver.solve(known, {
        onProgress: () => {
          thrown += 1;
          throw reason;
        },
      }),
      solver.solve(known),
    ]);
    expect([first, second]).toEqual([1, 2].map(() => ({ status: 'rejected', reason })));
    expect(other).toMatchObject({ value: { answer: known.answer } });
    expect([aborted, thrown]).toEqual([1, 1]);
    await solver.close();
  });

  test.each([
    ['upfront', {}, 3],
    ['interleaved', { calculator: true }, 3],
    ['upfront', { maxNewTokens: 40 }, 1],
    ['upfront', { resampleSteps: 2 }, 3],
  ] as const)('%s %j: the output, line by line', async (mode, options, parts) => {
    const solver = await solverOf({ run: runs[mode], ...options });
    const solved = await Promise.all(
      knownProblems.map(async (problem) => {
        const texts: string[] = [];
        const { output } = await solver.solve(problem, { onText: (text) => texts.push(text) });
        return { texts, output };
      }),
    );
    await solver.close();
    for (const { texts, output } of solved) {
      expect(texts.join('')).toBe(output);
      expect(texts.length).toBeGreaterThanOrEqual(parts);
      if (parts > 1) expect(texts[0]).toMatch(/^Question: [^\n]+\nAnswer:$/);
    }
  });

  test('of samples, the output as a whole', async () => {
    const solver = await solverOf({ samples: 3, temperature: 0.1 });
    const texts: string[] = [];
    const { output } = await solver.solve(known, { onText: (text) => texts.push(text) });
    await solver.close();
    expect(texts).toEqual([output]);
  });

  test('a listener that is no function is refused', async () => {
    const solver = await solverOf();
    await expect(solver.solve(known, { onProgress: 'print' as never })).rejects.toMatchObject({
      code: 'invalid-value',
      subject: { option: 'onProgress' },
    });
    await solver.close();
  });
});

describe('a problem that is given up', () => {
  test('is rejected with the reason of the signal at once, makes room, and the others go on', async () => {
    const solver = await solverOf({ slots: 1 });
    const controller = new AbortController();
    const reason = new Error('enough');
    const given = solver.solve(known, { signal: controller.signal });
    const others = knownProblems.slice(1).map((problem) => solver.solve(problem));
    setTimeout(() => controller.abort(reason), 20);
    await expect(given).rejects.toBe(reason);
    expect((await Promise.all(others)).map(({ answer }) => answer)).toEqual(
      knownProblems.slice(1).map(({ answer }) => answer),
    );
    await expect(solver.solve(known, { signal: controller.signal })).rejects.toBe(reason);
    expect((await solver.solve(known)).answer).toBe(known.answer);
    await solver.close();
  });

  test('before the models are loaded, ends the process', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const loading = solverOf({ signal: controller.signal });
    await vi.waitFor(() => expect(started.at(-1)?.connected).toBe(true));
    const child = started.at(-1);
    controller.abort(reason);
    await expect(loading).rejects.toBe(reason);
    await vi.waitFor(() => expect(child?.signalCode).toBe('SIGKILL'));
    const before = started.length;
    await expect(solverOf({ signal: controller.signal })).rejects.toBe(reason);
    expect(started.length).toBe(before);
  });
});

describe('the end of a solver', () => {
  test('a process that dies is an error of every problem, now and later', async () => {
    const solver = await solverOf();
    const solving = knownProblems.map((problem) => solver.solve(problem));
    started.at(-1)?.kill('SIGKILL');
    for (const { reason } of (await Promise.allSettled(solving)) as PromiseRejectedResult[]) {
      expect(reason).toMatchObject({
        code: 'engine-died',
        fault: 'environment',
        message: expect.stringMatching(/was ended by SIGKILL\. Most often memory ran out: lower `slots`/),
        details: { signal: 'SIGKILL' },
      });
    }
    expect(solver.isOpen).toBe(false);
    await expect(solver.solve(known)).rejects.toMatchObject({ code: 'engine-died' });
    await solver.close();
  });

  test.each([
    'close',
    Symbol.asyncDispose,
  ] as const)('%s rejects what is not solved, and leaves no process', async (end) => {
    const solver = await solverOf();
    const child = started.at(-1);
    const solving = solver.solve(known);
    const rejected = expect(solving).rejects.toMatchObject({ code: 'model-released' });
    await solver[end]();
    await rejected;
    expect(child?.signalCode).toBe('SIGKILL');
    await expect(solver.solve(known)).rejects.toMatchObject({
      code: 'model-released',
      message: `The solver of ${runs.upfront} is closed. It solves no more problems.`,
    });
    await solver.close();
  });
});

test('options of one problem take the place of those of the solver', async () => {
  const solver = await solverOf({ temperature: 0.5, topP: 0.9, samples: 2, maxSteps: 5 });
  const [limited, greedy, own] = await Promise.all([
    solver.solve(known, { maxSteps: 1 }),
    solver.solve(known, { temperature: 0, calculator: true }),
    solver.solve(known),
  ]);
  expect(limited).toMatchObject({
    limits: ['steps'],
    votes: { answers: [expect.anything(), expect.anything()] },
  });
  expect(greedy).toMatchObject({ answer: known.answer, calculatorUses: 2 });
  expect(greedy.votes).toBeUndefined();
  expect(own.votes?.answers).toHaveLength(2);
  expect(own.promptTokens).toBeGreaterThan(10);
  for (const [wrong, code] of [
    [{ maxSteps: 0 }, 'invalid-value'],
    [{ slots: 3 }, 'unknown-option'],
    [{ temperature: 0, topK: 3 }, 'option-unused'],
  ] as const)
    await expect(solver.solve(known, wrong as object)).rejects.toMatchObject({
      code,
      subject: { option: code === 'option-unused' ? 'topK' : Object.keys(wrong)[0] },
    });
  await solver.close();
  expect(solver.isOpen).toBe(false);
});

test('a problem without text is an error, and the solver goes on', async () => {
  const solver = await solverOf();
  await expect(solver.solve('  \n')).rejects.toMatchObject({ code: 'empty-problem', fault: 'input' });
  expect((await solver.solve(known)).answer).toBe(known.answer);
  await solver.close();
});

test.each([
  [{ maxSteps: 0 }, 'maxSteps'],
  [{ repeats: 'ask' as never }, 'repeats'],
  [{ maxNewTokens: 1.5 }, 'maxNewTokens'],
  [{ slots: 0 }, 'slots'],
  [{ threads: 257 }, 'threads'],
])('%j starts nothing', async (options, option) => {
  const before = started.length;
  await expect(solverOf({ threads: 1, ...options })).rejects.toMatchObject({
    code: 'invalid-value',
    subject: { option },
  });
  expect(started.length).toBe(before);
});

test('options of pairs are for pairs', async () => {
  const run = await trainKnown(join(folder, 'cot'), { strategy: 'cot', lengthOf: () => ({ maxSteps: 1 }) });
  await expect(solverOf({ run, maxSteps: 2 })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option: 'maxSteps' },
    message: `\`maxSteps\` limits the sub-questions of a Socratic pair, and ${run} has the strategy cot. Leave it out, or use \`maxNewTokens\`.`,
  });
  await expect(solverOf({ run, repeats: 'stop' })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option: 'repeats' },
    message: `\`repeats\` is about the sub-questions of a Socratic pair, and ${run} has the strategy cot. Leave it out.`,
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
      {
        code: 'run-unfinished',
        words: 'is not finished (interrupted). Repeat its training with `resume: true`',
      },
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
      fault: 'input',
      subject: { option: 'run' },
    });
  });

  test('a folder without run.json', async () => {
    await expect(solve({ run: join(folder, 'nothing') })).rejects.toBeInstanceOf(SocraticError);
    await expect(solve({ run: join(folder, 'nothing') })).rejects.toMatchObject({ code: 'not-a-run' });
  });
});
