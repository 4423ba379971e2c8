import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { describe, expect, test, vi } from 'vitest';
import { InterruptedError, SocraticError } from '../common/index.ts';
import { type CommandContext, CommandFrame, type StoppableContext, type StopWords } from './command-frame.ts';
import { describeError } from './error-report.ts';
import { watchInterrupts } from './interruption.ts';
import { wordsOf } from './options.ts';
import { buildProgram, commandsBelow, runProgram } from './program.ts';
import { collector, noFlags, silentFrame } from './test-frame.fixture.ts';

async function socratic(...argv: string[]) {
  const { text, streams } = collector();
  return { exitCode: await runProgram(argv, streams), ...text };
}

/** Runs `work` as the only command of a program. */
async function runWork(work: (context: CommandContext) => Promise<void>, flags = noFlags) {
  const { text, streams } = collector();
  const program = new Command('test').exitOverride();
  program.action(new CommandFrame(flags, streams).action(work));
  const error = await errorOf(program);
  return { ...text, error };
}

/** The same for work that can be stopped. */
async function runStoppable(words: StopWords, work: (context: StoppableContext) => Promise<void>) {
  const { text, streams } = collector();
  const program = new Command('test').exitOverride();
  program.action(new CommandFrame(noFlags, streams).stoppableAction(words, work));
  return { error: await errorOf(program), ...text };
}

function errorOf(program: Command): Promise<unknown> {
  return program.parseAsync([], { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('misuse exits 2 with our own error, what was received and what to do', () => {
  test.each([
    [
      ['dta'],
      "error  unknown-command  Unknown command 'dta'. Did you mean data?\n       See socratic --help\n",
    ],
    [
      ['data', 'gsm8k', '--out', 'x', '--sede', '3'],
      "error  unknown-option  Unknown option '--sede'. Did you mean --seed?\n       See socratic data --help\n",
    ],
    [
      ['data'],
      "error  missing-argument  Missing required argument 'dataset'.\n       See socratic data --help\n",
    ],
    [
      ['data', 'a.jsonl'],
      'error  missing-option  --out <DIR> is missing.\n       See socratic data --help\n',
    ],
    [
      ['data', 'a.jsonl', '--out'],
      "error  missing-value  Option '--out <DIR>' argument missing.\n       See socratic data --help\n",
    ],
    [
      ['data', 'a.jsonl', '--out', '--force'],
      'error  missing-value  --out <DIR> needs a value, found the flag --force.\n',
    ],
    [
      ['data', 'a.jsonl', '--out', 'x', '--seed', 'one'],
      'error  invalid-value  --seed must be a whole number of at least 0, found "one".\n',
    ],
    [
      ['data', 'arithmetic', '--out', '-'],
      'error  out-is-stdout  --out <DIR> takes a name, found "-": standard output is for the summary, or with --json for its object. A file of that name is ./-\n',
    ],
    [
      ['annotate', '--data', 'd', '--teacher', 'openai:m', '--kind', 'cot', '--out', '-'],
      /^error {2}out-is-stdout {2}--out <FILE> /,
    ],
    [['annotations', 'review', 'a.jsonl', '--out', '-'], /^error {2}out-is-stdout {2}/],
    [
      ['annotations', 'merge', 'a.jsonl', '--out', 'b.jsonl'],
      'error  missing-option  --data <DIR> is missing.\n       See socratic annotations merge --help\n',
    ],
    [
      ['annotations', 'merge', '--data', 'd', '--out', 'b.jsonl'],
      "error  missing-argument  Missing required argument 'FILE'.\n       See socratic annotations merge --help\n",
    ],
    [
      ['annotations', 'review', 'a.jsonl', '--dataa', 'd'],
      "error  unknown-option  Unknown option '--dataa'. Did you mean --data?\n       See socratic annotations review --help\n",
    ],
    [
      ['annotations', 'merg'],
      "error  unknown-command  Unknown command 'merg'. Did you mean merge?\n       See socratic annotations --help\n",
    ],
    [
      ['annotations', 'compare', 'a.jsonl'],
      'error  missing-option  --data <DIR|FILE> is missing.\n       See socratic annotations compare --help\n',
    ],
    [['annotations'], /^error {2}missing-command {2}Expected a command, one of merge, review, compare\./],
    [
      ['evaluate', '--data', 'd'],
      "error  missing-argument  Missing required argument 'RUN'.\n       See socratic evaluate --help\n",
    ],
    [
      ['evaluate', 'r', '--data', 'd', '--prompting', 'cot'],
      /^error {2}unknown-option {2}Unknown option '--prompting'\./,
    ],
    [
      ['evaluate-model', 'm', '--prompting', 'cot', '--data', 'd'],
      'error  missing-option  --out <DIR> is missing.\n       See socratic evaluate-model --help\n',
    ],
    [
      ['evaluate-teachr', 'openai:m'],
      "error  unknown-command  Unknown command 'evaluate-teachr'. Did you mean evaluate-teacher?\n       See socratic --help\n",
    ],
    [
      ['score', '--data', 'd', '--predictions', 'p', '--verdicts', '-'],
      /^error {2}out-is-stdout {2}--verdicts /,
    ],
    [['--quiet'], /^error {2}missing-command {2}Expected a command, one of quickstart, data/],
    [['data', 'a', 'b', '--out', 'x'], /^error {2}too-many-arguments {2}/],
  ])('%j', async (argv, stderr) => {
    const run = await socratic(...argv);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    if (typeof stderr === 'string') expect(run.stderr).toBe(stderr);
    else expect(run.stderr).toMatch(stderr);
  });

  test('with --json, wherever it stands, the error is one object on stdout', async () => {
    const { exitCode, stdout, stderr } = await socratic('data', '--json', 'gsm8k', '--ouut', 'x');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'unknown-option',
        message: "Unknown option '--ouut'. Did you mean --out?\nSee socratic data --help",
      },
    });
  });
});

test('--version and --help exit 0 on stdout; without arguments the help is shown', async () => {
  expect(await socratic('--version')).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
  const help = await socratic('--help');
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await socratic()).toEqual(help);
});

test('every command has a description, examples that name it, and the global options in its help', () => {
  const { text, streams } = collector();
  const program = buildProgram(silentFrame(), streams);
  expect(program.commands.length).toBeGreaterThan(0);
  for (const command of commandsBelow(program)) {
    text.stdout = '';
    command.outputHelp();
    expect(command.description()).not.toBe('');
    expect(text.stdout).toContain(`\n  socratic ${wordsOf(command).join(' ')} `);
    expect(text.stdout).toContain('--json');
  }
});

describe('the frame around a command', () => {
  test('the result is text or one JSON object; print is for people only; progress never reaches stdout', async () => {
    const work = async (context: CommandContext) => {
      context.reporter.info('reading');
      context.reporter.progress('read', { done: 2, total: 2 });
      context.print('streamed');
      context.result({ answer: 18 }, 'The answer is 18.');
    };
    expect(await runWork(work)).toEqual({
      stdout: 'streamed\nThe answer is 18.\n',
      stderr: 'reading\nread  2\n',
      error: undefined,
    });
    expect(await runWork(work, { ...noFlags, json: true, quiet: true })).toEqual({
      stdout: '{"answer":18}\n',
      stderr: '',
      error: undefined,
    });
  });

  test('a command that fails after its result prints no result', async () => {
    const boom = new SocraticError('store-unwritable', 'no space');
    const run = await runWork(async ({ result }) => {
      result({}, 'done');
      throw boom;
    });
    expect(run).toEqual({ stdout: '', stderr: '', error: boom });
  });

  test('a command that forgets its result is our bug', async () => {
    expect((await runWork(async () => undefined)).error).toMatchObject({
      message: 'internal error: test has given no result',
    });
  });

  test('a plain command catches neither Ctrl-C nor SIGTERM: both end it at once', async () => {
    const before = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
    const run = await runWork(async (context) => {
      expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual(before);
      expect(context).not.toHaveProperty('signal');
      context.result({}, '');
    });
    expect(run.error).toBeUndefined();
  });

  test.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('a stoppable command catches %s from its beginning to its end, says its own words, and its signal aborts', async (name) => {
    const before = process.listenerCount(name);
    const run = await runStoppable(
      { first: 'Stopping after this step.', forced: 'Stopped.' },
      async (context) => {
        expect(process.listenerCount(name)).toBe(before + 1);
        const { signal } = { ...context };
        expect(signal.aborted).toBe(false);
        process.kill(process.pid, name);
        while (!signal.aborted) await sleep(5);
        signal.throwIfAborted();
      },
    );
    expect(run.error).toBeInstanceOf(InterruptedError);
    expect(run.stderr).toBe('Stopping after this step. Press Ctrl-C again to stop at once.\n');
    expect(process.listenerCount(name)).toBe(before);
  });
});

test('a second Ctrl-C forces, but not the copy of the first that npm passes on', () => {
  let time = 1000;
  const said: string[] = [];
  const interruption = watchInterrupts(
    () => said.push('stop'),
    () => said.push('force'),
    () => time,
  );
  process.emit('SIGINT');
  time += 20;
  process.emit('SIGINT');
  expect(said).toEqual(['stop']);
  expect(interruption.signal.aborted).toBe(true);
  time += 1000;
  process.emit('SIGINT');
  expect(said).toEqual(['stop', 'force']);
  interruption.dispose();
});

describe('errors', () => {
  test('exit codes: 1 failed, 2 usage, 130 interrupted', () => {
    expect(describeError(new SocraticError('engine-died', 'b')).exitCode).toBe(1);
    expect(describeError(new SocraticError('graph-refused', 'b')).exitCode).toBe(1);
    expect(describeError(new SocraticError('out-exists', 'b')).exitCode).toBe(2);
    expect(describeError(new InterruptedError('saved')).exitCode).toBe(130);
    expect(describeError(AbortSignal.abort().reason).exitCode).toBe(130);
    expect(describeError(new TypeError('x')).exitCode).toBe(1);
  });

  test('further lines are indented, an interruption is no error, a bug is called one', () => {
    expect(describeError(new SocraticError('gguf-invalid', 'a.json ends early.\nWrite it again.')).text).toBe(
      'error  gguf-invalid  a.json ends early.\n       Write it again.',
    );
    expect(describeError(new InterruptedError('Saved at step 12.')).text).toBe(
      'interrupted  Saved at step 12.',
    );
    expect(describeError(new TypeError('x is undefined')).text).toBe(
      'error  internal  x is undefined\n       This is a bug in socratic. --debug shows where; please report it.',
    );
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      errno: -28,
      syscall: 'write',
      code: 'ENOSPC',
      path: 'runs/cot/metrics.jsonl',
    });
    expect(describeError(full)).toMatchObject({
      code: 'system',
      message:
        'No space left on the disk that holds runs/cot/metrics.jsonl. Free some, then repeat the command.',
    });
  });

  test('--debug shows the stack and its causes', () => {
    const error = new SocraticError('engine-died', 'outer', { cause: new Error('inner') });
    expect(describeError(error).text).not.toContain('program.test.ts');
    expect(describeError(error, { debug: true }).text).toMatch(
      /^error {2}engine-died {2}outer\n.*outer\n.*program\.test\.ts.*caused by: Error: inner\n/s,
    );
  });
});

test('an error of another layer names commands as they can be called here', async () => {
  vi.stubEnv('npm_lifecycle_event', 'socratic');
  const { json } = await socratic('score', '--data', 'nowhere', '--predictions', 'p', '--json').then(
    ({ stdout }) => ({ json: JSON.parse(stdout) }),
  );
  vi.unstubAllEnvs();
  expect(json.error).toMatchObject({
    code: 'dataset-missing',
    message: expect.stringContaining('Make one with: npm run -s socratic -- data DATASET --out nowhere'),
  });
  const { stderr } = await socratic('score', '--data', 'nowhere', '--predictions', 'p');
  expect(stderr).toContain('Make one with: socratic data DATASET --out nowhere');
});
