import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { FixtureInput } from './child-task.fixture.ts';
import { type ChildTaskOptions, childModule, runChildTask } from './child-task.ts';
import { errorCodes } from './error-codes.ts';
import { InterruptedError, SocraticError } from './errors.ts';
import { isSystemError } from './system-errors.ts';

const fixture = childModule(import.meta.url, './child-task.fixture');
const run = (input: FixtureInput, options: ChildTaskOptions<unknown> = {}) =>
  runChildTask<FixtureInput, unknown, unknown>(fixture, input, options);
const failure = async (input: FixtureInput, options: ChildTaskOptions<unknown> = {}) =>
  run(input, options).then(
    () => expect.fail('the task should have failed'),
    (error: unknown) => error,
  );

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1500 && !condition(); i++) await sleep(20); // a busy machine takes its time
  expect(condition()).toBe(true);
}

/** Source text for `node --input-type=module --eval` that starts the fixture as a task. */
const parentScript = (input: FixtureInput, more = '') => `
  import { runChildTask } from ${JSON.stringify(new URL('./child-task.ts', import.meta.url).href)};
  ${more}
  console.log(JSON.stringify(await runChildTask(new URL(${JSON.stringify(fixture.href)}), ${JSON.stringify(input)})));
`;
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const parentArguments = (script: string) => ['--import', tsxLoader, '--input-type=module', '--eval', script];

test('the child module has the extension of the caller, in the source and built', () => {
  expect(childModule('file:///a/src/train.ts', './train-child').href).toBe('file:///a/src/train-child.ts');
  expect(childModule('file:///a/dist/train.js', './train-child').href).toBe('file:///a/dist/train-child.js');
});

describe.concurrent('a child task', () => {
  test('typed arrays cross both ways, messages arrive in order and before the output', async () => {
    const values = Float32Array.from({ length: 200 }, (_, i) => i / 4);
    const seen: unknown[] = [];
    const output = await run({ do: 'double', values, messages: 200 }, { onMessage: (m) => seen.push(m) });
    expect(output).toEqual(values.map((value) => 2 * value));
    expect(output).toBeInstanceOf(Float32Array);
    expect(seen).toHaveLength(200);
    expect(seen).toEqual(Array.from(values, (value, i) => ({ i, part: Float32Array.of(value) })));
  });

  test('a request to stop ends the work early and its result still comes back', async () => {
    const controller = new AbortController();
    const output = await run(
      { do: 'work-until-stopped' },
      { signal: controller.signal, onMessage: () => setTimeout(() => controller.abort(), 20) },
    );
    expect(output).toEqual({ stopped: true, worked: true });
  });

  test('SIGINT does not end the child', async () => {
    const controller = new AbortController();
    const output = await run(
      { do: 'work-until-stopped' },
      {
        signal: controller.signal,
        onMessage: (message) => {
          process.kill((message as { pid: number }).pid, 'SIGINT');
          setTimeout(() => controller.abort(), 50);
        },
      },
    );
    expect(output).toEqual({ stopped: true, worked: true });
  });

  test('forcing kills a child that never breathes', async () => {
    const force = new AbortController();
    const error = await failure(
      { do: 'block-forever' },
      { forceSignal: force.signal, onMessage: () => force.abort() },
    );
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({ message: 'Stopped at once: what was not yet saved is lost.' });
  });

  test('a task whose signal is already aborted is not started', async () => {
    const error = await failure({ do: 'block-forever' }, { signal: AbortSignal.abort() });
    expect(error).toBeInstanceOf(InterruptedError);
  });

  test('an error of ours keeps class, code, fault, subject, details and the stack of where it was thrown', async () => {
    const error = await failure({ do: 'throw', kind: 'ours' });
    expect(error).toBeInstanceOf(SocraticError);
    expect(error).toMatchObject({
      code: 'student-unknown',
      message: 'expected scratch:tiny, found scratch:huge',
      fault: 'input',
      subject: { option: 'student' },
      details: { check: 'Symbol(x)' },
    });
    expect((error as Error).stack).toContain('child-task.fixture.ts');
    const another = await failure({ do: 'throw', kind: 'input' }); // not the usual fault of this code
    expect(errorCodes['file-unreadable'].fault).toBe('environment');
    expect(another).toMatchObject({ code: 'file-unreadable', fault: 'input' });
  });

  test('an interruption, a plain error and one with a cause are rebuilt', async () => {
    const [interrupted, plain, caused] = await Promise.all([
      failure({ do: 'throw', kind: 'interrupted' }),
      failure({ do: 'throw', kind: 'plain' }),
      failure({ do: 'throw', kind: 'caused' }),
    ]);
    expect(interrupted).toBeInstanceOf(InterruptedError);
    expect(interrupted).toMatchObject({ code: 'interrupted', message: 'saved at step 12' });
    expect(plain).not.toBeInstanceOf(SocraticError);
    expect(plain).toMatchObject({ name: 'TypeError', message: 'x is not a function' });
    expect(caused).toBeInstanceOf(SocraticError);
    expect(caused).not.toBeInstanceOf(InterruptedError);
    expect(caused).toMatchObject({ code: 'file-unreadable', cause: { message: 'EACCES' } });
  });

  test('what the system refused the child is still known as such', async () => {
    const error = await failure({ do: 'throw', kind: 'system' });
    expect(isSystemError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'ENOSPC', errno: -28, path: 'runs/cot/metrics.jsonl' });
  });

  test('what is thrown outside of the handler is reported too', async () => {
    expect(await failure({ do: 'throw', kind: 'later' })).toMatchObject({
      name: 'RangeError',
      message: 'thrown from a timer',
    });
  });

  test('a killed child and one that just exits are engine-died, with the signal or code and what to try', async () => {
    const [killed, exited] = await Promise.all([
      failure({ do: 'die', signal: 'SIGKILL' }),
      failure({ do: 'exit', code: 3 }),
    ]);
    expect(killed).toMatchObject({
      code: 'engine-died',
      message: expect.stringMatching(/was ended by SIGKILL.*\n.*`batchTokens`/),
      details: { exitCode: null, signal: 'SIGKILL' },
    });
    expect(exited).toMatchObject({
      code: 'engine-died',
      message: expect.stringContaining('exited with code 3'),
      details: { exitCode: 3, signal: null },
    });
  });

  test('values that cannot be sent are errors, not a hang', async () => {
    expect(await failure({ do: 'return-a-function' })).toMatchObject({
      message: expect.stringContaining('could not be cloned'),
    });
    const input = { do: 'exit', code: () => 0 } as unknown as FixtureInput;
    expect(await failure(input)).toMatchObject({ message: expect.stringContaining('could not be cloned') });
  });

  test('an error in onMessage ends the child and is thrown', async () => {
    const boom = new Error('disk full');
    const onMessage = () => {
      throw boom;
    };
    expect(await failure({ do: 'work-until-stopped' }, { onMessage })).toBe(boom);
  });

  test("the child's stdout goes to stderr", async () => {
    const input = { do: 'double', values: [1, 2], messages: 0 } as unknown as FixtureInput;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      parentArguments(parentScript(input)),
    );
    expect(stdout).toBe('[2,4]\n');
    expect(stderr).toContain('this goes to stderr');
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)('the child exits when its parent gets %s', async (signal) => {
    const pid = await orphanAfter((parent) => parent.kill(signal));
    await until(() => !isAlive(pid));
  });

  test('the child is killed when its parent exits, also while it blocks its event loop', async () => {
    const pid = await orphanAfter(
      (parent) => parent.kill('SIGUSR2'),
      'block-forever',
      "process.on('SIGUSR2', () => process.exit(0));",
    );
    try {
      await until(() => !isAlive(pid));
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });
});

/** Starts a parent with a working child, ends the parent, and returns the child's process id. */
async function orphanAfter(
  end: (parent: ReturnType<typeof spawn>) => void,
  work: 'work-until-stopped' | 'block-forever' = 'work-until-stopped',
  more?: string,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-child-'));
  const pidFile = join(folder, 'pid');
  const script = parentScript({ do: work, pidFile }, more);
  const parent = spawn(process.execPath, parentArguments(script), {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'ignore',
  });
  try {
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    end(parent);
    return pid;
  } catch (error) {
    parent.kill('SIGKILL');
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
