// The real command line, from source, as a person or a script starts it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DoctorReport } from '../src/distill/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socratic-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function socratic(...argv: string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], { cwd: root });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.stderr.on('data', (part) => (stderr += part));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** The one JSON object that stdout must hold, and nothing else. */
async function socraticJson(...argv: string[]) {
  const { stdout, ...rest } = await socratic(...argv, '--json');
  expect(stdout.trimEnd()).not.toContain('\n');
  return { ...rest, json: JSON.parse(stdout) as Record<string, unknown> };
}

function write(name: string, lines: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return path;
}

test('the help lists every command that exists and no other', async () => {
  const { exitCode, stdout, stderr } = await socratic('--help');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const listed = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z-]+) /gm)].map(
    ([, name]) => name,
  );
  expect(listed).toEqual(expect.arrayContaining(['data', 'score', 'help']));
  const registered = readFileSync(join(root, 'src/cli/commands/index.ts'), 'utf8').matchAll(/register(\w+)/g);
  expect(listed.filter((name) => name !== 'help').sort()).toEqual(
    [...registered]
      .map(([, name = '']) => name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase())
      .sort(),
  );
});

test('unknown commands and flags exit 2 with a suggestion', async () => {
  const [command, flag] = await Promise.all([socratic('scroe'), socratic('score', '--dta', 'x')]);
  expect(command).toMatchObject({ exitCode: 2, stdout: '' });
  expect(command.stderr).toContain("error  unknown-command  Unknown command 'scroe'. Did you mean score?");
  expect(flag).toMatchObject({ exitCode: 2, stdout: '' });
  expect(flag.stderr).toContain("error  unknown-option  Unknown option '--dta'. Did you mean --data?");
});

test('a file that cannot be read: code and message as JSON, exit code 2', async () => {
  const { exitCode, json } = await socraticJson(
    'data',
    join(folder, 'none.jsonl'),
    '--out',
    join(folder, 'x'),
  );
  expect(exitCode).toBe(2);
  expect(json).toEqual({
    error: { code: 'file-unreadable', message: expect.stringContaining('none.jsonl cannot be read') },
  });
});

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', '--help'], { cwd: root });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (part) => (stderr += part));
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe('problems of your own', () => {
  const train = Array.from({ length: 20 }, (_, i) => ({
    q: `Box ${'ABCDEFGHIJKLMNOPQRST'[i]} holds ${i + 2} pens, and 3 are put in. How many pens are in it now?`,
    a: i + 5,
  }));

  test('become a dataset, the bad lines named, and outputs are scored on it', async () => {
    const source = write('mine.jsonl', [...train, '{"q": "torn', { q: 'no answer' }]);
    const testFile = write('mine-test.jsonl', [
      { id: 't1', q: 'What is 40 + 2?', a: 42 },
      { id: 't2', q: 'What is half of 5?', a: 2.5 },
      { id: 't3', q: 'What is 1,000 + 234?', a: 1234 },
    ]);
    const out = join(folder, 'mine');
    const columns = ['--columns', 'question=q,answer=a'];
    const data = await socraticJson(
      'data',
      source,
      '--test',
      testFile,
      ...columns,
      '--validation',
      '0.2',
      '--out',
      out,
    );
    expect(data).toMatchObject({ exitCode: 0, stderr: '' });
    expect(data.json).toMatchObject({
      dataset: source,
      splits: { train: 20, test: 3 },
      duplicatesAcrossSplits: 0,
      out,
      skipped: [
        { file: source, line: 21, reason: expect.stringContaining('not JSON') },
        { file: source, line: 22, reason: expect.stringContaining('"a"') },
      ],
    });
    expect(data.json.validation).toBe(4);

    const again = await socraticJson('data', source, ...columns, '--out', out);
    expect(again).toMatchObject({ exitCode: 2, json: { error: { code: 'out-exists' } } });

    const predictions = write('outputs.jsonl', [
      { id: 't1', output: 'The answer is **42**.' },
      { question: 'What is half of 5?', output: 'It is 3.' },
      { id: 't3', output: 'I do not know.' },
    ]);
    const over = await socraticJson(
      'score',
      '--data',
      out,
      '--predictions',
      predictions,
      '--verdicts',
      predictions,
    );
    expect(over).toMatchObject({ exitCode: 2, json: { error: { code: 'out-exists' } } });
    const score = await socraticJson('score', '--data', out, '--predictions', predictions);
    expect(score).toMatchObject({ exitCode: 0, stderr: '' });
    expect(score.json).toMatchObject({ total: 3, correct: 1, unreadable: 1, extractor: expect.anything() });
    expect(score.json.accuracy).toBeCloseTo(1 / 3, 10);
    const [low, high] = score.json.ci95 as [number, number];
    expect(low).toBeGreaterThan(0.01);
    expect(high).toBeLessThan(0.95);
  });
});

test('--number-format reaches the reading of answers and of outputs', async () => {
  const source = write('commas.jsonl', [
    { question: 'How many?', answer: '1.234' },
    { question: 'How few?', answer: '7' },
  ]);
  const same = write('commas-test.jsonl', [{ id: 'many', question: 'How many seats?', answer: '2.500' }]);
  const out = join(folder, 'commas');
  const format = ['--number-format', 'decimal-comma'];
  const data = await socraticJson(
    'data',
    source,
    '--test',
    same,
    '--validation',
    '0',
    ...format,
    '--out',
    out,
  );
  expect(data.exitCode).toBe(0);
  expect(readFileSync(join(out, 'train.jsonl'), 'utf8')).toContain('"answer":"1234"');
  const predictions = write('commas-outputs.jsonl', [
    { id: 'many', output: '#### 2.500', answer: '2.5', correct: false, extractor: '1.0.0' },
  ]);
  const score = ['score', '--data', out, '--predictions', predictions];
  const [stated, unstated, text] = await Promise.all([
    socraticJson(...score, ...format),
    socraticJson(...score),
    socratic(...score, ...format),
  ]);
  expect(stated.json).toMatchObject({ correct: 1, numberFormat: 'decimal-comma', strict: { correct: 1 } });
  expect(stated.json.changes).toMatchObject({ compared: 1, changed: 1, becameCorrect: 1, becameWrong: 0 });
  expect(unstated.json).toMatchObject({ correct: 0, numberFormat: null });
  expect(text.stdout).toContain(
    '1 line, by extractor 1.0.0: 1 read differently now, 1 became correct and 0 wrong',
  );
  expect(text.stdout).toContain('only answers behind #### or in a box count');
  const refused = await socraticJson('data', 'arithmetic', ...format, '--out', join(folder, 'none'));
  expect(refused).toMatchObject({ exitCode: 2, json: { error: { code: 'option-unused' } } });
});

test('built-in problems: a readable summary on stdout, nothing else on stderr, the same again with the same seed', async () => {
  const [first, second] = ['first', 'second'].map((name) => join(folder, name)) as [string, string];
  const options = ['--train', '60', '--test', '20', '--steps', '2-3', '--seed', '7'];
  const [text, json] = await Promise.all([
    socratic('data', 'arithmetic', ...options, '--out', first),
    socraticJson('data', 'arithmetic', ...options, '--out', second),
  ]);
  expect(text).toMatchObject({ exitCode: 0, stderr: '' });
  expect(text.stdout).toContain('arithmetic: 80 problems');
  expect(text.stdout).toContain(`Written to ${first}`);
  expect(json.json).toMatchObject({
    splits: { train: 60, test: 20 },
    validation: 6,
    skipped: [],
    withSubQuestions: { train: 60, test: 20 },
  });
  for (const split of ['train', 'validation', 'test']) {
    const [a, b] = [first, second].map((out) => readFileSync(join(out, `${split}.jsonl`), 'utf8'));
    expect(a).toBe(b);
    expect(a).not.toBe('');
  }
});

test('Ctrl-C while problems are written leaves nothing', async () => {
  const place = join(folder, 'interrupted');
  mkdirSync(place);
  const argv = ['data', 'arithmetic', '--train', '10000000', '--out', join(place, 'data'), '--json'];
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], { cwd: root });
  let stdout = '';
  child.stdout.on('data', (part) => (stdout += part));
  child.stderr.resume();
  const ended = new Promise((resolve) => child.on('close', resolve));
  await vi.waitUntil(() => readdirSync(place).length > 0, { timeout: 50_000 });
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } });
  expect(readdirSync(place)).toEqual([]);
});

test('options that would have no effect are refused', async () => {
  const { exitCode, stderr } = await socratic('data', 'gsm8k', '--steps', '2', '--out', join(folder, 'y'));
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'error  option-unused  gsm8k is read, not generated. Leave out --steps.\n',
  });
});

test('doctor: the machine, and what fits it, as one object', { timeout: 300_000 }, async () => {
  const { exitCode, json } = await socraticJson('doctor', '--runs', join(folder, 'not', 'there', 'yet'));
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({
    platform: `${process.platform} ${process.arch}`,
    versions: { 'socratic-cot': expect.any(String), node: process.versions.node },
    processor: { model: expect.any(String), cores: expect.any(Number), instructions: expect.any(Array) },
    backends: expect.arrayContaining(['cpu']),
    memory: { total: expect.any(Number), available: expect.any(Number) },
    disk: { freeBytes: expect.any(Number) },
    largest: { full: expect.any(String) },
  });
  const { gemm, efficiency, torch, students } = json as unknown as DoctorReport;
  expect(gemm.gigaflops).toBeGreaterThan(0.1);
  expect(efficiency.map(({ student }) => student)).toEqual([
    'scratch:tiny',
    'scratch:small',
    'two layers of GPT-2',
  ]);
  for (const { share } of efficiency) expect(share).toBeGreaterThan(0.01);
  if (torch !== null) expect(torch.version).toMatch(/^\d/); // not having one is no error
  expect(students).toHaveLength(14);
  const named = (name: string) => students.find((student) => student.name === name);
  expect(named('scratch:tiny')).toMatchObject({ lora: null, full: { fits: true, reason: null } });
  expect(named('GPT-2 (124M)')?.parameters).toBe(124_439_808);
  for (const { parameters, full, lora } of students) {
    expect(full.estimatedBytes).toBeGreaterThan(16 * parameters);
    if (lora) expect(lora.estimatedBytes).toBeLessThan(full.estimatedBytes);
    if (lora) expect(lora.tokensPerSecond).toBeGreaterThan(full.tokensPerSecond);
  }
});
