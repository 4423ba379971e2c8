// What `socratic solve` prints and exits with.
import { expect, test, vi } from 'vitest';
import { createSolver, type Solution } from '../../solve/index.ts';
import { runProgram } from '../program.ts';
import { collector } from '../test-frame.fixture.ts';

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
