// The flags of `socratic quickstart` reach the library, and its commands are spelled as they can be called here.
import { beforeEach, expect, test, vi } from 'vitest';
import { command, option } from '../../common/index.ts';
import { quickstart, quickstartDefaults } from '../../experiment/index.ts';
import { runProgram } from '../program.ts';
import { collector } from '../test-frame.fixture.ts';

vi.mock('../../experiment/index.ts', async (original) => ({
  ...(await original<typeof import('../../experiment/index.ts')>()),
  quickstart: vi.fn(),
}));

const next = [{ why: 'train longer', command: command('quickstart', option('out', 'my runs')) }];
const result = {
  out: 'runs/q',
  report: 'runs/q/report.html',
  seed: 1,
  minutes: 2,
  seconds: 3,
  budget: { flopsPerStudent: 1e12 },
  data: { students: [], comparisons: [], examples: [], next, advice: ['Take the pair.'] },
  evaluations: [],
};

beforeEach(
  () =>
    void vi
      .mocked(quickstart)
      .mockReset()
      .mockResolvedValue(result as never),
);

async function socratic(...argv: string[]) {
  const { text, streams } = collector();
  const exitCode = await runProgram(['quickstart', ...argv], streams);
  const { reporter: _, signal, mentionStyle, ...given } = vi.mocked(quickstart).mock.calls[0]?.[0] ?? {};
  return { exitCode, ...text, given, signal, mentionStyle };
}

test('every flag', async () => {
  const argv = ['--minutes', '2.5', '--seed', '7', '--threads', '3', '--out', 'my runs', '--force'];
  const { exitCode, given, signal } = await socratic(...argv);
  expect(exitCode).toBe(0);
  expect(given).toEqual({ minutes: 2.5, seed: 7, threads: 3, out: 'my runs', force: true });
  expect(signal).toBeInstanceOf(AbortSignal);
});

test('the defaults are those of the library', async () => {
  expect((await socratic()).given).toEqual(quickstartDefaults);
});

test('what to do next is spelled as commands are called here, in the text and for the report', async () => {
  vi.stubEnv('npm_lifecycle_event', 'quickstart');
  const { stdout, mentionStyle } = await socratic();
  vi.unstubAllEnvs();
  const line = "npm run -s socratic -- quickstart --out 'my runs'";
  expect(stdout).toContain('\nTake the pair.\n');
  expect(stdout).toContain(`\n  # train longer\n  ${line}\n`);
  expect(mentionStyle?.command(command('quickstart', option('out', 'my runs')))).toBe(line);
});

test.each([
  ['--minutes', '0.4'],
  ['--seed', '-1'],
  ['--threads', '0'],
])('%s %s is out of range', async (...argv) => {
  expect(await socratic(...argv)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(argv[0] ?? ''),
  });
  expect(quickstart).not.toHaveBeenCalled();
});
