// SIGKILL at any moment: `socratic train` started as a person starts it, killed, and resumed, is bit for bit the run that
// nothing happened to.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { datasetFromSplits, generateArithmetic, writeDataset } from '../../src/data/index.ts';
import { readMetrics, readRunRecord, runFiles } from '../../src/distill/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STEPS = 16;
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kill-'));
  for (const [name, validation] of [
    ['validated', 3],
    ['unvalidated', 0],
  ] as const) {
    const options = { seed: 3, train: 30, validation, test: 3, steps: { min: 2, max: 3 } };
    const { structures: _, ...splits } = generateArithmetic(options);
    writeDataset(join(folder, name), datasetFromSplits('arithmetic', splits));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Training {
  readonly pid: number;
  /** Settles when the process and every process that it started are gone: they share its stderr. */
  readonly closed: Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
}

/** `socratic train`, in a process group of its own. */
function train(run: string, options: readonly string[]): Training {
  const fixed = ['--student', 'scratch:tiny', '--out', join(folder, run)];
  const small = [
    '--batch-tokens',
    '160',
    '--max-steps',
    `${STEPS}`,
    '--threads',
    '1',
    '--checkpoint-seconds',
    '0',
  ];
  const argv = ['--import', 'tsx', 'src/cli/main.ts', 'train', ...fixed, ...small, ...options];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (part) => (stderr += part));
  const closed = new Promise<{ exitCode: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stderr }));
  });
  if (child.pid === undefined) throw new Error('socratic train did not start');
  return { pid: child.pid, closed };
}

async function finish(run: string, options: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await train(run, options).closed;
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}

const lines = (run: string) =>
  readMetrics(runFiles.metrics(join(folder, run))).map(({ seconds: _, ...line }) => line);

/** Kills with SIGKILL, a moment after `steps` lines are in metrics.jsonl: the whole process group or the parent alone. */
async function killAfter(steps: number, { pid, closed }: Training, run: string, whom: 'all' | 'parent') {
  const exited = closed.then(() => true);
  while (!existsSync(runFiles.metrics(join(folder, run))) || lines(run).length < steps) {
    if (await Promise.race([exited, wait(5, false)])) break;
  }
  await wait(Math.random() * 80);
  process.kill(whom === 'all' ? -pid : pid, 'SIGKILL');
  expect((await closed).exitCode).toBe(null);
  expect(readRunRecord(join(folder, run)).status).toBe('training');
}

/** Names of the run's whole checkpoints, the newest last. */
const checkpointsOf = (run: string, role: 'student' | 'qa') =>
  readdirSync(runFiles.checkpoints(join(folder, run), role))
    .filter((name) => /^step-\d+$/.test(name))
    .sort();

function expectEqualRuns(
  run: string,
  whole: string,
  roles: readonly ('student' | 'qg' | 'qa')[],
  steps = STEPS,
): void {
  expect(lines(run)).toEqual(lines(whole));
  expect(lines(run).length).toBe(steps * roles.length);
  for (const role of roles) {
    const weights = (of: string) =>
      readFileSync(join(runFiles.model(join(folder, of), role), 'model.safetensors'));
    expect(weights(run).equals(weights(whole))).toBe(true);
  }
  const facts = (of: string) =>
    Object.entries(readRunRecord(join(folder, of)).models).map(([role, model]) => ({
      role,
      ...model,
      // what every process measures anew
      seconds: 0,
      memory: { ...model.memory, measuredBytes: 0 },
    }));
  expect(facts(run)).toEqual(facts(whole));
}

test('one model: the process tree killed, then the parent alone, and resumed', async () => {
  // Without validation nothing lets messages in between a step and its checkpoint.
  const options = ['--data', join(folder, 'unvalidated'), '--strategy', 'cot', '--dropout', '0'];
  const whole = finish('cot', options);
  await killAfter(3, train('cot-killed', options), 'cot-killed', 'all');
  // The engine outlives its parent by the step that it is in; what it saves then must still fit the metrics.
  const second = train('cot-killed', [...options, '--resume']);
  await killAfter(lines('cot-killed').length + 2, second, 'cot-killed', 'parent');
  const newest = Number(checkpointsOf('cot-killed', 'student').at(-1)?.slice('step-'.length));
  expect(lines('cot-killed').filter(({ step }) => step <= newest).length).toBe(newest);
  await finish('cot-killed', [...options, '--resume']);
  await whole;
  expectEqualRuns('cot-killed', 'cot', ['student']);
});

test('a pair with dropout: killed in its second model', async () => {
  const options = ['--data', join(folder, 'validated'), '--strategy', 'socratic', '--dropout', '0.1'];
  const whole = finish('pair', options);
  await killAfter(STEPS + 3, train('pair-killed', options), 'pair-killed', 'all');
  await finish('pair-killed', [...options, '--resume']);
  await whole;
  expectEqualRuns('pair-killed', 'pair', ['qg', 'qa']);
});

test.each([
  'SIGTERM',
  'SIGINT',
] as const)('%s ends a training with its state saved; resumed, nothing has happened', async (signal) => {
  const name = `stopped-by-${signal}`;
  const options = ['--data', join(folder, 'unvalidated'), '--strategy', 'answer', '--max-steps', '60'];
  const whole = finish(`${name}-whole`, options);
  const { pid, closed } = train(name, options);
  while (!existsSync(runFiles.metrics(join(folder, name))) || lines(name).length < 2) await wait(5);
  process.kill(pid, signal); // the parent alone, as a service manager does it
  const { exitCode, stderr } = await closed;
  expect({ exitCode, stderr }).toEqual({
    exitCode: 130,
    stderr: expect.stringMatching(
      /interrupted {2}Stopped after step \d+ of 60 of student\. .* with --resume\.$/m,
    ),
  });
  const { status, models } = readRunRecord(join(folder, name));
  expect(status).toBe('interrupted');
  expect(models.student?.steps).toBe(lines(name).length);
  expect(models.student?.steps).toBeLessThan(60);
  await finish(name, [...options, '--resume']);
  await whole;
  expectEqualRuns(name, `${name}-whole`, ['student'], 60);
});

test('while a run is being trained, nobody else goes on with it or replaces it', async () => {
  const options = ['--data', join(folder, 'unvalidated'), '--strategy', 'cot', '--max-steps', '5000'];
  const first = train('busy', options);
  while (!existsSync(runFiles.metrics(join(folder, 'busy'))) || lines('busy').length === 0) await wait(20);
  for (const flag of ['--resume', '--force']) {
    const { exitCode, stderr } = await train('busy', [...options, flag]).closed;
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`process ${first.pid} is training there`),
    });
  }
  process.kill(-first.pid, 'SIGKILL');
  expect((await first.closed).exitCode).toBe(null); // it was not disturbed
  const last = lines('busy').at(-1)?.step ?? 0;
  const again = train('busy', [...options, '--resume']);
  while (lines('busy').at(-1)?.step === last) await wait(20);
  process.kill(-again.pid, 'SIGKILL');
  await again.closed;
});

test('killed before its first step: the run that it was to replace is whole, and the next start goes on as if nothing had been', async () => {
  const options = ['--data', join(folder, 'unvalidated'), '--strategy', 'cot', '--dropout', '0'];
  await finish('replaced', options);
  const contents = () =>
    readdirSync(join(folder, 'replaced'), { recursive: true, encoding: 'utf8' }).map((name) => {
      const path = join(folder, 'replaced', name);
      return [name, statSync(path).isFile() ? readFileSync(path, 'base64') : null];
    });
  const before = contents();
  const newRuns = () => readdirSync(folder).filter((name) => /^replaced\..*\.socratic-new$/.test(name));
  const replacing = train('replaced', [...options, '--force', '--seed', '2']);
  const exited = replacing.closed.then(() => true);
  while (!newRuns().some((name) => existsSync(runFiles.record(join(folder, name))))) {
    if (await Promise.race([exited, wait(2, false)])) break;
  }
  process.kill(-replacing.pid, 'SIGKILL');
  expect((await replacing.closed).exitCode).toBe(null);
  expect(newRuns()).toHaveLength(1);
  expect(contents()).toEqual(before);

  await finish('replaced', [...options, '--force', '--seed', '2']);
  expect(readRunRecord(join(folder, 'replaced'))).toMatchObject({ seed: 2, status: 'trained' });
  expect(readdirSync(folder).filter((name) => name.startsWith('replaced'))).toEqual(['replaced']);
});
