// What `socratic solve` prints and exits with.
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { describe, expect, test, vi } from 'vitest';
import { createSolver, type Solution, type SolveCallOptions, type SolveProgress } from '../../solve/index.ts';
import { CommandFrame } from '../command-frame.ts';
import { runProgram } from '../program.ts';
import { collector } from '../test-frame.fixture.ts';
import { registerSolve } from './solve.ts';

vi.mock('../../solve/index.ts', async (original) => ({
  ...(await original<object>()),
  createSolver: vi.fn(),
}));

const solved: Solution = {
  answer: '7',
  steps: [{ question: 'How many are left?', solution: '12 - 5 = 7' }],
  output: 'Question: How many are left?\nAnswer: 12 - 5 = 7\n#### 7\n',
  generatedTokens: 20,
  forcedTokens: 0,
  seconds: 2,
  limits: [],
  calculator: false,
  calculatorUses: 0,
} as unknown as Solution;

async function solve(solution: Partial<Solution>, ...flags: string[]) {
  const solver = { solve: async () => ({ ...solved, ...solution }), close: async () => undefined };
  vi.mocked(createSolver).mockResolvedValueOnce(solver as never);
  const { text, streams } = collector();
  const exitCode = await runProgram(['solve', 'runs/a', 'How many?', ...flags], streams);
  return { exitCode, ...text };
}

test('an answer: its steps, and exit code 0', async () => {
  expect(await solve({})).toEqual({
    exitCode: 0,
    stdout: '? How many are left?\n  12 - 5 = 7\n= 7\n\n20 tokens in 2.0 s\n',
    stderr: '',
  });
});

test('the plan of a pair with guidance comes first; --json has it', async () => {
  const guidance = { by: 'equations', plan: '12 - 5', steps: 1, gold: null } as const;
  const { stdout } = await solve({ guidance });
  expect(stdout).toBe('Plan: 12 - 5\n? How many are left?\n  12 - 5 = 7\n= 7\n\n20 tokens in 2.0 s\n');
  expect((await solve({ guidance: { ...guidance, plan: null, steps: null } })).stdout).not.toContain('Plan');
  expect(JSON.parse((await solve({ guidance }, '--json')).stdout)).toMatchObject({ guidance });
  expect(JSON.parse((await solve({}, '--json')).stdout)).toMatchObject({ guidance: null });
});

test('no readable answer: what was written, and exit code 1, with --json too', async () => {
  const without = { answer: null, steps: [], output: 'I do not\nknow.\n', generatedTokens: 1 } as const;
  expect(await solve({ ...without, limits: ['tokens'] })).toEqual({
    exitCode: 1,
    stdout:
      'No answer could be read. The run wrote:\n  I do not\n  know.\n\n1 token in 2.0 s, cut short by the limit on tokens\n',
    stderr: '',
  });
  const { exitCode, stdout } = await solve(without, '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ answer: null, output: 'I do not\nknow.\n' });
  expect((await solve({ ...without, output: ' ' })).stdout).toContain('The run wrote:\n  (nothing)\n');
});

describe('on a terminal', () => {
  const parts: readonly SolveProgress[] = [
    { type: 'plan', plan: '2' },
    { type: 'question', index: 0, question: 'How many are left?' },
    { type: 'question', index: 1, question: 'And then?' },
    { type: 'solution', index: 0, solution: '12 - 5 = 7' },
  ];
  const steps = [...solved.steps, { question: 'And then?', solution: '' }];

  /** Solves with a solver that reports `parts`; what was printed by each moment. */
  async function watched(
    { isTTY, isSilent = false }: { isTTY: boolean; isSilent?: boolean },
    ...flags: string[]
  ) {
    const { text, streams } = collector();
    const moments: string[] = [];
    const solver = {
      solve: async (_: string, { onProgress }: SolveCallOptions) => {
        expect(onProgress === undefined).toBe(isSilent);
        for (const part of parts) {
          onProgress?.(part);
          moments.push(text.stdout);
        }
        return { ...solved, steps, guidance: { by: 'steps', plan: '2', steps: 2, gold: null } };
      },
      close: async () => undefined,
    };
    vi.mocked(createSolver).mockResolvedValueOnce(solver as never);
    const stdout = { ...streams.stdout, isTTY };
    const exitCode = await runProgram(['solve', 'runs/a', 'How many?', ...flags], { ...streams, stdout });
    return { exitCode, ...text, moments };
  }

  const whole = 'Plan: 2\n? How many are left?\n  12 - 5 = 7\n? And then?\n  \n= 7\n\n20 tokens in 2.0 s\n';

  test('each line is printed when it is there, and all lines are those of a pipe', async () => {
    const { stdout, moments, exitCode } = await watched({ isTTY: true });
    expect(moments).toEqual([
      'Plan: 2\n',
      'Plan: 2\n? How many are left?\n',
      'Plan: 2\n? How many are left?\n',
      'Plan: 2\n? How many are left?\n  12 - 5 = 7\n? And then?\n',
    ]);
    expect([stdout, exitCode]).toEqual([whole, 0]);
    const piped = await watched({ isTTY: false, isSilent: true });
    expect([piped.stdout, piped.moments.at(-1)]).toEqual([whole, '']);
  });

  test.each([['--json'], ['--samples', '3']])('%s: nothing before the answer', async (...flags) => {
    const { moments } = await watched({ isTTY: true, isSilent: true }, ...flags);
    expect(moments.at(-1)).toBe('');
  });
});

describe('without a problem on the command line', () => {
  async function solveInput(lines: string, ...flags: string[]) {
    const asked: string[] = [];
    const close = vi.fn(async () => undefined);
    vi.mocked(createSolver).mockReset();
    vi.mocked(createSolver).mockResolvedValueOnce({
      close,
      solve: async (problem: string) => {
        asked.push(problem);
        return { ...solved, answer: problem.startsWith('Unreadable') ? null : String(asked.length) };
      },
    } as never);
    const { text, streams } = collector();
    const flagsOf = { json: flags.includes('--json'), debug: false, quiet: false };
    const frame = new CommandFrame(flagsOf, streams);
    const program = new Command().exitOverride().option('--json').option('--quiet').option('--debug');
    registerSolve(program, frame, Readable.from([lines]));
    let error: unknown;
    await program.parseAsync(['solve', 'runs/a', ...flags], { from: 'user' }).catch((thrown: unknown) => {
      error = thrown;
    });
    const [options] = vi.mocked(createSolver).mock.calls[0] ?? [];
    expect(close).toHaveBeenCalledTimes(1);
    return { ...text, error, asked, slots: options?.slots, exitCode: frame.exitCode };
  }

  test('each line is solved, with its problem above the steps', async () => {
    const { stdout, asked, slots, exitCode } = await solveInput('How many?\n\nHow much?\n');
    expect(asked).toEqual(['How many?', 'How much?']);
    expect(stdout).toBe(
      ['How many?', 'How much?']
        .map(
          (problem, i) =>
            `${problem}\n? How many are left?\n  12 - 5 = 7\n= ${i + 1}\n\n20 tokens in 2.0 s\n\n`,
        )
        .join(''),
    );
    expect([slots, exitCode]).toEqual([64, 0]);
  });

  test('--json: one object a line; exit code 1 where one has no answer; samples take slots', async () => {
    const { stdout, slots, exitCode } = await solveInput(
      'Unreadable\nHow much?\n',
      '--json',
      '--samples',
      '5',
    );
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(objects).toMatchObject([
      { problem: 'Unreadable', answer: null },
      { problem: 'How much?', answer: '2' },
    ]);
    expect([slots, exitCode]).toEqual([65, 1]);
  });

  test('an input without a problem is an error', async () => {
    expect((await solveInput('\n \n')).error).toMatchObject({ code: 'empty-problem' });
  });
});
